"""Words made of words: broken plurals, the forms of verbs, adjectives in وي, endings that change the word.

`plurals` and `verbs` know the shapes. A rule here proposes with their help, and the vocabulary
(`index.analysis.attestation`) disposes: a candidate counts only if the corpus has it and shows what it is. The plurals
of nouns that everybody knows (`index.analysis.lexicon`) have only to be there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from index.analysis import lexicon, names, plurals, verb_lexicon, verbs
from index.analysis.attestation import RARE, SHARE, AttestedWords

#: Weights of these relations; the word itself has 1.
PLURAL: Final = 0.5
PRESENT: Final = 0.5
ADJECTIVE: Final = 0.4
VERBAL_NOUN: Final = 0.35
CASE: Final = 0.6
PARTICIPLE: Final = 0.2

#: Candidates that are rarer than this share of the word that was asked for are noise.
_NOISE: Final = 0.02

#: The share of a past up to which its presents show that it is mostly another word.
_RARE_PRESENT: Final = 0.005

#: How much commoner than the third person the other persons of a present may be.
_PERSON_TRUST: Final = 10

#: How much commoner than the active past a passive may be.
_PASSIVE_TRUST: Final = 20

#: What looks like a passive and is mostly something else: لا يزال, he still is, يقال of قال, تشاد, Chad.
_NO_PASSIVES: Final = frozenset(
    (
        *("ابين", "تشاد"),
        *(person + rest for person in "يت" for rest in ("زال", "قال", "كاد", "خاف", "نام", "طال", "نال")),
    )
)

#: Of what has articles more often than this, as a share, no verb is made: of a present, and of a past like أكبر.
_NOUN: Final = 0.5
_ELATIVE: Final = 0.1
_NOUN_OF_THREE: Final = 0.25

#: How much commoner than the past in و the present may be that has lost it: يعد, is held for, is of no وعد, promised.
_WITHOUT_WAW: Final = 5

#: The shares from which a noun of two letters and an adjective of three show that they belong together: of the noun
#: next to the adjective, and of each of them in which it has articles.
_OF_TWO: Final = 0.15

#: The share of the occurrences of a name in which a place stands behind ب.
_IN_PLACE: Final = 0.03

#: Two of the nouns whose case a letter shows (Wright, "A Grammar of the Arabic Language", §315).
_CASES: Final = (("ابو", "ابا", "ابي"), ("اخو", "اخا", "اخي"))

#: Words with the weights of their relations.
Related = Iterator[tuple[str, float]]


def plural_relatives(stem: str, words: AttestedWords) -> Related:
    """Singulars if the word is a broken plural, plurals if it is the singular of one."""
    own = words.with_feminine(stem)
    for word in own + _nisbas_of(stem, words):
        if word == stem or is_no_other_word(word, words):
            for other in lexicon.belonging_to(word):
                if is_no_other_word(other, words):
                    yield other, PLURAL
    for singular in _singulars(stem, words):
        yield singular, PLURAL
    for word in own:
        for plural in plurals.plurals(word, "sure"):
            if words.occurs(plural) and words.is_lexeme(plural) and word in _singulars(plural, words):
                yield plural, PLURAL


def _nisbas_of(stem: str, words: AttestedWords) -> list[str]:
    """The adjectives of which everybody knows a plural that are cut to a stem: هندي, with هنود, is cut to هند."""
    candidates = [stem.removesuffix(ending) + "ي" for ending in ("ه", "ا", "يا")]
    return [
        each
        for each in dict.fromkeys(candidates)
        if lexicon.belonging_to(each) and words.vocabulary.stem(each) == stem
    ]


def is_no_other_word(word: str, words: AttestedWords) -> bool:
    """Whether the stem of a word is the word, or not far commoner: طلبه, students, is cut to طلب, a demand.

    ه behind a present is no letter of another word: يرفضه is of يرفض.
    """
    stem = words.vocabulary.stem(word)
    if stem == word or (word[0] == "ي" and word == stem + "ه"):
        return True
    return 0 < words.weight(word) >= SHARE * words.weight(stem)


def _singulars(plural: str, words: AttestedWords) -> list[str]:
    """Singulars of a word that may be a plural, as far as the vocabulary bears it out."""
    if lexicon.knows(plural):
        return []
    candidates = [each for each in _likely_singulars(plural, words) if not lexicon.knows(each)]
    if not candidates or not words.may_be_noun(plural) or _is_of_verb(plural, words):
        return []
    return [each for each in words.common(candidates) if words.has_plural(each)]


def _is_of_verb(word: str, words: AttestedWords) -> bool:
    """Whether a word with a plural's pattern is a verbal noun or a participle: إيمان is of no يمن, مقاتل of no مقتل."""
    if len(word) != 5:
        return False
    if word[0] == "ا" == word[3]:
        return bool(_attested(verbs.pasts_of_verbal_noun(word), word, words))
    if word[0] == "م" and word[2] == "ا":
        weight = words.weight(word)
        plurals_of_it = words.weight(word + "ين") + words.weight(word + "ون")
        presents = words.frequency("ي" + word[1:]) + words.frequency("ت" + word[1:])
        return plurals_of_it > 0.02 * weight or presents > SHARE * weight
    return False


def _likely_singulars(plural: str, words: AttestedWords) -> list[str]:
    """What its shape could be the plural of, without what is mostly another word."""
    candidates = plurals.singulars(plural, "sure")
    if plural.endswith("ه") and not plural.endswith("وه") and plural[0] != "ا":
        # Its last letter is an ending, ة, and not of the root, as in وجوه and أشباه: هوية is no singular of هواية.
        return [each for each in candidates if each[-1] != "ه" or each.endswith("هه")]
    # شرقي is شرق with an ending, and no singular of شروق.
    likely = [each for each in candidates if each[-1] != "ي" or len(each) != 4 or words.is_lexeme(each)]
    if len(plural) == 5 and plural[0] == "ت" and plural[2] == "ا":
        # تجارب is of تجربة; of تواصل there is no توصل: both are verbal nouns.
        return [each for each in words.common(likely) if each[-1] == "ه"]
    if len(plural) == 5 and plural[0] == "ا" == plural[3]:
        # A noun of three letters is likelier than an adjective: أسنان is of سن and أمراض of مرض.
        short = words.common([each for each in likely if len(each) < 4])
        return [each for each in short if words.is_noun(each)] or likely
    return likely


def verb_relatives(stem: str, words: AttestedWords) -> Related:
    """The other forms of the verbs that the word may be a form of."""
    yield from _known_verb_relatives(stem, words)
    if names.months(stem) or not lexicon.may_be_verb(stem):
        return
    for past, weight in _verbs_of(stem, words):
        if not _is_rather_noun(past, words):
            yield past, weight
        second_form = verbs.is_verbal_noun_of_second_form(stem)
        for present in _presents(past, words):
            if not second_form or present[1:] == past:
                yield present, weight
        for passive in verbs.passives(past):
            if _is_passive(passive, past, words):
                yield passive, weight
        for noun in verbs.verbal_nouns(past):
            if words.occurs(noun):
                yield noun, min(weight, VERBAL_NOUN)
        for participle in verbs.participles(past):
            if words.occurs(participle):
                yield participle, PARTICIPLE


def _known_verb_relatives(stem: str, words: AttestedWords) -> Related:
    """The forms and verbal nouns of the verbs that everybody knows the word to be of."""
    for word in words.with_feminine(stem):
        if word != stem and not is_no_other_word(word, words):
            continue
        for verb in verb_lexicon.verbs_of(word):
            weight = PRESENT if word in verb.forms else VERBAL_NOUN
            weighed = dict.fromkeys(verb.nouns, VERBAL_NOUN) | dict.fromkeys(verb.forms, weight)
            for other, weight_of_other in weighed.items():
                if other != word and words.occurs(other) and is_no_other_word(other, words):
                    yield other, weight_of_other
        for past, noun in verb_lexicon.first_form(word):
            for other in {past, noun} - {word} if _attested((past,), word, words) else ():
                yield other, VERBAL_NOUN


def _presents(past: str, words: AttestedWords) -> list[str]:
    """The presents of a past that occur; what is far commoner than the third person in ي is another word (نزع)."""
    candidates = [
        present
        for present in verbs.presents(past)
        # With articles it is a noun (يهود, نخيل); تواصل is one beside.
        if not names.months(present)
        and (present[0] == "ت" or words.articled(present) <= _NOUN * words.weight(present))
    ]
    if past[0] == "و" and words.frequency("ي" + past[1:]) > _WITHOUT_WAW * words.weight(past):
        candidates = [present for present in candidates if present[1:] == past]
    third = {rest: words.frequency("ي" + rest) for rest in dict.fromkeys(each[1:] for each in candidates)}
    least = SHARE * max(third.values(), default=0)
    return [
        present
        for present in candidates
        if 0 < words.frequency(present) <= _PERSON_TRUST * third[present[1:]] >= _PERSON_TRUST * least
    ]


def _verbs_of(stem: str, words: AttestedWords) -> Iterator[tuple[str, float]]:
    """Past verbs that the word may come from, and how near the verb is to it."""
    pasts = verbs.pasts_of_present(stem)
    if pasts and not words.takes_articles(stem):
        for past in _attested(pasts, stem, words):
            if stem in _presents(past, words):
                yield past, PRESENT
    for past in _attested((stem,), stem, words):
        if not _is_rather_noun(past, words):
            yield past, PRESENT
    for past in _attested(verbs.pasts_of_passive(stem), stem, words):
        if _is_passive(stem, past, words):
            yield past, PRESENT
    for word in words.with_feminine(stem):
        for past in _attested(verbs.pasts_of_verbal_noun(word), word, words):
            yield past, VERBAL_NOUN
    for past in _attested(verbs.pasts_of_participle(stem), stem, words):
        yield past, PARTICIPLE


def _is_passive(word: str, past: str, words: AttestedWords) -> bool:
    """Whether a word is the passive of an attested verb, which is not far rarer; a noun is none (موعد)."""
    if word in _NO_PASSIVES or words.takes_articles(word) or not words.is_lexeme(word):
        return False
    return 0 < words.frequency(word) <= _PASSIVE_TRUST * (words.frequency(past) + words.frequency(past + "ت"))


def _attested(pasts: Iterable[str], stem: str, words: AttestedWords) -> list[str]:
    """The pasts that are verbs here: they have presents, and aren't rare beside each other or the stem."""
    found: dict[str, int] = {}
    for past in pasts:
        elative = past[0] == "ا" and len(past) == 4 and words.articled(past) > _ELATIVE * words.weight(past)
        if elative or names.months(past):  # أفضل is no fourth form, and مارس no third
            continue
        own = words.frequency(past) + words.frequency(past + "ت")
        if own:
            presents = sum(words.frequency(present) for present in verbs.presents(past, "ي"))
            if presents > _RARE_PRESENT * words.weight(past):  # صالح is a name, and seldom "he made peace"
                found[past] = min(presents, own)
    if not found:
        return []
    least = max(SHARE * max(found.values()), _NOISE * words.frequency(stem))
    return [past for past, weight in found.items() if weight >= least]


def _is_rather_noun(past: str, words: AttestedWords) -> bool:
    """Whether what is written like a past is mostly a noun: of عيد, a feast, is no يعيد.

    Nouns that name what a verb does are of it, too; those are known (`verb_lexicon`): عمل is work, and "he worked".
    """
    return len(past) < 4 and words.articled(past) > _NOUN_OF_THREE * words.weight(past)


def adjective_relatives(stem: str, words: AttestedWords) -> Related:
    """The adjective in وي of a noun in ه, ا or ي or of two letters, and that noun: سنوي of سنة, يدوي of يد."""
    if len(stem) == 3 and stem[-1] == "ي":
        if _is_adjective_of_two(stem, words):
            yield stem[:-1], ADJECTIVE
        return
    if len(stem) > 3 and stem.endswith("وي"):
        if not lexicon.knows(stem) and words.is_noun(stem) and words.occurs(stem + "ه"):
            yield from ((noun, ADJECTIVE) for noun in _nouns_of_adjective(stem, words))
        return
    if len(stem) > 2 and stem[-1] not in "هاي":
        return
    if len(stem) == 2 and _is_adjective_of_two(stem + "ي", words):
        yield stem + "ي", ADJECTIVE
    adjective = (stem if len(stem) == 2 else stem[:-1]) + "وي"
    known = words.is_noun(adjective) and _is_adjective(adjective, words)
    if known and stem in _nouns_of_adjective(adjective, words):
        yield adjective, ADJECTIVE


def _is_adjective_of_two(adjective: str, words: AttestedWords) -> bool:
    """Whether an adjective in ي is of a noun of two letters: طبي of طب; but صحي is of صحة, and تلي is no adjective."""
    noun, feminine = adjective[:-1], adjective + "ه"
    return (
        words.weight(noun) > _OF_TWO * words.weight(adjective)
        and words.articled(noun) > _OF_TWO * words.weight(noun)
        and words.articled(feminine) > _OF_TWO * words.weight(feminine)
        and words.is_noun(adjective)
        and _is_adjective(adjective, words)
    )


def _nouns_of_adjective(adjective: str, words: AttestedWords) -> list[str]:
    """The nouns that an adjective in وي may be made of; one in ه before others, سنة before سن and سني."""
    endings = ("", "ه", "ا", "ي", "اه", "يه") if len(adjective) == 4 else ("ه", "ا", "ي", "اه", "يه")
    nouns = [
        word for word in words.common([adjective[:-2] + ending for ending in endings]) if words.is_noun(word)
    ]
    noun_in_ta = adjective[:-2] + "ه"
    return [noun_in_ta] if noun_in_ta in nouns else nouns


def case_relatives(stem: str, _words: AttestedWords) -> Related:
    """أبو, أبا and أبي, of which names are made as well (أبو بكر, أبي بكر)."""
    for cases in _CASES:
        if stem in cases:
            yield from ((case, CASE) for case in cases if case != stem)


def place_relatives(stem: str, words: AttestedWords) -> Related:
    """What is called after a place by a name in ي that has no forms of an adjective: الصفاقسي of صفاقس.

    So a noun is found that loses its ي where it has no article: مبان of المباني.
    """
    named = stem.endswith("ي")
    for word in (stem[:-1], stem[:-1] + "ا") if named else (stem.removesuffix("ا") + "ي",):
        place, name = (word, stem) if named else (stem, word)
        if (
            len(place) > 3
            and words.takes_articles(name)
            and _is_place(place, words)
            and words.is_lexeme(word)  # which takes most work, and hardly any comes to it
        ):
            yield word, ADJECTIVE


def _is_place(word: str, words: AttestedWords) -> bool:
    """Whether it stands behind "in" and behind no article, as no name of a person and no noun does."""
    return not words.takes_articles(word) and words.frequency("ب" + word) > _IN_PLACE * words.frequency(word)


def _is_adjective(word: str, words: AttestedWords) -> bool:
    """An adjective has a feminine: سنوي has سنوية, but عدوى, جدوى and the خطوي of خطوة are none."""
    if lexicon.knows(word) or not words.is_lexeme(word):
        return False
    weight = words.weight(word)
    return weight < RARE or words.weight(word + "ه") > SHARE * weight


def weak_ending_relatives(stem: str, words: AttestedWords) -> Related:
    """مباراة and مباريات; وفاة and وفيات; لاجئ, which is folded to لاجيء, لاجئين and لاجئون."""
    candidates: list[str] = []
    if stem.endswith("اه") and len(stem) > 3:
        candidates = [stem[:-2] + "يات", stem[:-2] + "وات"]
    elif stem.endswith(("يات", "وات")) and len(stem) > 4:
        candidates = [stem[:-3] + "اه"]
    elif stem.endswith("يء"):
        candidates = [stem[:-2] + "ئ" + ending for ending in _AFTER_HAMZA]
        if len(stem) > 4:
            candidates.append(stem[:-2] + _UN_AFTER_HAMZA)
    elif stem.endswith(_UN_AFTER_HAMZA) and len(stem) > 5:  # شؤون is of شأن, and of no شيء
        candidates = [stem[:-3] + "يء"]
    else:
        for ending in _AFTER_HAMZA:
            if stem.endswith("ئ" + ending):
                candidates = [stem[: -len(ending) - 1] + "يء"]
                break
    for word in candidates:
        # So short ones are mostly others: فجوات is of فجوة, and no plural of فجاة.
        if words.occurs(word) and (min(len(stem), len(word)) > 4 or words.is_lexeme(word)):
            yield word, PLURAL


_AFTER_HAMZA: Final = ("ين", "ات", "ه")
#: ئون as it is folded.
_UN_AFTER_HAMZA: Final = "وون"
