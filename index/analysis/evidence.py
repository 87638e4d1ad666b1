"""What a vocabulary shows of its words: how often they occur, and after what.

Some questions are asked of a word again and again, and each takes several look-ups of forms. `Evidence` has the answers
as tables, of which only `get` is used, like that of a dictionary. Those of `Evidence.asked` are filled as the questions
come: the way for a few words and a vocabulary on disk. Those of `Evidence.of_vocabulary` are filled in two passes over
all forms: the way to judge every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol, Self

from index.lazy import lazy_pattern

#: Occurrences that show a radical count from this share of the form's own on: fewer are typing errors.
NOISE: Final = 0.02


class Frequencies(Protocol):
    """How often a form occurs; a dictionary will do."""

    def get(self, form: str, default: int, /) -> int:
        """Occurrences, or `default` where there are none."""
        ...


#: Makes what answers for a dictionary that will not change, maybe sooner than it does itself.
Answering = Callable[[Mapping[str, int]], Frequencies]


def by_itself(counts: Mapping[str, int]) -> Frequencies:
    """They answer themselves."""
    return counts


class Evidence:
    """Occurrences of a form: just so; with an article; either way; and where its first letter can be no proclitic.

    The last is asked only of forms of three letters and more that begin with و, ف, ب, ك, ل or ال.
    """

    def __init__(
        self, forms: Frequencies, articled: Frequencies, weights: Frequencies, radical: Frequencies
    ) -> None:
        self.forms = forms
        self.articled = articled
        self.weights = weights
        self.radical = radical

    @classmethod
    def asked(cls, frequencies: Frequencies) -> Self:
        """Evidence that is looked up word by word and remembered."""
        count = frequencies.get
        articled = _Remembered(lambda word: _with_article(word, frequencies))
        weights = _Remembered(lambda word: count(word, 0) + articled.get(word, 0))

        def radical(form: str) -> int:
            behind = sum([count(before, 0) for before in _before_radical(form)])
            return behind if form[0] == "ا" else behind + articled.get(form, 0)

        return cls(frequencies, articled, weights, _Remembered(radical))

    @classmethod
    def of_vocabulary(cls, frequencies: Mapping[str, int], answering: Answering) -> Self:
        """Evidence about all words of a vocabulary."""
        articled = {
            form[2:]: count
            for form, count in frequencies.items()
            if form[1:2] == "ل" and form[0] == "ا" and len(form) > 3
        }
        radical: dict[str, int] = {}
        for form, count in frequencies.items():
            if len(form) < 4:
                continue  # nobody asks for what would be left
            first, second = form[0], form[1]
            if second in _PROCLITICS and first in _BEFORE and not first == second == "ل":
                radical[form[1:]] = radical.get(form[1:], 0) + count
            if second in _SECOND_LETTERS and first in _FIRST_LETTERS:
                article = _ARTICLE.match(form)
                if article and form[article.end() :] in articled:
                    articled[form[article.end() :]] += count
                before = _BEFORE_ARTICLE.match(form)
                if before:
                    whole = "ا" + form[before.end() :]
                    radical[whole] = radical.get(whole, 0) + count
        weights = dict(frequencies)
        for word, count in articled.items():
            weights[word] = weights.get(word, 0) + count
            if word[0] in _PROCLITICS:
                radical[word] = radical.get(word, 0) + count
        return cls(answering(frequencies), answering(articled), answering(weights), answering(radical))


class _Remembered:
    """Answers of a function, each worked out once."""

    def __init__(self, answer: Callable[[str], int]) -> None:
        self._answer = answer
        self._known: dict[str, int] = {}

    def get(self, word: str, _default: int, /) -> int:
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._answer(word)
        return known


#: What may stand before a word with its article; the article after ل is written لل.
_ARTICLES: Final = ("وال", "فال", "بال", "كال", "وبال", "لل", "ولل")
_ARTICLE: Final = lazy_pattern("[وفبك]ال|وبال|و?لل")

#: Letters that no proclitic but و and ف can follow: the prepositions, and the persons of the present.
_BEFORE: Final = "بكليتن"
_PROCLITICS: Final = "وفبكل"

#: What can stand before ال only where that is no article, up to its ا; and before لت, in whose place ا may be.
_BEFORE_ARTICLE: Final = lazy_pattern("(?:ل|ال|لل|وال)ا(?=ل)|ي(?=لت)")

# The letters that forms begin with which these find, so that hardly any other has to be tried.
_FIRST_LETTERS: Final = "وفبكلاي"
_SECOND_LETTERS: Final = "الب"


def _with_article(word: str, frequencies: Frequencies) -> int:
    """Occurrences of a word with ال, alone or after something."""
    count = frequencies.get
    alone = count("ال" + word, 0) if len(word) > 1 else 0
    return alone and alone + sum([count(article + word, 0) for article in _ARTICLES])


def _before_radical(form: str) -> list[str]:
    """What a form would be after each thing that shows its first letter to be a radical."""
    if form[0] == "ا":
        # التزم, يلتزم: the eighth form of لزم
        verb = ["ي" + form[1:]] if form[2:3] == "ت" else []
        return [before + form for before in ("ل", "ال", "لل", "وال")] + verb
    # للكرة is the article's
    return [letter + form for letter in _BEFORE if not letter == form[0] == "ل"]
