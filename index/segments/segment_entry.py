"""What a table of contents says of a segment."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from index.analysis import Analyzer
from index.errors import REMEDY, IndexDamaged
from index.segments.segment import SegmentView
from index.storage import file_names


class SegmentEntry(NamedTuple):
    """What the table of contents says of a segment."""

    segid: str
    article_count: int  # deleted ones too
    deleted_articles: int = 0
    deletions: int = 0  # generation of the deletion file, 0 for none

    @property
    def name(self) -> str:
        """What the names of its files begin with."""
        return file_names.segment(self.segid)

    def file_names(self) -> list[str]:
        """Every file of the segment."""
        deletions = [file_names.deletions(self.name, self.deletions)] if self.deletions else []
        return [file_names.postings(self.name), file_names.articles(self.name), *deletions]

    def open(self, folder: Path, *, any_analysis: bool = False) -> SegmentView:
        """The segment's arrays. any_analysis: also where its words were not analysed as they would be now.

        Raises as `SegmentView` does, and IndexDamaged where it is not what is said here.
        """
        understands = _understand_all if any_analysis else Analyzer.understands
        view = SegmentView(folder, self.name, self.deletions, understands)
        if (view.article_count, view.live_count) != (
            self.article_count,
            self.article_count - self.deleted_articles,
        ):
            raise IndexDamaged(
                f"{folder / self.name}: it has other articles than the table of contents says; {REMEDY}"
            )
        return view


def _understand_all(_fingerprint: Any) -> bool:
    return True
