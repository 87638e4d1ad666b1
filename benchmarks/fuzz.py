"""Random and mutated query strings, asked of an index of the sample corpus: `make fuzz`.

Arabic, Latin, operators, bidi marks, lone surrogates, ten thousand characters of parentheses: every string has to be
answered, and its problems told on any screen, without an exception and within two seconds. It ends with status 1 where
that does not hold, and names the string by its seed and number either way for the slowest.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from index import index_articles
from searcher import Searcher
from searcher.printing.carets import problem_lines
from searcher.printing.screen import Screen

_ROOT: Final = Path(__file__).parents[1]
_LIMIT: Final = 2.0  # seconds of processor time, which others on the machine do not add to
_LONG: Final = 10_000  # characters
SCREENS: Final = (Screen(), Screen(width=40, isolate=True), Screen(width=80, visual=True))

_SIGNS: Final = [
    *(
        "+",
        "-",
        "－",
        "–",
        "(",
        ")",
        "（",
        "）",
        "﴾",
        "﴿",
        '"',
        "«",
        "»",
        "“",
        "”",
        "„",
        "‹",
        "'",
        "؟",
        "،",
        "؛",
    ),
    *(
        "*",
        "?",
        "~",
        "^",
        "~1",
        "~2",
        "^2",
        "~>5",
        "5~",
        "٥~",
        "^٠٫٥",
        "..",
        "…",
        "/",
        "&&",
        "||",
        ":",
        "#",
        "_",
        ".",
    ),
    *("AND", "OR", "NOT", "/و/", "/أو/", "/ليس/", "W/5", "PRE/2", "قرب/٣", "قبل/1", "5/قرب"),
    *("title:", "عنوان:", "source:", "مصدر:", "category:", "قسم:", "author:", "كاتب:", "http:", "titel:"),
    *(
        "date:",
        "تاريخ:",
        "2022",
        "2022-13",
        "2022-03..",
        "last-7d",
        "أغسطس 2015",
        "آخر-أسبوعين",
        "has:",
        "يوجد:",
    ),
    *("lead:", "lead/9:", "مقدمة:", "para(", "sent(", "فقرة(", "جملة)", "atleast2(", "تكرار/3(", "atleast("),
]
_ODD: Final = [
    *(
        "\ud800",
        "\udc00",
        "\x00",
        "\x1b[31m",
        "\n",
        "\u00a0",
        "\u200f",
        "\u200e",
        "\u061c",
        "\u2067",
        "\u2069",
        "\u202e",
    ),
    *(
        "\u200c",
        "\u200b",
        "\ufeff",
        "\u00ad",
        "😀",
        "👩‍👩‍👧",
        "é",
        "e\u0301",
        "ﷺ",
        "ﻻ",
        "ـ",
        "\u0651",
        "中",
        "٣",
        "۳",
        "²",
    ),
    *("\ue000", "\ue001", "\U0010ffff", "\ufdd0"),
]


def _words() -> list[str]:
    """Words of the sample corpus's plain texts, and such as the language treats in a way of its own."""
    text = " ".join(path.read_text("utf-8", "replace") for path in (_ROOT / "corpus/samples").rglob("*.txt"))
    words = sorted(set(re.findall(r"\w+", text)))
    return [
        *words[:400],
        "عبدالله",
        "عبد",
        "الله",
        "كانون",
        "الثاني",
        "يناير",
        "في",
        "و",
        "2015",
        "G20",
        "كوفيد-19",
    ]


def _examples() -> list[str]:
    return re.findall(r"^\| `(.+?)` \|", (_ROOT / "docs/query-syntax.md").read_text("utf-8"), re.MULTILINE)


class Strings:
    """Makes query strings; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._words = _words()
        self._examples = _examples()

    def __iter__(self) -> Iterator[str]:
        makers = [self._pieces] * 40 + [self._mutated] * 50 + [self._characters] * 9 + [self._long]
        while True:
            yield self._rng.choice(makers)()

    def _piece(self) -> str:
        return self._rng.choice(self._rng.choice((self._words, _SIGNS, _SIGNS, _ODD, [" "], [" "])))

    def _pieces(self) -> str:
        return "".join(self._piece() for _ in range(self._rng.randrange(30)))

    def _characters(self) -> str:
        ranges = ((0x20, 0x7F), (0x600, 0x700), (0x2000, 0x2070), (0xD800, 0xE000), (0, 0x110000))
        return "".join(
            chr(self._rng.randrange(*self._rng.choice(ranges))) for _ in range(self._rng.randrange(40))
        )

    def _mutated(self) -> str:
        text = list(self._rng.choice(self._examples))
        for _ in range(self._rng.randrange(1, 6)):
            at = self._rng.randrange(len(text) + 1)
            match self._rng.randrange(4):
                case 0:
                    del text[at : at + self._rng.randrange(1, 4)]
                case 1:
                    text[at:at] = self._piece()
                case 2:
                    text[at:at] = self._rng.choice(self._examples)
                case 3:
                    text[at:] = reversed(text[at:])
        return "".join(text)

    def _long(self) -> str:
        kinds = self._rng.choice(
            (["(", ")"], [self._piece()], [self._piece(), " "], [self._piece() for _ in range(9)])
        )
        text = "".join(self._rng.choices([kind or " " for kind in kinds], k=_LONG))
        return text[:_LONG]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    failures, slowest = 0, (0.0, 0, "")
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        index_articles(folder, [_ROOT / "corpus/samples"])
        with Searcher.open(folder) as searcher:
            for number, query in zip(range(options.count), Strings(options.seed), strict=False):
                asked = time.process_time()
                try:
                    page = searcher.search(
                        query, match="all" if number % 3 == 0 else "any", paragraphs=number % 2 == 0
                    )
                    for screen in SCREENS:
                        list(problem_lines(query, page.problems, screen))
                except Exception:
                    failures += 1
                    print(
                        f"seed {options.seed}, number {number}: {query[:300]!a}\n{traceback.format_exc()}",
                        file=sys.stderr,
                    )
                slowest = max(slowest, (time.process_time() - asked, number, query))
    seconds, number, query = slowest
    print(
        f"{options.count:,} queries in {time.perf_counter() - began:.0f} s: {failures} exceptions; the slowest took"
        f" {seconds:.2f} s (seed {options.seed}, number {number}, {len(query):,} characters: {query[:60]!a})"
    )
    return 1 if failures or seconds > _LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
