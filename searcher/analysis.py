"""What becomes of a text on its way into the index, and of a question on its way out: for `fihris
analyze`."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from index import Index, IndexMissing
from index.analysis import Analyzer
from searcher.vocabulary import Vocabulary


class Analysed(NamedTuple):
    """A token: the word as written, which is `text[start:end]`, and what stands for it.

    It is indexed as `form`. A query for it is answered by the forms `searched`, each with its weight;
    without an index there is no vocabulary to find relatives in, and only `form` is there.
    """

    word: str
    position: int
    start: int
    end: int
    form: str
    stem: str
    searched: dict[str, float]


def analysis_of(text: str, folder: str | Path) -> list[Analysed]:
    """The tokens of `text`, with their relatives in the index in `folder` if there is one.

    Raises IndexDamaged and IndexIncompatible (`index`).
    """
    analyzer = Analyzer()
    try:
        vocabulary = Vocabulary(Index.open(folder).snapshot(), analyzer)
    except IndexMissing:
        vocabulary = None
    return [
        Analysed(
            text[token.start : token.end],
            token.position,
            token.start,
            token.end,
            token.form,
            analyzer.stem(token.form),
            vocabulary.relatives(token.form) if vocabulary else {token.form: 1.0},
        )
        for token in analyzer.tokens(text)
    ]
