"""The shortcut of a run over files that comes again: what the last one found, kept in the index folder.

It is no part of the index: where it is missing or makes no sense, the files are read.
"""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus import Rejection
from corpus.files import files_stamp, given_paths
from index.analysis import Analyzer
from index.commits.directory import contents_digest
from index.commits.replaced import Replaced
from index.errors import IndexStoreError
from index.index import Index
from index.indexing_summary import IndexingSummary
from index.storage.arrayfile import open_regular
from index.storage.file_names import LAST_RUN, NEW_LAST_RUN


class RunStamp:
    """What tells a run over some files from others, and from itself at a time when the files were not what they are.

    What the last run found holds as long as the index has the table of contents that it left, no file has been touched
    since, and Fihris reads them as it did (`corpus.files.files_stamp`).
    """

    def __init__(self, folder: Path, paths: Sequence[str | Path], encoding: str | None, prune: bool) -> None:
        self._folder = folder
        self._path = folder / LAST_RUN
        self._has_paths = bool(paths)
        files = files_stamp(given_paths(paths)) if paths else None
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
                replaced=[Replaced(*map(str, each)) for each in held["replaced"]],
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
        written = self._folder / NEW_LAST_RUN
        # The index is committed: a shortcut is not worth an error.
        with contextlib.suppress(OSError, IndexStoreError):
            held = {
                "stamp": self._stamp,
                "contents": contents_digest(self._folder, generation),
                "read": summary.read,
                "kept": summary.kept,
                "rejections": summary.rejections,
                "warnings": summary.warnings,
                "replaced": summary.replaced,
            }
            written.unlink(missing_ok=True)  # of a run that was broken off, or a link that leads elsewhere
            try:
                with written.open("x", encoding="utf-8") as file:
                    json.dump(held, file)
                written.replace(self._path)
            finally:
                written.unlink(missing_ok=True)
