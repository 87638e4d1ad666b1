"""Broken plurals: وزراء of وزير, مدارس of مدرسة.

A plural of this kind has its own pattern of vowels, and for each pattern there are a few that its singular can have.
The tables give the written letters, with 1 to 4 for those of the root; a word that fits a pattern may still be no
plural at all (قطار is not that of قطر), so `index.analysis.relations` asks the vocabulary. How much it has to ask
depends on the kind of pattern:

- "sure": hardly anything but plurals has it;
- "doubtful": many singulars have it too, so the word has to behave like a plural;
- "of no verb": moreover, the singular must not be a verb. رجال is the plural of رجل, but قتال the fighting of قتل.

The patterns are those of the grammars (Wright, "A Grammar of the Arabic Language", §§304-305).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

Kind = Literal["sure", "doubtful", "of no verb"]

#: Of each kind, plural pattern to the patterns of its singulars, commonest first.
PATTERNS: Final[dict[Kind, dict[str, tuple[str, ...]]]] = {
    "sure": {
        "123اء": ("12ي3", "1ا23"),
        "ا123اء": ("12ي3",),
        "ا12ياء": ("12ي", "12يء"),
        "ا12اء": ("12ي2", "12ي", "12و", "12ا", "ا12"),
        "ا12ا3": ("123", "12ي3", "123ه"),
        "ا12ا2": ("12",),
        "ا1وا2": ("1ا2", "1و2"),
        "ا1يا2": ("1ي2", "1ا2"),
        "ا123ه": ("12ا3", "12ي3"),
        "ا12ه": ("12ا2", "12ي2"),
        "ا12يه": ("1ا2ي", "12اء"),
        "12اي3": ("12ي3ه", "12ا3ه", "12و3ه", "12ي3", "12و3"),
        "1وا23": ("1ا23", "1ا23ه", "1و23"),
        "1وا2ي3": ("1ا2و3", "1ا2ا3"),
        "12ا34": ("1234", "1234ه"),
        "12ا3ي4": ("123و4", "123ا4", "123ي4", "1ا3و4", "123و4ه"),
        "ا1ا2ي3": ("ا12و3", "ا12و3ه", "ا12ي3"),
        "12ايا": ("12يه",),
        "12و2": ("12",),
    },
    "doubtful": {
        "12و3": ("123", "1ا23", "123ي"),
        "12ا3": ("12ي3", "1ا23", "123ه"),
        "1وا2": ("1اي2",),
        "1يا2": ("1اي2",),
        "123": ("123ه", "12ا3", "12ي3ه"),
        "12ي": ("12يه",),
        "123ي": ("12ي3",),
        "123ان": ("12ي3", "123"),
        "1ي2ان": ("1ا2",),
        "123ه": ("1ا23",),
        "12اه": ("1ا2ي",),
        "1ا2ه": ("1اي2",),
        "12اء": ("12",),
    },
    "of no verb": {"12ا3": ("123",), "ا123": ("123",)},
}

#: Plurals that no pattern gives, with their singulars: a closed class of everyday words.
IRREGULAR: Final = {
    "ايام": "يوم",
    "افلام": "فيلم",
    "مياه": "ماء",
    "نساء": "امراه",
    "ناس": "انسان",
    "اخوه": "اخ",
    "بنات": "بنت",
    "امهات": "ام",
    "اراء": "راي",
    "اراضي": "ارض",
    "اهالي": "اهل",
    "ليالي": "ليله",
    "ايدي": "يد",
    "سنين": "سنه",
}

_IRREGULAR_OF: Final = {singular: plural for plural, singular in IRREGULAR.items()}

KINDS: Final[tuple[Kind, ...]] = ("sure", "doubtful", "of no verb")

#: The hamza of a root sits on another letter in the plural, and ؤ is folded to و: رئيس, رؤساء; سؤال, أسئلة.
_HAMZA_SEATS: Final = (("و", "ئ"), ("ئ", "و"))

_ROOT_LETTERS = "ءئبتثجحخدذرزسشصضطظعغفقكلمنوي"

#: By length of the word: a pattern to match it, and what to make of the letters of its root (as `str.format` wants it).
Rules = dict[int, list[tuple[re.Pattern[str], list[str]]]]


def _matcher(pattern: str) -> re.Pattern[str]:
    parts, seen = [], set()
    for letter in pattern:
        if not letter.isdecimal():
            parts.append(letter)
        elif letter in seen:
            parts.append(f"(?P=r{letter})")
        else:
            seen.add(letter)
            # A fourth ه is the ending ة.
            parts.append(f"(?P<r{letter}>[{_ROOT_LETTERS}{'' if letter == '4' else 'ه'}])")
    return re.compile("".join(parts))


def _rules(pairs: Iterable[tuple[str, str]]) -> Rules:
    """The rules for pairs of a pattern and the one it is turned into, which may use no other letters of the root."""
    targets: dict[str, list[str]] = {}
    for source, target in pairs:
        if set(re.findall(r"\d", target)) <= set(re.findall(r"\d", source)):
            targets.setdefault(source, []).append(re.sub(r"(\d)", r"{r\1}", target))
    rules: Rules = {}
    for source, fillers in targets.items():
        rules.setdefault(len(source), []).append((_matcher(source), fillers))
    return rules


def _pairs(kind: Kind) -> list[tuple[str, str]]:
    return [(plural, singular) for plural, singulars in PATTERNS[kind].items() for singular in singulars]


_TO_SINGULAR: Final = {kind: _rules(_pairs(kind)) for kind in KINDS}
_TO_PLURAL: Final = {kind: _rules((singular, plural) for plural, singular in _pairs(kind)) for kind in KINDS}


def _filled(word: str, rules: Rules) -> tuple[str, ...]:
    results: dict[str, None] = {}
    for matcher, fillers in rules.get(len(word), ()):
        match = matcher.fullmatch(word)
        if match:
            letters = match.groupdict()
            results.update((filler.format_map(letters), None) for filler in fillers)
    for seat, other in _HAMZA_SEATS:
        if seat in word:
            results.update(
                (result.replace(seat, other, 1), None) for result in tuple(results) if seat in result
            )
    results.pop(word, None)
    return tuple(results)


def singulars(plural: str, kind: Kind) -> tuple[str, ...]:
    """What the singular of a word may be if it is a plural of this kind of pattern.

    >>> singulars("احزاب", "sure")
    ('حزب', 'حزيب', 'حزبه')
    """
    return _filled(plural, _TO_SINGULAR[kind])


def plurals(singular: str, kind: Kind) -> tuple[str, ...]:
    """What the broken plural of a word may be, of this kind of pattern.

    >>> plurals("وزير", "sure")
    ('وزراء', 'اوزراء', 'اوزار', 'اوزره', 'وزاير')
    """
    return _filled(singular, _TO_PLURAL[kind])


def irregular(word: str) -> str:
    """The singular of an irregular plural, or the irregular plural of a singular; "" where there is neither."""
    return IRREGULAR.get(word) or _IRREGULAR_OF.get(word, "")
