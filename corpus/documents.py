"""Documents: files and members of archives, decompressed, before anybody knows which format they are in.

Here is also what is told from a name alone (hidden files, companions that are no articles) and from an error.
"""

from __future__ import annotations

import lzma
import re
import tarfile
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from corpus.report import Rejection, Unread

HEAD_SIZE = 1 << 16  # bytes that format and encoding are recognised by
#: Characters. A record larger than this is no article: a bomb, or a quote that is never closed.
MAX_RECORD = 32 << 20
#: Names of files that stand beside articles and are none. Pages are named by headlines, in which there may be a licence
#: or a notice: so in small letters these stand alone, or with a language, version or well-known licence behind them.
COMPANION = re.compile(
    r"""
    (?i: (?:.*[-_.])? readme (?:[-_.].*)? )
    | (?:.*[-_.])? (?:LICEN[CS]E|COPYING|CHANGELOG) (?:[-_.].*)?  # hardly a headline
    | (?i: (?:[a-z0-9]+[-_])? (?:licen[cs]e|copying|changelog) \.(?:md|markdown|rst|txt) )  # of a data set
    | (?i:
        (?:licen[cs]e|copying|changelog|contributing|notice)
        (?:
            [-_.]
            (?:
                [a-z]{2}
                | v?[0-9]+(?:\.[0-9]+)+
                | (?:[al]?gpl|mpl|mit|bsd|isc|apache|cc0|cc(?:-[a-z]{2})+|odbl|odc-by|lesser|lib)
                  (?:[-v]+[0-9][0-9.]*)?
                  (?:-clause|-only|-or-later)?
            )
        )?
        (?:\.(?:md|markdown|rst|txt|html?))?
    )
    """,
    re.VERBOSE,
)
# ".xml" is a file whose name is only a suffix, not a hidden one.
_ONLY_SUFFIX = re.compile(
    r"\.(?:xml|rss|atom|json|jsonl|ndjson|csv|tsv|txt|html?|xhtml|sgml?|zip|tar|gz|bz2|xz|zst|tgz)",
    re.IGNORECASE,
)
#: No other document would fare better: of these a run ends, of whatever else goes wrong within a document it does not.
ERRORS_OF_THE_RUN: Final = (MemoryError, ImportError)


def read_errors() -> tuple[type[Exception], ...]:
    """What reading a damaged, truncated or encrypted stream may raise."""
    from zstandard import ZstdError

    # RuntimeError: zipfile's word for "encrypted"; NotImplementedError: for an unknown compression.
    return (
        OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, ZstdError,
        RuntimeError, ValueError,
    )  # fmt: skip


@dataclass
class Document:
    """One file or archive member, decompressed. `head` is its beginning, all of it if `complete`."""

    origin: str  # the path as given or walked, plus "!member" for each archive it is in
    name: str  # the last part of the name, without the suffix of a compression
    folders: tuple[str, ...]  # the folders between the given path and the file, archive folders included
    head: bytes
    complete: bool
    stream: BinaryIO  # from the beginning, the head included
    warnings: Counter[str] = field(default_factory=Counter)
    encoding: str = ""
    error: Exception | None = None  # what kept all behind the head from being read

    def reject(self, place: str, reason: str) -> Rejection:
        """A rejection of this document or of a place in it."""
        return Rejection(self.origin, place, reason)

    def reject_rest(self, place: str, reason: str) -> Unread:
        """A rejection of a place in the document and of all that follows it."""
        return Unread(self.origin, place, reason)


def valid_name(name: str) -> str:
    """A name as text that can be printed and stored, where it may be no UTF-8."""
    try:
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:  # no system gave it
        return re.sub("[\ud800-\udfff]", "\ufffd", name)


#: Why companions are rejected.
COMPANION_REASON = "a README or licence, not an article"


def describe(error: Exception) -> str:
    """One line about an error of the operating system or of a decompressor, or of a reader: that is Fihris's own."""
    if isinstance(error, OSError) and error.strerror:
        return f"can't be read: {error.strerror}"
    text = " ".join(str(error).split()) or type(error).__name__
    if not isinstance(error, read_errors()):
        return f"internal error: {type(error).__name__}: {text[:200]}"
    return f"damaged or cut off: {text[:200]}"


def is_hidden(name: str) -> bool:
    """Whether a file or folder is hidden by its name."""
    return (name.startswith(".") and not _ONLY_SUFFIX.fullmatch(name)) or name == "__MACOSX"
