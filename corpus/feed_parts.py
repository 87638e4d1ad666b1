"""A feed of any size as parts that are feeds themselves: the export of a whole site may have gigabytes.

Each part begins with what stands before the first entry of the feed, its head, so that namespaces, title, author and
ids are known in all of them, has some whole entries, and ends as the feed should. It is cut where an entry begins
outside of CDATA sections and comments; what stands between two entries stays with the first. In memory is one part, or
one entry, and of a feed that is not too large for it all of it, uncut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple, TextIO

from corpus.documents import MAX_RECORD, read_errors

#: A CDATA section or a comment, which may never end.
NOT_MARKUP = r"<!\[CDATA\[(?:.*?\]\]>|.*)|<!--(?:.*?-->|.*)"
_CHUNK = 1 << 16
# Characters of a feed that is read uncut: as one, it is known best which ids are those of no entry.
_UNCUT = MAX_RECORD
# Characters of a part: some hundred entries, on which the memory for a feed of any size depends.
_PART = 2 << 20
_MARK = re.compile(r"<!\[CDATA\[|<!--|<(?:item|entry)(?=[\s/>])|</(?:item|entry)\s{0,8}>")
_LONGEST_MARK = 17
_END_OF = {"<![CDATA[": "]]>", "<!--": "-->"}
# What may be open where the entries begin.
_FRAME = re.compile(
    rf"{NOT_MARKUP}|<(?P<end>/?)(?P<name>(?:[\w.-]+:)?(?:rss|rdf|feed|channel))(?=[\s/>])[^<>]*+>",
    re.DOTALL | re.IGNORECASE,
)
# What a site has in its head by the thousand, and no article needs: only whole elements.
_LISTED = re.compile(
    r"<(category|wp:(?:author|category|tag|term))(?=[\s/>])[^<>]*+>"
    r"(?:(?<=/>)|(?:[^<]++|<(?!/?\1[\s/>]))*+</\1\s*+>)"
)


class Part(NamedTuple):
    """Some entries of a feed, as a feed, or in their place why one, or where it is the last part any, is not given."""

    content: str
    is_last: bool
    refusal: str = ""


def feed_parts(text: TextIO) -> Iterator[Part]:
    """The parts of the feed, in order; the last ends as the feed ends. An error of the stream is an end, too."""
    start = [text.read(_UNCUT + 1)]
    if len(start[0]) <= _UNCUT:
        yield Part(start.pop(), is_last=True)  # and let go of, since feedparser needs several times as much
        return
    pieces = _pieces(chain((start.pop(),), _chunks(text)))
    head = _head(pieces)
    if len(head) > _most_of_head():
        reason = f"more than {_most_of_head() >> 20} MB before its first entry"
        yield Part("", is_last=True, refusal=reason)
        return
    end = _end(head)
    # So long that no more is read for the heads of parts than for their entries.
    most = max(_PART, len(head))
    entries: list[str] = []
    size = 0
    for entry in _entries(pieces):
        if entries and (entry is None or size + len(entry) > most):
            yield Part("".join((head, *entries, end)), is_last=False)
            entries, size = [], 0
        if entry is None:
            yield Part("", is_last=False, refusal=f"larger than {MAX_RECORD >> 20} MB")
        else:
            entries.append(entry)
            size += len(entry)
    yield Part("".join((head, *entries)), is_last=True)


def _chunks(text: TextIO) -> Iterator[str]:
    """The text, up to where it ends or reading it fails: it fails again when it is read on."""
    try:
        while chunk := text.read(_CHUNK):
            yield chunk
    except read_errors():
        return


def _pieces(chunks: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with "<" where an entry begins behind it, ">" where it ends with the end of one."""
    buffer = ""
    awaited = ""  # what ends the CDATA section or comment that is being read
    for chunk in chunks:
        buffer += chunk
        begin = at = 0
        while True:
            if awaited:
                end = buffer.find(awaited, at)
                if end < 0:
                    break
                at, awaited = end + len(awaited), ""
            mark = _MARK.search(buffer, at)
            if mark is None:
                break
            at = mark.end()
            awaited = _END_OF.get(mark[0], "")
            if not awaited:
                is_end = mark[0].startswith("</")
                cut = mark.end() if is_end else mark.start()
                yield buffer[begin:cut], ">" if is_end else "<"
                begin = cut
        # What may be the beginning of a mark is looked at again.
        at = max(at, len(buffer) - _LONGEST_MARK)
        yield buffer[begin:at], ""
        buffer = buffer[at:]
    yield buffer, ""


def _most_of_head() -> int:
    return MAX_RECORD // 4


def _head(pieces: Iterator[tuple[str, str]]) -> str:
    """What stands before the first entry, but for long lists; if that is too much, as much of it as shows that."""
    held: list[str] = []
    size = 0
    for piece, tag in pieces:
        held.append(piece)
        size += len(piece)
        if size > MAX_RECORD:
            held = [_LISTED.sub("", "".join(held))]
            size = len(held[0])
            if size > _most_of_head():  # else it would be gone through again and again
                break
        if tag == "<":
            break
    return _LISTED.sub("", "".join(held))


def _entries(pieces: Iterator[tuple[str, str]]) -> Iterator[str | None]:
    """The entries, each with what stands behind it; None for one that is too large.

    Of that one all is passed over up to its end, or the next entry, if there is any.
    """
    held: list[str] = []
    size = 0
    is_passed_over = False
    for piece, tag in pieces:
        if not is_passed_over:
            held.append(piece)
            size += len(piece)
            if size > MAX_RECORD:
                held.clear()
                is_passed_over = True
                yield None
        if is_passed_over and tag:
            is_passed_over, size = False, 0
        elif tag == "<":
            yield "".join(held)
            held.clear()
            size = 0
    yield "".join(held)


def _end(head: str) -> str:
    """The end tags of what is open where the head ends."""
    names: list[str] = []
    for tag in _FRAME.finditer(head):
        if tag["end"]:
            if names and names[-1] == tag["name"]:
                names.pop()
        elif tag["name"] and not tag[0].endswith("/>"):
            names.append(tag["name"])
    return "".join(f"</{name}>" for name in reversed(names))
