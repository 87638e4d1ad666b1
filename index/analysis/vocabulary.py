"""Stems decided by the evidence of a vocabulary.

The letter و before وزير is part of the word and before وقال it is not; no rule about shapes tells them apart, but a
corpus does. الوزير occurs, and no conjunction can stand after an article; زير hardly ever does. `VocabularyStemmer`
takes the forms of an index with their frequencies and decides for each form what is clitic, what is ending, and what
is word:

- **A cut needs a remainder that is a word**: it occurs, with or without an article, and often enough to explain how
  often the form does (بلندن is rarer than لندن; كوريا is not explained by وريا).
- **What precedes a letter shows whose it is.** Nothing precedes و and ف, only they precede ب, ك and ل, and the person
  prefixes of verbs precede no clitic. So الوطن, لوكالة and يوافق show that those waws are radicals, and لألمانيا, which
  would be للمانيا if ال were an article, that ألمانيا has none.
- **A word with an article carries no pronoun**: what occurs as المدرسه is مدرسة and not "his teacher".
- **Endings come in families**: ون is a plural where ين occurs too (مهندسون, مهندسين), but nobody writes بوتون.

The stem of a form is a word, usually of the vocabulary, found by cutting one thing after the other as long as the
evidence holds; forms with equal stems are relatives. Without the evidence (a small index) rare forms fall back on the
shape, frequent ones are left alone. Everything is a few dictionary lookups: some 100,000 forms a second.

The thresholds below were set on Saudi news and checked on other word lists and on questions over other texts; none
knows a particular word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Protocol

from index.analysis import stemming
from index.analysis.stemming import MIN_STEM

#: How much more frequent than its remainder a form may be and still be remainder + proclitic. Common phrases make some
#: forms more frequent than the bare word (وأضاف, بنسبة); ك is rarely a clitic and often a radical.
PROCLITIC_TRUST: Final = {"و": 50.0, "ف": 6.0, "ب": 5.0, "ل": 5.0, "ك": 0.5, "س": 2.0}

#: The same where some evidence says that the letter is a radical, for conjunctions and prepositions.
DOUBTFUL_TRUST: Final = {"و": 0.15, "ف": 0.1, "ب": 0.1, "ل": 0.1, "ك": 0.1}

#: Occurrences that show a radical count from this share of the form's own on: fewer are typing errors.
NOISE: Final = 0.02

#: How much more frequent than its remainder a form may be and still be remainder + ending.
ENDING_TRUST: Final = {
    "pronoun": 5.0,
    "rare pronoun": 1.0,  # ك كم نا هن
    "feminine": 1.0,
    "feminine of an adjective": 3.0,
    "feminine noun": 0.1,
    "feminine of nisba": 8.0,
    "plural": 60.0,
    "dual": 1.5,
    "plural or dual": 0.3,
    "ات": 10.0,
    "ات of ة": 30.0,
    "construct": 3.0,
    "past": 10.0,
    "tanwin": 15.0,
    "nisba": 5.0,
    "nisba of a country": 5.0,
}

_PERSONS: Final = ("ي", "ت", "ن")
_SISTERS: Final = ("ون", "ين", "ات", "ان", "ه", "ي", "يه", "ا")


class Frequencies(Protocol):
    """How often a form occurs; a dictionary will do."""

    def get(self, form: str, default: int, /) -> int:
        """Occurrences, or `default` where there are none."""
        ...


class VocabularyStemmer:
    """Stems of forms, given how often each form of a vocabulary occurs.

    `frequencies` maps normalised forms to occurrences; only its `get` is called, so the term dictionary of an index
    will do, and making a stemmer costs nothing. It is kept, not copied, and must not change while the stemmer is in
    use (decisions are remembered). Forms outside the vocabulary can be asked too: a query's word is judged by the
    same evidence.
    """

    def __init__(self, frequencies: Frequencies) -> None:
        self._frequencies = frequencies
        self._articled: dict[str, int] = {}
        self._bases: dict[str, str] = {}
        self._parents: dict[str, str] = {}

    def stem(self, form: str) -> str:
        """The stem of a form: without clitics and endings as far as the evidence goes."""
        return self.steps(form)[-1]

    def steps(self, form: str) -> list[str]:
        """A form, its base (without proclitics) and what each ending cut off left, down to the stem."""
        steps = [form, self.base(form)]
        if steps[-1] in stemming.CLOSED:
            return steps
        while (parent := self.parent(steps[-1])) and parent not in steps:
            steps.append(parent)
        return steps

    def base(self, form: str) -> str:
        """A form without its proclitics: والوكاله and للوكاله are وكاله, وزير is وزير."""
        base = self._bases.get(form)
        if base is None:
            base = self._bases[form] = self._without_proclitics(form)
        return base

    def parent(self, base: str) -> str:
        """The word that a base (a form without proclitics) is an inflection of, one step up; "" where it is none."""
        parent = self._parents.get(base)
        if parent is None:
            parent = self._parents[base] = self._best_remainder(base)
        return parent

    # --- evidence -----------------------------------------------------------------------------------------------

    def _weight(self, word: str) -> int:
        """Occurrences of a word, bare or with an article."""
        return self._frequencies.get(word, 0) + self._with_article(word)

    def _with_article(self, word: str) -> int:
        """Occurrences of a word with ال, alone or after و ف ب ك ل."""
        known = self._articled.get(word)
        if known is None:
            count = self._frequencies.get
            form = "ال" + word
            known = count(form, 0) if len(word) > 1 else 0
            if known:
                known += sum(count(prefix + form, 0) for prefix in ("و", "ف", "ب", "ك", "وب"))
                known += count("لل" + word, 0) + count("ولل" + word, 0)
            self._articled[word] = known
        return known

    def _radical_evidence(self, form: str) -> int:
        """Occurrences of a form after something that no proclitic of its own could follow."""
        count = self._frequencies.get
        evidence = self._with_article(form) + count("ب" + form, 0) + count("ك" + form, 0)
        if form[0] != "ل":  # للكرة is the article's
            evidence += count("ل" + form, 0)
        for person in _PERSONS:
            evidence += count(person + form, 0)
        return evidence

    # --- proclitics ---------------------------------------------------------------------------------------------

    def _without_proclitics(self, form: str) -> str:
        known = stemming.closed_class(form)
        if known is not None:
            return known
        first = form[:1]
        if len(form) < MIN_STEM or first not in "اوفبكلس":
            return form
        if first == "ا":
            return self._without_article(form)
        if first == "ل" and form[1] == "ل" and len(form) > MIN_STEM:
            return self._without_double_lam(form)
        if first == "س":
            return self._without_future(form)
        return self._without_letter(form)

    def _without_letter(self, form: str) -> str:
        """و and ف before any word, ب ك ل before nouns."""
        count = self._frequencies.get
        first, rest = form[0], form[1:]
        conjunction = first in "وف"
        own, weight = count(form, 0), self._weight(rest)
        if len(rest) == 2:
            # Two letters are a word where they are a noun with articles (حق, فن): بحق.
            plausible = self._with_article(rest) * 4 >= weight > 3 * own and first in "بل"
            return rest if plausible and self._radical_evidence(form) <= NOISE * own + 1 else form
        if len(rest) < MIN_STEM:
            return form
        if rest.startswith("ال") and len(rest) - 2 >= MIN_STEM and first != "ل":
            weight += self._weight(rest[2:])
        if self._radical_evidence(form) > own / 2:
            return form
        if conjunction and not weight:
            base = self.base(rest) if len(rest) > 4 else rest
            if base != rest and (own <= 2 or self._weight(base)):
                return base
            return rest if first == "و" and len(form) >= 6 and own <= 2 else form
        if not weight:
            hapax = own <= 2 and len(form) >= 6 and first != "ك" and not self._radical_evidence(form)
            return rest if hapax and (len(form) >= 9 or self.parent(rest)) else form
        if own > PROCLITIC_TRUST[first] * weight:
            return form
        if own > DOUBTFUL_TRUST[first] * weight:
            if self._radical_evidence(form) > NOISE * own + 1:
                return form
            # فعلا belongs to فعل, not to علا
            whole = self.parent(form)
            if whole and self._weight(whole) > 3 * weight and self.base(whole) == whole:
                return form
        return self.base(rest) if conjunction or rest.startswith("ال") else rest

    def _without_article(self, form: str) -> str:
        """ال before a noun; not that of ألمانيا and التزم."""
        if form[1] != "ل":
            return form
        count = self._frequencies.get
        rest = form[2:]
        if len(rest) == 2:
            # حج and فن are words: they occur without the article, and in للحج
            bare = 3 * count(rest, 0) + count("ب" + rest, 0)
            own = count(form, 0)
            return rest if count("لل" + rest, 0) * 50 >= own and bare * 30 >= own and bare else form
        if len(rest) < MIN_STEM:
            return form
        # An article after ل is written لل, and nothing else precedes it but و ف ب ك.
        radical = (
            count("ل" + form, 0) + count("ال" + form, 0) + count("لل" + form, 0) + count("وال" + form, 0)
        )
        if rest[0] == "ت":
            radical += count("ي" + form[1:], 0)  # التزم, يلتزم: the eighth form of لزم
        article = sum(count(prefix + rest, 0) for prefix in ("", "لل", "ب", "ل", "و"))
        if radical * 2 > article or radical * 5 > count(form, 0):
            return form
        if not article:
            if len(rest) == MIN_STEM and count(form, 0) > 5:
                return form
            whole = self.parent(form)
            if whole and self.base(whole) == whole:
                return form
        return rest

    def _without_double_lam(self, form: str) -> str:
        """لل is ل + ال before a noun (للوزير) or before one that begins with ل itself (للجنة), or ل + ل (للندن)."""
        count = self._frequencies.get
        rest, with_lam = form[2:], form[1:]
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
        own, weight = self._frequencies.get(form, 0), self._frequencies.get(rest, 0)
        verb = own <= PROCLITIC_TRUST["س"] * weight and self._with_article(form) <= 0.05 * own + 1
        return rest if verb and weight else form

    # --- endings ------------------------------------------------------------------------------------------------

    def _best_remainder(self, base: str) -> str:
        """The most frequent remainder that explains the base, of all rules that apply to it."""
        if len(base) <= MIN_STEM or base in stemming.CLOSED:
            return ""
        weight = self._weight(base)
        best, best_weight = "", 0
        for remainder, trust in self._remainders(base, weight):
            remainder_weight = self._weight(remainder)
            if (
                remainder_weight > best_weight
                and remainder_weight * trust >= weight
                and len(remainder) >= MIN_STEM
            ):
                best, best_weight = remainder, remainder_weight
        if best and (best_weight > 1 or weight <= 2):
            return best
        return self._by_family(base, weight)

    def _remainders(self, base: str, weight: int) -> Iterator[tuple[str, float]]:
        """Each remainder of a base with the trust in that cut, given what else the vocabulary shows."""
        rules = stemming.ENDINGS.get(base[-1], ())
        articled = self._with_article(base)
        has_pronoun = articled <= 0.1 * weight + 1
        for rule in rules:
            if rule is stemming.pronoun:
                if has_pronoun:
                    trust = ENDING_TRUST["pronoun" if base[-2:] in _COMMON_PRONOUNS else "rare pronoun"]
                    for remainder in rule(base):
                        yield remainder, trust
            elif rule is stemming.past_verb or rule is stemming.construct_plural:
                if has_pronoun:
                    trust = ENDING_TRUST["past" if rule is stemming.past_verb else "construct"]
                    for remainder in rule(base):
                        yield remainder, trust
            elif rule is stemming.nisba:
                yield from self._nisba(base, weight, articled)
            elif rule is stemming.sound_plural_or_dual:
                for remainder in rule(base):
                    yield remainder, self._plural_trust(base, weight)
            else:
                remainders = rule(base)
                if len(remainders) > 2 and self._weight(remainders[1]) > NOISE * weight:
                    remainders = remainders[:2]  # خطوات has its خطوة, سنوات no سنوة
                for remainder in remainders:
                    yield remainder, self._trust(rule, base, remainder, weight)

    def _trust(self, rule: stemming.Rule, base: str, remainder: str, weight: int) -> float:
        if rule is stemming.feminine:
            if remainder[-1] == "ي":
                return ENDING_TRUST["feminine of nisba"]
            return self._feminine_trust(remainder, weight)
        if rule is stemming.tanwin_alef:
            if remainder[-1] == "ي" and self._is_country(base):
                return 0.0
            return ENDING_TRUST["tanwin"]
        return ENDING_TRUST["ات of ة" if remainder[-1] == "ه" else "ات"]

    def _feminine_trust(self, masculine: str, weight: int) -> float:
        """A noun in ة takes pronouns (مدرسته) and is a word of its own; an adjective's masculine has a sound plural."""
        count = self._frequencies.get
        with_pronoun = count(masculine + "ته", 0) + count(masculine + "تها", 0) + count(masculine + "تهم", 0)
        if with_pronoun > NOISE * weight:
            return ENDING_TRUST["feminine noun"]
        if self._is_name_with_article(masculine) and not self._is_name_with_article(masculine + "ه"):
            return ENDING_TRUST["feminine noun"]
        plurals = self._weight(masculine + "ين") + self._weight(masculine + "ون")
        return ENDING_TRUST["feminine of an adjective" if plurals > 0.05 * weight else "feminine"]

    def _is_name_with_article(self, word: str) -> bool:
        """الرياض: a noun that next to never occurs without its article is a name, and has no feminine."""
        return self._with_article(word) > 0.95 * self._weight(word) > 19

    def _plural_trust(self, base: str, weight: int) -> float:
        """ون and ين are plural where both occur; ان and ين dual where both do; alone they are rarely either."""
        rest, ending = base[:-2], base[-2]
        if rest in stemming.CLOSED:
            return 0.0  # كانون is a month
        few = 0.03 * weight
        if ending != "ا" and self._weight(rest + ("ين" if ending == "و" else "ون")) > few:
            return ENDING_TRUST["plural"]
        if ending != "و" and self._weight(rest + ("ين" if ending == "ا" else "ان")) > few:
            return ENDING_TRUST["dual"]
        # A dual in ان of any frequency has its ين beside it; a name (شعبان) has not.
        return 0.0 if ending == "ا" and weight >= 10 else ENDING_TRUST["plural or dual"]

    def _nisba(self, base: str, weight: int, articled: int) -> Iterator[tuple[str, float]]:
        """ي cut off, where the form is an adjective (it has articles) and not a verb (يأتي)."""
        if weight >= 20 and articled < 0.03 * weight:
            if self._weight(base + "ن") * ENDING_TRUST["construct"] >= weight:
                yield base[:-1], ENDING_TRUST["plural"]  # مسؤولي of مسؤولين
            return
        remainders = stemming.nisba(base)
        country = base + "ا"
        if self._is_country(country) and self._weight(country) * ENDING_TRUST["nisba of a country"] >= weight:
            yield country, ENDING_TRUST["nisba of a country"] * 1e3
            return
        bare, feminine = base[:-1], base[:-1] + "ه"
        noun = self._with_article(feminine)
        bare_weight = self._weight(bare)
        if (
            noun >= 2
            and noun > 0.05 * bare_weight
            and len(base) > 4
            and (bare[-2] == "ا" or noun > bare_weight)
        ):
            # فعالة: صناعة and not صناع is what صناعي is made of
            yield feminine, ENDING_TRUST["nisba"]
            return
        for remainder in remainders:
            if remainder != country and remainder not in stemming.CLOSED:
                yield remainder, ENDING_TRUST["nisba"]

    def _is_country(self, form: str) -> bool:
        """يا of a name (روسيا), not the tanwin of an adverb (سياسيا): only names follow ب and ل."""
        if not form.endswith("يا"):
            return False
        count = self._frequencies.get
        return count("ب" + form, 0) + count("ل" + form, 0) > NOISE * count(form, 0)

    def _by_family(self, base: str, weight: int) -> str:
        """A remainder that occurs with other endings but never bare: مهندسات and مهندسين without مهندس."""
        if base[-1] not in "نتيم" or len(base) < 6:
            return ""
        for remainder, trust in self._remainders(base, weight):
            if len(remainder) > MIN_STEM and trust > 1:
                family = sum(
                    self._weight(remainder + sister) for sister in _SISTERS if remainder + sister != base
                )
                if family and family * 4 >= weight:
                    return remainder
        return ""


_COMMON_PRONOUNS: Final = frozenset({"ها", "هم", "ما", "ته", "ني"})


def stem_groups(frequencies: Mapping[str, int]) -> dict[str, str]:
    """The stem of every form of a vocabulary: form to stem, in the order given."""
    stemmer = VocabularyStemmer(frequencies)
    return {form: stemmer.stem(form) for form in frequencies}


#: Everything that decides results here, for the fingerprint.
TABLES: Final = (
    sorted(PROCLITIC_TRUST.items()),
    sorted(DOUBTFUL_TRUST.items()),
    sorted(ENDING_TRUST.items()),
    NOISE,
    _PERSONS,
    _SISTERS,
    sorted(_COMMON_PRONOUNS),
)
