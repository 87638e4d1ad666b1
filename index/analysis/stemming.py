"""Light stemming by rules: which clitics and endings a form may be carrying.

Everything here works on normalised forms (`folding.fold`), so ة is ه, ى is ي, and أ إ آ are ا. A rule is a function
from a form to its *remainders*: the words that the form may be once the clitic or ending is off, with the letters put
back that Arabic spelling changes before an ending (حكومته is حكومه: the ه had become ت). Whether a cut is right, no
rule can know: وزير (minister) looks like و + زير and بلندن (in London) like one word. So there are two users:

- `stem` decides by the shape alone, carefully: for a form without any vocabulary at hand;
- `index.analysis.vocabulary` asks the words of the corpus, and is far better.

Prefixes of persons and tense (يعلن, نعلن), broken plurals, roots and variants of names are relations between words, and
not this module's business.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Final

#: A rule: a form to the words it may have been without the ending; empty where the rule does not apply.
Rule = Callable[[str], tuple[str, ...]]

MIN_STEM: Final = 3

#: Letters of which no word has more, with all clitics, nor several that were written as one. In longer forms nothing is
#: looked for in front: a page of و would be as many conjunctions, one before the other.
LONGEST_WORD: Final = 64

# --- closed classes -------------------------------------------------------------------------------------------------

#: Prepositions, quantifiers and conjunctions that take pronouns: فيها is في, كلهم is كل.
PARTICLES: Final = (
    *(
        "في",
        "من",
        "عن",
        "مع",
        "علي",
        "الي",
        "لدي",
        "عند",
        "بعد",
        "قبل",
        "بين",
        "كل",
        "بعض",
        "حول",
        "ضد",
        "غير",
        "ان",
    ),
    *(
        "لكن",
        "لان",
        "بان",
        "كان",
        "عبر",
        "نحو",
        "دون",
        "ضمن",
        "وراء",
        "امام",
        "فوق",
        "تحت",
        "خلف",
        "منذ",
        "سوي",
        "مثل",
    ),
)
_PRONOUNS: Final = ("ه", "ها", "هم", "هما", "هن", "ك", "كم", "نا", "ي", "ني")
#: Of these, with a pronoun, an index has to show that they are no other word: عبره, a tear.
WITHOUT_PRONOUN: Final = frozenset({"كان", "منذ", "سوي", "عبر", "مثل"})

#: With ي these are mostly nouns, منى, معنى and كلى, or adjectives: قبلي, خلفي, أمامي, ضمني.
_OTHERS_WITH_YA: Final = frozenset(("من", "مع", "كل", "قبل", "خلف", "امام", "ضمن", "نحو", "فوق", "تحت"))

_FUNCTION_WORDS: Final = """
    الذي التي الذين اللذين اللتين اللذان اللتان اللاتي اللواتي هذا هذه هذان هذين هاتان هاتين هولاء ذلك تلك
    ذاك اولئك هو هي هم هن هما انا انت انتم نحن ما لا لم لن لو او ام قد سوف ليس ليست بل اما اي اين متي كيف كم
    ماذا لماذا اذا اذ ثم حتي هنا هناك هنالك الان الا كذلك لذلك لذا هكذا كما مما عما بما لما فيما ممن فيمن
    بينما عندما بعدما قبلما كلما طالما حيثما انما ربما اينما كانما كي لكي حيث ايضا فقط الله اللهم
"""

#: Function words that only look inflected, or begin with ال without an article; with و and ف before them they are the
#: word itself. They keep every letter.
FUNCTION_WORDS: Final = frozenset(_FUNCTION_WORDS.split())

_WITH_PRONOUN: Final = {
    particle + pronoun: particle
    for particle, pronoun in product(PARTICLES, _PRONOUNS)
    if particle not in WITHOUT_PRONOUN and particle + pronoun not in FUNCTION_WORDS
    and not (particle in _OTHERS_WITH_YA and pronoun in ("ي", "ني"))
} | {"لنا": "ل", "له": "ل", "لها": "ل", "لهم": "ل", "لهما": "ل", "لهن": "ل", "لك": "ل", "لكم": "ل"} | {
    "به": "ب", "بها": "ب", "بهم": "ب", "بهما": "ب", "بهن": "ب", "بك": "ب", "بكم": "ب", "بنا": "ب"
}  # fmt: skip

_ALLAH: Final = frozenset({"لله", "بالله", "والله", "تالله", "فالله", "ولله", "فلله", "وبالله"})


def closed_class(form: str) -> str | None:
    """What a function word is without clitics; None for every other form.

    These are few and frequent, look like everything (كلها like ك + لها, فيهم like ف + يهم), and have to be known.
    """
    return _CLASS.get(form)


def is_function_word(form: str) -> bool:
    """Whether a form is a function word, with pronouns or without, whatever an index shows of it: في, لها, التي.

    Not one behind و or ف, which may be another word: ولي, a guardian.
    """
    return form in _BARE or form in _ALLAH


def is_behind_conjunction(form: str) -> bool:
    """Whether a form is a function word behind و or ف, which may be a letter of another word: والي, a governor; فهم."""
    return form in _CLASS and form not in _BARE and form not in _ALLAH


#: Function words that take the endings of nouns and verbs, or an article: كانت, ليسوا, بعضا, البعض. Of the others no
#: word is an inflection: آليات is none of إلى, nor البعد of بعد.
INFLECTED: Final = frozenset(("كان", "ليس", "كل", "بعض", "غير"))

#: All function words without clitics.
CLOSED: Final = FUNCTION_WORDS | frozenset(PARTICLES) | {"ل", "ب"}

#: Those that no longer word is ever cut to.
NEVER_INFLECTED: Final = CLOSED - INFLECTED

#: Nouns that look like one with an article; each is a word of its own: الإمام, البعد, الأم.
#: (Of two letters they are mostly something else: ألفي, two thousand.)
LIKE_FUNCTION_WORDS: Final = frozenset("ال" + word for word in NEVER_INFLECTED if len(word) > 2) | {"الام"}

_BARE: Final = _WITH_PRONOUN | {word: word for word in CLOSED}

#: Function words of so many letters and more are not looked for behind و and ف.
LONGEST_BEHIND_CONJUNCTION: Final = 7

#: فتحت, "she opened", and next to never ف + تحت.
_OPENED: Final = "فتحت"

#: What each is without clitics. و and ف before a form of eight letters are taken for letters of another word.
_CLASS: Final = (
    {
        letter + form: word
        for form, word in _BARE.items()
        for letter in "وف"
        if 1 < len(form) < LONGEST_BEHIND_CONJUNCTION and letter + form != _OPENED
    }
    | _BARE
    | dict.fromkeys(_ALLAH, "الله")
)
#: All function words with clitics and without: the forms that `closed_class` knows.
CLOSED_FORMS: Final = frozenset(_CLASS)

# --- endings --------------------------------------------------------------------------------------------------------


def _restored(remainder: str) -> tuple[str, ...]:
    """A word as it is written without the pronoun that was cut off.

    ت may have been ة (حكومته), ا an ى (مستشفاها), and the hamza of a final اء sits on a seat before a pronoun
    (وزرائه, وزراؤه, folded to اي and او); ئ at the end folds to يء.
    """
    last = remainder[-1]
    if last == "ت":
        return remainder, remainder[:-1] + "ه"
    if last == "ا":
        return remainder, remainder[:-1] + "ي"
    if last in "يو" and remainder[-2:-1] == "ا":
        return remainder, remainder[:-1] + "ء"
    if last == "ئ":
        return _final_hamza(remainder[:-1])
    return (remainder,)


def _final_hamza(rest: str) -> tuple[str, ...]:
    """A word that ended in hamza, which sat on ئ before the ending: شيئا is شيء, شاطئها شاطيء, عبئا عبء."""
    return (rest + "ء",) if rest[-1:] == "ي" else (rest + "يء", rest + "ء")


def pronoun(form: str) -> tuple[str, ...]:
    """Enclitic pronouns: ه ها هم هن هما ك كم نا ني. The possessive ي looks like nisba and is left to that rule.

    Of ه after a letter other than ت `feminine` takes care: it is more often ة.
    """
    last = form[-1:]
    if last in _LETTER_PRONOUNS and len(form) > MIN_STEM:
        restored = _restored(form[:-1])
        return restored if last == "ك" else restored[1:]
    for ending in _LONGER_PRONOUNS.get(last, ()):
        if form.endswith(ending) and len(form) - len(ending) >= MIN_STEM:
            return _restored(form[: -len(ending)])
    return ()


_LETTER_PRONOUNS: Final = ("ه", "ك")
_LONGER_PRONOUNS: Final = {"ا": ("هما", "ها", "نا"), "م": ("هم", "كم"), "ن": ("هن",), "ي": ("ني",)}


def feminine(form: str) -> tuple[str, ...]:
    """ة, folded with the pronoun ه: رئيسة, رئيسه. ية is the feminine of nisba or a noun: cut to ي."""
    return (form[:-1],) if form[-1] == "ه" and len(form) > MIN_STEM else ()


def sound_plural_or_dual(form: str) -> tuple[str, ...]:
    """ون, ين, ان; تين and تان also come from ة: شركتين is شركه."""
    if form[-1] == "ن" and form[-2:-1] in ("ا", "ي", "و") and len(form) - 2 >= MIN_STEM:
        rest = form[:-2]
        return (rest, rest[:-1] + "ه") if rest[-1] == "ت" and form[-2] != "و" else (rest,)
    return ()


def sound_feminine_plural(form: str) -> tuple[str, ...]:
    """ات: of ة (شركات), of a word without it (انتخابات), of أة (منشآت), of a third radical waw (سنوات, قنوات).

    هات: of a foreign word in و (سيناريوهات).
    """
    if form.endswith("ات") and len(form) - 2 >= MIN_STEM - 1:
        rest = form[:-2]
        if rest[-1] == "و" and len(rest) >= MIN_STEM:
            return rest, rest + "ه", rest[:-1] + "ه", rest[:-1] + "اه"
        if rest.endswith("وه"):
            return rest, rest + "ه", rest[:-1]
        return (rest, rest + "ه", rest + "اه") if len(rest) >= MIN_STEM else (rest, rest + "ه")
    return ()


def construct_plural(form: str) -> tuple[str, ...]:
    """و of مسؤولو الشركة. The ي of مسؤولي الشركة looks like nisba."""
    return (form[:-1],) if form[-1] == "و" and len(form) - 1 > MIN_STEM else ()


def past_verb(form: str) -> tuple[str, ...]:
    """ت, وا and تا of the past: أعلنت, أعلنوا; a final ى is lost before them: انتهت, انتهوا are انتهى."""
    for ending in ("وا", "تا", "ت"):
        if form.endswith(ending) and len(form) - len(ending) >= MIN_STEM:
            rest = form[: -len(ending)]
            return rest, rest + "ي"
    return ()


def tanwin_alef(form: str) -> tuple[str, ...]:
    """The alef that carries tanwin: رئيسًا, شيئًا."""
    if form[-1] == "ا" and len(form) > MIN_STEM:
        rest = form[:-1]
        return _final_hamza(rest[:-1]) if rest[-1] == "ئ" else (rest,)
    return ()


def nisba(form: str) -> tuple[str, ...]:
    """ي: of a noun (مصري), of ة (صناعي), of a final ا (فرنسي), of يا (روسي), of اء (فضائي) and اية (نهائي);
    وي of ة and ا (تنموي, مأساوي, آسيوي), and of اء in longer words (صحراوي)."""
    if form[-1] != "ي" or len(form) <= MIN_STEM:
        return ()
    rest = form[:-1]
    if rest.endswith("اي"):
        return rest[:-1] + "ء", rest[:-1], rest + "ه"
    if rest.endswith("و") and len(rest) > MIN_STEM:
        of_hamza = (rest[:-1] + "ء",) if rest[-2] == "ا" and len(rest) > 4 else ()
        return rest, rest + "ه", rest[:-1] + "يه", rest[:-1] + "ه", rest[:-1] + "ا", *of_hamza
    return rest, rest + "ه", rest + "ا", rest + "يا"


#: The rules that can apply to a form, by its last letter.
ENDINGS: Final[dict[str, tuple[Rule, ...]]] = {
    "ه": (feminine, pronoun),
    "ا": (pronoun, past_verb, tanwin_alef),
    "م": (pronoun,),
    "ن": (pronoun, sound_plural_or_dual),
    "ت": (sound_feminine_plural, past_verb),
    "ي": (pronoun, nisba),
    "ك": (pronoun,),
    "و": (construct_plural,),
}

# --- by shape alone -------------------------------------------------------------------------------------------------

_ARTICLES: Final = ("ال", "بال", "كال", "لل")


def without_article(form: str) -> str:
    """ال, بال, كال, لل, and with و or ف before them: the safe prefixes, hardly ever letters of the word."""
    body = form[1:] if form[0] in "وف" else form
    for article in _ARTICLES:
        if body.startswith(article) and len(body) - len(article) >= MIN_STEM:
            return body[len(article) :]
    return form


#: Letters that hardly any root has after a first و, so that a و before them is the conjunction.
_NEVER_AFTER_WAW: Final = "ومتينب"


def without_conjunction(form: str) -> str:
    """و where the shape shows that it is "and": before letters that no root puts after it, or before a long word.

    ومدير, ويعلن and ووافق lose it; وزير, وكالة and ورشة keep it, and so, wrongly, do ولندن and وسفير.
    """
    rest = form[1:]
    if form[0] != "و" or len(rest) <= MIN_STEM:
        return form
    if rest[0] in _NEVER_AFTER_WAW or len(rest) >= 6 or (rest[0] == "ا" and len(rest) >= 5):
        return rest
    return form


#: What `stem` cuts without evidence, the first that fits, and the letters that have to remain: more of them where names
#: end alike (لبنان, بوتين).
_BLIND_ENDINGS: Final = (
    *(
        ("هما", 3),
        ("ها", 3),
        ("هم", 3),
        ("نا", 4),
        ("يات", 3),
        ("يون", 3),
        ("يين", 3),
        ("تان", 4),
        ("تين", 4),
    ),
    *(("ات", 3), ("ون", 4), ("ين", 4), ("ته", 3), ("يه", 3), ("ان", 4), ("ه", 3), ("ي", 3), ("ا", 4)),
)


def stem(form: str) -> str:
    """The light stem of a form by its shape alone.

    Nothing in the shape tells the و of وزير from that of ولندن: `vocabulary.VocabularyStemmer` decides that, and
    everything else, better.
    """
    known = closed_class(form)
    if known is not None:
        return known
    body = without_article(form)
    if body == form:
        body = without_article(without_conjunction(form))
    return _without_ending(_without_ending(body))


def _without_ending(form: str) -> str:
    for ending, least in _BLIND_ENDINGS:
        if form.endswith(ending) and len(form) - len(ending) >= least:
            return form[: -len(ending)]
    return form


#: The word lists that decide results here, for the fingerprint.
TABLES: Final = (
    PARTICLES,
    sorted(FUNCTION_WORDS),
    sorted(INFLECTED),
    _OPENED,
    sorted(_WITH_PRONOUN.items()),
    sorted(_ALLAH),
    _ARTICLES,
    _NEVER_AFTER_WAW,
    _BLIND_ENDINGS,
    MIN_STEM,
)
