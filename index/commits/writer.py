"""Changing the index: the one writer of a time, which versions of articles it takes, and the commit."""

from __future__ import annotations

import operator
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import Concatenate, Literal, ParamSpec, Self, TypeVar

from corpus import Article
from index.commits.directory import (
    Contents,
    commit_contents,
    latest_generation,
    naming,
    read_contents,
    remove_leftovers,
    unreadable_contents,
)
from index.commits.draft import Draft
from index.commits.replaced import Replaced, ReplacedInRun
from index.commits.returned import ReturnedVersions
from index.commits.write_lock import WriteLock
from index.errors import IndexDamaged, IndexIncompatible, IndexMissing, IndexStoreError, require_id
from index.ingestion.analysis_pool import AnalysisPool
from index.segments.bodies import storable
from index.segments.segment import id_hash

Outcome = Literal["added", "updated", "unchanged"]
P = ParamSpec("P")
T = TypeVar("T")


def _whole(step: Callable[Concatenate[IndexWriter, P], T]) -> Callable[Concatenate[IndexWriter, P], T]:
    """A step of a writer that is done as a whole, or closes it.

    Where it is broken off, by Ctrl-C or a full disk, what the writer holds may be half changed, and is never committed.
    """

    @wraps(step)
    def whole(writer: IndexWriter, /, *args: P.args, **kwargs: P.kwargs) -> T:
        writer._require_open()
        try:
            with naming(writer._folder):
                return step(writer, *args, **kwargs)
        except BaseException as error:
            broken_off = repr(error)
            try:
                writer._require_whole(error)
            except IndexDamaged as damage:
                broken_off = repr(damage)
                raise damage from error
            finally:
                writer.abandon()
                writer._broken_off = broken_off
            raise

    return whole


class IndexWriter:
    """The one writer of an index at a time; made by `index.Index.writer`.

    As a context manager it commits at the end of a block that raises nothing, and otherwise leaves the index as it
    was. Nothing is visible to readers, and nothing survives a crash, before `commit`. A call that raises anything but
    what is said of it, as where the disk is full, has abandoned the writer; a block that goes on ends with an error.
    """

    def __init__(
        self, folder: Path, *, wait: bool = False, rebuild: bool = False, create: bool = False, jobs: int = 1
    ) -> None:
        """Take the write lock. `rebuild`: begin from an empty index, in place of the old one at commit.

        create: begin from an empty index where there is none; the folder has to be there. jobs: processes that share
        the work, where there is much; the files are the same whatever it is.

        Raises IndexLocked and IndexMissing, and what else opening the index raises (not with `rebuild`).
        """
        try:
            jobs = operator.index(jobs)
        except TypeError:
            raise IndexStoreError("jobs: it has to be a whole number, of processes") from None
        if jobs < 1:
            raise IndexStoreError(f"jobs={jobs}: at least one process has to analyse the articles")
        self._folder = folder
        self._lock = WriteLock(folder)
        # Whether there was an index that could not be read, which is written anew.
        self._is_unreadable = False
        with naming(folder):
            self._lock.acquire(wait)
            try:
                self._contents = self._contents_before(rebuild, create)
                segments = () if rebuild else self._contents.segments
                self._analysis = AnalysisPool(jobs)
                self._draft = Draft(folder, self._contents.generation + 1, segments, self._analysis)
                self._draft.changed = rebuild or latest_generation(folder) is None
                # The versions that `update` was given last of some articles, where these were replaced once.
                self._returned = ReturnedVersions(folder)
            except BaseException:
                self._lock.release()
                raise
        #: Whether files of older generations could not be removed: the next writer does.
        self.has_left_over = False
        #: Whether the commit merged segments.
        self.has_merged = False
        # Articles (`id_hash`) that are now as this writer's `update` was given them.
        self._run: set[int] = set()
        # The file of each that `update` was given last.
        self._origins: dict[int, str] = {}
        #: What `update` was given in place of another that it was given before.
        self.replaced = ReplacedInRun()
        self._open = True
        self._broken_off = ""  # by what, where that abandoned it and nobody did

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.abandon()
        elif self._open:
            self.commit()
        elif self._broken_off:
            raise IndexStoreError(
                f"{self._folder}: broken off earlier by {self._broken_off}; the index is as its last commit left it: "
                "take another writer"
            )

    @property
    def generation(self) -> int:
        """The generation of the index that this writer found, or made by its commit."""
        return self._contents.generation

    @property
    def has_found_articles(self) -> bool:
        """Whether there was an index with articles, deleted ones included, when this writer was opened.

        One of which that can't be read may have some.
        """
        return bool(self._contents.segments) or self._is_unreadable

    def _contents_before(self, rebuild: bool, create: bool) -> Contents:
        try:
            contents = read_contents(self._folder)
        except IndexMissing:
            if not create:
                raise
            contents = Contents(0, ())
        except (IndexDamaged, IndexIncompatible):
            if not rebuild:
                raise
            self._is_unreadable = True
            return unreadable_contents(self._folder)  # whatever is there stays until another index is
        remove_leftovers(self._folder, contents, is_on_disk=False)
        return contents

    # --- articles

    def add(self, article: Article) -> None:
        """Add an article, in place of the one with the same id if there is one.

        A date is kept as `Article` describes it: without its zone and fractions of a second.

        Raises IndexStoreError, and holds what it held, where a field is not of the type that `Article` gives it.
        """
        self._require_open()
        self._add(storable(article))

    @_whole
    def _add(self, article: Article) -> None:
        if self._draft.put(article):
            self._forget_versions(article.id)

    def update(self, article: Article) -> Outcome:
        """Add an article unless the index holds it already, unchanged in everything but `origin`.

        Where one run gives two versions of an article, the later one stays, and the next run over the same files
        knows the earlier one for what it was (`index.segments.superseded`): "unchanged", unless it is the last that
        this run gives of the article. What has then to be brought back is known once all is given (`settle`).

        Takes dates and raises as `add` does.
        """
        self._require_open()
        return self._update(storable(article))

    @_whole
    def _update(self, article: Article) -> Outcome:
        key = id_hash(article.id)
        held = self._draft.find(article.id)
        origin, self._origins[key] = self._origins.get(key, ""), article.origin
        if held is None:
            self._draft.put(article)
            self._run.add(key)
            return "added"
        old_hash, content_hash = self._draft.content_hash(held), article.content_hash()
        if (earlier_hash := self._returned.take_back(article.id)) is not None:
            self._draft.superseded.add(key, earlier_hash)
        if (earlier_hash or (old_hash if key in self._run else content_hash)) != content_hash:
            self.replaced.note(Replaced(article.id, origin, article.origin))
        if old_hash == content_hash:
            self._run.add(key)
            return "unchanged"
        if self._draft.is_superseded(key, content_hash):
            self._returned.hold(article, content_hash)
            return "unchanged"
        self._replace(article, old_hash)
        return "updated"

    @_whole
    def settle(self, stays: Callable[[str], bool] = lambda article_id: False) -> int:
        """Bring back the articles of which `update` was given an earlier version last; how many those are.

        `commit` does it, too. Before it they are as they were.

        stays: whether an article is to be left as it is all the same, since the version that the index holds may be in
        what could not be read.
        """
        count = 0
        for article in self._returned.taken():
            if stays(article.id):
                continue
            held = self._draft.find(article.id)
            assert held is not None  # else `delete` would have taken it back
            self._replace(article, self._draft.content_hash(held))
            count += 1
        return count

    def _replace(self, article: Article, old_hash: bytes) -> None:
        key = id_hash(article.id)
        if key in self._run:
            self._draft.superseded.add(key, old_hash)
        self._draft.put(article)
        self._run.add(key)

    def delete(self, article_id: str) -> bool:
        """Remove an article; whether there was one.

        Raises IndexStoreError, and holds what it held, for an id that is no string.
        """
        self._require_open()
        require_id(article_id)
        return self._delete(article_id)

    @_whole
    def _delete(self, article_id: str) -> bool:
        if not self._draft.delete(article_id):
            return False
        self._forget_versions(article_id)
        return True

    def _forget_versions(self, article_id: str) -> None:
        """What `update` was given of an article counts no longer."""
        self._run.discard(id_hash(article_id))
        self._origins.pop(id_hash(article_id), None)
        self._returned.take_back(article_id)

    @_whole
    def ids(self) -> list[str]:
        """Id of every article that the index would hold now."""
        return list(self._draft.ids())

    def origin(self, article_id: str) -> str:
        """The file that an article was read from; "" where there is no such article among those committed.

        Raises IndexStoreError, and holds what it held, for an id that is no string.
        """
        require_id(article_id)
        return self._origin(article_id)

    @_whole
    def _origin(self, article_id: str) -> str:
        held = self._draft.find(article_id)
        return held.part.view.article(held.number).origin if held and held.part else ""

    @_whole
    def flush(self) -> None:
        """Write what is held in memory to a segment on disk, not yet part of the index."""
        self._draft.flush()

    @_whole
    def commit(self, *, optimize: bool = False) -> None:
        """Make everything since the writer was opened the index, at once, and close the writer.

        `optimize` merges all segments into one, without deleted articles. Where nothing changed, nothing is written.
        """
        self._lock.require()
        self.settle()
        self._draft.finish(optimize=optimize)
        self.has_merged = self._draft.has_merged
        if self._draft.changed:
            generation = self._contents.generation + 1
            segments = self._draft.segments()
            self._lock.require()
            commit_contents(self._folder, generation, segments)
            self._contents = Contents(generation, segments)
            # It is committed, whatever comes now; the next writer removes what is left over.
            try:
                remove_leftovers(self._folder, read_contents(self._folder), is_on_disk=True)
            except (OSError, IndexStoreError):
                self.has_left_over = True
        self._close()

    def _require_whole(self, error: BaseException) -> None:
        """Raise IndexDamaged where the index is damaged, which may have led to any error: little is read verified."""
        told = isinstance(error, (OSError, IndexStoreError, MemoryError)) or not isinstance(error, Exception)
        if self._open and not told:
            with suppress(OSError):  # what can't be read can't be blamed
                self._draft.require_whole()

    def abandon(self) -> None:
        """Leave the index as it was and close the writer."""
        self._broken_off = ""
        if self._open:
            try:
                if self._lock.is_held():  # else what is there may be another writer's
                    known, self._contents = self._contents, read_contents(self._folder)
                    # Else it is committed, and nobody knows whether that is on disk: the next writer sees to it.
                    if self._contents.generation == known.generation:
                        remove_leftovers(self._folder, self._contents, is_on_disk=True)
            except IndexMissing:  # it was to be made by this writer's commit
                with suppress(OSError):
                    remove_leftovers(self._folder, Contents(0, ()), is_on_disk=True)
            except (OSError, IndexStoreError):
                pass  # the next writer removes what is left over; the error under way is the one to tell
            finally:
                self._close()

    def _require_open(self) -> None:
        if not self._open:
            raise IndexStoreError(f"{self._folder}: this writer is closed; take another from Index.writer()")
        if not self._lock.is_of_this_process():
            raise IndexStoreError(
                f"{self._folder}: this writer is of the process that this one was forked from; take another"
            )

    def _close(self) -> None:
        self._open = False
        del self._draft  # and with it the files that it has open
        try:
            if self._lock.is_of_this_process():  # else the worker processes are another's
                self._analysis.close()
        finally:
            self._lock.release()
