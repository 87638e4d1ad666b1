"""What is written in one word or in two: عبدالله and عبد الله, يناير and كانون الثاني.

Relations between words (`index.analysis.relations`) stand between one word and another; here are those where one side
is two words, which an index of words can't relate. The other way of writing is searched as a phrase of its very forms
beside the words, so one that the index lacks costs nothing, and proposing too much does no harm: بنفسه is proposed as
بن فسه, which nobody wrote. The first of its forms may have a proclitic, as any word that is found has: عبدالله finds
لعبد الله, and يناير وكانون الثاني. All of these are one phrase: were each by itself, the rarest proclitic would say
more of an article than the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from index.analysis.names import MONTHS, month_phrases, months_of_phrase
from index.lazy import lazy_pattern

__all__ = ["MONTH", "NAME", "Way", "may_be_written_otherwise", "of_all", "of_word", "with_proclitics"]

Forms = tuple[str, ...]


class Way(NamedTuple):
    """A way of writing: its forms, and all that may stand as the first of them, the first itself among these."""

    forms: Forms
    firsts: Forms


#: What a name joined or apart weighs, the other way being 1: as much as another form of the same word.
NAME: Final = 0.7
#: The same for a month. News gives both names of a month at once ("كانون الثاني/يناير"), and an article that does is no
#: better for it: with 0.3 the nDCG@10 of arcd falls by .0006, with this it stays.
MONTH: Final = 0.05

_PROCLITICS: Final = ("", "و", "ب", "ل", "ف")
#: What may be written to the first word of the other way.
_BEFORE: Final = (*_PROCLITICS, "ول", "وب", "فل", "فب")
#: What has one of them, or a name that begins with the same letter: لسيف, and لطف.
_WITH_PROCLITIC: Final = lazy_pattern("[وفبل](..+)")

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
# No figure is part of a name.
_APART: Final = lazy_pattern(rf"[وفبل]?({_NAME}) \D\D+|\D\D+ (?:{_LAST})".replace("(?=ال)", "(?= ال)"))

#: Whether there is anything for the two functions below in forms joined by spaces.
may_be_written_otherwise: Final = re.compile(
    f"(?:^| )(?:{_FIRST}|{'|'.join(sorted({*_MONTHS_OF_ONE, *(first for first, _ in _MONTHS_OF_TWO)}))})"
    f"|(?:{_LAST})(?: |$)".replace("(?=ال)", "")
).search


def of_word(form: str) -> Sequence[Way]:
    """The ways of writing a normalised form in two words."""
    if form in _MONTHS_OF_ONE:
        return _ways(_MONTHS_OF_ONE[form])
    if not (joined := _JOINED.fullmatch(form)):
        return ()
    first, rest, name, last = joined.groups()
    return _ways([(first, rest)]) if first else [Way((name, last), _of_name(name))]


def _of_pair(first: str, second: str) -> Sequence[Way]:
    """The ways of writing two neighbouring forms in one word."""
    if (first, second) in _MONTHS_OF_TWO:
        return _ways(_MONTHS_OF_TWO[first, second])
    if not (apart := _APART.fullmatch(f"{first} {second}")):
        return ()
    if apart[1]:
        return _ways([(apart[1] + second,)])
    return [Way((first + second,), tuple(each + second for each in _of_name(first)))]


def _ways(written: Iterable[Forms]) -> list[Way]:
    return [Way(forms, with_proclitics(forms[0])) for forms in written]


def _of_name(form: str) -> Forms:
    """What may stand for a name before الدين or الله: it with proclitics, and what it is if it has one already."""
    without = _WITH_PROCLITIC.fullmatch(form)
    others = with_proclitics(without[1]) if without else ()
    return tuple(dict.fromkeys((*with_proclitics(form), *others)))


def with_proclitics(form: str) -> Forms:
    """A form, and the same with each of what may be written to it."""
    return tuple(clitic + form for clitic in _BEFORE)


def of_all(forms: Sequence[str]) -> Iterator[tuple[int, int, Sequence[Way], float]]:
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
