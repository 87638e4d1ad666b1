"""The articles that an index would hold after the next commit: in segments, less what was deleted, and in memory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from corpus import Article
from index.building.merging import merge_segments
from index.building.segment_builder import SegmentBuilder
from index.commits.merge_policy import groups_that_fit, segments_to_merge
from index.commits.parts import Part
from index.ingestion.analysis_pool import AnalysisPool
from index.segments.segment_entry import SegmentEntry
from index.segments.superseded import Superseded
from index.storage import file_names

# Characters of text held before they become a segment on disk: some 100 million words, in 1.3 GB.
_HELD_CHARACTERS: Final = 640_000_000


class HeldArticle(NamedTuple):
    """A live article: its part, None for what is held in memory, and its number there."""

    part: Part | None
    number: int


class Draft:
    """What a commit would make the index. Segments that it writes are on disk, and part of no index yet."""

    def __init__(
        self, folder: Path, generation: int, segments: Iterable[SegmentEntry], analysis: AnalysisPool
    ) -> None:
        """generation: that the commit is to have. segments: what the index begins with.

        Raises what opening these raises.
        """
        self._folder = folder
        self._generation = generation
        self._analysis = analysis
        self._parts = [Part(segment, segment.open(folder)) for segment in segments]
        self._builder = SegmentBuilder(analysis, folder)
        self._numbers_in_builder: dict[str, int] = {}
        self._segments_written = 0
        self._words_written = 0
        #: Whether there is something to commit.
        self.changed = False
        #: Whether segments were merged.
        self.has_merged = False
        #: The versions that were replaced since a segment was written, which the next one will remember.
        self.superseded = Superseded()

    # --- articles

    def find(self, article_id: str) -> HeldArticle | None:
        """The article with this id, if there is one."""
        number = self._numbers_in_builder.get(article_id)
        if number is not None:
            return HeldArticle(None, number)
        for part in self._parts:
            number = part.view.find_article(article_id, part.newly_deleted)
            if number is not None:
                return HeldArticle(part, number)
        return None

    def content_hash(self, held: HeldArticle) -> bytes:
        """`Article.content_hash` of an article."""
        part, number = held
        return self._builder.content_hash(number) if part is None else part.view.content_hash(number)

    def is_superseded(self, id_hash: int, content_hash: bytes) -> bool:
        """Whether a segment remembers this version of an article as one that was replaced."""
        return any(part.view.superseded.holds(id_hash, content_hash) for part in self._parts)

    def ids(self) -> Iterable[str]:
        """Id of every article."""
        for part in self._parts:
            live = part.live().tolist()
            yield from (each for each, alive in zip(part.view.ids(), live, strict=True) if alive)
        yield from self._numbers_in_builder

    def put(self, article: Article) -> bool:
        """Hold an article, in place of the one with the same id if there is one; whether there was."""
        replaces = self.delete(article.id)
        self._numbers_in_builder[article.id] = self._builder.add(article)
        self.changed = True
        if self._builder.characters >= _HELD_CHARACTERS:
            self.flush()
        return replaces

    def delete(self, article_id: str) -> bool:
        """Hold an article no longer; whether there was one."""
        held = self.find(article_id)
        if held is None:
            return False
        if held.part is None:
            self._builder.deleted.add(held.number)
            del self._numbers_in_builder[article_id]
        else:
            held.part.newly_deleted.add(held.number)
        self.changed = True
        return True

    def require_whole(self) -> None:
        """Raise IndexDamaged where a file of its segments is not what was written; every byte is read."""
        for part in self._parts:
            part.view.require_whole()

    # --- segments

    def flush(self) -> None:
        """Write what is held in memory to a segment."""
        if not len(self._builder):
            return
        segment = SegmentEntry(self._new_segid(), len(self._builder))
        self._builder.columns.superseded = self.superseded
        self._builder.write(segment.name, [part.live_articles() for part in self._parts])
        part = Part(segment, segment.open(self._folder))
        part.newly_deleted = self._builder.deleted
        self._words_written += part.view.word_count
        self._parts.append(part)
        self._builder = SegmentBuilder(self._analysis, self._folder)
        self._numbers_in_builder = {}
        self.superseded = Superseded()

    def finish(self, *, optimize: bool) -> None:
        """Write what is held in memory, let go of segments without articles, and merge as the policy says.

        optimize: merge all, to several where one can't hold them.
        """
        self._keep_superseded_of_the_dead()
        self.flush()
        self._parts = [part for part in self._parts if part.live_count]
        for group in self._fitting_groups() if optimize else ():
            if len(group) > 1 or group[0].has_deleted:
                self._merge(group)
        while self.changed and (group := self._mergeable()):
            self._merge(group)

    def segments(self) -> tuple[SegmentEntry, ...]:
        """The segments, for the table of contents; what is deleted from them is on disk then."""
        for part in self._parts:
            if part.newly_deleted:
                part.write_deletions(self._folder, self._generation)
        return tuple(part.segment for part in self._parts)

    def _keep_superseded_of_the_dead(self) -> None:
        """What segments without live articles remember goes into the one that is written now, in place of them.

        Where none is written it is forgotten, also of articles that have come into another segment since: an earlier
        version of one is then taken for a change, and brought back at the end of the run as any other would be.
        """
        remembered = Superseded()
        for part in self._parts:
            if not part.live_count:
                remembered.add_all(part.view.superseded)
        remembered.add_all(self.superseded)
        self.superseded = remembered

    def _new_segid(self) -> str:
        """What names a segment, and has named no other in this folder.

        The generation that is being written, which is committed once, and a number. Files that a writer of the same
        generation left over when it was stopped are gone: `remove_leftovers` is what a writer begins with.
        """
        self._segments_written += 1
        return file_names.segid(self._generation, self._segments_written)

    def _fitting_groups(self) -> list[list[Part]]:
        """All segments, in their order, by what one can hold."""
        groups = groups_that_fit(range(len(self._parts)), [part.fullness for part in self._parts])
        return [[self._parts[number] for number in group] for group in groups]

    def _mergeable(self) -> list[Part]:
        """Segments that this commit should merge, in their order."""
        chosen = segments_to_merge(
            [part.live_words for part in self._parts],
            self._words_written,
            [part.is_half_deleted for part in self._parts],
            [part.fullness for part in self._parts],
        )
        return [self._parts[number] for number in sorted(chosen)]

    def _merge(self, group: list[Part]) -> None:
        live = [part.live_articles() for part in group]
        segment = SegmentEntry(self._new_segid(), 0)
        others = [part.view for part in self._parts if part not in group]
        count = merge_segments(live, self._folder, segment.name, others, self._analysis)
        segment = segment._replace(article_count=count)
        merged = Part(segment, segment.open(self._folder))
        self._parts = [part for part in self._parts if part not in group]
        self._parts.append(merged)
        self.changed = self.has_merged = True
