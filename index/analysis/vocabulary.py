"""Stems decided by the evidence of a vocabulary.

The letter و before وزير is part of the word and before وقال it is not; no rule about shapes tells them apart, but a
corpus does. الوزير occurs, and no conjunction can stand after an article; زير hardly ever does. `VocabularyStemmer`
takes the forms of an index with their frequencies and decides for each form what is clitic, what is ending, and what
is word:

- **A cut needs a remainder that is a word**: it occurs, with or without an article, and often enough to explain how
  often the form does (بلندن is rarer than لندن; كوريا is not explained by وريا); or everybody knows it.
- **What precedes a letter shows whose it is.** Nothing precedes و and ف, only they precede ب, ك and ل, and the person
  prefixes of verbs precede no clitic. So الوطن, لوكالة and يوافق show that those waws are radicals, and لألمانيا, which
  would be للمانيا if ال were an article, that ألمانيا has none.
- **A word with an article carries no pronoun**: what occurs as المدرسه is مدرسة and not "his teacher".
- **A pronoun comes last**, behind nisba and plurals: the ك of اميركيه is none, and so the word is no امير.
- **What everybody knows needs no evidence**: a noun of `index.analysis.lexicon` is cut no further, but for a ه that may
  be a pronoun, and is seen behind articles and, if it is long, behind a letter.
- **Endings come in families**: ون is a plural where ين occurs too (مهندسون, مهندسين), but nobody writes بوتون.

What precedes a word is cut off here, endings in `index.analysis.endings`.

The stem of a form is a word, usually of the vocabulary, found by cutting one thing after the other as long as the
evidence holds; forms with equal stems are relatives. Without the evidence (a small index) rare forms fall back on the
shape, frequent ones are left alone. Everything is a few dictionary lookups: some 100,000 forms a second.

The thresholds below were set on Saudi news and checked on other word lists and on questions over other texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Self

from index.analysis import endings, lexicon, stemming, word_classes
from index.analysis.endings import Endings
from index.analysis.evidence import NOISE, Answering, Evidence, Frequencies, by_itself
from index.analysis.stemming import LONGEST_WORD, MIN_STEM

#: How much more frequent than its remainder a form may be and still be remainder + proclitic. Common phrases make some
#: forms more frequent than the bare word (وأضاف, بنسبة); ك is rarely a clitic and often a radical.
PROCLITIC_TRUST: Final = {"و": 50.0, "ف": 6.0, "ب": 5.0, "ل": 5.0, "ك": 0.5, "س": 2.0}

#: The same where some evidence says that the letter is a radical, for conjunctions and prepositions.
DOUBTFUL_TRUST: Final = {"و": 0.15, "ف": 0.1, "ب": 0.1, "ل": 0.1, "ك": 0.1}

#: The same of conjunctions before two letters.
SHORT_TRUST: Final = {"و": 2.0, "ف": 0.2}

#: The share of a noun's occurrences behind an article from which its ه is taken for its own.
WITH_ARTICLES: Final = 0.25

#: The share of the occurrences of what may be a function word behind و or ف from which articles show another word.
FUNCTION_WORD_WITH_ARTICLE: Final = 0.15

_PERSONS: Final = ("ي", "ت", "ن")
#: What cuts off endings that stand behind no pronoun.
_NEVER_BEHIND_PRONOUN: Final = (
    stemming.nisba,
    stemming.sound_plural_or_dual,
    stemming.sound_feminine_plural,
)
_FIRST_LETTERS: Final = frozenset("اوفبكلس")
_NO_ARTICLE: Final = ("", "لل", "ب", "ل", "و")


class VocabularyStemmer:
    """Stems of forms, given how often each form of a vocabulary occurs.

    `frequencies` maps normalised forms to occurrences; only its `get` is called, so the term dictionary of an index
    will do, and making a stemmer costs nothing. It is kept, not copied, and must not change while the stemmer is in
    use (decisions are remembered). Forms outside the vocabulary can be asked too: a query's word is judged by the
    same evidence.
    """

    def __init__(self, frequencies: Frequencies) -> None:
        self._judge_by(Evidence.asked(frequencies))

    @classmethod
    def of_vocabulary(cls, frequencies: Mapping[str, int], answering: Answering = by_itself) -> Self:
        """A stemmer to ask for most forms of a vocabulary: made in some time, and faster in answering."""
        stemmer = cls(frequencies)
        stemmer._judge_by(Evidence.of_vocabulary(frequencies, answering))
        return stemmer

    def _judge_by(self, evidence: Evidence) -> None:
        self._count = evidence.forms.get
        self._articled = evidence.articled.get
        self._weight = evidence.weights.get
        self._radical = evidence.radical.get
        self.parent = Endings(evidence).parent
        self._nouns, self._whole = lexicon.nouns(), lexicon.whole()
        self._bases: dict[str, str] = {}
        self._stems: dict[str, str] = {}

    def stem(self, form: str) -> str:
        """The stem of a form: without clitics and endings as far as the evidence goes."""
        base = self.base(form)
        stem = self._stems.get(base)
        if stem is None:
            stem = self._stems[base] = self._ancestors(base)[-1] if self.parent(base) else base
        return stem

    def steps(self, form: str) -> list[str]:
        """A form, its base (without proclitics) and what each ending cut off left, down to the stem."""
        return [form, *self._ancestors(self.base(form))]

    def _ancestors(self, base: str) -> list[str]:
        ancestors = [base]
        ended = False  # whether an ending is off that stands behind no pronoun
        while (parent := self.parent(word := ancestors[-1])) and parent not in ancestors:
            if self._is_noun_by_itself(ancestors):
                break
            if ended and not word.endswith("ته") and parent in stemming.pronoun(word):
                break
            ended = ended or any(parent in rule(word) for rule in _NEVER_BEHIND_PRONOUN)
            ancestors.append(parent)
        return ancestors

    def _is_noun_by_itself(self, ancestors: list[str]) -> bool:
        """Whether everybody knows what the last word is. With articles ه is no pronoun of it.

        Not of a verb: جرحوا, they wounded, is of no جرحى; nor of a nisba: أسرية, of a family, is of no أسرى.
        """
        *before, word = ancestors
        if word not in self._whole:
            return word in self._nouns and self._articled(word, 0) > WITH_ARTICLES * self._weight(word, 0) + 1
        if not before:
            return True
        is_of_nisba = word[-1] == "ي" and before[-1] == word + "ه"
        return not is_of_nisba and word not in stemming.past_verb(before[-1])

    def _is_noun_behind_letter(self, form: str) -> bool:
        """Whether a form is a noun that everybody knows behind a letter, and too long to be so by chance."""
        noun = form[1:]
        if form[0] not in "وبل" or noun not in self._nouns:
            return False
        return len(noun.removesuffix("ه")) > MIN_STEM and not self.parent(form)

    def base(self, form: str) -> str:
        """A form without its proclitics: والوكاله and للوكاله are وكاله, وزير is وزير."""
        known = stemming.closed_class(form)
        if known is not None and not self._is_word_of_its_own(form):
            return known
        first = form[:1]
        if first not in _FIRST_LETTERS or not MIN_STEM <= len(form) <= LONGEST_WORD or form in self._nouns:
            return form
        base = self._bases.get(form)
        if base is None:
            if first == "ا":
                base = self._without_article(form)
            elif first == "س":
                base = self._without_future(form)
            elif first == "ل" and form[1] == "ل" and len(form) > MIN_STEM:
                base = self._without_double_lam(form)
            else:
                base = self._without_letter(form)
            self._bases[form] = base
        return base

    def _is_word_of_its_own(self, form: str) -> bool:
        """Whether what looks like و or ف and a function word has articles: الوالي, a governor; الفهم."""
        if not stemming.is_behind_conjunction(form):
            return False
        return self._articled(form, 0) > FUNCTION_WORD_WITH_ARTICLE * self._count(form, 0) + 1

    # --- proclitics

    def _without_letter(self, form: str) -> str:
        """و and ف before any word, ب ك ل before nouns."""
        count = self._count
        first, rest = form[0], form[1:]
        conjunction = first in "وف"
        own, weight = count(form, 0), self._weight(rest, 0)
        if len(rest) == 2:
            # Two letters are a word where they are a noun with articles (حق, فن): بحق. Behind a conjunction verbs are
            # words, too: وتم; but not what is far rarer: فون is a phone.
            if conjunction:
                plausible = weight * SHORT_TRUST[first] > own
            else:
                plausible = self._articled(rest, 0) * 4 >= weight > 3 * own and first in "بل"
            return rest if plausible and self._radical(form, 0) <= NOISE * own + 1 else form
        if len(rest) < MIN_STEM:
            return form
        if (
            conjunction
            and rest in stemming.NEVER_INFLECTED
            and len(rest) < stemming.LONGEST_BEHIND_CONJUNCTION
        ):
            return form  # or `closed_class` would have told
        if rest.startswith("ال") and len(rest) - 2 >= MIN_STEM and first != "ل":
            weight += self._weight(rest[2:], 0)
        radical = self._radical(form, 0)
        if radical > own / 2:
            return form
        if rest.startswith("ال") and rest[2:] in self._nouns and radical <= NOISE * own + 1:
            return self.base(rest)
        if not radical and self._is_noun_behind_letter(form):
            return rest
        if conjunction and not weight:
            base = self.base(rest) if len(rest) > 4 else rest
            if base != rest and (own <= 2 or self._weight(base, 0) or base in self._nouns):
                return base
            return rest if first == "و" and len(form) >= 6 and own <= 2 else form
        if not weight:
            hapax = own <= 2 and len(form) >= 6 and first != "ك" and not radical
            return rest if hapax and (len(form) >= 9 or self.parent(rest)) else form
        if own > PROCLITIC_TRUST[first] * weight:
            return form
        if own > DOUBTFUL_TRUST[first] * weight:
            if radical > NOISE * own + 1:
                return form
            # فعلا belongs to فعل, not to علا
            whole = self.parent(form)
            if whole and self._weight(whole, 0) > 3 * weight and self.base(whole) == whole:
                return form
        return self.base(rest) if conjunction or rest.startswith("ال") else rest

    def _without_article(self, form: str) -> str:
        """ال before a noun; not that of ألمانيا and التزم."""
        if form[1] != "ل":
            return form
        count = self._count
        rest = form[2:]
        if form in stemming.LIKE_FUNCTION_WORDS:
            return form
        radical = self._radical(form, 0)
        if rest in self._nouns and radical <= NOISE * count(form, 0) + 1:
            return rest
        if len(rest) == 2:
            # حج and فن are words: they occur without the article, and in للحج
            bare = 3 * count(rest, 0) + count("ب" + rest, 0)
            own = count(form, 0)
            return rest if count("لل" + rest, 0) * 50 >= own and bare * 30 >= own and bare else form
        if len(rest) < MIN_STEM:
            return form
        if radical:
            article = sum([count(prefix + rest, 0) for prefix in _NO_ARTICLE])
            if radical * 2 > article or radical * 5 > count(form, 0):
                return form
        elif not count(rest, 0) and not any(count(prefix + rest, 0) for prefix in _NO_ARTICLE):
            if len(rest) == MIN_STEM and count(form, 0) > 5:
                return form
            whole = self.parent(form)
            if whole and self.base(whole) == whole:
                return form
        return rest

    def _without_double_lam(self, form: str) -> str:
        """لل is ل + ال before a noun (للوزير) or before one that begins with ل itself (للجنة), or ل + ل (للندن)."""
        count = self._count
        rest, with_lam = form[2:], form[1:]
        if "ال" + rest in stemming.LIKE_FUNCTION_WORDS:
            return "ال" + rest
        if (rest in self._nouns) != (with_lam in self._nouns):
            return rest if rest in self._nouns else with_lam
        plain = count(rest, 0) + count("ال" + rest, 0)
        lam = count(with_lam, 0) + count("ال" + with_lam, 0)
        if plain == lam == 0:
            return rest if len(rest) > MIN_STEM else form
        if len(rest) < MIN_STEM and lam == 0:
            return rest if self.base("ال" + rest) == rest else form
        return rest if plain >= lam else with_lam

    def _without_future(self, form: str) -> str:
        """س before an imperfect verb; of the first person's ا there are too few beside ساخر and سادت."""
        rest = form[1:]
        if rest[0] not in _PERSONS or len(rest) < MIN_STEM:
            return form
        own, weight = self._count(form, 0), self._count(rest, 0)
        verb = own <= PROCLITIC_TRUST["س"] * weight and self._articled(form, 0) <= 0.05 * own + 1
        return rest if verb and weight else form


def stem_groups(frequencies: Mapping[str, int]) -> dict[str, str]:
    """The stem of every form of a vocabulary: form to stem, in the order given."""
    stemmer = VocabularyStemmer.of_vocabulary(frequencies)
    return {form: stemmer.stem(form) for form in frequencies}


#: What weighs evidence here and in what it asks, for the fingerprint.
TABLES: Final = (
    sorted(PROCLITIC_TRUST.items()),
    sorted(DOUBTFUL_TRUST.items()),
    sorted(SHORT_TRUST.items()),
    WITH_ARTICLES,
    FUNCTION_WORD_WITH_ARTICLE,
    _PERSONS,
    endings.TABLES,
    word_classes.TABLES,
    lexicon.TABLES,
)
