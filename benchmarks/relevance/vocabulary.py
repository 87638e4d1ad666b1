"""The stems of the commonest words of news, as a file: whoever changes a rule sees in its diff what becomes of them.

    python -m benchmarks.relevance.vocabulary        (make vocabulary)

writes two files:

- `vocabulary-stems.tsv`, to be read: a line for each of the 5,000 commonest forms of SaudiNewsNet, the commonest first,
  and its stem;
- `vocabulary-evidence.tsv.gz`, to compute it from: forms and how often they occur. It has those that the stems of these
  words were decided by, and the ones that occur `COMMON` times, so that a new rule has something to ask.

A stem by evidence depends on the whole vocabulary, which is too large to keep here. What the rules never ask for makes
no difference, so the evidence gives the same stems without the news (`tests/index/analysis/test_vocabulary_file.py`).
Where `../shared` has the news both files are made anew, elsewhere only the stems, from the evidence.
"""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from benchmarks.relevance.sets import find_shared
from corpus import read_articles
from index.analysis import Analyzer, VocabularyStemmer

STEMS: Final = Path(__file__).parents[2] / "tests" / "data" / "vocabulary-stems.tsv"
EVIDENCE: Final = STEMS.with_name("vocabulary-evidence.tsv.gz")

WORDS: Final = 5000
COMMON: Final = 50

_HEADER: Final = f"""\
# The {WORDS:,} commonest forms of SaudiNewsNet (2015), the commonest first, and the stem that Fihris gives each.
# Made by `make vocabulary`, see benchmarks/relevance/vocabulary.py: not to be edited.
# form\tstem
"""


class Asked:
    """Frequencies that remember which forms they were asked for and have."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self._frequencies = frequencies
        self.forms: set[str] = set()

    def get(self, form: str, default: int) -> int:
        """Occurrences of a form, or `default`."""
        count = self._frequencies.get(form)
        if count is None:
            return default
        self.forms.add(form)
        return count


def news_frequencies(folder: Path) -> Counter[str]:
    """How often each form occurs in the headlines and paragraphs of an archive."""
    words: Counter[str] = Counter()
    for article in read_articles(folder):
        for text in (article.title, *article.paragraphs):
            words.update(Analyzer.WORD.findall(text))
    analyzer, forms = Analyzer(), Counter[str]()
    for word, count in words.items():
        for form in analyzer.forms(word):
            forms[form] += count
    return forms


def commonest(frequencies: Mapping[str, int]) -> list[str]:
    """The `WORDS` commonest forms; of equally common ones the first in the order of the code points."""
    return sorted(frequencies, key=lambda form: (-frequencies[form], form))[:WORDS]


def evidence(frequencies: Mapping[str, int]) -> dict[str, int]:
    """Of a vocabulary what decides the stems of its commonest words, and what is common itself."""
    asked = Asked(frequencies)
    stemmer = VocabularyStemmer(asked)
    words = commonest(frequencies)
    for form in words:
        stemmer.stem(form)
    kept = asked.forms.union(words, (form for form, count in frequencies.items() if count >= COMMON))
    return {form: frequencies[form] for form in sorted(kept)}


def stems(frequencies: Mapping[str, int]) -> dict[str, str]:
    """The stems of the commonest words."""
    stemmer = VocabularyStemmer(frequencies)
    return {form: stemmer.stem(form) for form in commonest(frequencies)}


def read_stems() -> dict[str, str]:
    """The file of stems, in its order."""
    lines = STEMS.read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))


def read_evidence() -> dict[str, int]:
    """The file of evidence."""
    lines = gzip.decompress(EVIDENCE.read_bytes()).decode().splitlines()
    return {form: int(count) for form, count in (line.split("\t") for line in lines)}


def main() -> None:
    """Write the files, and say what has changed."""
    shared = find_shared()
    if shared is not None:
        frequencies = evidence(news_frequencies(shared / "corpora" / "saudinewsnet"))
        lines = "".join(f"{form}\t{count}\n" for form, count in frequencies.items())
        EVIDENCE.write_bytes(gzip.compress(lines.encode(), mtime=0))
    before = read_stems() if STEMS.exists() else {}
    now = stems(read_evidence())
    STEMS.write_text(_HEADER + "".join(f"{form}\t{stem}\n" for form, stem in now.items()), "utf-8")
    changed = sum(before.get(form) != stem for form, stem in now.items())
    print(f"{STEMS.name}: {changed:,} of {len(now):,} stems changed")


if __name__ == "__main__":
    main()
