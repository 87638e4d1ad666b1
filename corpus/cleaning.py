"""Raw strings of a file → raw text of an article.

Line ends become "\\n", HTML entities characters, HTML markup paragraphs; control characters go, counted, and broken
surrogates become U+FFFD. Nothing else changes: tashkeel, tatweel, zero-width and bidi marks are the publisher's, and
what folds together is the business of `index.analysis`.

A text that a parser has resolved already is no `markup`: there "&lt;" and "<br>" are characters that it prints.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from corpus.tags import without_endless_tags

# One search says that a text needs none of the slow steps; nearly every text does not.
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff&]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
# Only with the semicolon: "AT&T" and the "&copy=2" of an address are no entities.
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|em|strong|ul|ol|li|h[1-6]|img|blockquote|table|tbody|tr|td|th|figure|figcaption"
    r"|script|style|iframe|font|center|section|article|hr|small|sup|sub|video)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
# Characters that show nothing: a paragraph of only these is no paragraph.
_INVISIBLE = " \t\xa0\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u0640"
_NOTHING_VISIBLE = re.compile(f"[{_INVISIBLE}\\s]*")

_BLOCKS_LISTED = (
    "address article aside blockquote body caption center dd details div dl dt figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul "
    "br "
)
_BLOCKS = frozenset(_BLOCKS_LISTED.split())
_ROOTS = ("html", "body")
_Ends = tuple[re.Pattern[str] | None, re.Pattern[str] | None]
_UNSEEN_LISTED = "script style noscript template iframe object embed svg head title select button textarea "
_UNSEEN = frozenset(_UNSEEN_LISTED.split())
# Where a block ends in the text of markup that leaves paragraphs to its line ends, as editors of blogs keep it.
_LINE_END = re.compile("\n")
_BLANK_LINE = re.compile(r"\n\s*\n")
# Between words: templates leave blank lines beside their tags.
_BLANK_LINE_WITHIN = re.compile(r"(?<=\S)[^\S\n]*+\n[^\S\n]*+\n\s*+(?=\S)")
_PARAGRAPH = re.compile(r"<p[\s/>]", re.IGNORECASE)
# The name is never given back: "<aaaa…" would be tried at each of its letters.
_TAG = re.compile(r"</?([a-zA-Z][\w:-]*+)[^<>]*+>")

_LINE_BREAKS = re.compile(r"<br>(?:[ \t\n\r\f]*+<br>)++")  # of which the first ends the block


def resolve_entities(text: str) -> str:
    """`&quot;`, `&#1593;` and the like as characters; a bare `&` stays what it is."""
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text)


def clean(text: str, warnings: Counter[str], *, markup: bool) -> str:
    """The text with line ends normalised, entities resolved, controls removed and broken characters replaced."""
    if _SUSPECT.search(text) is None:
        return text
    if markup and "&" in text:
        text = resolve_entities(text)
    text = _LINE_ENDS.sub("\n", text)
    text, removed = _CONTROLS.subn("", text)
    if removed:
        warnings["control characters"] += removed
    return _SURROGATES.sub("\ufffd", text)


def one_line(text: str, warnings: Counter[str], *, markup: bool) -> str:
    """A headline, a name: cleaned, without markup, on one line."""
    if markup and "<" in text and has_markup(text):
        text = " ".join(markup_paragraphs(text, warnings))
    else:
        text = clean(text, warnings, markup=markup).strip()
    if "\n" in text or "\t" in text:
        text = " ".join(text.split())
    return "" if _NOTHING_VISIBLE.fullmatch(text) else text


def paragraphs(text: str, warnings: Counter[str], *, markup: bool) -> list[str]:
    """The paragraphs of a body: its lines, or the blocks of its HTML where it holds real markup."""
    if markup and "<" in text and has_markup(text):
        return markup_paragraphs(text, warnings)
    return _lines(clean(text, warnings, markup=markup))


def _lines(text: str) -> list[str]:
    kept = (line.strip() for line in text.split("\n"))
    return [line for line in kept if line and not (len(line) < 20 and _NOTHING_VISIBLE.fullmatch(line))]


def has_markup(text: str) -> bool:
    """Whether the text holds HTML tags, not merely a "<"."""
    return _MARKUP.search(text) is not None


def markup_paragraphs(text: str, warnings: Counter[str]) -> list[str]:
    """The blocks of an HTML fragment, in order (lxml's HTML parser; scripts and styles left out)."""
    from lxml import etree

    # Before parsing: lxml refuses NUL and surrogates, and counts nothing.
    text, removed = _CONTROLS.subn("", _LINE_ENDS.sub("\n", text))
    if removed:
        warnings["control characters"] += removed
    text = without_endless_tags(_SURROGATES.sub("\ufffd", text))
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    ends = _ends_of_blocks(text)
    # A body given explicitly: without one, libxml2 guesses where the head ends.
    tree = etree.fromstring(f"<html><body>{text}</body></html>".encode(), parser)
    if broken_off(parser):
        tree = etree.fromstring(f"<html><body>{flattened(text)}</body></html>".encode(), parser)
        ends = (ends[1], ends[1])
    # The parser has resolved the entities; what looks like one now is the author's text.
    if tree is None:
        return []
    return _lines(clean("\n".join(block_texts(tree, (), ends)), warnings, markup=False))


def _ends_of_blocks(markup: str) -> _Ends:
    """What ends a block in a text that stands in no block element, and in one that does.

    Blank lines do where there is no `<p>` for it, and each line end does where there are no blocks at all, as in a text
    without markup. Where some paragraphs have a `<p>`, blank lines divide those outside of them.
    """
    if _PARAGRAPH.search(markup):
        return _BLANK_LINE, None
    if any(tag[1].lower() in _BLOCKS for tag in _TAG.finditer(markup)):
        return _BLANK_LINE, _BLANK_LINE_WITHIN
    return _LINE_END, _LINE_END


def broken_off(parser: Any) -> bool:
    """Whether lxml's parser left out the rest of its input, being too deep in elements: old pages close no `<font>`."""
    return "Excessive depth" in str(parser.error_log.last_error)


def flattened(markup: str, kept: Collection[str] = ()) -> str:
    """HTML without its nesting: of its tags only those stay that are `kept` or hide a text, and where blocks end."""

    def flat(tag: re.Match[str]) -> str:
        name = tag[1].lower()
        if name in _UNSEEN or name in kept:
            return tag[0]
        return "<br>" if name in _BLOCKS else ""

    return _LINE_BREAKS.sub("<br>", _TAG.sub(flat, markup))


def block_texts(tree: Any, skipped: Iterable[Any] = (), ends: _Ends = (None, None)) -> list[str]:
    """The text of each block of an HTML tree, in document order, white space collapsed as a browser does.

    ends: what in a text ends a block, too, where it stands in no block element, and where in one.
    """
    from lxml import etree

    blocks: list[str] = []
    pieces: list[str] = []
    left_out = set(skipped)
    hidden = 0
    blocks_open = 0

    def end_block() -> None:
        if block := _COLLAPSE.sub(" ", "".join(pieces)).strip():
            blocks.append(block)
        pieces.clear()

    def add(text: str | None) -> None:
        if text:
            end = ends[blocks_open > 0]
            first, *following = end.split(text) if end and "\n" in text else (text,)
            pieces.append(first)
            for each in following:
                end_block()
                pieces.append(each)

    for event, node in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if not hidden:
                add(node.tail)
            continue
        tag = node.tag.lower() if isinstance(node.tag, str) else ""
        unseen = tag in _UNSEEN or node in left_out
        if event == "start":
            hidden += unseen
            if tag in _BLOCKS:
                end_block()
                blocks_open += tag not in _ROOTS
            if not hidden:
                add(node.text)
        else:
            hidden -= unseen
            if tag in _BLOCKS:
                end_block()
                blocks_open -= tag not in _ROOTS
            if not hidden:
                add(node.tail)
    end_block()
    return blocks


_COLLAPSE = re.compile(r"[ \t\n\r\f]+")
