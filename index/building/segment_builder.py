"""Building a segment from articles as they come in."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from corpus import Article
from index.building.article_columns import HASH_BYTES, ArticleColumns
from index.building.duplicates import founders_labels, group_labels
from index.building.inversion import invert
from index.building.ordering import in_order
from index.building.posting_arrays import PostingArrays
from index.building.segment_files import Division, write_postings, writing_articles
from index.building.terms import Terms, terms_in_index
from index.ingestion.analysis_pool import AnalysisPool
from index.ingestion.batches import BATCH_CHARACTERS, AnalysedBatch, characters, profiles_of
from index.ingestion.signatures import NO_BAND, Hashes, Profiles, profiles, words_per_article
from index.ingestion.word_keys import Words
from index.segments.live_articles import LiveArticles
from index.storage.arrays import IntArray, Mask
from index.storage.scratch import Scratch

# Threads that invert, beside relating words, which takes as long: more would only take memory.
_INVERTING: Final = 2


class SegmentBuilder:
    """Articles that will become one segment."""

    def __init__(self, analysis: AnalysisPool, folder: Path) -> None:
        """folder: of the index."""
        self._analysis = analysis
        self._folder = folder
        self._batch: list[Article] = []
        self._batch_characters = 0
        # Articles whose batch has not come back: their content hashes are not known yet.
        self._unfinished: deque[Article] = deque()
        self._tokens = Scratch(folder, np.uint32)
        # Occurrences of each form, by number.
        self._form_counts: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._passage_lengths: list[npt.NDArray[np.uint32]] = []
        self._passages_per_article: list[npt.NDArray[np.int64]] = []
        self._sentences: list[npt.NDArray[np.int64]] = []
        self._places = 0  # of the words so far, with those left out between passages
        self.columns = ArticleColumns(folder)
        self.deleted: set[int] = set()
        self.characters = 0

    def __len__(self) -> int:
        """Articles held."""
        return len(self.columns.ids)

    def add(self, article: Article) -> int:
        """Hold an article; its number in the segment."""
        self.columns.append(article)
        self._batch.append(article)
        self._unfinished.append(article)
        self._batch_characters += characters(article)
        if self._batch_characters >= BATCH_CHARACTERS:
            self._submit()
        return len(self) - 1

    def content_hash(self, number: int) -> bytes:
        """`Article.content_hash` of an article."""
        finished = len(self) - len(self._unfinished)
        if number >= finished:
            return self._unfinished[number - finished].content_hash()
        return bytes(self.columns.content_hashes[HASH_BYTES * number : HASH_BYTES * (number + 1)])

    def _submit(self) -> None:
        self.characters += self._batch_characters
        self._receive(self._analysis.submit(self._batch))
        self._batch, self._batch_characters = [], 0

    def _receive(self, batches: Iterable[AnalysedBatch]) -> None:
        for texts, records in batches:
            self._tokens.append(texts.words.tokens)
            self._form_counts = _added(self._form_counts, np.bincount(texts.words.tokens))
            self._passage_lengths.append(texts.words.passage_lengths)
            self._passages_per_article.append(texts.passages_per_article)
            self._sentences.append(texts.sentences + self._places)
            self._places += len(texts.words.tokens) + len(texts.words.passage_lengths)
            self.columns.signatures.append(texts.signatures)
            self.columns.bodies.append(records.bodies)
            self.columns.content_hashes += records.content_hashes
            for _ in texts.passages_per_article:
                self._unfinished.popleft()

    def write(self, name: str, others: Sequence[LiveArticles]) -> None:
        """Write the segment's two files to disk.

        others: the rest of the index, as evidence for stems and for copies of a text.
        """
        if self._batch:
            self._submit()
        self._receive(self._analysis.finish())
        division = Division(
            np.concatenate(self._passages_per_article),
            np.concatenate(self._passage_lengths),
            np.concatenate(self._sentences),
        )
        columns = partial(self._grouped, others, self._analysis.hashes.all())
        with writing_articles(self._folder, name, columns, division):
            occurring = self._occurring_forms()
            self._analysis.forget_forms()  # they are as much memory as these
            views = [view for view, _ in others]
            terms, relations = terms_in_index(occurring.counts, views, self._analysis)
            lists = partial(self._lists, terms, occurring, division)
            write_postings(self._folder, name, terms, relations, lists, len(self))

    def _lists(
        self,
        terms: Terms,
        forms: _OccurringForms,
        division: Division,
        go_on: Callable[[], None],
    ) -> PostingArrays:
        slot_of_form = np.zeros(len(self._form_counts), np.uint32)
        slot_of_form[forms.numbers] = terms.slots
        slot_counts = np.zeros(len(forms.numbers), np.int64)
        slot_counts[terms.slots] = list(forms.counts.values())
        return invert(
            slot_of_form,
            slot_counts,
            map(Words, self._tokens, self._passage_lengths),
            division.passage_lengths,
            division.passages_per_article,
            self._folder,
            min(self._analysis.jobs, _INVERTING),
            go_on,
        )

    def _grouped(self, others: Sequence[LiveArticles], form_hashes: Hashes) -> ArticleColumns:
        """The columns, with the label of each article's group of near-duplicates."""
        signatures = np.concatenate(self.columns.signatures)
        content = np.frombuffer(self.columns.content_hashes, np.uint64)[:: HASH_BYTES // 8]
        own_labels = founders_labels(signatures, content, self.columns.ids)
        signatures[list(self.deleted)] = NO_BAND  # like no other
        labels = group_labels(
            signatures,
            own_labels,
            others,
            partial(self._profiles, form_hashes),
            profiles_of,
        )
        self.columns.groups = [labels]
        return self.columns

    def _profiles(self, form_hashes: Hashes, numbers: IntArray) -> Iterator[Profiles]:
        """The profiles of articles by their numbers, ascending; in parts."""
        chosen = np.zeros(len(self), np.bool_)
        chosen[numbers] = True
        first = 0
        words = map(Words, self._tokens, self._passage_lengths)
        for part, passages in zip(words, self._passages_per_article, strict=True):
            own = chosen[first : first + len(passages)]
            first += len(passages)
            some, some_passages = _some_articles(part, passages, own)
            yield profiles(form_hashes[some.tokens], words_per_article(some, some_passages))

    def _occurring_forms(self) -> _OccurringForms:
        forms, counts = self._analysis.forms, self._form_counts
        numbers = np.flatnonzero(counts)
        order, terms = in_order([forms[number] for number in numbers.tolist()])
        numbers = numbers[order]
        return _OccurringForms(numbers, dict(zip(terms, counts[numbers].tolist(), strict=True)))


class _OccurringForms(NamedTuple):
    """The forms that occur in a segment, ascending, which are its terms.

    numbers: of forms. counts: each with its occurrences.
    """

    numbers: npt.NDArray[np.int64]
    counts: dict[str, int]


def _added(counts: npt.NDArray[np.int64], more: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The sums of two arrays of counts, one of which goes on for longer. Either may be changed."""
    shorter, longer = sorted((counts, more), key=len)
    longer[: len(shorter)] += shorter
    return longer


def _some_articles(
    words: Words, passages_per_article: npt.NDArray[np.int64], chosen: Mask
) -> tuple[Words, npt.NDArray[np.int64]]:
    """The words and passages of those articles for which `chosen` (bool, one an article) holds."""
    passages = np.repeat(chosen, passages_per_article)
    tokens = np.repeat(passages, words.passage_lengths)
    return Words(words.tokens[tokens], words.passage_lengths[passages]), passages_per_article[chosen]
