"""The analysis that feeds the peers: the words of a text as forms or as stems, joined by spaces.

Like Fihris' own inversion it works a raw word out when it is first met and looks it up after that, so no peer pays
for a slower analysis than Fihris has.
"""

from __future__ import annotations

import re
from typing import Literal

from corpus import Article
from index.analysis import Analyzer

Kind = Literal["stems", "forms"]


class _TokensOfWord(dict[str, str]):
    """Raw word to its tokens, nearly always one, joined by spaces; fills itself."""

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self._analyzer = Analyzer()
        self._stem = self._analyzer.stem if kind == "stems" else str

    def __missing__(self, word: str) -> str:
        tokens = self[word] = " ".join(map(self._stem, self._analyzer.forms(word)))
        return tokens


class Tokens:
    """Texts to tokens of one kind."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        # Without what `WORD` takes to choose a pattern, which no peer's analysis would do.
        self._find_words = re.compile(Analyzer.WORD.pattern).findall
        self._of_word = _TokensOfWord(kind).__getitem__

    def joined(self, text: str) -> str:
        """The tokens of a text, joined by spaces."""
        return " ".join(map(self._of_word, self._find_words(text)))

    def of_article(self, article: Article) -> str:
        """The tokens of headline and paragraphs, joined by spaces."""
        return self.joined("\n".join((article.title, *article.paragraphs)))

    def distinct(self, text: str) -> tuple[str, ...]:
        """The tokens of a text, each once, in order: what an any-of query looks up."""
        return tuple(dict.fromkeys(self.joined(text).split()))

    def sequence(self, text: str) -> tuple[str, ...]:
        """The tokens of a text, in order: what a phrase query looks up."""
        return tuple(self.joined(text).split())
