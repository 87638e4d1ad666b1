"""The encoding of each line, where a file has lines in two: exports that were appended across a site's migration.

UTF-8 proves itself line by line, whatever the rest of the file is in. Every two letters that stand side by side in
windows-1256 or ISO-8859-6 are no UTF-8, so their text is next to never that by chance: only where each letter stands
alone before a sign, as in a list "أ، ب، ج", may it be, and such lines count for none. A line of a file in UTF-8 that is
far from it is read in one of those two if it is Arabic there, and else keeps U+FFFD for what is no character.

Lines are told apart as they are read: what is read of a file is held up to the end of its last line, or, of a longer
one, up to where its encoding is seen. For `io.TextIOWrapper` decoders have to have names: `by_lines` gives them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from functools import partial
from typing import Any, Final

#: The encodings of Arabic in which letters are one byte each.
ARABIC_SINGLE_BYTE: Final = ("cp1256", "iso8859_6")
# Those of files whose lines may be in another: in all of them a line end is that byte, and no part of a character.
_OF_FILES: Final = ("utf_8", "utf_8_sig", "cp1252", *ARABIC_SINGLE_BYTE)
_PREFIX: Final = "fihris_lines_"  # no codec of Python is named so
_EXACT: Final = "fihris_given_utf_8"
# The letters of Arabic news text by how often they stand (percent of the letters; counted over news, rounded).
_LETTER_SHARE = dict(
    zip("الينمروتبعدةفسقكحجهأشصىخإطذزئغضثءظآؤ", (
        15.9, 12.1, 8.7, 6.2, 6.1, 5.7, 5.5, 5.0, 3.9, 3.6, 3.3, 3.0, 2.9, 2.7, 2.4, 2.1, 1.9, 1.5, 2.6, 2.3, 1.3,
        1.1, 1.0, 1.0, 0.9, 1.0, 0.6, 0.6, 0.5, 0.5, 0.6, 0.5, 0.4, 0.2, 0.2, 0.2,
    ), strict=True)
)  # fmt: skip
#: Arabic by its letters: real text reaches 6 to 9 (percent, weighted by itself), the other encoding's reading of it or
#: Latin text with accents less than 3.
ARABIC: Final = 4
# Half of their letters are the same, and a short line may look likelier in the one that hardly any newspaper has used.
_COMMONNESS: Final = {"cp1256": 1.0, "iso8859_6": 0.8}
_LEAST_WIDE: Final = 3  # bytes that are no ASCII: fewer say nothing of an encoding
_JUDGED: Final = 16_384  # bytes of a line
_LONGEST: Final = 1 << 16  # bytes that are held of a line
_WIDE: Final = re.compile(rb"[\x80-\xff]")
_BEGINNING: Final = re.compile(rb"[\xc0-\xff]")  # of a character of UTF-8
# A byte that goes on with a character of UTF-8, and is no sign or blank of windows-1256 or ISO-8859-6 that may stand
# behind a letter (… ‘ ’ “ ” – — ، « » ؛ ؟).
_NO_SIGN: Final = re.compile(rb"[\x80-\x84\x86-\x90\x95\x98-\x9c\x9e\x9f\xa2-\xaa\xae-\xb9\xbc-\xbe]")


def likeness(text: str) -> float:
    """The mean share of the text's non-ASCII characters in Arabic: 6 and more for Arabic, near 0 for anything else."""
    wide = [char for char in text if char > "\x7f"]
    return sum(_LETTER_SHARE.get(char, -2.0) for char in wide if char != "\xa0") / len(wide) if wide else 0.0


def is_damaged_utf8(data: bytes) -> bool:
    """Whether what is no UTF-8 as a whole is so but for some characters."""
    text = data.decode("utf-8", "replace")
    wide = sum(1 for char in text if char > "\x7f")
    return text.count("\ufffd") * 10 < wide


def in_both(head: bytes) -> tuple[bytes, bytes]:
    """The lines that prove to be UTF-8, of the beginning of a file, and all those that are none."""
    utf8, others = [], []
    for line in head.splitlines(keepends=True):
        if not _is_utf8(line, complete=False):
            others.append(line)
        elif _proves_utf8(line):
            utf8.append(line)
    return b"".join(utf8), b"".join(others)


def by_lines(codec: str) -> str:
    """The codec that also reads lines in another encoding; the same one, where those can't be told apart."""
    name = codecs.lookup(codec).name.replace("-", "_")
    return _PREFIX + name if name in _OF_FILES else codec


def given(codec: str) -> str:
    """The codec for a file that is said to be in it: of one in UTF-8 no line is looked for in another."""
    return _EXACT if codec == "utf-8" else codec


def _is_utf8(line: bytes, *, complete: bool) -> bool:
    try:
        codecs.utf_8_decode(line, "strict", complete)
    except UnicodeDecodeError:
        return False
    return True


def _proves_utf8(line: bytes) -> bool:
    """Whether what could be UTF-8 is so by more than chance: NESCAFÉ® is one character of it in windows-1252."""
    return _NO_SIGN.search(line) is not None and len(_BEGINNING.findall(line)) > 1


def _codec_of(line: bytes, codec: str, *, complete: bool = True) -> str:
    """What a line that is not ASCII, or the beginning of one, is in, in a file in this codec."""
    if _is_utf8(line, complete=complete):
        return "utf_8" if codec == "utf_8" or _proves_utf8(line) else codec
    if codec != "utf_8" or is_damaged_utf8(line):
        return codec
    wide = _WIDE.search(line)
    sample = line[wide.start() if wide else 0 :][:_JUDGED]
    if len(_WIDE.findall(sample)) < _LEAST_WIDE:
        return codec
    by_likeness = {each: likeness(sample.decode(each, "replace")) for each in ARABIC_SINGLE_BYTE}
    best = max(by_likeness, key=lambda each: _COMMONNESS[each] * by_likeness[each])
    return best if by_likeness[best] >= ARABIC else codec


class _LineDecoder(codecs.IncrementalDecoder):
    """Bytes of a file in one codec, some of whose lines may be in another; U+FFFD for what is no character."""

    def __init__(self, codec: str, errors: str = "replace") -> None:
        super().__init__(errors)
        self._codec = codec.removesuffix("_sig")
        self._may_have_mark = codec.endswith("_sig")
        self._held = b""  # of a line whose encoding is not known
        self._of_line: codecs.IncrementalDecoder | None = None  # of a long one under way

    def decode(self, data: Any, final: bool = False) -> str:  # bytes or a view of them
        """The text of the whole lines that are there now."""
        data = bytes(data)  # of a view
        start = ""
        if self._of_line is not None:
            end = data.find(b"\n") + 1
            if not end and not final:
                return self._of_line.decode(data)
            end = end or len(data)
            start, data = self._of_line.decode(data[:end], True), data[end:]
            self._of_line = None
        data = self._held + data
        end = len(data) if final else data.rfind(b"\n") + 1
        text, self._held = self._lines(data[:end]), data[end:]
        if len(self._held) > _LONGEST:
            text += self._begin_long_line()
        if self._may_have_mark and text:
            text, self._may_have_mark = text.removeprefix("\ufeff"), False
        return start + text if start else text

    def _lines(self, lines: bytes) -> str:
        if self._codec == "utf_8" or lines.isascii():
            try:
                return lines.decode("utf-8")  # which nearly all are
            except UnicodeDecodeError:
                pass
        # Only at these bytes, as the text stream has it: splitlines would know more.
        return "".join(self._line(line) for line in lines.split(b"\n"))[:-1]

    def _line(self, line: bytes) -> str:
        if line.isascii():
            return line.decode("ascii") + "\n"
        return line.decode(_codec_of(line, self._codec), "replace") + "\n"

    def _begin_long_line(self) -> str:
        held, self._held = self._held, b""
        if held.isascii():
            return held.decode("ascii")  # which is the same in all
        codec = _codec_of(held, self._codec, complete=False)
        self._of_line = codecs.getincrementaldecoder(codec)("replace")
        return self._of_line.decode(held)


def _codec_named(name: str) -> codecs.CodecInfo | None:
    """For Python's list of codecs: those that `by_lines` and `given` name."""
    if name == _EXACT:
        return _info(name, codecs.getincrementaldecoder("utf_8"))
    if name.startswith(_PREFIX) and (codec := name.removeprefix(_PREFIX)) in _OF_FILES:
        return _info(name, partial(_LineDecoder, codec))
    return None


def _info(name: str, decoder: Callable[[str], codecs.IncrementalDecoder]) -> codecs.CodecInfo:
    def decode(data: Any, errors: str = "strict", /) -> tuple[str, int]:
        return decoder(errors).decode(data, True), len(data)

    utf8 = codecs.lookup("utf-8")
    return codecs.CodecInfo(
        utf8.encode,
        decode,
        incrementalencoder=utf8.incrementalencoder,
        incrementaldecoder=decoder,  # type: ignore[arg-type]  # as in Python's own, anything that makes one
        name=name,
    )


codecs.register(_codec_named)
