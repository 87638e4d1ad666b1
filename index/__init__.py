"""The index: Arabic analysis, the Whoosh index and its codec, and everything that changes it.

`Index` is the folder, `Snapshot` what it held at one commit, `IndexWriter` the right to change it; `index_articles`
does what `fihris index` does.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from index.errors import IndexDamaged, IndexIncompatible, IndexLocked, IndexMissing, IndexStoreError

if TYPE_CHECKING:
    from index.commits.writer import IndexWriter
    from index.index import Index, Snapshot
    from index.indexing_summary import IndexingSummary
    from index.updating import index_articles

__all__ = [
    "Index",
    "IndexDamaged",
    "IndexIncompatible",
    "IndexLocked",
    "IndexMissing",
    "IndexStoreError",
    "IndexWriter",
    "IndexingSummary",
    "Snapshot",
    "index_articles",
]

_MODULES = {
    "Index": "index.index",
    "Snapshot": "index.index",
    "IndexWriter": "index.commits.writer",
    "IndexingSummary": "index.indexing_summary",
    "index_articles": "index.updating",
}


def __getattr__(name: str) -> Any:
    """What is loaded when it is first asked for: a search does not write, and who analyses articles opens no index."""
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
