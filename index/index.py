"""`Index`: an index folder, and `Snapshot`: what it held at one commit."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from corpus import Article
from index.analysis import Analyzer
from index.commits.directory import (
    commit_contents,
    has_lost_contents,
    latest_generation,
    make_folder,
    read_contents,
)
from index.commits.write_lock import WriteLock
from index.errors import IndexDamaged, IndexMissing, IndexStoreError, require_id
from index.lazy import cached_property
from index.segments.compatibility import FORMAT_VERSION
from index.segments.live_articles import LiveArticles
from index.segments.segment import NO_DATE, SegmentView, date_of
from index.segments.value_counts import value_counts
from index.storage.arrays import end_to_end

if TYPE_CHECKING:
    from index.commits.writer import IndexWriter

# A reader whose files vanish under it, because a commit came between reading the table of contents and opening them,
# looks at the newer table of contents instead; so many commits in a row while opening is no coincidence.
_OPENING_ATTEMPTS: Final = 10
# An attribute of errors for which the index was found whole.
_LOOKED_INTO: Final = "_fihris_index_is_whole"


class Snapshot:
    """The index as one commit left it. Later commits do not change it; any number of threads may read it."""

    def __init__(
        self, folder: Path, generation: int, segments: tuple[SegmentView, ...], contents_size: int = 0
    ) -> None:
        """contents_size: of the table of contents, in bytes."""
        self._contents_size = contents_size
        self.folder: Final = folder
        self.generation: Final = generation
        self.segments: Final = segments

    @classmethod
    def empty(cls, folder: Path) -> Self:
        """What an index holds that has never been written to."""
        return cls(folder, -1, ())

    @cached_property
    def article_count(self) -> int:
        """Articles, without the deleted ones."""
        return sum(view.live_count for view in self.segments)

    @property
    def size(self) -> int:
        """Bytes of its files, which a later commit may have removed from the folder."""
        return self._contents_size + sum(file.size for view in self.segments for file in view.files)

    def require_whole(self) -> None:
        """Raise IndexDamaged where a file of it is not what was written; every byte is read."""
        for view in self.segments:
            view.require_whole()

    def require_whole_after(self, error: Exception) -> None:
        """The same where an error may be the work of a damaged file: opening verifies little. Once for each error."""
        if not isinstance(error, IndexStoreError | MemoryError) and not hasattr(error, _LOOKED_INTO):
            self.require_whole()
            setattr(error, _LOOKED_INTO, True)

    def is_same(self, other: Snapshot) -> bool:
        """Whether the other is of the same commit to the same index, which may be another in the same place."""
        return (self.generation, self._files) == (other.generation, other._files)

    @property
    def _files(self) -> list[tuple[int, int]]:
        return [file.identity for view in self.segments for file in view.files]

    def find(self, article_id: str) -> tuple[int, int] | None:
        """The number of the segment with the live article of this id, and the article's there, or None.

        Raises IndexStoreError for an id that is no string.
        """
        require_id(article_id)
        for segment, view in enumerate(self.segments):
            number = view.find_article(article_id)
            if number is not None:
                return segment, number
        return None

    def article(self, article_id: str) -> Article | None:
        """The article with this id, as it was added, or None.

        Raises IndexStoreError for an id that is no string, and IndexDamaged.
        """
        try:
            found = self.find(article_id)
            if found is None:
                return None
            segment, number = found
            return self.segments[segment].article(number)
        except Exception as error:
            self.require_whole_after(error)
            raise


class Index:
    """An index folder. Raises `index.errors` where it can't be used; the text says what to do."""

    def __init__(self, folder: Path, *, any_analysis: bool = False) -> None:
        """Use `open` or `create`."""
        self.folder = folder  # as it was given
        self._place = folder.absolute()  # wherever the process goes
        self._any_analysis = any_analysis

    @classmethod
    def create(cls, folder: str | Path) -> Self:
        """Make an empty index, and the folder if need be.

        Raises IndexStoreError where there is an index already, or no folder can be, and OSError where it can't be made.
        """
        path = Path(folder)
        make_folder(path)
        lock = WriteLock(path)
        lock.acquire(wait=True)
        try:
            if latest_generation(path) is not None or has_lost_contents(path):
                raise IndexStoreError(f"{path}: there is an index here already; open it instead")
            commit_contents(path, 0, ())
        finally:
            lock.release()
        return cls(path)

    @classmethod
    def open(cls, folder: str | Path, *, any_analysis: bool = False) -> Self:
        """An index that exists. Raises IndexMissing, IndexDamaged and IndexIncompatible.

        any_analysis: to read its articles, by id or all of them, also where they were analysed by rules that are no
        longer these. What is asked by words may then be answered wrongly.
        """
        index = cls(Path(folder), any_analysis=any_analysis)
        try:
            read_contents(index.folder)
        except ValueError as error:  # NUL, or half of a surrogate pair
            raise IndexMissing(f"{folder!r}: no folder has such a name") from error
        return index

    def writer(self, *, wait: bool = False, rebuild: bool = False, jobs: int = 1) -> IndexWriter:
        """The right to change the index. `wait`: until another writer is done, rather than raise IndexLocked.

        `rebuild`: begin with an empty index, which takes the place of this one at commit. `jobs`: processes that
        analyse, where there is much to analyse. Raises as `IndexWriter` does.
        """
        from index.commits.writer import IndexWriter

        return IndexWriter(self._place, wait=wait, rebuild=rebuild, jobs=jobs)

    def optimize(self, *, wait: bool = False) -> None:
        """Merge all segments into one, without the deleted articles: the fastest to search, and the smallest.

        Worth its time after large changes; the daily ones are kept few by themselves. Raises as `writer` does.
        """
        self.writer(wait=wait).commit(optimize=True)

    def snapshot(self) -> Snapshot:
        """The index as of the last commit.

        Raises IndexMissing, IndexDamaged and IndexIncompatible; IndexStoreError where one commit follows another too
        fast to be read, and OSError where the system keeps a file from being read.
        """
        for _ in range(_OPENING_ATTEMPTS):
            contents = read_contents(self._place)
            try:
                views = tuple(
                    segment.open(self._place, any_analysis=self._any_analysis)
                    for segment in contents.segments
                )
                return Snapshot(self._place, contents.generation, views, contents.size)
            except IndexDamaged:
                # Files that a commit has removed meanwhile are no damage: the newer contents name others.
                if latest_generation(self._place) == contents.generation:
                    raise
        raise IndexStoreError(f"{self._place}: the index changed each time it was opened; try again")

    def check(self, *, quick: bool = False) -> list[str]:
        """Compare the checksum of every file of the index, and see whether what the files hold fits together
        (`index.checking.consistency`); what is damaged, a line each. `quick`: compare checksums alone.

        Raises IndexMissing, IndexDamaged and IndexIncompatible where there is no table of contents that can be read.
        """
        opened, damage = self._opened()
        views = []
        for view in opened:
            problems = [problem for file in view.files if (problem := file.verify())]
            damage += problems
            if not problems:
                views.append(view)
        if not quick:
            from index.checking.consistency import inconsistencies

            damage += inconsistencies(views)
        return damage

    def _opened(self) -> tuple[list[SegmentView], list[str]]:
        """The segments that can be opened, and what is wrong with the others, as of one commit."""
        while True:
            contents = read_contents(self._place)
            views: list[SegmentView] = []
            damage: list[str] = []
            for segment in contents.segments:
                try:
                    views.append(segment.open(self._place))
                except IndexStoreError as error:
                    damage.append(str(error))
            # As in `snapshot`: files that a commit has removed meanwhile are no damage.
            if not damage or latest_generation(self._place) == contents.generation:
                return views, damage

    def stats(self) -> dict[str, Any]:
        """What the index holds, as `fihris stats --json` prints it. Raises as `snapshot` does.

        Of articles that are not deleted: "articles", "paragraphs", "oldest" and "newest" (ISO 8601, or None),
        "sources" and "categories" (name: articles). Of all that the files hold: "words", "forms" (different ones,
        segment by segment), "segments", "deleted" (articles), "bytes". Besides "generation", "format" (the oldest of
        a segment) and "analysis" (the fingerprint of the rules).
        """
        snapshot = self.snapshot()
        try:
            return _stats(snapshot)
        except Exception as error:
            snapshot.require_whole_after(error)
            raise


def _stats(snapshot: Snapshot) -> dict[str, Any]:
    live = [LiveArticles(view, view.live()) for view in snapshot.segments]
    dates = end_to_end((view.dates[kept] for view, kept in live), np.int64)
    dates = dates[dates != NO_DATE]
    return {
        "articles": snapshot.article_count,
        "paragraphs": sum(int((np.diff(view.passages.first) - 1)[kept].sum()) for view, kept in live),
        "words": sum(view.word_count for view in snapshot.segments),
        "forms": sum(len(view.terms.forms) for view in snapshot.segments),
        "oldest": date_of(int(dates.min())).isoformat() if len(dates) else None,
        "newest": date_of(int(dates.max())).isoformat() if len(dates) else None,
        "sources": _value_counts(live, "source"),
        "categories": _value_counts(live, "category"),
        "segments": len(snapshot.segments),
        "deleted": sum(view.article_count - view.live_count for view in snapshot.segments),
        "bytes": snapshot.size,
        "generation": snapshot.generation,
        "format": min((view.format for view in snapshot.segments), default=FORMAT_VERSION),
        "analysis": Analyzer.fingerprint,
    }


def _value_counts(live: list[LiveArticles], fieldname: str) -> dict[str, int]:
    """How many live articles have each value of a metadata field, most first."""
    counts: Counter[str] = Counter()
    for view, kept in live:
        counts.update(value_counts(view, fieldname, kept))
    return dict(counts.most_common())
