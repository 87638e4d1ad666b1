"""Compression undone: gz, bz2, xz and Zstandard, one part behind another included."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
from collections.abc import Callable
from functools import partial
from typing import BinaryIO, Protocol, cast

from corpus.documents import HEAD_SIZE

# What a header may ask for: it could ask for gigabytes.
_MOST_MEMORY = 1 << 28
# How pzstd begins a file, with the sizes of its frames.
_SKIPPABLE_FRAME = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")


def decompressed(head: bytes, stream: BinaryIO) -> BinaryIO | None:
    """What a stream of this beginning holds compressed; None where it is not compressed."""
    if head.startswith(b"\x1f\x8b\x08"):
        return cast(BinaryIO, gzip.GzipFile(fileobj=stream))
    if head.startswith(b"BZh") and head[4:10] in (b"1AY&SY", b"\x17rE8P\x90"):
        return _frames(stream, bz2.BZ2Decompressor)
    if head.startswith(b"\xfd7zXZ\x00"):
        return _frames(stream, partial(lzma.LZMADecompressor, memlimit=_MOST_MEMORY))
    if head.startswith(b"\x28\xb5\x2f\xfd") or _SKIPPABLE_FRAME.match(head):
        return _frames(stream, _ZstdFrame)
    return None


def check_lzma_memory(properties: bytes) -> None:
    """Raise where a member of a zip, which begins with these properties, asks for more memory than a file may.

    They are a version (2 bytes), their own length (2), one byte for the model, and the size of the dictionary (4).
    """
    if int.from_bytes(properties[5:9], "little") > _MOST_MEMORY:
        raise lzma.LZMAError("Memory usage limit exceeded")  # as lzma says it of xz


class _Frame(Protocol):
    """What decompresses one frame, or stream, of those that a file may have one behind the other."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _ZstdFrame:
    """A frame of Zstandard, with what bz2 and lzma have of one. As much comes out as goes in."""

    needs_input = True

    def __init__(self) -> None:
        from zstandard import ZstdDecompressor

        self._frame = ZstdDecompressor(max_window_size=_MOST_MEMORY).decompressobj()

    @property
    def eof(self) -> bool:
        return self._frame.eof

    @property
    def unused_data(self) -> bytes:
        return self._frame.unused_data

    def decompress(self, data: bytes, _max_length: int) -> bytes:
        return self._frame.decompress(data)


def _frames(stream: BinaryIO, new: Callable[[], _Frame]) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_Frames(stream, new), HEAD_SIZE))


class _Frames(io.RawIOBase):
    """Decompressed frames, one behind the other, with zeros between them or without.

    The readers that bz2 and lzma have pass over a frame that is damaged, for what follows the first might be rubbish;
    zstandard's takes one that is cut off for the end of the file. Here both are errors.
    """

    # A frame of Zstandard can grow 30,000-fold: what is decompressed at once has to be little.
    _INPUT = 2048

    def __init__(self, stream: BinaryIO, new: Callable[[], _Frame]) -> None:
        self._stream = stream
        self._new = new
        self._frame: _Frame | None = None
        self._input = b""
        self._output = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # io gives no other
        while not self._output:
            if self._frame is None:
                if not (data := self._beginning()):
                    return 0
                self._frame = self._new()
            else:
                data = self._stream.read(self._INPUT) if self._frame.needs_input else b""
                if not data and self._frame.needs_input:
                    raise EOFError("the last part has no end")
            self._output = memoryview(self._frame.decompress(data, len(buffer)))
            if self._frame.eof:
                self._input = self._frame.unused_data
                self._frame = None
        count = min(len(buffer), len(self._output))
        buffer[:count] = self._output[:count]
        self._output = self._output[count:]
        return count

    def _beginning(self) -> bytes:
        """What the next frame begins with; nothing where there is none."""
        while data := self._input or self._stream.read(self._INPUT):
            self._input = b""
            if data := data.lstrip(b"\0"):
                return data
        return b""
