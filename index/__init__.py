"""The index: Arabic analysis, the Whoosh index and its codec, and everything that changes it.

`Index` is the folder, `Snapshot` what it held at one commit, `IndexWriter` the right to change it; `index_articles`
does what `fihris index` does.
"""

from index.errors import IndexDamaged, IndexIncompatible, IndexLocked, IndexMissing, IndexStoreError
from index.index import Index, Snapshot
from index.updating import IndexingSummary, index_articles
from index.writer import IndexWriter

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
