"""Endings cut off by the evidence of a vocabulary: what word a word without proclitics is an inflection of.

The rules of shapes are those of `index.analysis.stemming`; which of them is believed, `Endings` decides by how often
the word occurs beside what remains of it, and by what else stands beside it (see `index.analysis.vocabulary`).
"""

from __future__ import annotations

import re
from typing import Final

from index.analysis import lexicon, stemming
from index.analysis.evidence import NOISE, Evidence
from index.analysis.stemming import MIN_STEM
from index.analysis.word_classes import NOUN_IN_TA, WordClasses

#: How much more frequent than its remainder a form may be and still be remainder + ending.
ENDING_TRUST: Final = {
    "pronoun": 5.0,
    "rare pronoun": 1.0,  # ك كم نا هن
    "feminine": 1.0,
    "feminine of an adjective": 3.0,
    "feminine of an attested adjective": 60.0,
    "feminine of a known adjective": 60.0,
    "feminine noun": 0.1,
    "feminine of nisba": 8.0,
    "feminine of a nisba of a noun": 50.0,
    "plural": 60.0,
    "dual": 1.5,
    "plural or dual": 0.3,
    "ات": 10.0,
    "ات of ة": 30.0,
    "ات of a rare singular": 400.0,
    "construct": 3.0,
    "past": 10.0,
    "tanwin": 15.0,
    "nisba": 5.0,
    "nisba of a country": 5.0,
}

#: The share of a plural in ات from which its singular in ة is seen.
FEMININE_OF_PLURAL: Final = 0.1

#: The share of a longer noun from which a feminine that is none of it has the plural in ات.
FEMININE_OF_MASCULINE: Final = 0.3

#: Pronouns that hardly stand behind a word without the commonest, ه, ها and هم, and the share of the word with one that
#: these have to have.
RARE_PRONOUNS: Final = ("كم", "هن", "ني", "ك")
COMMON_FOR_RARE: Final = 0.5

#: The shares of a feminine like انتخابية and of a noun like انتخاب in which they have articles if the one is made of
#: the other; برقية, a telegram, has few, and بام, of which بامية, okra, is none, has none.
ARTICLES_OF_ADJECTIVE: Final = 0.4
ARTICLES_OF_ITS_NOUN: Final = 0.05

#: How frequent the noun is next to the feminine: one of three letters, which there are by chance, and a longer one.
OF_ITS_NOUN: Final = (1.0, 0.2)

#: How much more frequent اء is than اية of what is made of it: هوائي, of هواء and of no هواية.
HAMZA_OF_NISBA: Final = 3.0

#: The share of a word like باقة in which it has articles, up to which a word like باقي is made of another.
NOUN_OF_NISBA: Final = 0.2

#: The share of its occurrences in which a form with tanwin has an article by mistake.
TANWIN_WITH_ARTICLE: Final = 0.15

#: Endings that come together.
SISTERS: Final = ("ون", "ين", "ات", "ان", "ه", "ي", "يه", "ا")

_KINDS: Final[dict[stemming.Rule, str]] = {
    stemming.pronoun: "pronoun",
    stemming.feminine: "feminine",
    stemming.sound_plural_or_dual: "plural or dual",
    stemming.sound_feminine_plural: "ات",
    stemming.construct_plural: "construct",
    stemming.past_verb: "past",
    stemming.tanwin_alef: "tanwin",
    stemming.nisba: "nisba",
}

#: The rules that may apply to a base, by its last letter, and the kind of ending that each cuts off.
_CUTS: Final = {
    letter: [(rule, _KINDS[rule]) for rule in rules] for letter, rules in stemming.ENDINGS.items()
}

#: What a word with an article hasn't got.
_NEVER_WITH_ARTICLE: Final = frozenset({"pronoun", "past", "construct"})

#: فعيل, فاعل and the participles in م.
_ADJECTIVE: Final = re.compile("..ي.|.ا..|م...+").fullmatch

#: مفاعل, of whose feminine مفاعلات are: مخابرات of no مخابر, laboratories.
_THIRD_FORM: Final = re.compile("م.ا..").fullmatch

COMMON_PRONOUNS: Final = frozenset({"ها", "هم", "ما", "ته", "ني"})


class Endings:
    """Inflections undone, one step at a time. Decisions are remembered."""

    def __init__(self, evidence: Evidence) -> None:
        self._count = evidence.forms.get
        self._articled = evidence.articled.get
        self._weight = evidence.weights.get
        self._words = WordClasses(evidence)
        self._parents: dict[str, str] = {}
        self._families: dict[str, int] = {}
        self._adjectives, self._plurals = lexicon.short_adjectives(), lexicon.plurals()
        self._nisbas, self._nouns = lexicon.nisbas(), lexicon.nouns()
        self._never_left = {
            "pronoun": stemming.NEVER_INFLECTED - stemming.WITHOUT_PRONOUN,
            "ات": stemming.NEVER_INFLECTED,
        }
        self._uncut = self._nisbas | stemming.CLOSED | stemming.LIKE_FUNCTION_WORDS

    def parent(self, base: str) -> str:
        """The word that a base (a form without proclitics) is an inflection of, one step up; "" where it is none."""
        if len(base) <= MIN_STEM or base[-1] not in _CUTS or base in self._uncut:
            return ""
        parent = self._parents.get(base)
        if parent is None:
            parent = self._parents[base] = self._best_remainder(base)
        return parent

    def _best_remainder(self, base: str) -> str:
        """The most frequent remainder that explains the base, of all rules that apply to it."""
        weight_of = self._weight
        weight = weight_of(base, 0)
        cuts = self._cuts(base, weight)
        best, best_weight = "", 0
        for cut, remainders in cuts:
            for remainder in remainders:
                remainder_weight = weight_of(remainder, 0)
                if (
                    remainder_weight > best_weight
                    and len(remainder) >= MIN_STEM
                    and remainder_weight * self._trust(cut, base, remainder, weight) >= weight
                ):
                    best, best_weight = remainder, remainder_weight
        if best and (best_weight > 1 or weight <= 2):
            return best
        return self._by_family(base, cuts, weight) if cuts else ""

    def _cuts(self, base: str, weight: int) -> list[tuple[str, tuple[str, ...]]]:
        """The kinds of endings that a base may have, and what remains without each."""
        cuts = []
        for rule, cut in _CUTS[base[-1]]:
            remainders = rule(base)
            if cut in ("pronoun", "ات"):
                remainders = tuple([each for each in remainders if each not in self._never_left[cut]])
            elif remainders and remainders[0] in stemming.NEVER_INFLECTED:
                continue  # خلفية, background, is of no خلف, behind, nor of what else might look so
            if cut == "nisba":
                cuts.append(self._nisba(base, remainders, weight))
            elif remainders:
                if len(remainders) > 2 and self._weight(remainders[1], 0) > NOISE * weight:
                    remainders = remainders[:2]  # خطوات has its خطوة, سنوات no سنوة
                if base[0] in "يت" and base.endswith("ون"):  # يبنون of يبني, يدعون of يدعو
                    remainders = (*remainders, base[:-2] + "ي", base[:-2] + "و")
                cuts.append((cut, remainders))
        return cuts

    def _trust(self, cut: str, base: str, remainder: str, weight: int) -> float:
        """How far to trust a cut, given what else the vocabulary shows."""
        if cut in _NEVER_WITH_ARTICLE and self._articled(base, 0) > 0.1 * weight + 1:
            return 0.0
        if cut == "past" and self._is_no_past(base, remainder, weight):
            return 0.0
        if cut == "pronoun" and self._is_no_pronoun(base, remainder, weight):
            return 0.0
        if cut == "nisba" and remainder[0] in "يت" and self._words.is_present(remainder):
            return 0.0  # تعدي, infringement, is made of no تعد, she counts
        if cut == "feminine":
            if self._weight(base + "ه", 0) >= max(2, NOISE * weight):
                return 0.0  # كريهة, loathsome, shows that the ه of كريه is its own
            if remainder[-1] == "ي":
                return self._nisba_feminine_trust(base, remainder, weight)
            return self._feminine_trust(remainder, weight)
        if cut == "plural or dual":
            if self._is_of_present(base, remainder, weight):
                return ENDING_TRUST["plural"]
            return self._plural_trust(base, weight) if len(remainder) < len(base) - 1 else 0.0
        if cut == "pronoun" and base[-2:] not in COMMON_PRONOUNS:
            with_hamza = base.endswith("ايه") and remainder[-1] == "ء"  # زملائه, in which no ة can be
            return ENDING_TRUST["pronoun" if with_hamza else "rare pronoun"]
        if cut == "ات":
            if self._is_no_plural(base, remainder, weight):
                return 0.0
            if not _THIRD_FORM(remainder) and (len(remainder) >= 5 or self._words.is_participle(remainder)):
                return ENDING_TRUST["ات of a rare singular"]
            if remainder[-1] == "ه":
                return ENDING_TRUST["ات of ة"]
        if cut == "tanwin":
            if self._words.is_present_of_more(base, remainder, weight):
                return 0.0
            if remainder[-1] == "ي" and self._words.is_country(base):
                return 0.0
            if self._articled(base, 0) > TANWIN_WITH_ARTICLE * weight + 1:
                return 0.0  # what has an article has no tanwin: البابا, القضايا
            if self._words.is_behind_prepositions(base, weight):
                return 0.0  # nor has what stands behind prepositions, as names do: ناسا
        return ENDING_TRUST[cut]

    def _is_no_past(self, base: str, remainder: str, weight: int) -> bool:
        """بيروت stands behind "in", as no verb does (بالغت is one of its own), and هاجرت is of no الهاجري."""
        if base[0] != "ا" and self._count("ب" + base, 0) > NOISE * weight + 1:
            return True
        noun = self._articled(remainder, 0) > 0.1 * self._weight(remainder, 0)
        if noun and not base.startswith(remainder) and self._weight(remainder[:-1], 0) >= weight:
            return True  # where ى of a past would be: تركت is of ترك, and of no تركي
        return remainder[-1] == "ي" and base[0] != "ت" and self._words.is_surname(remainder)

    def _is_no_pronoun(self, base: str, remainder: str, weight: int) -> bool:
        """Whether what looks like a pronoun is none: يساهم is of ساهم, which is seen; أتمنى is no "he completed me".

        Who is told of with the rarer pronouns is told of with the commoner ones, too.
        """
        if self._words.is_present_of_more(base, remainder, weight):
            return True
        for ending in RARE_PRONOUNS:
            if base.endswith(ending):
                return self._words.before_pronouns(base[: -len(ending)]) < COMMON_FOR_RARE * (weight - 2)
        return False

    def _nisba_feminine_trust(self, base: str, masculine: str, weight: int) -> float:
        """Of adjectives news has more feminines: انتخابية stands beside انتخابي, and both are of انتخاب."""
        if self._words.is_noun_of_nisba(base, weight):
            return ENDING_TRUST["feminine noun"]
        of_noun = (
            self._articled(base, 0) > ARTICLES_OF_ADJECTIVE * weight
            and (noun := self.parent(masculine)) in stemming.nisba(masculine)
            and self._weight(noun, 0) + self._weight(noun + "ات", 0)
            >= weight * OF_ITS_NOUN[len(noun) > MIN_STEM]
            and self._articled(noun, 0) > ARTICLES_OF_ITS_NOUN * self._weight(noun, 0)
        )
        return ENDING_TRUST["feminine of a nisba of a noun" if of_noun else "feminine of nisba"]

    def _feminine_trust(self, masculine: str, weight: int) -> float:
        """A noun in ة takes pronouns (مدرسته) and is a word of its own; an adjective's masculine has a sound plural."""
        if masculine in self._adjectives:
            return ENDING_TRUST["feminine of a known adjective"]
        if self._words.is_noun_in_ta(masculine, weight):
            return 0.0
        if self._words.before_pronouns(masculine + "ت") > NOISE * weight:
            return ENDING_TRUST["feminine noun"]
        if self._words.is_name_with_article(masculine) and not self._words.is_name_with_article(
            masculine + "ه"
        ):
            return ENDING_TRUST["feminine noun"]
        patterned = _ADJECTIVE(masculine)
        if patterned and self._words.is_adjective(masculine, weight):
            return ENDING_TRUST["feminine of an attested adjective"]
        plurals = self._weight(masculine + "ين", 0) + self._weight(masculine + "ون", 0)
        adjective = patterned or plurals > 0.05 * weight
        return ENDING_TRUST["feminine of an adjective" if adjective else "feminine"]

    def _is_no_plural(self, base: str, remainder: str, weight: int) -> bool:
        """Whether what ends in ات is no plural of what remains.

        نبات has a plural of its own, نباتات. دورات are of دورة, and no دور; رياضات of no name, الرياض; مباحثات, talks,
        of no مباحث, which is a plural itself.
        """
        if self._weight(base + "ات", 0) > NOISE * weight:
            return True
        masculine = remainder.removesuffix("ه")
        if lexicon.is_of_masculine(base):
            return masculine != remainder
        of_third_form = len(masculine) == 5 and masculine[0] == "م" and masculine[2] == "ا"
        feminine = masculine + "ه"
        if masculine == remainder and feminine in self._nisbas:
            return True  # كليات are of كلية
        if of_third_form and masculine in self._plurals:
            return masculine == remainder or self.parent(feminine) == masculine  # ملابسه are his clothes
        own = self._weight(feminine, 0)
        if masculine != remainder or own <= FEMININE_OF_PLURAL * weight:
            return False
        if feminine in self._plurals or self._articled(feminine, 0) <= NOUN_IN_TA["articled"] * own:
            return False  # طلبة are students, and طلبات of طلب; سجله is his record
        return (
            len(masculine) == MIN_STEM
            or of_third_form  # مقابلات are mostly of مقابلة
            or own > FEMININE_OF_MASCULINE * self._weight(masculine, 0)
            or masculine in self._nouns  # which has a broken plural
            or self._words.is_name_with_article(masculine)
        )

    def _is_of_present(self, base: str, remainder: str, weight: int) -> bool:
        """Whether what ends in ون or ان is a verb of several: يعملون of يعمل, beside which there is no ين."""
        if base[0] not in "يت" or base[-2] == "ي" or self._articled(base, 0) > NOISE * weight + 1:
            return False
        return self._words.is_present(remainder)

    def _plural_trust(self, base: str, weight: int) -> float:
        """ون and ين are plural where both occur; ان and ين dual where both do; alone they are rarely either."""
        rest, ending = base[:-2], base[-2]
        if rest in stemming.CLOSED:
            return 0.0  # كانون is a month
        if self._weight(base + "ات", 0) > NOISE * weight:
            return 0.0  # فيضانات are several of what فيضان is one of, and no pair
        if (
            ending != "ا"
            and self._words.is_participle(rest)
            and self._weight(base + "ه", 0) <= NOISE * weight + 1
        ):
            return ENDING_TRUST["plural"]  # المستفيدين, with hardly a مستفيدون; but مستعين has its مستعينة
        few = 0.03 * weight
        if ending != "ا" and self._weight(rest + ("ين" if ending == "و" else "ون"), 0) > few:
            return ENDING_TRUST["plural"]
        if ending != "و" and self._weight(rest + ("ين" if ending == "ا" else "ان"), 0) > few:
            return ENDING_TRUST["dual"]
        # A dual in ان of any frequency has its ين beside it; a name (شعبان) has not.
        return 0.0 if ending == "ا" and weight >= 10 else ENDING_TRUST["plural or dual"]

    def _nisba(self, base: str, remainders: tuple[str, ...], weight: int) -> tuple[str, tuple[str, ...]]:
        """ي cut off, where the form is an adjective (it has articles) and not a verb (يأتي)."""
        if weight >= 20 and self._articled(base, 0) < 0.03 * weight:
            plural = self._weight(base + "ن", 0) * ENDING_TRUST["construct"] >= weight
            return "plural", (base[:-1],) if plural else ()  # مسؤولي of مسؤولين
        if base.endswith("اوي") and not self._weight(base + "ه", 0):
            return "nisba", ()  # فتاوى, شكاوى are plurals, علاوي a name: no adjective is without a feminine
        if self._words.is_surname(base):
            return "nisba", ()
        country = base + "ا"
        if self._weight(country, 0) * ENDING_TRUST["nisba of a country"] >= weight and self._words.is_country(
            country
        ):
            return "nisba of a country", (country,)
        bare, feminine = base[:-1], base[:-1] + "ه"
        noun = self._articled(feminine, 0)
        of_hamza = bare.endswith("اي") and self._weight(bare[:-1] + "ء", 0) > HAMZA_OF_NISBA * noun
        if noun >= 2 and len(base) > 4 and not of_hamza:
            bare_weight = self._weight(bare, 0)
            if noun > 0.05 * bare_weight and (bare[-2] == "ا" or noun > bare_weight):
                return "nisba", (feminine,)  # فعالة: صناعة and not صناع is what صناعي is made of
        participle = len(base) == 4 and base[1] == "ا" and noun <= NOUN_OF_NISBA * self._weight(feminine, 0)
        none = (country, feminine) if participle else (country,)  # باقي, remaining, is made of no باقة
        return "nisba", tuple(
            [each for each in remainders if each not in none and each not in stemming.CLOSED]
        )

    def _by_family(self, base: str, cuts: list[tuple[str, tuple[str, ...]]], weight: int) -> str:
        """A remainder that occurs with other endings but never bare: مهندسات and مهندسين without مهندس."""
        if len(base) < 6 or base[-1] not in "نتيم":
            return ""
        for cut, remainders in cuts:
            for remainder in remainders:
                if len(remainder) > MIN_STEM and self._trust(cut, base, remainder, weight) > 1:
                    family = self._family(remainder)
                    if base.startswith(remainder) and base[len(remainder) :] in SISTERS:
                        family -= weight
                    if family and family * 4 >= weight:
                        return remainder
        return ""

    def _family(self, word: str) -> int:
        """Occurrences of a word with an ending of those that come together."""
        family = self._families.get(word)
        if family is None:
            family = self._families[word] = sum([self._weight(word + sister, 0) for sister in SISTERS])
        return family


#: What weighs evidence here, for the fingerprint.
TABLES: Final = (
    sorted(ENDING_TRUST.items()),
    FEMININE_OF_PLURAL,
    FEMININE_OF_MASCULINE,
    RARE_PRONOUNS,
    COMMON_FOR_RARE,
    ARTICLES_OF_ADJECTIVE,
    ARTICLES_OF_ITS_NOUN,
    OF_ITS_NOUN,
    HAMZA_OF_NISBA,
    NOUN_OF_NISBA,
    TANWIN_WITH_ARTICLE,
    SISTERS,
    sorted(COMMON_PRONOUNS),
)
