"""`index_articles`: bringing an index up to date with files. What `fihris index` does, for Python callers too."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from corpus import ReadingReport, read_articles
from index.commits.directory import make_folder
from index.commits.writer import IndexWriter
from index.cores import usable_cores
from index.errors import IndexStoreError
from index.index import Index
from index.indexing_summary import SAME_ID, IndexingSummary
from index.last_run import RunStamp
from index.unread import UnreadOrigins

_PROGRESS_EVERY: Final = 50  # articles


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
    is as it was. So it is where no article was read, and `prune` or `rebuild` would leave nothing of what it holds.
    """
    paths = [paths] if isinstance(paths, str | Path) else list(paths)
    folder = Path(folder).absolute()  # wherever this process goes meanwhile
    stamp = RunStamp(folder, paths, encoding, prune)
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
    with IndexWriter(folder, wait=wait, rebuild=rebuild, create=True, jobs=jobs) as writer:
        given: set[str] = set()
        for article in articles:
            outcome = writer.update(article)
            setattr(summary, outcome, getattr(summary, outcome) + 1)
            if prune:
                given.add(article.id)
            if progress is not None and report.read % _PROGRESS_EVERY == 0:
                progress(report)
        unread = UnreadOrigins(report.rejections)
        brought_back = writer.settle(lambda article_id: unread.may_hold(article_id, writer.origin))
        summary.updated += brought_back
        summary.unchanged -= brought_back
        if prune:
            _prune(writer, given, unread, summary)
        if not report.read and (summary.removed or (rebuild and writer.has_found_articles)):
            raise IndexStoreError(
                f"{folder}: no article was read, and what the index holds would be removed: is all that the paths name "
                "there, and mounted? To empty an index, remove its folder"
            )
        if progress is not None:
            progress(report)
        writer.commit(optimize=optimize)
    summary.merged = optimize and writer.has_merged
    summary.read, summary.rejections, summary.warnings = report.read, report.rejections, report.warnings
    if writer.replaced.count:
        summary.warnings[SAME_ID] = writer.replaced.count
        summary.replaced = writer.replaced.first
    if not writer.has_left_over:  # else the same run again has something to do
        stamp.keep(summary, writer.generation)
    return summary


def _prune(writer: IndexWriter, given: set[str], unread: UnreadOrigins, summary: IndexingSummary) -> None:
    """Remove the articles that were not given, but for those that may be in what could not be read."""
    for article_id in [each for each in writer.ids() if each not in given]:
        if unread.may_hold(article_id, writer.origin):
            summary.kept += 1
        else:
            writer.delete(article_id)
            summary.removed += 1
