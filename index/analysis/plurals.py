"""Broken plurals: وزراء of وزير, مدارس of مدرسة.

A plural of this kind has its own pattern of vowels, and for each pattern there are a few that its singular can have. The
tables give the letters (short vowels aren't written) with 1 to 4 for the letters of the root; a word that fits a pattern
may still be no plural at all (قطار is not that of قطر), so `index.analysis.relations` asks the vocabulary. Patterns that
hardly anything but plurals has are `SURE`; the others (`DOUBTFUL`) need more evidence.

The patterns are those of the grammars (Wright, §§304-305); which singulars go with which was checked on word lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

#: Plural pattern to the patterns of its singulars, commonest first.
SURE: Final = {
    "123اء": ("12ي3", "1ا23"),
    "ا123اء": ("12ي3",),
    "ا12اء": ("12ي2", "12ي", "12و", "12ا", "ا12"),
    "ا12ا3": ("123", "12ي3", "123ه"),
    "ا1وا2": ("1ا2", "1و2"),
    "ا1يا2": ("1ي2", "1ا2"),
    "ا123ه": ("12ا3", "12ي3"),
    "ا12ه": ("12ا2", "12ي2"),
    "12اي3": ("12ي3ه", "12ا3ه", "12و3ه", "12ي3"),
    "1وا23": ("1ا23", "1ا23ه", "1و23"),
    "1وا2ي3": ("1ا2و3", "1ا2ا3"),
    "12ا34": ("1234", "1234ه"),
    "12ا3ي4": ("123و4", "123ا4", "123ي4", "1ا3و4", "123و4ه"),
    "ا1ا2ي3": ("ا12و3", "ا12و3ه"),
    "12ايا": ("12يه",),
}

#: Patterns that many singulars have too.
DOUBTFUL: Final = {
    "12و3": ("123", "1ا23"),
    "12ا3": ("123", "12ي3", "1ا23", "123ه"),
    "123": ("123ه", "12ا3", "12ي3ه", "12ي3"),
    "123ان": ("12ي3", "123"),
    "123ه": ("1ا23",),
    "12اه": ("1ا2ي",),
}

#: The hamza of a root sits on another letter in the plural, and ؤ is folded to و: رئيس, رؤساء; سؤال, أسئلة.
_WITH_HAMZA: Final = (("و", "ئ"), ("ئ", "و"))

_ROOT_LETTER = "[ءئبتثجحخدذرزسشصضطظعغفقكلمنهوي]"


def _matcher(pattern: str) -> re.Pattern[str]:
    seen: set[str] = set()
    parts = []
    for letter in pattern:
        if not letter.isdecimal():
            parts.append(letter)
        elif letter in seen:
            parts.append(f"(?P=r{letter})")
        else:
            seen.add(letter)
            parts.append(f"(?P<r{letter}>{_ROOT_LETTER})")
    return re.compile("".join(parts))


def _filler(pattern: str) -> str:
    return re.sub(r"(\d)", r"\\g<r\1>", pattern)


def _rules(
    pairs: Iterable[tuple[str, str]],
) -> dict[int, list[tuple[re.Pattern[str], list[str]]]]:
    """From-pattern and to-pattern pairs, by length of the word and then by matcher."""
    by_pattern: dict[str, list[str]] = {}
    for source, target in pairs:
        if set(re.findall(r"\d", target)) <= set(re.findall(r"\d", source)):
            by_pattern.setdefault(source, []).append(_filler(target))
    rules: dict[int, list[tuple[re.Pattern[str], list[str]]]] = {}
    for source, targets in by_pattern.items():
        rules.setdefault(len(source), []).append((_matcher(source), targets))
    return rules


_TO_SINGULAR = {
    sure: _rules((plural, singular) for plural, singulars in table.items() for singular in singulars)
    for sure, table in ((True, SURE), (False, DOUBTFUL))
}
_TO_PLURAL = {
    sure: _rules((singular, plural) for plural, singulars in table.items() for singular in singulars)
    for sure, table in ((True, SURE), (False, DOUBTFUL))
}


def _filled(word: str, rules: dict[int, list[tuple[re.Pattern[str], list[str]]]]) -> tuple[str, ...]:
    results: dict[str, None] = {}
    for matcher, fillers in rules.get(len(word), ()):
        match = matcher.fullmatch(word)
        if match:
            results.update((match.expand(filler), None) for filler in fillers)
    for other in _WITH_HAMZA:
        results.update(
            (result.replace(*other, 1), None) for result in tuple(results) if other[0] in word and other[0] in result
        )
    results.pop(word, None)
    return tuple(results)


def singulars(plural: str, *, sure: bool) -> tuple[str, ...]:
    """What the singular of a word may be if it is a plural, by its sure or its doubtful patterns.

    >>> singulars("صواريخ", sure=True)
    ('صاروخ', 'صاراخ', 'صواروخ', 'صورخ')
    """
    return _filled(plural, _TO_SINGULAR[sure])


def plurals(singular: str, *, sure: bool) -> tuple[str, ...]:
    """What the broken plural of a word may be, by the sure or the doubtful patterns."""
    return _filled(singular, _TO_PLURAL[sure])
