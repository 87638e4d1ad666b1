"""Versions that come again: what a run gives last of articles that were replaced once, until nothing younger can come.

They wait on disk. The archive of a newspaper that corrects its stories has as many of them as articles, and a run over
all of it gives each, before the version that stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from corpus import Article
from index.segments.bodies import decode_body, encode_bodies
from index.storage.scratch import Scratch


class _Held(NamedTuple):
    number: int  # among all that were ever held
    title: str
    content_hash: bytes


class ReturnedVersions:
    """The last version of each article that was given and not taken back."""

    def __init__(self, folder: Path) -> None:
        """folder: of the index."""
        self._folder = folder
        self._records: Scratch | None = None  # most runs need none
        self._held: dict[str, _Held] = {}

    def hold(self, article: Article, content_hash: bytes) -> None:
        """Hold a version, in place of what is held of the same article."""
        if self._records is None:
            self._records = Scratch(self._folder, np.uint8)
        self.take_back(article.id)
        self._held[article.id] = _Held(len(self._records.lengths), article.title, content_hash)
        (record,) = encode_bodies((article,))
        self._records.append(np.frombuffer(record, np.uint8))

    def take_back(self, article_id: str) -> bytes | None:
        """Hold nothing of an article any more; the hash of the version that was held, if one was."""
        held = self._held.pop(article_id, None)
        return held and held.content_hash

    def taken(self) -> Iterator[Article]:
        """The versions that are held, in the order in which they were given; each is let go when it is taken."""
        waiting = iter(list(self._held.items()))  # in the order of their records
        article_id, held = next(waiting, ("", None))
        for number, record in enumerate(self._records or ()):
            if held is not None and held.number == number:
                del self._held[article_id]
                yield decode_body(record.tobytes(), article_id, held.title)
                article_id, held = next(waiting, ("", None))
