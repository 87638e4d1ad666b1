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
from functools import cached_property
from typing import Final

from index.analysis.folding import ACCENTS, ARABIC_MARKS, INVISIBLE

#: Letters of the Arabic script: its blocks, extensions and presentation forms, without digits, marks, punctuation;
#: with the ligatures that are words (ﷲ, ﷺ, ﷼).
ARABIC = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u0673\u0675-\u06d3\u06d5\u06e5\u06e6\u06ee\u06ef\u06fa-\u06fc\u06ff"
    "\u0750-\u077f\u0870-\u0887\u0889-\u088e\u08a0-\u08c9"
    "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufd8f\ufd92-\ufdc7\ufdf0-\ufdfc\ufe70-\ufefc"
)
_FIRST_IDEOGRAPH = "\u3040"
IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
#: What may stand inside a word and is no letter: marks, tatweel, accents, invisible controls.
INSIDE = ARABIC_MARKS + ACCENTS + INVISIBLE
_VISIBLE_END = f"(?<![{INVISIBLE}])"


def _word(ideographs: str) -> str:
    """The pattern of a word, for texts in which these ideographs may occur."""
    other = f"[^\\W_{ARABIC}{ideographs}\u0640]"  # letters and digits, neither Arabic nor ideographs
    other_letter = f"[^\\W\\d_{ARABIC}{ideographs}\u0640]"
    return (
        f"[{ARABIC}][{ARABIC}{INSIDE}]*{_VISIBLE_END}"
        # numbers: 1,000.5  3.5  but not within 12.09.2023
        rf"|(?<!\d[.,٫٬])\d{{1,3}}(?:[,٬]\d{{3}})+(?:[.٫]\d+)?(?![^\W_{ARABIC}]|[.,٫٬]\d)"
        rf"|(?<!\d[.,٫٬])\d{{1,3}}(?:\.\d{{3}}){{2,}}(?![^\W_{ARABIC}]|[.,٫٬]\d)"
        rf"|(?<!\d[.,٫٬])\d+[.٫]\d+(?![^\W_{ARABIC}]|[.,٫٬]\d)"
        # U.S.
        rf"|(?<![^\W\d_])[A-Za-z](?:\.[A-Za-z])+(?![^\W_{ARABIC}])"
        # Latin and other words, with digits, with an apostrophe between letters
        f"|{other}(?:[{INSIDE}]*{other})*[{ACCENTS}]*"
        f"(?:['’ʼ]{other_letter}(?:[{INSIDE}]*{other_letter})*[{ACCENTS}]*)*"
        + (f"|[{ideographs}]" if ideographs else "")
    )


class _Words:
    """What finds the words of texts, as a compiled `pattern` does.

    Python goes through every ideograph when it compiles a pattern that names them: twice as long as the rest takes,
    and a tenth of what a search has to load. So that happens with the first text that has one.
    """

    pattern: Final = _word(IDEOGRAPHS)
    _without_ideographs: Final = re.compile(_word(""))

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def _for(self, text: str) -> re.Pattern[str]:
        if max(text, default="") < _FIRST_IDEOGRAPH or not any(map(_is_ideograph, text)):
            return self._without_ideographs
        return self._whole

    def findall(self, text: str) -> list[str]:
        """The words, in order."""
        return self._for(text).findall(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The words where they stand, in order."""
        return self._for(text).finditer(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The text, if it is one word and nothing else."""
        return self._for(text).fullmatch(text)


def _is_ideograph(char: str) -> bool:
    # All of `IDEOGRAPHS`, and no matter if some others.
    return "\u3040" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff"


#: What finds the words of a text.
WORD: Final = _Words()
