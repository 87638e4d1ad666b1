"""The marks of the query language: what in a string is a word, and what is syntax.

`scan` reads generously, as people type: any double quotation mark, parentheses of any shape and the wrong way
round, wide signs. It finds where things begin and end; what they mean together is left to `searcher.parser`,
what is a word within a run of characters to the analyser.

Invisible characters (bidi marks, joiners, soft hyphens) say nothing about syntax, so it is found in the visible
characters alone; words are given as they were typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from index.analysis.folding import INVISIBLE

__all__ = ["Lexeme", "scan"]

#: What may stand before a colon, in any case, and the field of the tree it names.
FIELDS: Final = {"title": "title", "source": "source", "category": "category", "author": "author"}

_NOT_SEEN = re.compile(f"[{INVISIBLE}]")
_FIELD = re.compile(f"({'|'.join(FIELDS)})[:：﹕︓]+", re.IGNORECASE)
_PLUS, _MINUS = "+＋﹢", "-－−﹣"
_SIGNS = re.compile(f"[{re.escape(_PLUS + _MINUS)}]+")
_OPERATORS = ("AND", "OR", "NOT")
#: Quotation marks, each with the ones that end what it begins.
_QUOTES = {
    '"': '"',
    "＂": "＂",
    "″": "″",
    "“": "”“",
    "”": "”“",
    "„": "”“",
    "‟": "”“",
    "〝": "〞〟",
    "〞": "〞",
    "〟": "〟",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
}
_OPENING, _CLOSING, _ORNATE = "(（﹙", ")）﹚", "﴾﴿"
_PARENTHESES = _OPENING + _CLOSING + _ORNATE
_BEFORE_OPENING = _PARENTHESES + _PLUS + _MINUS + ":：﹕︓"
_RUN = re.compile(rf"[^\s{''.join(_QUOTES)}{re.escape(_PARENTHESES)}]+")


class Lexeme(NamedTuple):
    """A piece of a query.

    `text` is the raw text of "words" (no space in it, perhaps no word either) and of what is in a "quote"; "+" or
    "-" of a "sign"; AND, OR or NOT of an "operator"; the tree's name of a "field".
    """

    kind: Literal["words", "quote", "open", "close", "sign", "operator", "field"]
    text: str


def scan(text: str) -> Iterator[Lexeme]:
    """The lexemes of a query, in order. Every "close" has its "open"; an "open" may lack its "close"."""
    places = [place for place, char in enumerate(text) if not _NOT_SEEN.match(char)]
    visible = "".join(text[place] for place in places)

    def typed(start: int, end: int) -> str:
        """The visible characters `start` to `end`, with the invisible ones between them."""
        return text[places[start] : places[end - 1] + 1] if start < end else ""

    parentheses = _Parentheses(visible)
    here = 0
    item_begins = True  # a sign or a field counts only at the start of an item: كوفيد-19 excludes nothing
    while here < len(visible):
        char = visible[here]
        if char.isspace():
            here += 1
            item_begins = True
        elif char in _QUOTES:
            end = _closing_quote(visible, here)
            yield Lexeme("quote", typed(here + 1, end))
            here = end + 1
            item_begins = False
        elif char in _PARENTHESES:
            role = parentheses.role(here)
            if role:
                yield Lexeme(role, char)
            here += 1
            item_begins = role == "open"
        elif item_begins and (signs := _SIGNS.match(visible, here)):
            here = signs.end()
            item_begins = False
            if len(signs[0]) == 1 and here < len(visible) and not visible[here].isspace():
                yield Lexeme("sign", "+" if signs[0] in _PLUS else "-")
                item_begins = _FIELD.match(visible, here) is not None
        elif item_begins and (name := _FIELD.match(visible, here)):
            yield Lexeme("field", FIELDS[name[1].lower()])
            here = name.end()
        else:
            run = _RUN.match(visible, here)
            assert run is not None  # every other kind of character was dealt with above
            if _is_operator(visible, run):
                yield Lexeme("operator", run[0])
            else:
                yield Lexeme("words", typed(here, run.end()))
            here = run.end()
            item_begins = False


def _is_operator(visible: str, run: re.Match[str]) -> bool:
    before = visible[run.start() - 1] if run.start() else " "
    return run[0] in _OPERATORS and (before.isspace() or before in _QUOTES or before in _PARENTHESES)


def _looks_opening(visible: str, here: int) -> bool:
    """Space, a sign, a field or another such character before, text after."""
    before = visible[here - 1] if here else " "
    after = visible[here + 1] if here + 1 < len(visible) else " "
    return (before.isspace() or before in _BEFORE_OPENING or before in _QUOTES) and not after.isspace()


def _closing_quote(visible: str, opening: int) -> int:
    """Where the quote that begins at `opening` ends: at its partner, else at a mark that looks closing, else
    at the end of the string.

    A pair of other marks within it ("قال «نعم» ومضى") belongs to the quoted text.
    """
    partners = _QUOTES[visible[opening]]
    within = 0
    for here in range(opening + 1, len(visible)):
        char = visible[here]
        if char in partners:
            return here
        if char in _QUOTES:
            if here > opening + 1 and _looks_opening(visible, here):
                within += 1
            elif within:
                within -= 1
            else:
                return here
    return len(visible)


class _Parentheses:
    """Tells opening from closing parentheses, whatever way round they were typed.

    A keyboard that swaps them for right-to-left text gives )كذا(; the ornate ones of quotations from the
    Quran are typed in either order. Every "close" has its "open".
    """

    def __init__(self, visible: str) -> None:
        self._visible = visible
        self._open: list[str] = []
        self._last_opening_char = max(visible.rfind(char) for char in _OPENING)

    def role(self, here: int) -> Literal["open", "close", None]:
        """What the parenthesis at `here` does; None for one that closes nothing. Asked from left to right."""
        char = self._visible[here]
        around = self._open[-1] if self._open else ""
        opening = _looks_opening(self._visible, here)
        if char in _ORNATE:
            opens = opening or around not in _ORNATE or not around
        elif char in _CLOSING:
            opens = opening and (not around or around in _CLOSING) and here < self._last_opening_char
        else:
            opens = opening or not around or around not in _CLOSING
        if opens:
            self._open.append(char)
            return "open"
        if not self._open:
            return None
        self._open.pop()
        return "close"
