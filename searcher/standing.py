"""Standing searches: a question that is asked again and again, and answered with what is new since.

An article is new when it matches and its id was not reported before. What was reported is remembered as hashes of ids,
not as a date: articles come late, with old dates or none, and a rebuilt, pruned or merged index holds the same ids.
The memory is bounded: what matches now stays in it, and of what matches no longer the last `FORGOTTEN_AFTER`.

Whoever is told of a story wants it once. So of new articles that say the same one is given, and a new article that
repeats a reported one is passed over, and counts as reported, unless all are asked for.

Each search has a file of its own in the user's state folder (`searcher.state`), replaced whole, and brought to disk
before a run ends. Beside it is a lock, held while a run reads, delivers and remembers: of two runs at a time one waits
or is refused, so that nothing is reported twice. What could not be delivered is not remembered and comes again:

    with StandingSearches().new("wheat") as new:
        for hit in new:
            deliver(hit)

An error within the block, or the end of the process, leaves the state as it was.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote, unquote

from index import file_locks
from searcher.damage import telling_damage
from searcher.errors import SearchError
from searcher.options import shown, string
from searcher.printing.screen import printable
from searcher.state import made_folder, state_folder, write_whole

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from index.segment import SegmentView
    from searcher.grouping import Duplicates
    from searcher.questions import Filters, Match
    from searcher.results import Hit
    from searcher.searcher import Searcher

    Hashes = npt.NDArray[np.uint64]

__all__ = ["FORGOTTEN_AFTER", "NewHits", "StandingSearch", "StandingSearches"]

#: So many articles that were reported and match no longer are remembered, lest they come back as new.
FORGOTTEN_AFTER: Final = 100_000

_VERSION: Final = 1
_LONGEST_NAME: Final = 200  # as a file name, where an Arabic letter takes six characters


@dataclass(frozen=True, slots=True)
class StandingSearch:
    """A question with a name. The fields are those of `Searcher.search`; dates are kept as they were written, and are
    strings.

    index: the path of the index folder; one that is not absolute is looked for from where the search is run.
    source, category, author: a name or several, kept as tuples.

    Raises SearchError for a field of another type.
    """

    name: str
    query: str
    index: str
    match: Match = "any"
    source: str | Sequence[str] = ()
    category: str | Sequence[str] = ()
    author: str | Sequence[str] = ()
    date_from: str | None = None
    date_to: str | None = None

    def __post_init__(self) -> None:
        for field_name in ("name", "query", "index"):
            string(field_name, getattr(self, field_name))
        for field_name in ("date_from", "date_to"):
            if (given := getattr(self, field_name)) is not None:
                string(field_name, given)
        for field_name in ("source", "category", "author"):
            given = getattr(self, field_name) or ()
            if not isinstance(given, str | Iterable):
                raise SearchError(f"{field_name} {shown(given)}: it has to be a name, or several")
            names = (given,) if isinstance(given, str) else tuple(given)
            object.__setattr__(self, field_name, tuple(string(field_name, name) for name in names))

    def narrowing(self) -> Filters:
        """What narrows the question down, as `Searcher` takes it."""
        return {
            "match": self.match,
            "source": self.source or None,
            "category": self.category or None,
            "author": self.author or None,
            "date_from": self.date_from,
            "date_to": self.date_to,
        }

    @classmethod
    def from_json(cls, held: dict[str, Any]) -> StandingSearch:
        """Raises ValueError, TypeError or KeyError where it is not what `dataclasses.asdict` gives."""
        try:
            search = cls(**held)
        except SearchError as error:
            raise ValueError from error
        if search.match not in ("any", "all"):
            raise ValueError
        return search


@dataclass(frozen=True)
class _Held:
    """A file of a standing search: the search, and the hashes of the ids that were reported."""

    search: StandingSearch
    reported: Hashes = field(repr=False)

    def encoded(self) -> bytes:
        hashes = base64.b64encode(self.reported.astype("<u8").tobytes()).decode()
        return json.dumps({"version": _VERSION, "search": asdict(self.search), "reported": hashes}).encode()


class _Answer(NamedTuple):
    """What a search finds.

    hits: those that are new, newest first. told: by these, in the same order, the hashes of the articles that a hit
    tells of, itself and its near-duplicates. told_before: of new articles that repeat what was reported. matching: of
    all.
    """

    hits: Iterator[Hit]
    told: list[list[int]]
    told_before: Hashes
    matching: Hashes


@telling_damage
def _answer(
    searcher: Searcher, search: StandingSearch, reported: Hashes, duplicates: Duplicates = "group"
) -> _Answer:
    """Asks `search`. Raises SearchError where it asks for nothing."""
    import numpy as np

    from searcher.grouping import check_duplicates
    from searcher.language.query import NullQuery
    from searcher.matches import Matches
    from searcher.rankings import KnownRanking
    from searcher.whole_results import in_order, one_of_each

    check_duplicates(duplicates)
    tree, words = searcher._question(search.query, **search.narrowing())
    if isinstance(tree, NullQuery):
        raise SearchError(f"{search.query!r} asks for nothing: give a word or a filter")
    found = searcher._evaluator.articles(tree)
    views = searcher._evaluator.snapshot.segments
    hashes = [_id_hashes(view) for view in views]
    matching = [each[part.numbers] for each, part in zip(hashes, found, strict=True)]
    unknown = [np.isin(each, reported, invert=True) for each in matching]
    repeating = [np.zeros(len(each), np.bool_) for each in matching]
    if grouped := duplicates == "group":
        labels = [view.groups[part.numbers] for view, part in zip(views, found, strict=True)]
        # Of all that were reported, also those that match no longer, as where a week has passed.
        told = _joined(
            view.groups[view.live() & np.isin(each, reported)]
            for view, each in zip(views, hashes, strict=True)
        )
        repeating = [new & np.isin(each, told) for each, new in zip(labels, unknown, strict=True)]
    parts = [
        Matches(part.numbers[new & ~old], part.scores[new & ~old])
        for part, new, old in zip(found, unknown, repeating, strict=True)
    ]
    ranking = KnownRanking(searcher._evaluator, parts)
    ordered = list(in_order(parts, views, "newest"))
    told_by: dict[int, list[int]] = {}
    for number, each in enumerate(ordered):
        told_by.setdefault(each.group if grouped else number, []).append(
            int(hashes[each.segment][each.number])
        )
    shown = one_of_each(ordered) if grouped else ordered
    return _Answer(
        searcher._hits(ranking, tree, words, shown, grouped=grouped),
        list(told_by.values()),
        _joined(each[old] for each, old in zip(matching, repeating, strict=True)),
        _joined(matching),
    )


def _joined(parts: Iterable[Hashes]) -> Hashes:
    import numpy as np

    return np.concatenate([np.zeros(0, np.uint64), *parts])


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
        answer = _answer(searcher, search, reported, duplicates)
        self._hits = answer.hits
        self._told = answer.told
        self._told_before = answer.told_before
        matching = np.isin(reported, answer.matching)
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
        new = _joined([self._told_before, taken])
        return _joined([self._kept, new]) if len(new) else None


class StandingSearches:
    """The standing searches of a user. Raises SearchError, and OSError where the state can't be written."""

    def __init__(self, folder: str | Path | None = None) -> None:
        """folder: where they are kept, by default in the user's state folder."""
        self.folder = state_folder() / "watches" if folder is None else Path(folder)

    def names(self) -> list[str]:
        """The names of all, in order."""
        try:
            files = os.listdir(self.folder)
        except FileNotFoundError:
            return []
        return sorted(unquote(file.removesuffix(".json")) for file in files if file.endswith(".json"))

    def get(self, name: str) -> StandingSearch:
        """The search of this name."""
        return self._read(name).search

    def add(self, search: StandingSearch, *, replacing: bool = False, from_now: bool = False) -> int:
        """Keep a search; how many articles it would report now, one of those that say the same.

        replacing: one of this name may be there already; what it has reported stays reported.
        from_now: what matches now counts as reported.
        """
        import numpy as np

        from searcher.searcher import Searcher

        path = self._path(search.name)
        made_folder(self.folder)
        with self._locked(search.name, wait=False):
            reported = np.zeros(0, np.uint64)
            if path.exists():
                if not replacing:
                    raise SearchError(
                        f"{search.name!r} is there already: remove it, replace it, or take another name"
                    )
                reported = self._read(search.name).reported
            with Searcher.open(search.index) as searcher:
                answer = _answer(searcher, search, reported)
            if from_now:
                reported = _joined([reported, np.setdiff1d(answer.matching, reported)])
            self._write(_Held(search, reported))
        return 0 if from_now else len(answer.told)

    def remove(self, name: str) -> None:
        """Forget a search and what it has reported."""
        path = self._path(name)
        self._require(name)
        with self._locked(name, wait=False):
            path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def new(self, name: str, *, wait: bool = False, duplicates: Duplicates = "group") -> Iterator[NewHits]:
        """What is new for a search; it counts as reported when the block ends without an error.

        wait: until a run that is under way has ended, rather than raise SearchError.
        duplicates: "group" gives one of those that say the same, and none that repeats what was reported: these count
            as reported with it. "show" gives all.
        """
        from searcher.searcher import Searcher

        self._require(name)
        with self._locked(name, wait=wait):
            held = self._read(name)
            with Searcher.open(held.search.index) as searcher:
                new = NewHits(held.search, searcher, held.reported, duplicates)
                yield new
            if (reported := new.reported) is not None:
                self._write(replace(held, reported=reported))

    def _path(self, name: str) -> Path:
        """The file of a name; raises SearchError where it is none."""
        file = quote(string("name", name).encode("utf-8", "replace"), safe=" ").replace(".", "%2E")
        if not name.strip() or printable(name) != name or len(file) > _LONGEST_NAME:
            raise SearchError(f"{name[:80]!r} is no name for a standing search: take a short one, of letters")
        return self.folder / f"{file}.json"

    def _require(self, name: str) -> None:
        if not self._path(name).exists():
            known = ", ".join(map(repr, self.names()[:10])) or "none yet"
            raise SearchError(f"there is no standing search {name!r}: there is {known}")

    def _read(self, name: str) -> _Held:
        import numpy as np

        path = self._path(name)
        self._require(name)
        try:
            held = json.loads(path.read_bytes())
            if held["version"] != _VERSION:
                raise SearchError(
                    f"{path}: written by another version of Fihris: remove {name!r} and add it again"
                )
            reported = np.frombuffer(base64.b64decode(held["reported"], validate=True), "<u8").astype(
                np.uint64
            )
            return _Held(StandingSearch.from_json(held["search"]), reported)
        except (ValueError, KeyError, TypeError, RecursionError):
            raise SearchError(f"{path}: it is damaged: remove {name!r} and add it again") from None

    def _write(self, held: _Held) -> None:
        write_whole(self._path(held.search.name), held.encoded(), durably=True)

    @contextlib.contextmanager
    def _locked(self, name: str, *, wait: bool) -> Iterator[None]:
        """Holds the lock of a name. It goes with the process, however that ends; its file stays."""
        descriptor = os.open(self._path(name).with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not file_locks.lock(descriptor, wait=wait):
                raise SearchError(
                    f"{name!r} is being run by another process: try again later, or run it with --wait"
                )
            yield
        finally:
            os.close(descriptor)
