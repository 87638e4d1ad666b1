"""What the company of a word shows it to be: a name, a surname, a country, a verb, a noun in ة, an adjective.

A word that never has an article is hardly a noun, and one behind ب and ل is no verb; a noun in ة has a ت before ه, ها
and هم. `index.analysis.endings` asks before it believes that a word ends in an ending.
"""

from __future__ import annotations

import re
from typing import Final

from index.analysis import lexicon
from index.analysis.evidence import NOISE, Evidence
from index.analysis.stemming import MIN_STEM

#: The share of a word in ية from which its occurrences before pronouns show a noun.
PRONOUNS_OF_NISBA_NOUN: Final = 0.04

#: The shares of a word in ه from which its articles, alone or with what pronouns leave over, show that it is a noun.
NOUN_IN_TA: Final = {"articled": 0.12, "mostly articled": 0.3, "no pronoun": 0.3}

#: The share of a present from which its other persons are seen; and of what may be a name, as تونس beside يونس.
OTHER_PERSONS: Final = 0.05
OTHER_PERSON: Final = 0.2

#: How often ه is a pronoun for each ها, هم and نا behind the same word.
HIS_FOR_EACH_HER: Final = 1.5

#: What shows an adjective: the share of its masculine with tanwin or articles, and those of its feminine up to which
#: that may stand before pronouns or have a plural in ات.
ADJECTIVE: Final = {"masculine": 0.1, "pronouns": 0.004, "plural": 0.1}

#: Of an adjective's patterns those that nouns have as often: متاح, available, is one, ملاح, a sailor, and صبيح are not.
_LIKE_NOUN: Final = re.compile("م.ا.|..ي.").fullmatch

#: Active participles of three radicals, and all others: مستفيد, مسجل; not مارس, March, nor مطار.
_ACTIVE: Final = re.compile(".ا.[^ت]").fullmatch
_LONGER_PARTICIPLE: Final = re.compile("م[^ا](?!ا.$)..+").fullmatch

#: How often a word in ي has to stand with its article to be taken for a surname, and the shares of that up to which it
#: may be seen without, and in forms that adjectives have.
SURNAME: Final = {"articled": 20, "bare": 0.25, "inflected": 0.06}


class WordClasses:
    """Questions about single words, answered by how often they and what could be made of them occur."""

    def __init__(self, evidence: Evidence) -> None:
        self._count = evidence.forms.get
        self._articled = evidence.articled.get
        self._weight = evidence.weights.get
        self._plurals, self._nouns = lexicon.plurals(), lexicon.nouns()

    def before_pronouns(self, word: str) -> int:
        """Occurrences before the commonest pronouns of what is written so before them."""
        count = self._count
        return count(word + "ه", 0) + count(word + "ها", 0) + count(word + "هم", 0)

    def is_behind_prepositions(self, base: str, weight: int) -> bool:
        """Whether it stands behind ب and behind ل; not asked of حلها, which is cut to حله so that it is cut at all."""
        if len(base) < 5 and base.endswith(("ها", "نا")):
            return False
        behind = self._count("ب" + base, 0), self._count("ل" + base, 0)
        return min(behind) > 0 and sum(behind) > NOISE * weight

    def is_name_with_article(self, word: str) -> bool:
        """الرياض: a noun that next to never occurs without its article is a name, and has no feminine."""
        return self._articled(word, 0) > 0.95 * self._weight(word, 0) > 19

    def is_surname(self, base: str) -> bool:
        """الأحمدي stands with its article nearly always, and has hardly a feminine, a plural or an adverb."""
        articled, weight_of = self._articled(base, 0), self._weight
        if articled < SURNAME["articled"] or self._count(base, 0) >= SURNAME["bare"] * articled:
            return False
        inflected = sum([weight_of(base + ending, 0) for ending in ("ه", "ن", "ون", "ا")])
        return inflected < SURNAME["inflected"] * articled

    def is_country(self, form: str) -> bool:
        """يا of a name (روسيا), not the tanwin of an adverb (سياسيا): only names follow ب and ل."""
        if not form.endswith("يا"):
            return False
        count = self._count
        return count("ب" + form, 0) + count("ل" + form, 0) > NOISE * count(form, 0)

    def is_present(self, word: str) -> bool:
        """Whether what begins with ي or ت is seen with the other, and hardly behind an article or ب, as no noun is."""
        count = self._count
        own, other = count(word, 0), ("ت" if word[0] == "ي" else "ي") + word[1:]
        noun = max(self._articled(word, 0), count("ب" + word, 0))
        return own >= 10 and count(other, 0) > OTHER_PERSON * own and noun <= NOISE * own

    def is_present_of_more(self, base: str, remainder: str, weight: int) -> bool:
        """Whether what looks like a present with an ending is one without: يساهم is of ساهم, يقرأ of قرأ.

        It has other persons, and its past is commoner than that of what would remain. A few occurrences show nothing.
        """
        count, past, shorter = self._count, base[1:], remainder[1:]
        if (
            weight < 10
            or base[0] not in "يتن"
            or min(count("ي" + past, 0), count("ت" + past, 0)) <= OTHER_PERSONS * weight
        ):
            return False
        return count(past, 0) > count(shorter, 0) + count(shorter + "ه", 0) + count(shorter + "ها", 0)

    def is_noun_in_ta(self, masculine: str, weight: int) -> bool:
        """Whether the ه of such a weight behind what may be a masculine is the ة of another word.

        العملة, the currency, is no عمل, work, though عمله may be "his work": as often as not, by عملها and عملهم. So it
        is with three letters, of which few are adjectives, and behind plurals, which have no feminine: مصالحة.
        """
        if len(masculine) > MIN_STEM and masculine not in self._plurals:
            return False
        articled = self._articled(masculine + "ه", 0)
        if articled <= NOUN_IN_TA["articled"] * weight:
            return False
        count = self._count
        pronouns = count(masculine + "ها", 0) + count(masculine + "هم", 0) + count(masculine + "نا", 0)
        return (
            articled > NOUN_IN_TA["mostly articled"] * weight
            or weight - HIS_FOR_EACH_HER * pronouns > NOUN_IN_TA["no pronoun"] * weight
        )

    def is_adjective(self, masculine: str, weight: int) -> bool:
        """Whether a word in ه of such a weight is the feminine of what has the pattern of an adjective: متعددة.

        It is far commoner than its masculine, for things are told of with it. مجموعة, a group, is a noun and none of
        مجموع: it takes pronouns and the plural in ات, of which adjectives have hardly any. An adjective's masculine
        has tanwin or articles, as no name has; a noun has hardly any tanwin.
        """
        if masculine in self._nouns or masculine + "ه" in self._nouns:
            return False
        seen = self._count(masculine + "ا", 0)
        if not _LIKE_NOUN(masculine):
            seen += self._articled(masculine, 0)
        return (
            seen > ADJECTIVE["masculine"] * self._weight(masculine, 0)
            and self.before_pronouns(masculine + "ت") <= ADJECTIVE["pronouns"] * weight
            and self._weight(masculine + "ات", 0) <= ADJECTIVE["plural"] * weight
        )

    def is_participle(self, word: str) -> bool:
        """Whether it has the pattern of one. Foreign names look like فاعل, but have no articles nor feminines."""
        if not _ACTIVE(word):
            return bool(_LONGER_PARTICIPLE(word))
        return self._articled(word, 0) > 0 or self._weight(word + "ه", 0) > 0

    def is_noun_of_nisba(self, base: str, weight: int) -> bool:
        """مسؤولية and ملكية are nouns, and no feminines of مسؤول and ملك: an adjective takes hardly any pronouns.

        A noun takes articles, too: رأيه, his opinion, does not, and رأيته is "I saw him".
        """
        with_pronouns = self.before_pronouns(base[:-1] + "ت")
        return with_pronouns > PRONOUNS_OF_NISBA_NOUN * weight and self._articled(base, 0) > 0.1 * weight


#: What decides here, for the fingerprint.
TABLES: Final = (
    NOISE,
    PRONOUNS_OF_NISBA_NOUN,
    sorted(NOUN_IN_TA.items()),
    OTHER_PERSONS,
    OTHER_PERSON,
    HIS_FOR_EACH_HER,
    sorted(SURNAME.items()),
    sorted(ADJECTIVE.items()),
)
