"""Writing the files of a segment, and building one from articles as they come in.

`index.merging` makes segments of segments; both end in `writing_articles` and `write_postings`, so a merged segment is
what one indexed in one go would be.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from corpus import Article
from index import file_names
from index.analysis import Analyzer
from index.analysis_pool import AnalysisPool
from index.arrayfile import ArrayFileWriter
from index.arrays import IntArray, narrowest, starts_of
from index.article_columns import HASH_BYTES, ArticleColumns
from index.batches import BATCH_CHARACTERS, AnalysedBatch, characters, profiles_of
from index.duplicates import founders_labels, group_labels
from index.inversion import invert
from index.ordering import in_order
from index.peaks import packed_grades
from index.posting_arrays import PostingArrays
from index.scratch import Scratch
from index.segment import FORMAT_VERSION, SegmentView
from index.signatures import NO_BAND, Hashes, Profiles, profiles, words_per_article
from index.stem_relations import StemRelations
from index.terms import Terms, terms_in_index
from index.word_keys import Words

T = TypeVar("T")
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

    def write(self, name: str, others: Sequence[tuple[SegmentView, npt.NDArray[np.bool_]]]) -> None:
        """Write the segment's two files to disk.

        others: the rest of the index, as evidence for stems and for copies of a text; with bool, one an article: True
        where it is live.
        """
        if self._batch:
            self._submit()
        self._receive(self._analysis.finish())
        passages_per_article = np.concatenate(self._passages_per_article)
        division = Division(
            passages_per_article, np.concatenate(self._passage_lengths), np.concatenate(self._sentences)
        )
        columns = partial(self._grouped, others, self._analysis.hashes.all())
        with writing_articles(self._folder, name, columns, division):
            occurring = self._occurring_forms()
            self._analysis.forget_forms()  # they are as much memory as these
            views = [view for view, _ in others]
            terms, relations = terms_in_index(occurring.counts, views, self._analysis)
            lists = partial(self._lists, terms, occurring, passages_per_article)
            write_postings(self._folder, name, terms, relations, lists, len(self))

    def _lists(
        self,
        terms: Terms,
        forms: _OccurringForms,
        passages_per_article: npt.NDArray[np.int64],
        go_on: Callable[[], None],
    ) -> PostingArrays:
        words = _Replay(self._tokens, self._passage_lengths)
        slot_of_form = np.zeros(len(self._form_counts), np.uint32)
        slot_of_form[forms.numbers] = terms.slots
        slot_counts = np.zeros(len(forms.numbers), np.int64)
        slot_counts[terms.slots] = list(forms.counts.values())
        threads = min(self._analysis.jobs, _INVERTING)
        return invert(slot_of_form, slot_counts, words, passages_per_article, self._folder, threads, go_on)

    def _grouped(
        self, others: Sequence[tuple[SegmentView, npt.NDArray[np.bool_]]], form_hashes: Hashes
    ) -> ArticleColumns:
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
        words = _Replay(self._tokens, self._passage_lengths)
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
    words: Words, passages_per_article: npt.NDArray[np.int64], chosen: npt.NDArray[np.bool_]
) -> tuple[Words, npt.NDArray[np.int64]]:
    """The words and passages of those articles for which `chosen` (bool, one an article) holds."""
    passages = np.repeat(chosen, passages_per_article)
    tokens = np.repeat(passages, words.passage_lengths)
    return Words(words.tokens[tokens], words.passage_lengths[passages]), passages_per_article[chosen]


class _Replay:
    """The words that a builder holds, part by part, any number of times."""

    def __init__(self, tokens: Scratch, passage_lengths: Sequence[npt.NDArray[np.uint32]]) -> None:
        self._tokens = tokens
        self._passage_lengths = passage_lengths

    def __iter__(self) -> Iterator[Words]:
        return map(Words, self._tokens, self._passage_lengths)


class Division(NamedTuple):
    """How the words of a segment are divided.

    passages_per_article: headline included. passage_lengths: words of every passage. sentences: places where sentences
    begin that are not the first of their passage.
    """

    passages_per_article: IntArray
    passage_lengths: IntArray
    sentences: IntArray


@contextmanager
def writing_articles(
    folder: Path, name: str, columns: Callable[[], ArticleColumns], division: Division
) -> Iterator[None]:
    """Write an article file beside what else the block does. Most of it is compressed text on its way to the disk.

    columns: called beside the block, too.
    """
    file = ArrayFileWriter(folder / file_names.articles(name))
    with _beside(file, _write_articles, columns, division):
        yield


def write_postings(
    folder: Path,
    name: str,
    terms: Terms,
    relations: StemRelations,
    lists: Callable[[Callable[[], None]], PostingArrays],
    article_count: int,
) -> None:
    """Write a posting file.

    lists: called in a thread beside relating the terms, which needs no lists; with what it has to call now and then,
    and what raises ValueError where nobody wants the lists any more.

    Rules keep the interpreter to themselves for most of the time; lists are made and written nearly without it.
    """

    with _array_file(folder / file_names.postings(name)) as (file, values):
        with _beside(file, _write_lists, terms, lists) as written:
            related = relations.relate()
        article_starts = written.result()
        related.write_to(file, article_starts[terms.stem_slots].astype(np.int64), article_count)
        if terms.parent:
            values["parent"] = terms.parent.name


def _write_lists(
    file: ArrayFileWriter, terms: Terms, lists: Callable[[Callable[[], None]], PostingArrays]
) -> IntArray:
    """Write terms and their lists; where the articles of each slot begin."""
    terms.write_to(file)
    starts, arrays, skips = lists(file.require_open)
    for level, values in sorted(starts.items()):
        file.add(f"{level}_starts", narrowest(values))
    for name, (dtype, parts) in arrays.items():
        file.add_parts(name, dtype, packed_grades(parts) if name == "peaks" else parts)
    for name, values in skips.arrays().items():
        file.add(name, values)
    return starts["article"]


def _write_articles(
    file: ArrayFileWriter, columns_of: Callable[[], ArticleColumns], division: Division
) -> None:
    columns = columns_of()
    passage_lengths = division.passage_lengths
    begins = starts_of(division.passages_per_article)
    title_lengths = passage_lengths[begins[:-1]]
    words_before = starts_of(passage_lengths)
    body_lengths = words_before[begins[1:]] - words_before[begins[:-1]] - title_lengths

    columns.write_to(file)
    file.add("body_lengths", narrowest(body_lengths))
    file.add("title_lengths", narrowest(title_lengths))
    file.add("passages.starts", begins.astype(np.uint32))
    file.add("passages.places", narrowest(starts_of(passage_lengths.astype(np.int64) + 1)))
    file.add("sentences", narrowest(division.sentences))
    values = {
        "articles": len(columns.ids),
        "passages": len(passage_lengths),
        "body_words": int(body_lengths.sum()),
        "title_words": int(title_lengths.sum()),
    }
    file.close(_values() | values)


def write_deletions(folder: Path, name: str, generation: int, deleted: Iterable[int]) -> None:
    """Write the deletion file of a segment for a generation of the index."""
    with _array_file(folder / file_names.deletions(name, generation)) as (file, _):
        file.add("deleted", np.array(sorted(deleted), np.uint32))


def _values() -> dict[str, int | str]:
    """What the directory of every file says."""
    return {"format": FORMAT_VERSION, "analysis": Analyzer.fingerprint}


@contextmanager
def _array_file(path: Path) -> Iterator[tuple[ArrayFileWriter, dict[str, int | str]]]:
    """An array file of what the block adds to it, and to the values of its directory; whole or not at all."""
    file, values = ArrayFileWriter(path), _values()
    try:
        yield file, values
        file.close(values)
    except BaseException:
        file.abandon()
        raise


@contextmanager
def _beside(file: ArrayFileWriter, write: Callable[..., T], *arguments: Any) -> Iterator[Future[T]]:
    """Have a thread write to a file beside what the block does, until both are done; whole or not at all."""
    with ThreadPoolExecutor(1) as thread:
        try:
            written = thread.submit(write, file, *arguments)
            yield written
            written.result()
        except BaseException:
            file.abandon()  # or the thread, which is waited for, would go on to the end
            raise
