"""How well near-duplicates are grouped: beside the exact Jaccard index of SaudiNewsNet, with what it costs to build.

Two articles are duplicates where the sets of their grams (five normalised words in a row, headline and body read in
one) have a Jaccard index of `DUPLICATE` or more. All such pairs are found without sampling or hashing: grams are
numbered by sorting, and the pairs come from an inverted list over the rarest grams of each article: two sets of Jaccard
index j share one of the n - ceil(j n) + 1 rarest of n elements (the prefix filter of Chaudhuri, Ganti and Kaushik,
2006).

Precision is the share of pairs in one group that are duplicates, recall the share of duplicates in one group.

    python -m benchmarks.duplicates
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from benchmarks.corpus import find_saudinewsnet
from corpus import Article, read_articles
from index import Index
from index.analysis import Analyzer
from index.building.duplicates import group_labels
from index.ingestion.batches import signatures_of
from index.storage.arrays import starts_of

DUPLICATE: Final = 0.6
GRAM_WORDS: Final = 5
_ROUNDS: Final = 3

Numbers = npt.NDArray[np.int64]


class Pairs(NamedTuple):
    """Pairs of articles by their numbers, the smaller first, and the Jaccard index of each."""

    ones: Numbers
    others: Numbers
    jaccard: npt.NDArray[np.float64]


def words_of(articles: Sequence[Article]) -> tuple[Numbers, Numbers]:
    """The normalised words of all articles as numbers, and how many each article has."""
    analyzer = Analyzer()
    forms_of: dict[str, list[int]] = {}
    numbers: dict[str, int] = {}
    words: list[int] = []
    lengths = []
    for article in articles:
        before = len(words)
        for text in (article.title, *article.paragraphs):
            for word in analyzer.WORD.findall(text):
                if word not in forms_of:
                    forms_of[word] = [numbers.setdefault(form, len(numbers)) for form in analyzer.forms(word)]
                words += forms_of[word]
        lengths.append(len(words) - before)
    return np.array(words, np.int64), np.array(lengths, np.int64)


def gram_sets(words: Numbers, lengths: Numbers) -> tuple[Numbers, Numbers]:
    """The distinct grams of each article: the article, ascending, and the gram's number, the rarest first in each."""
    grams = words
    for place in range(1, GRAM_WORDS):  # numbers of all grams one word longer
        longer = grams[:-1] * (words.max(initial=0) + 1) + words[place:]
        grams = np.unique(longer, return_inverse=True)[1]
    article = np.repeat(np.arange(len(lengths)), lengths)
    whole = article[: len(grams)] == article[GRAM_WORDS - 1 :]
    distinct = np.unique(np.stack([article[: len(grams)][whole], grams[whole]]), axis=1)
    article, grams = distinct[0], distinct[1]
    order = np.lexsort((grams, np.bincount(grams)[grams], article))
    return article[order], grams[order]


def exact_pairs(articles: Numbers, grams: Numbers, count: int, least: float = DUPLICATE) -> Pairs:
    """All pairs of `count` articles with a Jaccard index of at least `least`. The first two are of `gram_sets`."""
    sizes = np.bincount(articles, minlength=count)
    starts = starts_of(sizes)
    within = np.arange(len(articles)) - starts[articles]
    rare = within < sizes[articles] - np.ceil(least * sizes[articles]) + 1
    order = np.lexsort((articles[rare], grams[rare]))
    held, listed = articles[rare][order], grams[rare][order]
    found = [np.zeros(0, np.int64)]
    distance = 1
    while (same := listed[distance:] == listed[:-distance]).any():
        found.append(np.unique(held[:-distance][same] * count + held[distance:][same]))
        distance += 1
    pairs = np.unique(np.concatenate(found))
    ones, others = pairs // count, pairs % count
    sets = [np.sort(grams[starts[at] : starts[at + 1]]) for at in range(count)]
    common = np.array(
        [
            len(np.intersect1d(sets[one], sets[other], assume_unique=True))
            for one, other in zip(ones.tolist(), others.tolist(), strict=True)
        ],
        np.int64,
    )
    jaccard = common / (sizes[ones] + sizes[others] - common)
    kept = jaccard >= least
    return Pairs(ones[kept], others[kept], jaccard[kept])


def precision_and_recall(groups: npt.NDArray[np.integer[Any]], duplicates: Pairs) -> tuple[float, float]:
    """Of pairs in one group. groups: label of each article's."""
    sizes = np.unique(groups, return_counts=True)[1]
    together = int((sizes * (sizes - 1) // 2).sum())
    right = int((groups[duplicates.ones] == groups[duplicates.others]).sum())
    return right / max(together, 1), right / max(len(duplicates.ones), 1)


def groups_in(folder: Path, articles: Sequence[Article]) -> npt.NDArray[np.int64]:
    """The group that an index has put each article into, as a number."""
    number_of = {article.id: number for number, article in enumerate(articles)}
    labels = np.zeros(len(articles), np.uint64)
    for view in Index.open(folder).snapshot().segments:
        live = view.live()
        for article, article_id in enumerate(view.ids()):
            if live[article]:
                labels[number_of[article_id]] = view.groups[article]
    return np.unique(labels, return_inverse=True)[1]


class _Stopwatch:
    """Adds up the seconds spent in functions that it stands in for: CPU time, since other threads run beside them."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any) -> Any:
            begun = time.thread_time()
            try:
                return function(*arguments)
            finally:
                self.seconds += time.thread_time() - begun

        return timed


def timed_build(folder: Path, articles: Sequence[Article]) -> tuple[float, float]:
    """Seconds that one process takes to index the articles, and how many of them signatures and groups take."""
    watch = _Stopwatch()
    with (
        patch("index.ingestion.batches.signatures_of", watch.around(signatures_of)),
        patch("index.building.segment_builder.group_labels", watch.around(group_labels)),
    ):
        begun = time.perf_counter()
        with Index.create(folder).writer() as writer:
            for article in articles:
                writer.add(article)
        return time.perf_counter() - begun, watch.seconds


def main() -> None:
    """Measure and print."""
    shared = find_saudinewsnet()
    if shared is None:
        sys.exit("There is no ../shared/corpora/saudinewsnet beside this checkout to measure on.")
    articles = list({article.id: article for article in read_articles([shared])}.values())
    duplicates = exact_pairs(*gram_sets(*words_of(articles)), len(articles))
    repeating = len(np.union1d(duplicates.ones, duplicates.others))
    print(f"{len(articles):,} articles, {repeating:,} of them like another; {len(duplicates.ones):,} pairs")
    with tempfile.TemporaryDirectory() as work:
        timings = [timed_build(Path(work) / str(number), articles) for number in range(_ROUNDS)]
        groups = groups_in(Path(work) / "0", articles)
    sizes = np.bincount(groups)
    precision, recall = precision_and_recall(groups, duplicates)
    print(f"{len(sizes):,} groups, {int((sizes > 1).sum()):,} of more than one; the largest of {sizes.max()}")
    print(f"pairs in a group: precision {precision:.3f}, recall {recall:.3f}")
    whole, ours = sorted(timings, key=lambda timing: timing[1] / timing[0])[_ROUNDS // 2]
    print(
        f"signatures and groups: {ours:.2f} s of the {whole:.1f} s that building takes ({ours / whole:.1%})"
    )


if __name__ == "__main__":
    main()
