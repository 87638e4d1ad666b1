"""Writing the files of a segment.

`index.building.segment_builder` makes segments of articles, `index.building.merging` of segments; both end here, so a
merged segment is what one indexed in one go would be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from index.analysis import Analyzer
from index.building.article_columns import ArticleColumns
from index.building.posting_arrays import PostingArrays
from index.building.stem_relations import StemRelations
from index.building.terms import Terms
from index.segments.compatibility import FORMAT_VERSION
from index.storage import file_names
from index.storage.arrayfile import ArrayFileWriter
from index.storage.arrays import IntArray, narrowest, starts_of
from index.storage.peaks import packed_grades

T = TypeVar("T")


class Division(NamedTuple):
    """How the words of a segment are divided.

    passages_per_article: headline included. passage_lengths: words of every passage. sentences: positions where
    sentences begin that are not the first of their passage.
    """

    passages_per_article: npt.NDArray[np.int64]
    passage_lengths: npt.NDArray[np.uint32]
    sentences: npt.NDArray[np.int64]


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
