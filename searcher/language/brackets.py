"""Quotation marks and parentheses of any shape: which of them begins something, and where that ends.

Typed by hand, and on keyboards for right-to-left text, they come in other pairs than they should, or the wrong way
round.
"""

from __future__ import annotations

import re
from typing import Final, Literal

__all__ = [
    "CLOSING",
    "COLONS",
    "MINUS",
    "OPENING",
    "ORNATE",
    "PARENTHESES",
    "PLUS",
    "QUOTES",
    "QUOTE_MARKS",
    "SQUARE",
    "Parentheses",
    "closing_quote",
]

#: Quotation marks, each with the ones that end what it begins.
QUOTES: Final = {
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
QUOTE_MARKS: Final = "".join(QUOTES)
PLUS, MINUS = "+＋﹢", "-－−﹣"
OPENING, CLOSING, ORNATE = "(（﹙", ")）﹚", "﴾﴿"
PARENTHESES: Final = OPENING + CLOSING + ORNATE
#: What stands around a range of dates in Lucene's syntax; a keyboard for right-to-left text swaps them.
SQUARE: Final = "[]{}"
COLONS: Final = ":：﹕︓"
_BEFORE_OPENING: Final = PARENTHESES + PLUS + MINUS + COLONS
_QUOTED = re.compile(f"[{QUOTE_MARKS}]")


def _looks_opening(visible: str, here: int) -> bool:
    """Space, a sign, a field or another such character before, text after."""
    before = visible[here - 1] if here else " "
    after = visible[here + 1] if here + 1 < len(visible) else " "
    return (before.isspace() or before in _BEFORE_OPENING or before in QUOTES) and not after.isspace()


def closing_quote(visible: str, opening: int) -> int:
    """Where the quote that begins at `opening` ends: at its partner, else at a mark that looks closing, else
    at the end of the string.

    A pair of other marks within it ("قال «نعم» ومضى") belongs to the quoted text.
    """
    partners = QUOTES[visible[opening]]
    within = 0
    for mark in _QUOTED.finditer(visible, opening + 1):
        here = mark.start()
        if mark[0] in partners:
            return here
        if here > opening + 1 and _looks_opening(visible, here):
            within += 1
        elif within:
            within -= 1
        else:
            return here
    return len(visible)


class Parentheses:
    """Tells opening from closing parentheses, whatever way round they were typed.

    A keyboard that swaps them for right-to-left text gives )كذا(; the ornate ones of quotations from the
    Quran are typed in either order. Every "close" has its "open".
    """

    def __init__(self, visible: str) -> None:
        self._visible = visible
        self._open: list[str] = []
        self._last_opening_char = max(visible.rfind(char) for char in OPENING)

    def opens(self, here: int, *, called: bool) -> bool:
        """Whether the parenthesis at `here` opens. `called`: it stands behind a name such as para."""
        char = self._visible[here]
        around = self._open[-1] if self._open else ""
        opening = _looks_opening(self._visible, here)
        opening = opening or (called and not self._visible[here + 1 : here + 2].isspace())
        if char in ORNATE:
            return opening or around not in ORNATE or not around
        if char in CLOSING:
            return opening and (not around or around in CLOSING) and here < self._last_opening_char
        return opening or not around or around not in CLOSING

    def role(self, here: int, *, called: bool) -> Literal["open", "close", None]:
        """What the parenthesis at `here` does; None for one that closes nothing. Asked from left to right."""
        if self.opens(here, called=called):
            self._open.append(self._visible[here])
            return "open"
        if not self._open:
            return None
        self._open.pop()
        return "close"
