"""Relatives in bulk: just what the relations say of each stem by itself."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import read_articles, samples_path
from index.analysis import Analyzer, VocabularyStemmer
from index.analysis.likeness import likeness, trigrams
from index.analysis.relations import FINDING, WEAK_RELATIVES, related_stems, relation_keys
from index.building import relating, stem_keys
from index.building.relating import Relating, Relatives, _Trigrams, sums_of
from index.building.stem_keys import StemsByKey
from index.storage.arrays import IntArray


class Vocabulary:
    """Forms with counts, and what the relations ask of them, answered one by one."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = counts
        self.stem = VocabularyStemmer(counts).stem
        self.stem_of = {form: self.stem(form) for form in counts}
        self.stems = sorted(set(self.stem_of.values()))
        self.stems_by_key: dict[str, list[int]] = defaultdict(list)
        for number, stem in enumerate(self.stems):
            for key in relation_keys(stem):
                self.stems_by_key[key].append(number)

    def frequency(self, form: str) -> int:
        return self.counts.get(form, 0)

    def stems_of_key(self, key: str) -> Iterable[str]:
        """The commonest of them."""
        frequencies = self.frequencies
        numbers = sorted(self.stems_by_key.get(key, ()), key=lambda number: (-frequencies[number], number))
        return [self.stems[number] for number in numbers[: stem_keys.MOST_OF_KEY]]

    @cached_property
    def frequencies(self) -> list[int]:
        """Occurrences of each stem."""
        found = Counter[str]()
        for form, count in self.counts.items():
            found[self.stem_of[form]] += count
        return [found[stem] for stem in self.stems]

    def stem_numbers(self) -> npt.NDArray[np.int64]:
        """The number of the stem of each form."""
        number_of = {stem: number for number, stem in enumerate(self.stems)}
        return np.array([number_of[self.stem_of[form]] for form in self.counts], np.int64)

    def relating(self, frequencies: IntArray) -> Relating:
        """What answers for many stems at once. frequencies: of each stem."""
        keys = by_key(self.stems_by_key)
        return Relating(self.stems, keys, sums_of(self.counts), self.stem_numbers(), frequencies)

    def relatives_of(self, chosen: Iterable[int]) -> list[dict[str, float]]:
        numbers = list(chosen)
        found = self.relating(np.array(self.frequencies, np.int64)).all(numbers)
        return dictionaries(found, numbers, self.stems)

    def related_stems(self, chosen: Iterable[int]) -> list[dict[str, float]]:
        """What the relations say of each of some stems, of those that the vocabulary has."""
        known = set(self.stems)
        return [
            {
                stem: weight
                for stem, weight in related_stems(self.stems[number], self).items()
                if stem in known
            }
            for number in chosen
        ]


def relatives(
    chosen: Sequence[int],
    stems: Sequence[str],
    keys: StemsByKey,
    counts: Mapping[str, int],
    stem_of: npt.NDArray[np.int64],
) -> Relatives:
    return Relating(stems, keys, sums_of(counts), stem_of, np.ones(len(stems), np.int64)).all(chosen)


def by_key(numbers: Mapping[str, Sequence[int]]) -> StemsByKey:
    keys = sorted(numbers)
    lists = [np.array(numbers[key], np.int64) for key in keys]
    starts = np.cumsum([0, *map(len, lists)])
    return StemsByKey(keys, starts, np.concatenate([np.zeros(0, np.int64), *lists]))


@pytest.mark.parametrize(("at_once", "pairs"), [(1, 1 << 12), (100, 70), (1 << 12, 1 << 12)])
def test_of_each_stem_the_best_are_kept_whoever_is_asked_with_it(
    news: Vocabulary, monkeypatch: pytest.MonkeyPatch, at_once: int, pairs: int
) -> None:
    monkeypatch.setattr(relating, "_PAIRS_AT_ONCE", pairs)
    chosen = range(0, len(news.stems), 2)
    frequencies = np.arange(len(news.stems)) % 97
    related = news.relating(frequencies)
    expected = related.all(chosen).best(frequencies)
    parts = [related.best(chosen[at : at + at_once]) for at in range(0, len(chosen), at_once)]
    best = Relatives(*map(np.concatenate, zip(*parts, strict=True)))
    assert [each.tolist() for each in best] == [each.tolist() for each in expected]
    assert len(best.owners) > len(chosen)


def dictionaries(found: Relatives, chosen: Sequence[int], stems: Sequence[str]) -> list[dict[str, float]]:
    related: dict[int, dict[str, float]] = {number: {} for number in chosen}
    assert found.owners.tolist() == sorted(found.owners)
    for owner, number, weight in zip(*(each.tolist() for each in found), strict=True):
        assert stems[number] not in related[owner]
        related[owner][stems[number]] = weight
    return list(related.values())


@pytest.fixture(scope="module")
def news() -> Vocabulary:
    analyzer = Analyzer()
    counts: Counter[str] = Counter()
    for article in read_articles([samples_path()]):
        for text in (article.title, *article.paragraphs):
            for word in analyzer.WORD.findall(text):
                counts.update(analyzer.forms(word))
    return Vocabulary(counts)


def test_what_the_relations_say_of_each_stem_of_the_samples(news: Vocabulary) -> None:
    found = news.relatives_of(range(len(news.stems)))
    assert found == news.related_stems(range(len(news.stems)))
    assert sum(len(each) for each in found) > 2 * len(found), "the samples show too little"
    assert sum(weight >= FINDING for each in found for weight in each.values()) > len(found) + 100


def test_of_a_key_that_many_stems_have_the_commonest_are_compared(
    news: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are still compared with these."""
    before = news.relatives_of(range(len(news.stems)))
    monkeypatch.setattr(stem_keys, "MOST_OF_KEY", 3)
    found = news.relatives_of(range(len(news.stems)))
    assert found == news.related_stems(range(len(news.stems)))
    assert sum(map(len, before)) > sum(map(len, found)) > 2 * len(found)


def test_numbered_names_are_no_work_of_the_square_of_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """As those of pictures, of which all have one key."""
    monkeypatch.setattr(relating, "_PAIRS_AT_ONCE", 1 << 16)
    compared: list[int] = []
    likeness = _Trigrams.likeness

    def counting(trigrams: _Trigrams, words: IntArray, others: IntArray) -> npt.NDArray[np.float64]:
        compared.append(len(words))
        return likeness(trigrams, words, others)

    monkeypatch.setattr(_Trigrams, "likeness", counting)
    pictures = Vocabulary({f"img{number:05}": 1 + number % 5 for number in range(2_000)})
    best = pictures.relating(np.array(pictures.frequencies)).best(range(2_000))
    assert len(best.owners) > 2_000
    assert max(compared) <= 1 << 16
    assert sum(compared) <= 2_000 * (stem_keys.MOST_OF_KEY + 1)


def test_some_stems(news: Vocabulary) -> None:
    chosen = [0, *range(100, 200, 7), len(news.stems) - 1]
    assert news.relatives_of(chosen) == news.related_stems(chosen)


def test_none() -> None:
    assert Vocabulary({}).relatives_of([]) == []
    assert Vocabulary({"وزير": 3}).relatives_of([]) == []


WORD = st.text(st.sampled_from("اوينمتسكبرله1aé\ud800😀"), min_size=1, max_size=12)


@given(st.dictionaries(WORD, st.integers(1, 10**6), min_size=1, max_size=40))
def test_any_forms_with_any_counts(counts: dict[str, int]) -> None:
    vocabulary = Vocabulary(counts)
    found = vocabulary.relatives_of(range(len(vocabulary.stems)))
    assert found == vocabulary.related_stems(range(len(vocabulary.stems)))


@given(
    st.lists(
        st.text("اب", min_size=5, max_size=30) | st.text("ابتث", min_size=120, max_size=180),
        min_size=2,
        max_size=10,
        unique=True,
    )
)
def test_repeated_letters_count_once(words: list[str]) -> None:
    """Dice's coefficient is one of sets."""
    _assert_alike(words)


def test_words_of_many_thousand_letters() -> None:
    """Were each of their letters compared with each, this would take an hour."""
    letters = "ابتثجحخدذرزسشص"
    word = "".join(letters[at * at % 13] + letters[at % 14] for at in range(50_000))
    _assert_alike([word, word[:60_000], "ه" * 100_000, "ه" * 99_999, "باب"])


def _assert_alike(words: list[str]) -> None:
    numbers = {word: number for number, word in enumerate(words)}
    group = list(numbers.values())
    counts = dict.fromkeys(words, 0)
    found = relatives(group, words, by_key({"=": group}), counts, np.arange(len(words)))
    for word, related in zip(words, dictionaries(found, group, words), strict=True):
        for other in words:
            dice = likeness(trigrams(word), trigrams(other))
            if other != word and related.get(other, 0) < FINDING:
                assert related.get(other) == (0.2 * dice if dice >= 0.5 else None)


def test_of_a_pair_that_comes_again_the_first_place_and_the_last_weight() -> None:
    """The order in which an index keeps them."""
    parts = [
        Relatives(np.array([0, 0, 2]), np.array([5, 3, 4]), np.array([0.1, 0.2, 0.3])),
        Relatives(np.array([0, 1, 2]), np.array([3, 3, 9]), np.array([0.7, 0.4, 0.5])),
        Relatives(np.array([0, 2]), np.array([5, 4]), np.array([0.6, 0.8])),
    ]
    joined = Relatives.joined(parts)
    assert joined.owners.tolist() == [0, 0, 1, 2, 2]
    assert joined.stems.tolist() == [5, 3, 3, 4, 9]
    assert joined.weights.tolist() == [0.6, 0.7, 0.4, 0.8, 0.5]


@given(
    st.lists(
        st.dictionaries(st.integers(0, 9), st.sampled_from([0.1, 0.15, 0.2, 0.29, 0.3, 0.7])), max_size=5
    ),
    st.lists(st.integers(1, 4), min_size=10, max_size=10),
)
def test_the_best_find_or_are_common(related: list[dict[int, float]], frequencies: list[int]) -> None:
    pairs = [(owner, *pair) for owner, each in enumerate(related) for pair in each.items()]
    owners, stems, weights = zip(*pairs, strict=True) if pairs else ((), (), ())
    best = Relatives(np.array(owners, int), np.array(stems, int), np.array(weights, float)).best(
        np.array(frequencies)
    )
    expected = []
    for owner, each in enumerate(related):
        weak = [pair for pair in each.items() if pair[1] < FINDING]
        weak.sort(key=lambda pair: (-pair[1] * frequencies[pair[0]], pair[0]))
        finding = [pair for pair in each.items() if pair[1] >= FINDING]
        expected += [(owner, *pair) for pair in finding + weak[:WEAK_RELATIVES]]
    assert list(zip(*(each.tolist() for each in best), strict=True)) == expected


def test_letters_of_a_large_alphabet_are_told_apart() -> None:
    letters = [chr(0x4E00 + number) for number in range(1100)]
    one, other = f"{letters[0]}سص", f"{letters[1024]}سص"
    like = _Trigrams([*letters, one, other]).likeness(np.array([1100]), np.array([1101]))
    assert like.tolist() == [likeness(trigrams(one), trigrams(other))]
