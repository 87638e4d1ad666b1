"""JSON objects, of an array or one after the other, by Python's own decoder in a window that slides over the text.

It takes a quarter of the time of ijson and of what has to be looked at before that sees a text. But it knows whole
values only, so what is damaged, unusual or very large is left to ijson: the window stops at the first record that is no
object or is not followed by what has to follow, and what is unread is read from it as from any text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, TextIO

from corpus.nesting import MAX_DEPTH, nests_too_deep

_CHUNK: Final = 1 << 18  # characters
_ENOUGH: Final = 1 << 19  # so many that are no record leave it to ijson
_MOST_DIGITS: Final = 1000  # as `corpus.json_chunks` lets pass, with the point
_BLANK: Final = r"[ \t\r\n]*+"
# What stands before the first object, and behind each: the next one, that of another array, or the end.
_BEFORE_LISTED: Final = re.compile(rf"\ufeff*+{_BLANK}\[{_BLANK}(?=\{{)")
_BEHIND_LISTED: Final = re.compile(rf"{_BLANK}(?:,{_BLANK}(?=\{{)|\]{_BLANK}(?:\[{_BLANK}(?=\{{)|\Z))")
_BEFORE: Final = re.compile(rf"\ufeff*+{_BLANK}(?=\{{)")
_BEHIND: Final = re.compile(rf"{_BLANK}(?:(?=\{{)|\Z)")


def null(_name: str) -> None:
    """NaN and Infinity, which are not JSON: what data frames write for a value that is not there."""


def _whole(digits: str) -> int:
    return int(_short(digits))


def _fraction(digits: str) -> Decimal:
    return Decimal(_short(digits))


def _short(digits: str) -> str:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"{len(digits)} digits")
    return digits


# Numbers as ijson gives them, so that it makes no difference which of the two reads a record.
# Control characters in strings are let pass, too.
_DECODER: Final = json.JSONDecoder(parse_constant=null, parse_int=_whole, parse_float=_fraction, strict=False)


class JsonWindow:
    """A text stream of which objects are read, and then what they leave of it, with `read`."""

    def __init__(self, text: TextIO, *, listed: bool) -> None:
        """listed: whether the objects are those of an array."""
        self._text = text
        self._listed = listed
        self._window = ""
        self._at = 0  # what is unread of it begins there
        self._ended = False
        self._error: Exception | None = None  # why it ended, if not at its end

    @property
    def is_read(self) -> bool:
        """Whether the objects were all that there is."""
        return self._ended and self._error is None and self._at == len(self._window)

    def read(self, size: int) -> str:
        """The next characters of what is unread, "" at the end. Raises what the stream has raised, in its turn."""
        if self._at < len(self._window):
            text = self._window[self._at : self._at + size]
            self._at += len(text)
            return text
        if self._error is not None:
            raise self._error
        return "" if self._ended else self._text.read(size)

    def objects(self) -> Iterator[dict[str, Any]]:
        """The objects, up to the first that has to be read in another way."""
        before = _BEFORE_LISTED if self._listed else _BEFORE
        while (begin := before.match(self._window)) is None:
            if not self._widen():
                return
        self._at = begin.end()
        while found := self._object():
            record, self._at = found
            yield record
            if self._at == len(self._window):
                return
        if self._listed:  # what is unread is an array as well
            self._window, self._at = "[" + self._window[self._at :], 0

    def _object(self) -> tuple[dict[str, Any], int] | None:
        """The object that is next, and where the one behind it begins, or the end."""
        while True:
            found = self._decoded()
            if found and found[1] < len(self._window):
                return found
            if not self._widen():
                return found if self._ended else None

    def _decoded(self) -> tuple[dict[str, Any], int] | None:
        try:
            record, end = _DECODER.raw_decode(self._window, self._at)
        except (ValueError, ArithmeticError, RecursionError):
            return None
        if nests_too_deep(record, self._window, self._at, end, limit=MAX_DEPTH):
            return None
        behind = (_BEHIND_LISTED if self._listed else _BEHIND).match(self._window, end)
        return (record, behind.end()) if behind else None

    def _widen(self) -> bool:
        """Read on, and let go of what is read; whether there is more in the window now."""
        unread = len(self._window) - self._at
        if self._ended or unread >= _ENOUGH:
            return False
        try:
            text = self._text.read(max(unread, _CHUNK))
        except Exception as error:  # of whatever kind: it is raised in its turn
            text, self._error = "", error
        self._ended = not text
        if text:
            self._window, self._at = self._window[self._at :] + text, 0
        return not self._ended
