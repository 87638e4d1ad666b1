"""What is new for a standing search, and what has been reported once it was taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from searcher.errors import SearchError
from searcher.retrieval.damage import later

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from index.segments.segment import SegmentView
    from searcher.presenting.results import Hit
    from searcher.retrieval.evaluation import Evaluator
    from searcher.retrieval.grouping import Duplicates
    from searcher.searcher import Searcher
    from searcher.standing.search import StandingSearch

    Hashes = npt.NDArray[np.uint64]

#: So many articles that were reported and match no longer are remembered, lest they come back as new.
FORGOTTEN_AFTER: Final = 100_000


class Answer(NamedTuple):
    """What a search finds.

    hits: those that are new, newest first. told: by these, in the same order, the hashes of the articles that a hit
    tells of, itself and its near-duplicates. told_before: of new articles that repeat what was reported. matching: of
    all.
    """

    hits: Iterator[Hit]
    told: list[list[int]]
    told_before: Hashes
    matching: Hashes


def answer(
    evaluator: Evaluator, search: StandingSearch, reported: Hashes, duplicates: Duplicates = "group"
) -> Answer:
    """Asks `search`. Raises SearchError where it asks for nothing, and IndexDamaged."""
    return later(evaluator.snapshot, _answer)(evaluator, search, reported, duplicates)


def _answer(evaluator: Evaluator, search: StandingSearch, reported: Hashes, duplicates: Duplicates) -> Answer:
    import numpy as np

    from searcher.language.query import NullQuery
    from searcher.matching.matches import Matches
    from searcher.presenting.hits import hits_of
    from searcher.questions import question
    from searcher.retrieval.grouping import check_duplicates
    from searcher.retrieval.rankings import KnownRanking
    from searcher.retrieval.whole_results import in_order, one_of_each

    check_duplicates(duplicates)
    tree, words = question(evaluator, search.query, **search.narrowing())
    if isinstance(tree, NullQuery):
        raise SearchError(f"{search.query!r} asks for nothing: give a word or a filter")
    found = evaluator.articles(tree)
    views = evaluator.snapshot.segments
    hashes = [_id_hashes(view) for view in views]
    matching = [each[part.numbers] for each, part in zip(hashes, found, strict=True)]
    unknown = [np.isin(each, reported, invert=True) for each in matching]
    repeating = [np.zeros(len(each), np.bool_) for each in matching]
    if grouped := duplicates == "group":
        labels = [view.groups[part.numbers] for view, part in zip(views, found, strict=True)]
        # Of all that were reported, also those that match no longer, as where a week has passed.
        told = joined(
            view.groups[view.live() & np.isin(each, reported)]
            for view, each in zip(views, hashes, strict=True)
        )
        repeating = [new & np.isin(each, told) for each, new in zip(labels, unknown, strict=True)]
    parts = [
        Matches(part.numbers[new & ~old], part.scores[new & ~old])
        for part, new, old in zip(found, unknown, repeating, strict=True)
    ]
    ranking = KnownRanking(evaluator, evaluator.scorer.articles, parts)
    ordered = list(in_order(parts, views, "newest"))
    told_by: dict[int, list[int]] = {}
    for number, each in enumerate(ordered):
        told_by.setdefault(each.group if grouped else number, []).append(
            int(hashes[each.segment][each.number])
        )
    shown = one_of_each(ordered) if grouped else ordered
    return Answer(
        hits_of(ranking, tree, words, shown, grouped=grouped),
        list(told_by.values()),
        joined(each[old] for each, old in zip(matching, repeating, strict=True)),
        joined(matching),
    )


def joined(parts: Iterable[Hashes]) -> Hashes:
    import numpy as np

    from index.storage.arrays import end_to_end

    return end_to_end(parts, np.uint64)


def _id_hashes(view: SegmentView) -> Hashes:
    """The hash of the id of each article of a segment."""
    import numpy as np

    hashes = np.empty(view.article_count, np.uint64)
    hashes[view.articles_array("id_numbers")] = view.articles_array("id_hashes")
    return hashes


class NewHits:
    """The hits that were not reported before, newest first, cut and marked as they are asked for.

    Those that were taken count as reported once the block of `StandingSearches.new` ends; the rest stay new.
    """

    def __init__(
        self, search: StandingSearch, searcher: Searcher, reported: Hashes, duplicates: Duplicates
    ) -> None:
        import numpy as np

        self.search = search
        found = answer(searcher.evaluator, search, reported, duplicates)
        self._hits = found.hits
        self._told = found.told
        self._told_before = found.told_before
        matching = np.isin(reported, found.matching)
        # Oldest reports first, so that those go first.
        self._kept = np.concatenate([reported[~matching][-FORGOTTEN_AFTER:], reported[matching]])
        self._taken = 0

    def __len__(self) -> int:
        """How many there are in all, taken or not."""
        return len(self._told)

    def __iter__(self) -> Iterator[Hit]:
        for hit in self._hits:
            self._taken += 1
            yield hit

    @property
    def reported(self) -> Hashes | None:
        """What has been reported, these included; None where nothing came to it."""
        import numpy as np

        taken = np.array([each for told in self._told[: self._taken] for each in told], np.uint64)
        new = joined([self._told_before, taken])
        return joined([self._kept, new]) if len(new) else None
