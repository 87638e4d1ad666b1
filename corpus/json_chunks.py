"""The text of a JSON file as ijson gets it: bytes in UTF-8, without what would cost it the process or the file.

ijson takes time and memory by the square of how deep brackets nest, and ends the process at a number of more digits
than Python converts. Half of a surrogate pair, as a tool leaves it that cut a text within an emoji, ends its reading.
So brackets and numbers are looked at before it sees them, outside of strings, and such a half is made U+FFFD. NaN and
Infinity, which are no JSON, are made null, and line ends and other control characters within strings, which whoever
writes JSON by hand forgets to escape, are escaped.
"""

from __future__ import annotations

import io
import re
from typing import Any, Final, Protocol

from corpus.documents import MAX_RECORD
from corpus.nesting import MAX_DEPTH

_CHUNK: Final = 1 << 16

_CONTROL: Final = re.compile(r"[\x00-\x1f]")
# What a backslash is before is no such character: it escapes none.
_ESCAPE_OR_CONTROL: Final = re.compile(r"\\.|[\x00-\x1f]", re.DOTALL)
_REST_OF_STRING: Final = re.compile(r'(?:[^"\\]++|\\.)*+', re.DOTALL)
# Most of what stands between two strings; nothing can be wrong with it.
_BETWEEN_STRINGS: Final = frozenset((":", ": ", ",", ", "))
_BRACKETS: Final = re.compile(r"[\[\]{}]")
# Of twice as many digits, which a chunk's end may divide, one part has as many; Python converts 4,300.
_LONG_NUMBER: Final = re.compile(r"[0-9]{1000}")
_ESCAPE: Final = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
_MAY_BE_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")
# At the end of a chunk: the beginning of an escape, or the first half of a pair.
_OPEN_ESCAPE: Final = re.compile(
    r"\\(?:u[0-9a-fA-F]{0,3}|u[dD][89abAB][0-9a-fA-F]{2}(?:\\(?:u[0-9a-fA-F]{0,3})?)?)?\Z"
)


# What data frames write for a value that is not there; and at the end of a chunk what may go on to be that.
_CONSTANT: Final = re.compile(r"-?\b(?:NaN|Infinity)\b")
_OPEN_WORD: Final = re.compile(r"(?:-|-?\b[A-Za-z]{1,8})\Z")


class Unreadable(Exception):
    """A record that would cost more memory or time than any article."""


class Text(Protocol):
    """What chunks are made of: a text stream, or what is unread of one."""

    def read(self, size: int, /) -> str:
        """The next characters, "" at the end."""


class JsonChunks:
    """A text, whatever it was encoded in, with the `read` that ijson asks for."""

    def __init__(self, text: Text, opens: str = "", records: int = 0) -> None:
        """opens: the bracket that each value has to begin with, for of others no record would be read; "": any.

        records: how many were read before these.
        """
        self.records = records  # read so far
        self._text = text
        self._opens = opens
        self._level = 0  # brackets open in all, while `opens` is looked after
        self._first = True
        self._held = ""  # read, and not given yet
        self._in_string = False
        self._ended = False
        self._since_record = 0  # characters
        self._depth = 0  # brackets opened and not closed
        self._problem = ""  # of what comes next

    def begin_record(self) -> None:
        """A record has been read: the limits begin anew."""
        self.records += 1
        self._since_record = self._depth = 0

    def read(self, size: int) -> bytes:
        """The next piece, of any size; empty at the end. Raises Unreadable, when all before it has been given."""
        if self._problem:
            raise Unreadable(self._problem)
        chunk = ""
        while size and not chunk:
            new = self._text.read(self._wanted(size))
            if not new:
                self._ended = True
                chunk, self._held = self._held, ""
                break
            if self._first:
                new, self._first = new.lstrip("\ufeff"), False
            chunk = self._held + new
            cut = self.start_of_open_escape(chunk)
            chunk, self._held = chunk[:cut], chunk[cut:]
        self._since_record += len(chunk)
        if self._since_record > MAX_RECORD:
            raise Unreadable(f"larger than {MAX_RECORD >> 20} MB")
        chunk = self._readable(chunk)
        if self._problem and not chunk:
            raise Unreadable(self._problem)
        if _MAY_BE_HALF.search(chunk):
            chunk = _ESCAPE.sub(lambda escape: "\\ufffd" if escape["half"] else escape[0], chunk)
        if size and not (chunk or self._ended):  # all of it is held
            return self.read(size)
        return chunk.encode("utf-8", "replace")

    def _wanted(self, size: int) -> int:
        """How many characters to read: within a long string as many as there were of its record, up to the limit.

        ijson looks at a string again from its beginning with each piece: in equal pieces by the square of its length.
        """
        grown = min(self._since_record, MAX_RECORD - self._since_record) if self._in_string else 0
        return max(min(size, _CHUNK), grown)

    @staticmethod
    def start_of_open_escape(chunk: str) -> int:
        """Where an escape begins that the chunk's end cuts; its length, if none does."""
        found = _OPEN_ESCAPE.search(chunk, max(0, len(chunk) - 12))
        if not found:
            return len(chunk)
        start = found.start()
        before = start - len(chunk[:start].rstrip("\\"))
        return start + before % 2 if start + before % 2 < len(chunk) else len(chunk)

    def _readable(self, chunk: str) -> str:
        """A chunk as ijson reads it: up to the string before what can't be read, and null for what is not JSON."""
        given = []  # of the chunk up to `done`
        at = done = 0
        while at < len(chunk):
            if self._in_string:
                found = _REST_OF_STRING.match(chunk, at)
                assert found is not None  # it may be empty
                if _CONTROL.search(chunk, at, found.end()):
                    given += [chunk[done:at], _ESCAPE_OR_CONTROL.sub(_escaped, found[0])]
                    done = found.end()
                at = found.end()
                self._in_string = at >= len(chunk)
                at += 1
                continue
            quote = chunk.find('"', at)
            end = len(chunk) if quote < 0 else quote
            structure = chunk[at:end]
            if structure not in _BETWEEN_STRINGS:
                if quote < 0 and not self._ended and (word := _OPEN_WORD.search(structure)):
                    self._held = word[0] + self._held
                    end -= len(word[0])
                    chunk, structure = chunk[:end], structure[: word.start()]
                if problem := self._problem_of(structure):
                    self._problem = problem
                    chunk = chunk[:at]
                    break
                if self._opens and (cut := self._other_value(structure)) is not None:
                    self._problem = "a value of another kind than those before it"
                    end = at + cut
                    chunk, structure = chunk[:end], structure[:cut]
                if "N" in structure or "I" in structure:
                    given += [chunk[done:at], _CONSTANT.sub("null", structure)]
                    done = end
                if self._problem:
                    break
            self._in_string = quote >= 0
            at = end + 1
        return "".join((*given, chunk[done:]))

    def _other_value(self, structure: str) -> int | None:
        """Where a value begins that is of another kind than the first."""
        for bracket in _BRACKETS.finditer(structure):
            if bracket[0] in "]}":
                self._level -= 1
                continue
            if self._level <= 0 and bracket[0] != self._opens:
                return bracket.start()
            self._level = max(self._level, 0) + 1
        return None

    def _problem_of(self, structure: str) -> str:
        """What is wrong with what stands between two strings, if anything is."""
        if _LONG_NUMBER.search(structure):
            return "a number of more than 1,000 digits"
        opened = structure.count("{") + structure.count("[")
        if self._depth + opened > MAX_DEPTH:
            for bracket in _BRACKETS.findall(structure):
                self._depth += 1 if bracket in "{[" else -1
                if self._depth > MAX_DEPTH:
                    return "nested too deep"
        else:
            self._depth += opened - structure.count("}") - structure.count("]")
        return ""


def _escaped(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith("\\") else f"\\u{ord(found[0]):04x}"


def beginning_of_object(start: str) -> dict[str, Any]:
    """As much of a JSON object as the start of a file has, a string that is cut off included; {} for what is none."""
    import ijson

    start = start.lstrip()
    if not start.startswith("{"):
        return {}
    ended = start[: JsonChunks.start_of_open_escape(start)] + '"'  # where a string is open; else it opens one
    object_ = ijson.ObjectBuilder()
    depth = 0
    try:
        for event, value in ijson.basic_parse(JsonChunks(io.StringIO(ended)), multiple_values=True):
            object_.event(event, value)
            depth += event.startswith("start_") - event.startswith("end_")
            if not depth:
                break
    except (ijson.JSONError, ArithmeticError, Unreadable):
        pass  # what came before it is there
    return object_.value or {}
