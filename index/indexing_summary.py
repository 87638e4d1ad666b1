"""What a run of `index_articles` did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from corpus import Rejection
from index.commits.replaced import Replaced

#: The warning that counts articles which another of this run replaced.
SAME_ID: Final = "another article of the same id"


@dataclass
class IndexingSummary:
    """What a run of `index_articles` did, in articles; `warnings` counts what was read but not as it should be.

    Beside those of `corpus.ReadingReport` it has "another article of the same id": articles that stand in place of
    another one, or another version, which the same run gave before. `replaced` names the first few.
    """

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    kept: int = 0  # not found by --prune, but perhaps in what could not be read
    merged: bool = False  # by --optimize, whatever else was done
    rejections: list[Rejection] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    replaced: list[Replaced] = field(default_factory=list)

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
            "replaced": [replaced._asdict() for replaced in self.replaced],
        }
