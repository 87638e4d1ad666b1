"""`index_articles`: bringing an index up to date with files. What `fihris index` does, for Python callers too."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from corpus import ReadingReport, Rejection, read_articles
from corpus.files import files_stamp, given_paths
from index.analysis import Analyzer
from index.arrayfile import open_regular
from index.cores import usable_cores
from index.directory import LAST_RUN_NAME, contents_digest, make_folder, naming
from index.errors import IndexStoreError
from index.index import Index
from index.unread import UnreadPlaces
from index.writer import IndexWriter

_PROGRESS_EVERY: Final = 50  # articles


@dataclass
class IndexingSummary:
    """What a run of `index_articles` did, in articles; `warnings` counts what was read but not as it should be."""

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    kept: int = 0  # not found by --prune, but perhaps in what could not be read
    merged: bool = False  # by --optimize, whatever else was done
    rejections: list[Rejection] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)

    @property
    def rejected(self) -> int:
        return len(self.rejections)

    def as_json(self) -> dict[str, Any]:
        """The summary as `fihris index --json` prints it."""
        counts = ("read", "added", "updated", "unchanged", "removed", "rejected", "kept")
        return {
            **{name: getattr(self, name) for name in counts},
            "rejections": [rejection._asdict() for rejection in self.rejections],
            "warnings": dict(self.warnings),
        }


def index_articles(
    folder: str | Path,
    paths: str | Path | Iterable[str | Path],
    *,
    encoding: str | None = None,
    rebuild: bool = False,
    prune: bool = False,
    wait: bool = False,
    jobs: int | None = None,
    optimize: bool = False,
    progress: Callable[[ReadingReport], None] | None = None,
) -> IndexingSummary:
    """Read articles from files, folders and archives and make the index hold them, in one commit.

    New articles are added, changed ones replaced, unchanged ones (by `Article.content_hash`) left alone; the index
    is created where there is none. `prune` then removes every article that `paths` did not give, unless it may be
    in what could not be read (`index.unread`); nor is an earlier version of such an article brought back. `rebuild`
    starts from nothing and swaps at the end; until then readers have the old index. `jobs` processes share the
    work, where there is much; without it, as many as this process may use cores. `optimize` merges all segments
    into one at the end; without paths, that is all that is done. `progress` is called with the report every few
    articles.

    Raises CorpusError (an unknown encoding), the package's errors and OSError (no room, no permission); then the index
    is as it was.
    """
    paths = [paths] if isinstance(paths, str | Path) else list(paths)
    folder = Path(folder).absolute()  # wherever this process goes meanwhile
    stamp = _RunStamp(folder, paths, encoding, prune)
    if not rebuild and not optimize and (earlier := stamp.earlier_summary()) is not None:
        return earlier
    report = ReadingReport()
    articles = read_articles(paths, encoding=encoding, report=report)
    if paths:
        make_folder(folder)
    else:
        Index.open(folder)
        if prune or rebuild:
            raise IndexStoreError(f"{folder}: name the paths of the articles that the index is to hold")
    summary = IndexingSummary()
    if jobs is None:
        jobs = usable_cores()
    with (
        naming(folder),
        IndexWriter(folder, wait=wait, rebuild=rebuild, create=True, jobs=jobs) as writer,
    ):
        generation = writer.generation
        given: set[str] = set()
        for article in articles:
            outcome = writer.update(article)
            setattr(summary, outcome, getattr(summary, outcome) + 1)
            if prune:
                given.add(article.id)
            if progress is not None and report.read % _PROGRESS_EVERY == 0:
                progress(report)
        unread = UnreadPlaces(report.rejections)
        brought_back = writer.settle(lambda article_id: unread.may_hold(article_id, writer.origin))
        summary.updated += brought_back
        summary.unchanged -= brought_back
        if prune:
            _prune(writer, given, unread, summary)
        if progress is not None:
            progress(report)
        writer.commit(optimize=optimize)
    summary.merged = optimize and writer.generation != generation
    summary.read, summary.rejections, summary.warnings = report.read, report.rejections, report.warnings
    if not writer.has_left_over:  # else the same run again has something to do
        stamp.keep(summary, writer.generation)
    return summary


class _RunStamp:
    """What the last run over some files found, kept in the index folder: the same run again need not read them.

    It holds as long as the index has the table of contents that the run left, no file has been touched since, and
    Fihris reads them as it did (`corpus.files.files_stamp`). It is a shortcut, no part of the index: where it is
    missing or makes no sense, the files are read.
    """

    def __init__(self, folder: Path, paths: Iterable[str | Path], encoding: str | None, prune: bool) -> None:
        self._folder = folder
        self._path = folder / LAST_RUN_NAME
        self._has_paths = bool(paths)
        files = files_stamp(given_paths(list(paths))) if paths else None
        self._stamp = None if files is None else f"{files} {encoding} {prune} {Analyzer.fingerprint}"

    def earlier_summary(self) -> IndexingSummary | None:
        """The summary of a run that would change nothing, or None where the files have to be read."""
        if self._stamp is None:
            return None
        held = self._held()
        try:
            contents = contents_digest(self._folder)
            if contents is None or (held["stamp"], held["contents"]) != (self._stamp, contents):
                return None
            Index(self._folder).snapshot()  # a damaged index has to be told of, changed files or not
            return IndexingSummary(
                read=int(held["read"]),
                unchanged=int(held["read"]),
                kept=int(held["kept"]),
                rejections=[Rejection(*map(str, rejection)) for rejection in held["rejections"]],
                warnings=Counter({str(name): int(count) for name, count in held["warnings"].items()}),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def _held(self) -> Any:
        """What is kept, whatever it is; None where nothing is."""
        try:
            with open_regular(self._path) as file:
                return json.loads(file.read())
        except (OSError, IndexStoreError, ValueError, RecursionError):
            return None

    def keep(self, summary: IndexingSummary, generation: int) -> None:
        """Remember a run over files that has ended, and the generation that it left: by now there may be another's.

        Files that have only just changed have no stamp. Then nothing is a run like it, nor one like an earlier one.
        """
        if not self._has_paths:
            return
        written = self._path.with_suffix(".new")
        # The index is committed: a shortcut is not worth an error.
        with contextlib.suppress(OSError, IndexStoreError):
            held = {
                "stamp": self._stamp,
                "contents": contents_digest(self._folder, generation),
                "read": summary.read,
                "kept": summary.kept,
                "rejections": summary.rejections,
                "warnings": summary.warnings,
            }
            written.unlink(missing_ok=True)  # of a run that was broken off, or a link that leads elsewhere
            try:
                with written.open("x", encoding="utf-8") as file:
                    json.dump(held, file)
                written.replace(self._path)
            finally:
                written.unlink(missing_ok=True)


def _prune(writer: IndexWriter, given: set[str], unread: UnreadPlaces, summary: IndexingSummary) -> None:
    """Remove the articles that were not given, but for those that may be in what could not be read."""
    for article_id in [each for each in writer.ids() if each not in given]:
        if unread.may_hold(article_id, writer.origin):
            summary.kept += 1
        else:
            writer.delete(article_id)
            summary.removed += 1
