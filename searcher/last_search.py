"""The last search: which hits a terminal was shown, so that `fihris open 3` knows which is the third.

Each terminal has its own, in a file named after it; the latest of all is kept besides, for scripts, which have no
terminal, and for terminals where nothing was searched yet. It is a convenience: where it can't be written, the search
goes on; where it can't be read, the message says to search again.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from searcher.errors import SearchError
from searcher.state import made_folder, state_folder, write_whole

if TYPE_CHECKING:
    from searcher.presenting.results import Hit
    from searcher.questions import Match

__all__ = ["LastSearch", "Shown"]

_LATEST = "latest"
_VERSION = 1


class Shown(NamedTuple):
    """A hit as it was shown: its number, the article, and the paragraph where one was named."""

    number: int
    id: str
    paragraph: int | None = None


class LastSearch(NamedTuple):
    """What was asked of the index in which folder (an absolute path), and what was shown."""

    folder: str
    query: str
    match: Match
    shown: tuple[Shown, ...]

    @classmethod
    def of(cls, folder: str | Path, query: str, match: Match, hits: Iterable[Hit]) -> LastSearch:
        """One that showed these hits. folder: of the index, which is found again from wherever it is asked for."""
        shown = tuple(Shown(hit.rank, hit.id, hit.paragraph) for hit in hits)
        return cls(absolute(folder), query, match, shown)

    def hit(self, number: int) -> Shown:
        """The hit that was shown with this number. Raises SearchError, saying which were shown."""
        for shown in self.shown:
            if shown.number == number:
                return shown
        numbers = [shown.number for shown in self.shown]
        which = "no hit" if not numbers else f"hits {min(numbers)} to {max(numbers)}"
        raise SearchError(
            f"the last search{f' ({self.query!r})' if self.query else ''} showed {which}, not {number}: "
            "ask again with another --limit or --offset"
        )

    def keep(self) -> None:
        """Remember this one as the last of this terminal, and of the user; where that fails, nothing is."""
        held = {
            "version": _VERSION,
            "session": os.getsid(0),
            "index": self.folder,
            "query": self.query,
            "match": self.match,
            "shown": self.shown,
        }
        data = json.dumps(held).encode()
        with contextlib.suppress(OSError, SearchError):
            folder = made_folder(state_folder() / "last-search")
            for name in {_terminal(), _LATEST}:
                write_whole(folder / f"{name}.json", data, durably=False)

    @classmethod
    def recall(cls) -> LastSearch:
        """The last search of this terminal, else of the user. Raises SearchError where none is remembered."""
        folder = state_folder() / "last-search"
        for name in (_terminal(), _LATEST):
            path = folder / f"{name}.json"
            try:
                held = json.loads(path.read_bytes())
                if name == _LATEST or held["session"] == os.getsid(0):  # names of terminals are used again
                    return cls._read(held)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise SearchError(
                    f"{path}: {error.strerror}: no search can be remembered there, set XDG_STATE_HOME to another folder"
                ) from None
            except (ValueError, KeyError, TypeError, RecursionError):
                raise SearchError(f"{path}: it is damaged: search again") from None
        raise SearchError("no search is remembered: search first, then open a hit by its number")

    @classmethod
    def _read(cls, held: dict[str, object]) -> LastSearch:
        """Raises ValueError or TypeError where something is not what it should be."""
        index, query, match, shown = (held[name] for name in ("index", "query", "match", "shown"))
        if not (isinstance(index, str) and isinstance(query, str) and match in ("any", "all")):
            raise ValueError
        hits = [Shown(*each) for each in shown]  # type: ignore[attr-defined]  # or TypeError
        for number, article_id, paragraph in hits:
            if not (isinstance(number, int) and isinstance(article_id, str)):
                raise ValueError
            if not (paragraph is None or isinstance(paragraph, int)):
                raise ValueError
        return cls(index, query, match, tuple(hits))


def absolute(index: str | Path) -> str:
    """The path of an index from wherever it is asked for later."""
    return str(Path(index).absolute())  # "link/.." leads where the link says


def _terminal() -> str:
    """A file name for the terminal of this process, `latest` where it has none."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            return re.sub(r"[^\w.-]", "-", os.ttyname(stream.fileno()).removeprefix("/dev/"))
    return _LATEST
