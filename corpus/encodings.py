"""Which encoding a file is in, and its text as a stream; lines in another one `corpus.line_encodings` knows.

Detection looks at a bounded prefix; the stream then decodes the rest with U+FFFD in place of what is no character.
UTF-8 proves itself, UTF-16 shows in where its zero and Arabic-block bytes fall, and a declaration is believed where
the bytes do not contradict it. windows-1256 and ISO-8859-6 share half of their letters, so both decode nearly
anything: the letters that Arabic uses most decide between them, and charset-normalizer about all else.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import Any, BinaryIO, cast

from corpus.line_encodings import (
    ARABIC,
    ARABIC_SINGLE_BYTE,
    by_lines,
    given,
    in_both,
    is_damaged_utf8,
    likeness,
)
from corpus.report import CorpusError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Declarations of XML, at its very beginning, and of pages, in their heads.
_OF_XML = re.compile(
    rb"\s*<\?xml [^>]{0,200}?encoding\s*+=\s*+[\"']([\w.:-]{2,30})",
    re.IGNORECASE,
)
_OF_PAGE = re.compile(
    rb"<meta [^>]{0,200}?charset\s*+=\s*+[\"']?\s*+([\w.:-]{2,30})",
    re.IGNORECASE,
)
# What declares nothing, though it may quote a declaration: all but the head of a page, and code and comments in it.
_QUOTING = re.compile(
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<script\b.*?(?:</script[^<>]*+>?|\Z)|<body\b.*",
    re.IGNORECASE | re.DOTALL,
)
# How a page begins, be it with what its server had to say before it.
_PAGE = re.compile(
    rb"\s*+(?:<\?xml\b[^>]*+>\s*+)?(?:<!DOCTYPE\s+html|<(?:html|head|meta|title|base|link|style|br|b)\b)",
    re.IGNORECASE,
)
# The whole declaration of XML, in text.
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_CHUNK = 1 << 16  # bytes that are decoded at once
_JUDGED = 16_384  # bytes that decide between single-byte encodings


def without_xml_declaration(text: str) -> str:
    """Text without the XML declaration that it may begin with: the encoding that this names is that of the file."""
    return _XML_DECLARATION.sub("", text)


def check_encoding(name: str) -> str:
    """The codec's own name. Raises `CorpusError` where Python knows no such text encoding."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError, TypeError) as error:
        raise CorpusError(
            f"unknown encoding {name!r}: give one such as utf-8, utf-16, windows-1256 or iso-8859-6"
        ) from error
    if not _decodes_anything(info):
        raise CorpusError(
            f"{name!r} is no encoding of text files: give one such as utf-8, utf-16 or windows-1256"
        )
    return info.name


def with_byte_order(codec: str, head: bytes) -> str:
    """The codec that was given for a file, with a byte order where it needs one and the file has no mark of it."""
    if codec not in ("utf-16", "utf-32") or any(head.startswith(bom) for bom, name in _BOMS if name == codec):
        return given(codec)
    if codec == "utf-16":
        return _utf16_without_bom(head) or "utf-16-le"
    # The highest byte of each character is zero, the lowest nearly never.
    return "utf-32-be" if head[0::4].count(0) > head[3::4].count(0) else "utf-32-le"


def detect(head: bytes, *, complete: bool) -> str:
    """The name of the codec for a file that begins with `head` (and ends with it, if `complete`)."""
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    if utf16 := _utf16_without_bom(head):
        return utf16
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, complete)
        if not complete and head.isascii() and (declared := _declared(head)) is not None:
            return declared
        return "utf-8"
    except UnicodeDecodeError:
        pass
    in_utf8, others = in_both(head)
    if is_damaged_utf8(others):
        return "utf-8"
    declared = _declared(head)
    # From the first byte on that is not ASCII: a page may begin with 16 KB of scripts.
    first = next(re.finditer(rb"[\x80-\xff]", others), None)
    sample = others[first.start() if first else 0 :][:_JUDGED]
    by_likeness = {name: likeness(sample.decode(name, "replace")) for name in ARABIC_SINGLE_BYTE}
    best = max(by_likeness, key=lambda name: by_likeness[name])
    if declared in by_likeness and by_likeness[declared] > 0.8 * by_likeness[best]:
        best = declared
    elif by_likeness[best] < ARABIC:
        if declared and declared not in by_likeness and _decodes(sample, declared):
            best = declared
        else:
            best = _by_library(sample) or best
    # What can't be told of a line, for it is damaged or short, is as in most of the others.
    return by_lines("utf-8" if len(in_utf8) > len(others) else best) if in_utf8 else best


def text_stream(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """The decoded text; line ends are left as they are, lines end at "\\n".

    Where the stream fails, `read` gives what stands before that, and raises why when it is called again; of lines only
    whole ones are given.
    """
    return _Text(_UpToError(stream), by_lines(encoding))


class _UpToError(io.RawIOBase):
    """A stream that ends where reading it fails; `error` says why."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = cast(io.BufferedIOBase, stream)
        self.error: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # a writable memoryview
        if self.error is not None:
            return 0
        try:
            data = self._stream.read1(len(buffer))
        except Exception as error:  # of whatever kind: it is raised in its turn
            self.error = error
            return 0
        buffer[: len(data)] = data
        return len(data)


class _Text(io.TextIOWrapper):
    """The text of such a stream. TextIOWrapper itself loses what it has read when it meets an error."""

    def __init__(self, stream: _UpToError, encoding: str) -> None:
        super().__init__(io.BufferedReader(stream, _CHUNK), encoding=encoding, errors="replace", newline="\n")
        self._CHUNK_SIZE = _CHUNK  # 8 KB are so few that asking a decoder takes as long as it needs for them
        self._end = stream

    def read(self, size: int | None = -1, /) -> str:
        text = super().read(size)
        if self._end.error is not None and not text:
            raise self._end.error
        return text

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # io's own stubs leave the number open
        line = super().readline(size)
        if self._end.error is not None and (size < 0 or len(line) < size) and not line.endswith(("\n", "\r")):
            raise self._end.error
        return line


def _utf16_without_bom(head: bytes) -> str | None:
    # In Arabic UTF-16 the high bytes are 06 (letters) and 00 (blanks, ASCII): bytes that no other text has.
    sample = head[:4096]
    pairs = len(sample) // 2
    if pairs < 2:
        return None
    low, high = sample[0::2], sample[1::2]
    in_low, in_high = (part.count(0) + part.count(6) for part in (low, high))
    if in_high >= 0.7 * pairs and in_low <= 0.3 * pairs:
        return "utf-16-le"
    if in_low >= 0.7 * pairs and in_high <= 0.3 * pairs:
        return "utf-16-be"
    return None


def _declared(head: bytes) -> str | None:
    match = _OF_XML.match(head)
    if match is None and head.lstrip().startswith(b"<"):
        page = _QUOTING.sub(b"", head)
        match = _OF_PAGE.search(page) if _PAGE.match(page) else None
    if match is None:
        return None
    try:
        info = codecs.lookup(match[1].decode("ascii", "replace"))
    except LookupError:
        return None
    # UTF-8 and UTF-16 would have been recognised before: the declaration is wrong.
    return (
        info.name.replace("-", "_") if _decodes_anything(info) and not info.name.startswith("utf") else None
    )


def _decodes_anything(info: codecs.CodecInfo) -> bool:
    """Whether the codec is one of text, and puts U+FFFD for what it can't decode.

    Those of domain names do not: idna raises, and punycode raises before Python 3.13 and leaves it out since.
    """
    if not info._is_text_encoding:
        return False
    try:
        # With the byte order mark that utf-16 and utf-32 wait for.
        text = codecs.getincrementaldecoder(info.name)("replace").decode(b"\xff\xfe\0\0\x80\xff", True)
    except (LookupError, UnicodeError):
        return False
    return text != ""


def _decodes(sample: bytes, name: str) -> bool:
    try:
        sample.decode(name)
    except UnicodeError:
        return False
    return True


def _by_library(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    # French is the other language of the archives in question; more candidates make a short text a lottery.
    candidates = ["cp1252", *ARABIC_SINGLE_BYTE]
    match = from_bytes(sample, cp_isolation=candidates).best()
    return match.encoding if match else None
