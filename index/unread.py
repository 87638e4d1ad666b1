"""Which articles may be in what a run could not read.

Where a file is cut off, or a folder can't be listed, any article may be in what is missing: the file that an article
was read from may have been renamed since, and a story stand in several files. Where single records could not be read
it may be an article of that file. The file of an article is known by the path by which it was given once, which may
have been another: from another folder, or through a link.
"""

from __future__ import annotations

import os.path
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from corpus import Rejection
from corpus.report import Unread
from index.lazy import cached_property


class UnreadOrigins:
    """What could not be read of the paths of a run."""

    def __init__(self, rejections: Iterable[Rejection]) -> None:
        self._rejections = list(rejections)
        self._any_article = any(isinstance(rejection, Unread) for rejection in self._rejections)
        self._is_one = lru_cache(1024)(self._is_rejected)  # of most files there are many articles

    def may_hold(self, article_id: str, origin: Callable[[str], str]) -> bool:
        """Whether an article may be in it. origin: tells the `Article.origin` of an id; asked only where it matters."""
        return self._any_article or bool(self._rejections and self._is_one(origin(article_id)))

    @cached_property
    def _endings(self) -> set[str]:
        """Every path as it ends: `c` of /a/b/c, `b/c`, and so on."""
        paths = {_real(rejection.origin) for rejection in self._rejections}
        return {ending for path in paths for ending in _endings(path)}

    def _is_rejected(self, origin: str) -> bool:
        """The origin, or a folder or archive that it is in, ends like what was rejected."""
        return any(
            path in self._endings for each in _around(origin) for path in (_real(each), _without_way_up(each))
        )


def _real(path: str) -> str:
    """A path without links; one that no file can have, as it is."""
    try:
        return os.path.realpath(path)
    except ValueError:  # NUL, or half of a surrogate pair
        return os.path.abspath(path)


def _around(origin: str) -> Iterator[str]:
    """The origin, and the folders and archives that it is in. A "!" may be part of a name: then it is one too many."""
    yield origin
    for end, char in enumerate(origin):
        if char in "/!" and end:
            yield origin[:end]


def _endings(path: str) -> Iterator[str]:
    yield path
    for index, char in enumerate(path):
        if char == "/":
            yield path[index + 1 :]


def _without_way_up(path: str) -> str:
    """A relative path from the last folder on that it leads up to, whatever that was called."""
    path = os.path.normpath(path)
    while path.startswith("../"):
        path = path[3:]
    return path
