"""The table of contents as bytes: which segments an index is made of.

It is Whoosh's own (`whoosh.index.TOC`): a header, the schema and the list of segments as pickles, followed by the four
bytes b"FHRS" and the CRC-32 of everything before them, which Whoosh does not look at. Whoosh writes it. It is read
here, for two reasons. **Opening an index never runs code from it**: the pickle is read by an unpickler that knows one
class and nothing else. And a search does without loading Whoosh, which takes nearly as long as the search.
"""

from __future__ import annotations

import io
import pickle
import re
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from index.analysis import Analyzer
from index.errors import IndexDamaged, IndexIncompatible, IndexStoreError
from index.segment import SegmentView

INDEX_NAME: Final = "MAIN"

_TRAILER: Final = struct.Struct("<4sI")
_TRAILER_MAGIC: Final = b"FHRS"
_INT: Final = struct.Struct("!i")
_WHOOSH_BYTE_ORDER: Final = -12345
_WHOOSH_TOC_VERSION: Final = -111
_PICKLED_AS: Final = ("index.whoosh_codec", "Segment")


class SegmentEntry(NamedTuple):
    """What the table of contents says of a segment."""

    segid: str
    article_count: int  # deleted ones too
    deleted_articles: int = 0
    deletions: int = 0  # generation of the deletion file, 0 for none

    @property
    def name(self) -> str:
        """What the names of its files begin with."""
        return f"{INDEX_NAME}_{self.segid}"

    def file_names(self) -> list[str]:
        """Every file of the segment."""
        deletions = [f"{self.name}.{self.deletions}.del"] if self.deletions else []
        return [f"{self.name}.pst", f"{self.name}.art", *deletions]

    def open(self, folder: Path) -> SegmentView:
        """The segment's arrays; raises as `SegmentView` does."""
        return SegmentView(folder, self.name, self.deletions, Analyzer.fingerprint)


def encoded(generation: int, segments: Iterable[SegmentEntry]) -> bytes:
    """The file that makes these segments a generation of the index."""
    from whoosh.filedb.filestore import RamStorage
    from whoosh.index import TOC

    from index.whoosh_codec import Segment, schema

    memory = RamStorage()
    TOC(schema(), [Segment(*segment) for segment in segments], generation).write(memory, INDEX_NAME)
    (data,) = memory.files.values()
    return bytes(data + _TRAILER.pack(_TRAILER_MAGIC, zlib.crc32(data)))


def decoded(path: Path, data: bytes) -> tuple[SegmentEntry, ...]:
    """The segments that a file names; `path` is for messages.

    Raises IndexDamaged (also for a forged one) and IndexIncompatible.
    """
    problem = _trailer_problem(data)
    if problem:
        raise IndexDamaged(
            f"{path}: {problem}; restore the index from a copy or build it anew (fihris index --rebuild PATH...)"
        )
    try:
        stream = io.BytesIO(data)
        for _ in range(3):
            _varint(stream)  # sizes of C types on the machine that wrote it: nothing here depends on them
        byte_order, version = _int(stream), _int(stream)
        for _ in range(3):
            _varint(stream)  # Whoosh's release
        if (byte_order, version) != (_WHOOSH_BYTE_ORDER, _WHOOSH_TOC_VERSION):
            raise IndexIncompatible(
                f"{path}: written by another version of Whoosh; build the index anew (fihris index --rebuild PATH...)"
            )
        stream.seek(_varint(stream), io.SEEK_CUR)  # the schema, a pickle that nothing needs
        _int(stream)  # generation
        _int(stream)  # unused
        pickled = _Unpickler(stream).load()
    except IndexStoreError:
        raise
    except Exception as error:  # whatever a forged pickle can raise
        raise IndexDamaged(
            f"{path}: refused: {error}; restore the index from a copy or build it anew "
            "(fihris index --rebuild PATH...)"
        ) from error
    if not isinstance(pickled, list) or not all(map(_is_well_formed, pickled)):
        raise IndexDamaged(f"{path}: refused: it does not hold a list of segments")
    return tuple(
        SegmentEntry(each.segid, each.article_count, each.deleted_articles, each.deletions)
        for each in pickled
    )


def _trailer_problem(data: bytes) -> str | None:
    if len(data) < _TRAILER.size:
        return "it is too short"
    magic, crc = _TRAILER.unpack(data[-_TRAILER.size :])
    if magic != _TRAILER_MAGIC:
        return "it is not a table of contents that Fihris wrote"
    return None if crc == zlib.crc32(data[: -_TRAILER.size]) else "its checksum differs from what was written"


def _int(stream: BinaryIO) -> int:
    """As `whoosh.filedb.structfile.StructFile.read_int`."""
    (value,) = _INT.unpack(stream.read(_INT.size))
    return int(value)


def _varint(stream: BinaryIO) -> int:
    """As `StructFile.read_varint`: seven bits a byte, the lowest first, the highest bit set in all but the last."""
    value = shift = 0
    while True:
        (byte,) = stream.read(1)
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value
        shift += 7


class _PickledSegment:
    """In the place of `index.whoosh_codec.Segment`: whatever attributes the pickle gives it."""

    indexname: Any
    segid: Any
    compound: Any
    article_count: Any
    deleted_articles: Any
    deletions: Any


class _Unpickler(pickle.Unpickler):
    """Makes the objects of a table of contents, and refuses any other class or function."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) != _PICKLED_AS:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}, which no index has")
        return _PickledSegment


def _is_well_formed(pickled: object) -> bool:
    """Whether it is a segment, and has every attribute, of the kind that Fihris gives it."""
    if type(pickled) is not _PickledSegment:
        return False
    try:
        numbers = (pickled.article_count, pickled.deleted_articles, pickled.deletions)
        return (
            pickled.indexname == INDEX_NAME
            and isinstance(pickled.segid, str)
            and re.fullmatch("[0-9a-z]{1,32}", pickled.segid) is not None
            and pickled.compound is False
            and all(type(number) is int and number >= 0 for number in numbers)
        )
    except AttributeError:
        return False
