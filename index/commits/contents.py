"""The table of contents as bytes: which segments an index is made of.

It is Whoosh's own (`whoosh.index.TOC`): a header, the schema and the list of segments as pickles, followed by the four
bytes b"FHRS" and the CRC-32 of everything before them, which Whoosh does not look at. Whoosh writes it. It is read
here, for two reasons. **Opening an index never runs code from it**: of the language of pickles the reader knows the
words that these two are written with, and of classes those that they are of, none of which it makes. What else Whoosh
would run is refused. And a search does without loading Whoosh, which would take it another quarter of its time.
"""

from __future__ import annotations

import io
import pickle
import re
import struct
import zlib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, BinaryIO, ClassVar, Final

from index.errors import REBUILD, REMEDY, IndexDamaged, IndexIncompatible, IndexStoreError
from index.segments.segment_entry import SegmentEntry
from index.storage.file_names import INDEX_NAME

_TRAILER: Final = struct.Struct("<4sI")
_TRAILER_MAGIC: Final = b"FHRS"
_INT: Final = struct.Struct("!i")
_WHOOSH_BYTE_ORDER: Final = -12345
_WHOOSH_TOC_VERSION: Final = -111
_SEGMENT: Final = ("index.whoosh_codec", "Segment")
_OF_SCHEMA: Final = (
    ("index.whoosh_codec", "ReadOnlySchema"),
    ("index.whoosh_codec", "FormAnalyzer"),
    ("whoosh.fields", "Schema"),
    ("whoosh.fields", "STORED"),
    ("whoosh.fields", "TEXT"),
    ("whoosh.formats", "Positions"),
)
_LONGEST_VARINT: Final = 63  # bits
#: The opcodes of a schema and of a list of segments.
_WORDS: Final = (
    *(pickle.PROTO, pickle.FRAME, pickle.MARK, pickle.STOP, pickle.MEMOIZE),
    *(pickle.BINPUT, pickle.BINGET, pickle.LONG_BINGET),
    *(pickle.EMPTY_LIST, pickle.APPEND, pickle.APPENDS, pickle.EMPTY_DICT, pickle.SETITEM, pickle.SETITEMS),
    *(pickle.EMPTY_TUPLE, pickle.GLOBAL, pickle.STACK_GLOBAL, pickle.NEWOBJ, pickle.BUILD),
    *(pickle.SHORT_BINUNICODE, pickle.BINUNICODE),
    *(pickle.BININT, pickle.BININT1, pickle.BININT2, pickle.BINFLOAT),
    *(pickle.NEWFALSE, pickle.NEWTRUE, pickle.NONE, pickle.REDUCE),
)


def encoded(generation: int, segments: Iterable[SegmentEntry]) -> bytes:
    """The file that makes these segments a generation of the index."""
    from whoosh.filedb.filestore import RamStorage
    from whoosh.index import TOC

    from index.whoosh_codec import Segment, schema

    memory = RamStorage()
    TOC(schema(), [Segment(*segment) for segment in segments], generation).write(memory, INDEX_NAME)
    (data,) = memory.files.values()
    return bytes(data + _TRAILER.pack(_TRAILER_MAGIC, zlib.crc32(data)))


def decoded(path: Path, generation: int, data: bytes) -> tuple[SegmentEntry, ...]:
    """The segments that the file of a generation names; `path` is for messages.

    Raises IndexDamaged (also for a forged one) and IndexIncompatible.
    """
    problem = _trailer_problem(data)
    if problem:
        raise IndexDamaged(f"{path}: {problem}; {REMEDY}")
    try:
        stream = io.BytesIO(data)
        for _ in range(3):
            _varint(stream)  # sizes of C types on the machine that wrote it: nothing here depends on them
        byte_order, version = _int(stream), _int(stream)
        for _ in range(3):
            _varint(stream)  # Whoosh's release
        if (byte_order, version) != (_WHOOSH_BYTE_ORDER, _WHOOSH_TOC_VERSION):
            raise IndexIncompatible(
                f"{path}: written by another version of Whoosh; build the index anew ({REBUILD})"
            )
        schema_end = _varint(stream) + stream.tell()
        _Unpickler(stream, _OF_SCHEMA).load()  # nothing here needs it, but Whoosh would load it
        if stream.tell() != schema_end:
            raise ValueError("the schema is not as long as it says")
        if _int(stream) != generation:
            raise ValueError("it is of another generation than its name says")
        _int(stream)  # unused
        pickled = _Unpickler(stream, [_SEGMENT]).load()
        if stream.tell() != len(data) - _TRAILER.size:
            raise ValueError("something stands behind it")
        if type(pickled) is not list:
            raise TypeError(f"a {type(pickled).__name__} in its place")
        entries = tuple(map(_entry, pickled))
        if len({entry.segid for entry in entries}) < len(entries):
            raise ValueError("a segment stands there twice")
    except IndexStoreError:
        raise
    except Exception as error:  # whatever a forged pickle can raise
        raise IndexDamaged(
            f"{path}: refused: it does not hold what Fihris writes ({ascii(str(error))[:80]}); {REMEDY}"
        ) from error
    return entries


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
    while shift < _LONGEST_VARINT:
        (byte,) = stream.read(1)
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value
        shift += 7
    raise ValueError("a number without an end")


class _Pickled:
    """In the place of every class: whatever attributes the pickle gives it."""


class _Unpickler(pickle._Unpickler):
    """Makes the objects of a table of contents.

    It is the one that `pickle` has in Python, as that in C can't be told which words to know: a tuple within a tuple,
    and so on, ends the process when it is hashed.
    """

    dispatch: ClassVar = {word[0]: pickle._Unpickler.dispatch[word[0]] for word in _WORDS}

    def __init__(self, stream: BinaryIO, classes: Collection[tuple[str, str]]) -> None:
        """classes: modules and names of those that may be asked for."""
        super().__init__(stream)
        self._classes = classes

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self._classes:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}, which no index has")
        return _Pickled


def _entry(pickled: object) -> SegmentEntry:
    """What a segment says of itself, if it has every attribute, of the kind that Fihris gives it."""
    if type(pickled) is not _Pickled:
        raise TypeError(f"a {type(pickled).__name__} among the segments")
    given = vars(pickled)
    segid = given["segid"]
    if not isinstance(segid, str) or not re.fullmatch("[0-9a-z]{1,32}", segid):
        raise ValueError("a segment of no possible name")
    if given["indexname"] != INDEX_NAME or given["compound"] is not False:
        raise ValueError("a segment that Fihris did not write")
    numbers = [given[name] for name in SegmentEntry._fields[1:]]
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise ValueError("a segment of so many articles as can't be")
    entry = SegmentEntry(segid, *numbers)
    if entry.deleted_articles > entry.article_count:
        raise ValueError("more articles are deleted than there are")
    return entry
