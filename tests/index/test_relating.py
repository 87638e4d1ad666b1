"""Relatives in bulk: just what the relations say of each stem by itself."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import read_articles, samples_path
from index.analysis import Analyzer, VocabularyStemmer
from index.analysis.likeness import likeness, trigrams
from index.analysis.relations import FINDING, related_stems, relation_keys
from index.relating import relatives_of


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
        return [self.stems[number] for number in self.stems_by_key.get(key, ())]

    def relatives_of(self, chosen: Iterable[int]) -> list[dict[str, float]]:
        return relatives_of(list(chosen), self.stems, self.stems_by_key, self.counts, self.stem_of)


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
    assert found == [related_stems(stem, news) for stem in news.stems]
    assert sum(len(each) for each in found) > 2 * len(found), "the samples show too little"
    assert sum(weight >= FINDING for each in found for weight in each.values()) > len(found) + 100


def test_some_stems_in_any_order(news: Vocabulary) -> None:
    chosen = [len(news.stems) - 1, 0, *range(100, 200, 7)]
    assert news.relatives_of(chosen) == [related_stems(news.stems[number], news) for number in chosen]


def test_none() -> None:
    assert Vocabulary({}).relatives_of([]) == []
    assert Vocabulary({"وزير": 3}).relatives_of([]) == []


WORD = st.text(st.sampled_from("اوينمتسكبرله1aé\ud800😀"), min_size=1, max_size=12)


@given(st.dictionaries(WORD, st.integers(1, 10**6), min_size=1, max_size=40))
def test_any_forms_with_any_counts(counts: dict[str, int]) -> None:
    vocabulary = Vocabulary(counts)
    found = vocabulary.relatives_of(range(len(vocabulary.stems)))
    assert found == [related_stems(stem, vocabulary) for stem in vocabulary.stems]


@given(st.lists(st.text("اب", min_size=5, max_size=30), min_size=2, max_size=10, unique=True))
def test_repeated_letters_count_once(words: list[str]) -> None:
    """Dice's coefficient is one of sets."""
    numbers = {word: number for number, word in enumerate(words)}
    group = list(numbers.values())
    found = relatives_of(group, words, {"=": group}, dict.fromkeys(words, 0), {word: word for word in words})
    for word, related in zip(words, found, strict=True):
        for other in words:
            alike = likeness(trigrams(word), trigrams(other))
            if other != word and related.get(other, 0) < FINDING:
                assert related.get(other) == (0.2 * alike if alike >= 0.5 else None)
