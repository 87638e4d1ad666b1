"""The parts of an index that is being written: each a segment, less what has been deleted from it since."""

from __future__ import annotations

from pathlib import Path

from index.building.posting_arrays import MOST_POSTINGS
from index.building.segment_files import write_deletions
from index.segments.live_articles import LiveArticles
from index.segments.segment import SegmentView
from index.segments.segment_entry import SegmentEntry
from index.storage.arrays import Mask
from index.storage.dictionary import MOST_BYTES


class Part:
    """A segment of the index being written: what it is, its arrays, and what has been deleted from it."""

    def __init__(self, segment: SegmentEntry, view: SegmentView) -> None:
        self.segment = segment
        self.view = view
        self.newly_deleted: set[int] = set()

    def live(self) -> Mask:
        """Bool, one an article: True where it is not deleted."""
        return self.view.live(self.newly_deleted)

    def live_articles(self) -> LiveArticles:
        """The articles that are not deleted."""
        return LiveArticles(self.view, self.live())

    @property
    def live_count(self) -> int:
        return self.view.live_count - len(self.newly_deleted)

    @property
    def has_deleted(self) -> bool:
        """Whether articles of it are deleted, now or by an earlier commit."""
        return self.live_count < self.segment.article_count

    @property
    def is_half_deleted(self) -> bool:
        """Whether more than half of its articles are."""
        return self.live_count * 2 < self.segment.article_count

    @property
    def live_words(self) -> int:
        """About how many words the live articles have."""
        return self.view.word_count * self.live_count // self.view.article_count

    @property
    def fullness(self) -> float:
        """How full it is, counting what is deleted: at 1 a segment takes no more postings, or words, or headlines."""
        view = self.view
        texts = (
            view.articles_array("heads.text"),
            view.postings_array("terms.text"),
            view.postings_array("keys.text"),
        )
        postings = len(view.lists.posting_articles)
        return max(postings / MOST_POSTINGS, *(len(text) / MOST_BYTES for text in texts))

    def write_deletions(self, folder: Path, generation: int) -> None:
        """Write a file of all articles that are deleted as of a generation.

        Raises IndexDamaged where that of earlier ones is not what was written.
        """
        deleted = set(self.newly_deleted)
        if self.view.deletions_file is not None and self.view.deleted is not None:
            self.view.deletions_file.require_whole()
            deleted.update(self.view.deleted.nonzero()[0].tolist())
        write_deletions(folder, self.segment.name, generation, deleted)
        self.segment = self.segment._replace(deleted_articles=len(deleted), deletions=generation)
