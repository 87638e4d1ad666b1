"""The standing searches of a user: a file of each, and a lock beside it."""

from __future__ import annotations

import base64
import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from index.storage import file_locks
from searcher.arguments import string
from searcher.errors import SearchError
from searcher.printable import printable
from searcher.standing.new_hits import NewHits, answer, joined
from searcher.standing.search import StandingSearch
from searcher.state import made_folder, state_folder, write_whole

if TYPE_CHECKING:
    from searcher.retrieval.grouping import Duplicates
    from searcher.standing.new_hits import Hashes

_VERSION: Final = 1
_LONGEST_NAME: Final = 200  # as a file name, where an Arabic letter takes six characters


@dataclass(frozen=True)
class _Held:
    """A file of a standing search: the search, and the hashes of the ids that were reported."""

    search: StandingSearch
    reported: Hashes = field(repr=False)

    def encoded(self) -> bytes:
        hashes = base64.b64encode(self.reported.astype("<u8").tobytes()).decode()
        return json.dumps({"version": _VERSION, "search": asdict(self.search), "reported": hashes}).encode()


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
                found = answer(searcher.evaluator, search, reported)
            if from_now:
                reported = joined([reported, np.setdiff1d(found.matching, reported)])
            self._write(_Held(search, reported))
        return 0 if from_now else len(found.told)

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
