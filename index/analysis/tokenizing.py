"""Tokenising: where the words of a raw text begin and end.

One pattern, `WORD`, finds raw words in raw text, so that offsets are offsets into what the author wrote.
`\\w` will not do: Python's does not contain the Arabic marks. The decisions:

- Marks, tatweel, joiners, soft hyphens and bidi controls inside a word belong to it. Marks and tatweel at its end do
  too (a highlight covers them); invisible controls at its ends do not.
- Arabic letters, other letters, and digits are runs of their own: كوفيد19 is كوفيد and 19, و2015 is و and 2015, so
  that each part is found. Latin letters with digits stay together (G20, F16, H1N1, 5G): apart they would mean nothing.
- A number keeps its decimal point and its thousands separators: 3.5, ٣٫٥, 1,000, 1.000.000. A point or slash in
  another chain (12.09.2023, 12/09/2023, 192.168.0.1) separates: the parts are tokens.
- Latin words keep an apostrophe inside (O'Neill, l’État); single letters with points are one word (U.S.). Arabic ones
  (أ.ف.ب) are tokens each: agencies sign أ ف ب as often, and a phrase finds both.
- Everything else separates: spaces, punctuation of all scripts, `_`, `-`, `/`, `#`, `@`, emoji. Ideographs and kana are
  tokens each. Nothing is ever refused; lone surrogates are skipped like punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from index.analysis.folding import ACCENTS, ARABIC_MARKS, INVISIBLE
from index.lazy import cached_property

#: Letters of the Arabic script: its blocks, extensions and presentation forms, without digits, marks, punctuation;
#: with the ligatures that are words (ﷲ, ﷺ, ﷼).
ARABIC = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u0673\u0675-\u06d3\u06d5\u06e5\u06e6\u06ee\u06ef\u06fa-\u06fc\u06ff"
    "\u0750-\u077f\u0870-\u0887\u0889-\u088e\u08a0-\u08c9"
    "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufd8f\ufd92-\ufdc7\ufdf0-\ufdfc\ufe70-\ufefc"
)
IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
#: What may stand inside a word and is no letter: marks, tatweel, accents, invisible controls.
INSIDE = ARABIC_MARKS + ACCENTS + INVISIBLE

#: What nearly every text is made of: Latin and its composed accents, the Arabic block, general punctuation, the BOM.
_PLAIN = "\u0000-\u024f\u0600-\u0673\u0675-\u06ff\u2000-\u206f\ufeff"
_beyond_plain = re.compile(f"[^{_PLAIN}]").search


class _Kinds(NamedTuple):
    """The patterns of the two kinds of words: those of Arabic letters, and all others."""

    arabic: str
    other: str


def _kinds(arabic: str, accents: str, inside: str, invisible: str, ideographs: str) -> _Kinds:
    """The patterns of words, for texts that have no other characters of these kinds."""
    # ʼ is a letter to Python, and here an apostrophe like any other.
    other = f"[^\\W_ʼ{arabic}{ideographs}\u0640]"  # letters and digits, neither Arabic nor ideographs
    other_letter = f"[^\\W\\d_ʼ{arabic}{ideographs}\u0640]"
    trailing = f"[{accents}]*" if accents else ""
    return _Kinds(
        f"[{arabic}][{arabic}{inside}]*(?<![{invisible}])",
        # numbers: 1,000.5  3.5  but not within 12.09.2023
        rf"(?<!\d[.,٫٬])\d{{1,3}}(?:[,٬]\d{{3}})+(?:[.٫]\d+)?(?![^\W_ʼ{arabic}]|[.,٫٬]\d)"
        rf"|(?<!\d[.,٫٬])\d{{1,3}}(?:\.\d{{3}}){{2,}}(?![^\W_ʼ{arabic}]|[.,٫٬]\d)"
        rf"|(?<!\d[.,٫٬])\d+[.٫]\d+(?![^\W_ʼ{arabic}]|[.,٫٬]\d)"
        # U.S.
        rf"|(?<![^\W\d_ʼ])[A-Za-z](?:\.[A-Za-z])+(?![^\W_ʼ{arabic}])"
        # Latin and other words, with digits, with an apostrophe between letters
        f"|{other}(?:[{inside}]*{other})*{trailing}"
        f"(?:['’ʼ]{other_letter}(?:[{inside}]*{other_letter})*{trailing})*"
        + (f"|[{ideographs}]" if ideographs else ""),
    )


def _plain(characters: str) -> str:
    """What of the inside of a character class can stand in a plain text."""
    return "".join(one for one in re.findall("(?s).-.|.", characters) if not _beyond_plain(one))


class _Words:
    """What finds the words of texts, as a compiled `pattern` does.

    Python takes long to compile a pattern that names so many characters: a seventh of what a search has to load. So
    that happens with the first text that has such a character, and one for plain texts, which nearly all are, finds the
    same in these.
    """

    _classes: Final = (ARABIC, ACCENTS, INSIDE, INVISIBLE, IDEOGRAPHS)
    pattern: Final = "|".join(_kinds(*_classes))
    # Where a separator stands, one look tells that no other word begins there: 0.6 of the time of trying each kind.
    _of_plain_text: Final = re.compile(
        "{0.arabic}|(?=[^\\W_])(?:{0.other})".format(_kinds(*map(_plain, _classes)))
    )

    @cached_property
    def _of_any_text(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def _for(self, text: str) -> re.Pattern[str]:
        return self._of_any_text if _beyond_plain(text) else self._of_plain_text

    def findall(self, text: str) -> list[str]:
        """The words, in order."""
        return self._for(text).findall(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The words where they stand, in order."""
        return self._for(text).finditer(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The text, if it is one word and nothing else."""
        return self._for(text).fullmatch(text)


#: What finds the words of a text.
WORD: Final = _Words()
