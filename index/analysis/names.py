"""Names that news writes in several ways: غوغل and جوجل, أمريكا and أميركا, بنغلاديش and بنجلاديش; and the months.

Sounds that Arabic has no letter for are written with one of its neighbours, and foreign short vowels now with a
letter, now without. `name_key` gives such spellings one key. Words of an Arabic root would fall together under it
that have nothing to do with each other (تقرير and تكرير, قلب and كلب), so words of a native shape have no key: a name
is known by *not* looking like a word.
"""

from __future__ import annotations

from typing import Final

from index.lazy import lazy_pattern

_LETTERS: Final = "ءئبتثجحخدذرزسشصضطظعغفقكلمنهوي"

#: Shapes of Arabic words, 1 for a letter of the root. Endings are gone; ه may follow each.
_NATIVE_SHAPES: Final = """
    111 1ا11 11ا1 11و1 11ي1 111ان 111اء 11اء 1اء1
    م111 م11و1 م11ي1 م1ا11 م11ا1 م1ا1 مت111 مت1ا11 مست111 مستا1 من111 م1ت11 م1ي1 م1و1
    ت11ي1 ت111 ت1ا11 ت11ا1 ت1ا1 ا11ا1 ا1ا1 ا1ت11 ا1ت1ا1 ان111 ان11ا1 است111 است11ا1 ا111 ا111اء ا1و11 استا1
    1وا11 11ا11 11ا1ي1 11اي1 م1ا1ي1 ا1ا1ي1 1وا1ي1 1ا1و1 ا11و1
    ي111 ي1ت11 ين111 يست111 يت111 يت1ا11 ي1ا11 ن111 ن1ت11 نت111 نست111 تت111 تت1ا11 تست111 تن111 ت1ت11 ي1ي1 ي1و1
"""


def _any_of(shapes: str, letter: str) -> str:
    """One pattern for shapes: what stands for a letter of the root is `letter`."""
    return "(?:" + "|".join(shapes.replace("1", letter).split()) + ")ه?"


# Of words of these letters a pattern of "anything but ا" says the same as one of `_LETTERS`, which takes Python thirty
# times as long to compile: half as long as to start.
_WRITTEN_NATIVELY: Final = lazy_pattern(f"[{_LETTERS}ا]+")
_NATIVE: Final = lazy_pattern(_any_of(_NATIVE_SHAPES, "[^ا]"))

#: Letters that stand for one foreign sound: [g] غ ج ق, and ك behind ن (إنكليزي), [t] ت ط, [s] س ص. Elsewhere ك is
#: [k]: كينيا is not غينيا.
_SOUNDS = str.maketrans("غقطص", "ججتس")


_VOWELS: Final = "اويءئ"
_CONSONANT: Final = lazy_pattern(f"([^{_VOWELS}])([{_VOWELS}]*)")


def name_key(stem: str) -> str:
    """One key for the spellings of a foreign name; "" for words of a native shape, and short ones.

    Long names keep only consonants (and that they began with a vowel); from names of three consonants the vowels aren't
    taken, there is too little else.
    """
    if len(stem) < 4 or not stem.isalpha() or stem.isascii() or _is_native(stem):
        return ""
    opening, slots = _slots(stem)
    consonants = ("ا" if opening else "") + "".join(consonant for consonant, _ in slots)
    return consonants if len(consonants) > 3 else _sounds(stem)


def _is_native(stem: str) -> bool:
    return bool(_NATIVE.fullmatch(stem) and _WRITTEN_NATIVELY.fullmatch(stem))


def same_name(a: str, b: str) -> bool:
    """Whether two words of one `name_key` may be spellings of one name.

    A vowel may be written or not in two places (أمريكا, أميركا), in one of a short name; nowhere may it be another.
    """
    (opening, slots), (other_opening, other_slots) = _slots(a), _slots(b)
    if len(slots) != len(other_slots) or opening[:1] != other_opening[:1]:
        return False
    differing = 0
    for (_, vowels), (_, other) in list(zip(slots, other_slots, strict=True))[:-1]:
        if vowels != other:
            if vowels not in other and other not in vowels:
                return False
            differing += 1
    return differing <= (2 if len(slots) > 3 or opening else 1)


def _sounds(stem: str) -> str:
    """A name in letters of one for each sound, without the ending that made it feminine, an adjective or a country."""
    return (stem[:-1] if stem[-1] in "ياه" and len(stem) > 4 else stem).replace("نك", "نج").translate(_SOUNDS)


def _slots(stem: str) -> tuple[str, list[tuple[str, str]]]:
    """The vowels before the first consonant, and each consonant (doubled ones once) with the vowels after it."""
    word = _sounds(stem)
    found = _CONSONANT.findall(word)
    slots = [pair for at, pair in enumerate(found) if not (at and found[at - 1] == (pair[0], ""))]
    return word[: len(word) - sum(len(consonant + vowels) for consonant, vowels in found)], slots


#: The twelve months in the three systems of names; of those of two words each is a tuple.
MONTHS: Final = (
    ("يناير", "جانفي", ("كانون", "الثاني")),
    ("فبراير", "شباط", "فيفري"),
    ("مارس", "اذار"),
    ("ابريل", "نيسان", "افريل"),
    ("مايو", "ايار", "ماي"),
    ("يونيو", "يونيه", "حزيران", "جوان"),
    ("يوليو", "يوليه", "تموز", "جويليه", "يوليوز"),
    ("اغسطس", "اب", "اوت", "غشت"),
    ("سبتمبر", "ايلول", "شتنبر"),
    ("اكتوبر", ("تشرين", "الاول")),
    ("نوفمبر", ("تشرين", "الثاني"), "نونبر"),
    ("ديسمبر", ("كانون", "الاول"), "دجنبر"),
)

_MONTH_OF: Final = {name: number for number, names in enumerate(MONTHS) for name in names}


def months(word: str) -> tuple[str, ...]:
    """The other names of a month that are one word; none for other words."""
    return tuple([name for name in _month(word) if isinstance(name, str) and name != word])


def months_of_phrase(words: tuple[str, str]) -> tuple[str, ...]:
    """The one-word names of a month that was named by two: كانون الثاني is يناير and جانفي."""
    return tuple(name for name in _month(words) if isinstance(name, str))


def month_phrases(word: str) -> tuple[tuple[str, str], ...]:
    """The names of a month that are two words: of يناير, كانون الثاني."""
    return tuple(name for name in _month(word) if isinstance(name, tuple))


def _month(name: str | tuple[str, str]) -> tuple[str | tuple[str, str], ...]:
    number = _MONTH_OF.get(name)
    return () if number is None else MONTHS[number]


#: Everything that decides `name_key`, for the fingerprint.
TABLES: Final = (_any_of(_NATIVE_SHAPES, f"[{_LETTERS}]"), sorted(_SOUNDS.items()), _VOWELS)
