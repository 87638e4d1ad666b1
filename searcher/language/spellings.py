"""What is written in one word or in two: عبدالله and عبد الله, يناير and كانون الثاني.

Relations between words (`index.analysis.relations`) stand between one word and another; here are those where one side
is two words, which an index of words can't relate. The other way of writing is searched as a phrase of its very forms
beside the words, so one that the index lacks costs nothing, and proposing too much does no harm: بنفسه is proposed as
بن فسه, which nobody wrote. The first of its forms may have a proclitic, as any word that is found has: عبدالله finds
لعبد الله, and يناير وكانون الثاني.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from index.analysis.names import MONTHS, month_phrases, months_of_phrase
from index.lazy import lazy_pattern

__all__ = [
    "MONTH",
    "NAME",
    "adds_proclitic",
    "may_be_written_otherwise",
    "of_all",
    "of_word",
    "with_proclitics",
]

Forms = tuple[str, ...]

#: What a name joined or apart weighs, the other way being 1: as much as another form of the same word.
NAME: Final = 0.7
#: The same for a month. News gives both names of a month at once ("كانون الثاني/يناير"), and an article that does is no
#: better for it: with 0.3 the nDCG@10 of arcd falls by .0006, with this it stays.
MONTH: Final = 0.05

_PROCLITICS: Final = ("", "و", "ب", "ل", "ف")
#: What may be written to the first word of the other way.
_BEFORE: Final = (*_PROCLITICS, "ول", "وب", "فل", "فب")

_MONTHS_OF_ONE: Final[dict[str, tuple[Forms, ...]]] = {
    clitic + name: month_phrases(name)
    for names in MONTHS
    for name in names
    if isinstance(name, str) and month_phrases(name)
    for clitic in _PROCLITICS
}
_MONTHS_OF_TWO: Final[dict[tuple[str, str], tuple[Forms, ...]]] = {
    (clitic + name[0], name[1]): tuple((other,) for other in months_of_phrase(name))
    for names in MONTHS
    for name in names
    if isinstance(name, tuple)
    for clitic in _PROCLITICS
}

_NAME: Final = "(?:عبد(?=ال)|ابو|ابي|ابا|بن)"
_FIRST: Final = f"[وفبل]?{_NAME}"
_LAST: Final = "الدين|الله"
_JOINED: Final = lazy_pattern(f"[وفبل]?({_NAME})(...+)|(..+)({_LAST})")
_APART: Final = lazy_pattern(f"[وفبل]?({_NAME}) ..+|..+ (?:{_LAST})".replace("(?=ال)", "(?= ال)"))

#: Whether there is anything for the two functions below in forms joined by spaces.
may_be_written_otherwise: Final = re.compile(
    f"(?:^| )(?:{_FIRST}|{'|'.join(sorted({*_MONTHS_OF_ONE, *(first for first, _ in _MONTHS_OF_TWO)}))})"
    f"|(?:{_LAST})(?: |$)".replace("(?=ال)", "")
).search


def of_word(form: str) -> Sequence[Forms]:
    """The ways of writing a normalised form in two words."""
    if form in _MONTHS_OF_ONE:
        return with_proclitics(_MONTHS_OF_ONE[form])
    if not (joined := _JOINED.fullmatch(form)):
        return ()
    first, rest, name, last = joined.groups()
    return with_proclitics([(first, rest) if first else (name, last)])


def _of_pair(first: str, second: str) -> Sequence[Forms]:
    """The ways of writing two neighbouring forms in one word."""
    if (first, second) in _MONTHS_OF_TWO:
        return with_proclitics(_MONTHS_OF_TWO[first, second])
    if not (apart := _APART.fullmatch(f"{first} {second}")):
        return ()
    return with_proclitics([((apart[1] or first) + second,)])


def adds_proclitic(way: Forms, other: Forms) -> bool:
    """Whether a way of writing is another with something written to its first word."""
    return way[1:] == other[1:] and way[0] != other[0] and way[0].removesuffix(other[0]) in _BEFORE


def with_proclitics(ways: Iterable[Forms]) -> list[Forms]:
    """Ways of writing, and each with what may be written to its first word."""
    return [(clitic + first, *rest) for first, *rest in ways for clitic in _BEFORE]


def of_all(forms: Sequence[str]) -> Iterator[tuple[int, int, Sequence[Forms], float]]:
    """The words and pairs of a text that have other ways of writing, which do not overlap.

    For each the index of its first form, how many forms it has, the ways, and what these weigh.
    """
    at = 0
    while at < len(forms):
        count = 2 if at + 1 < len(forms) else 1
        ways = _of_pair(forms[at], forms[at + 1]) if count == 2 else ()
        if not ways or (count == 2 and at + 2 < len(forms) and _binds_more(forms, at)):
            count, ways = 1, of_word(forms[at])
        if ways:
            month = forms[at] in _MONTHS_OF_ONE or tuple(forms[at : at + 2]) in _MONTHS_OF_TWO
            yield at, count, ways, MONTH if month else NAME
        at += count


def _binds_more(forms: Sequence[str], at: int) -> bool:
    """Whether the second of a pair belongs to the word behind it: بن (عبد العزيز)."""
    return forms[at] in ("بن", "وبن") and bool(_of_pair(forms[at + 1], forms[at + 2]))
