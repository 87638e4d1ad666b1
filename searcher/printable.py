"""Any text as one line that steers nothing: no terminal, no list of names, no feed.

What an archive holds is not trusted: a headline may carry escape sequences that move the cursor, line ends that forge a
second hit, or bidi overrides that turn the rest of the screen around.
"""

from __future__ import annotations

from typing import Final

__all__ = ["UNPRINTABLE", "printable"]


def _unprintable() -> dict[int, str]:
    """What stands for each character that must not be printed as it is: one character, or nothing."""
    table = {code: chr(0x2400 + code) for code in range(0x20)}  # ESC as the picture ␛, and so on
    table[0x7F] = "\u2421"
    # C1 has no pictures, and U+009B starts a sequence in xterm.
    table |= dict.fromkeys(range(0x80, 0xA0), "\ufffd")
    table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # lone surrogates: no UTF-8 can carry them
    table |= dict.fromkeys((*range(0x09, 0x0E), 0x85, 0x2028, 0x2029), " ")  # line ends and tabs
    # Embeddings, overrides and isolates, which an article may leave open; the marks LRM, RLM, ALM stay.
    table |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x2070)), "")
    # Soft hyphen, byte order mark, annotation marks and tags: invisible, or shown as boxes.
    table |= dict.fromkeys((0xAD, 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)), "")
    return table


#: For `str.translate`.
UNPRINTABLE: Final = _unprintable()


def printable(text: str) -> str:
    """`text` as one line without control characters, bidi controls and surrogates.

    Line ends and tabs become spaces, C0 controls their pictures (ESC is ␛), C1 controls and surrogates
    U+FFFD. The bidi marks LRM, RLM and ALM stay: they open nothing that must be closed.
    """
    return text.translate(UNPRINTABLE)
