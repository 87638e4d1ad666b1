"""Suggestions measured: words damaged at random, and headlines that need none. `python -m benchmarks.suggestions`.

Words of an index's vocabulary are drawn and damaged: a dot changed, a letter dropped, doubled or swapped with the next,
a hamza lost; which of these that the word can suffer, and where, is drawn too. Each is given to `Searcher.suggest`, and
it counts whether the right word comes first, and whether it is among the first three. Damage is done to normalised
forms: a hamza lost from an alef is no damage.

Two things decide how hard it is. Words are drawn by occurrence, as people write them; or every form alike that occurs
so and so often. And a damaged form may be another word of the index (سيل of سئل): by itself it shows nothing of the
damage, and the commoner word is the better guess. So all damaged words are counted, and those alone that the index
lacks. Beside each figure stands what nobody can beat without more context: the answer of one who knows exactly how
words were drawn and damaged, and tells the likeliest.

Then headlines are asked that newspapers printed: how many get a suggestion unasked (`Page.suggestions`), of the archive
itself (all words known; what is proposed there is mostly a misprint) and of another one.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Final

from benchmarks.relevance.sets import find_shared
from index import Index, Snapshot, index_articles
from index.analysis import Analyzer
from index.segments.frequencies import term_frequencies
from searcher import Searcher
from searcher.suggesting.typos import ARABIC_LETTERS, SKELETONS, one_error_away

ARCHIVES: Final = {"SaudiNewsNet": "saudinewsnet", "ANT": "ant-v1-trec.zip"}
#: Not those that the weights of `searcher.suggesting.typos` and `searcher.suggesting.corrections` were chosen with.
SEEDS: Final = tuple(range(1001, 1006))
WORDS: Final = 300
HEADLINES: Final = 2_000

_SKELETON_OF: Final = {letter: letters for letters in SKELETONS for letter in letters}


@dataclass(frozen=True)
class Draw:
    """How words are drawn from a vocabulary."""

    name: str
    least: int  # occurrences
    by_occurrence: bool = False
    shortest: int = 2  # letters


DRAWS: Final = (
    Draw("by occurrence, from 3 letters on", least=5, by_occurrence=True, shortest=3),
    Draw("by occurrence", least=5, by_occurrence=True),
    Draw("forms occurring 100 times or more", least=100),
    Draw("forms occurring 20 times or more", least=20),
    Draw("forms occurring 5 times or more", least=5),
    Draw("all forms", least=1),
)


def damages(word: str, analyzer: Analyzer) -> dict[str, float]:
    """Every form that a word may be damaged to, with its probability; the word itself is none of them."""
    kinds: list[Counter[str]] = [
        Counter(word[:at] + word[at + 1 :] for at in range(len(word))),
        Counter(word[:at] + letter + word[at:] for at, letter in enumerate(word)),
        Counter(word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)),
        Counter(
            word[:at] + other + word[at + 1 :]
            for at, letter in enumerate(word)
            for other in _SKELETON_OF.get(letter, "")
        ),
        Counter(
            word[:at] + seat + word[at + 1 :]
            for at, letter in enumerate(word)
            for seat in {"ء": ("",), "ئ": ("ي", "ا")}.get(letter, ())
        ),
    ]
    found: dict[str, float] = {}
    for kind in kinds:
        forms: Counter[str] = Counter()
        for damaged, count in kind.items():
            folded = analyzer.forms(damaged)
            if len(folded) == 1 and folded[0] != word:
                forms[folded[0]] += count
        for form, count in forms.items():
            found[form] = found.get(form, 0.0) + count / forms.total()
    kinds_possible = sum(found.values())
    return {form: share / kinds_possible for form, share in found.items()}


class Vocabulary:
    """The Arabic forms of a snapshot with their occurrences."""

    def __init__(self, snapshot: Snapshot) -> None:
        counts: Counter[str] = Counter()
        for view in snapshot.segments:
            counts.update(dict(zip(view.terms.forms, term_frequencies(view).tolist(), strict=True)))
        letters = set(ARABIC_LETTERS)
        self.counts = {form: count for form, count in counts.items() if letters.issuperset(form)}

    def weights(self, draw: Draw) -> dict[str, int]:
        """The forms that may be drawn, each with its weight."""
        return {
            form: count if draw.by_occurrence else 1
            for form, count in sorted(self.counts.items())
            if count >= draw.least and len(form) >= draw.shortest
        }


@dataclass
class Score:
    """How often the right word was first, and among the first three, of so many words."""

    words: int = 0
    first: int = 0
    in_three: int = 0

    def count(self, right: str, answers: Sequence[str]) -> None:
        """Count the answer to one damaged word, best first."""
        self.words += 1
        self.first += list(answers[:1]) == [right]
        self.in_three += right in answers[:3]

    def __str__(self) -> str:
        return f"{self.first / self.words:.1%} / {self.in_three / self.words:.1%}" if self.words else "none"


@dataclass
class Scores:
    """What `Searcher.suggest` scores, and what is the best that can be."""

    ours: Score = field(default_factory=Score)
    best: Score = field(default_factory=Score)

    def __str__(self) -> str:
        return f"{self.ours} (best {self.best})"


@dataclass
class Measured:
    """Scores of all damaged words, and of those that the index lacks; processor time of each word."""

    all: Scores = field(default_factory=Scores)
    lacking: Scores = field(default_factory=Scores)
    seconds: list[float] = field(default_factory=list)


def damaged_words(weights: dict[str, int], seed: int, analyzer: Analyzer) -> Iterator[tuple[str, str]]:
    """`WORDS` words and what became of each."""
    chance = random.Random(seed)
    forms, cumulated = list(weights), list(accumulate(weights.values()))
    for _ in range(WORDS):
        word = chance.choices(forms, cum_weights=cumulated)[0]
        possible = damages(word, analyzer)
        yield word, chance.choices(list(possible), list(possible.values()))[0]


def measure(searcher: Searcher, vocabulary: Vocabulary, draw: Draw, seed: int, into: Measured) -> None:
    """Ask for one draw of words."""
    analyzer = Analyzer()
    weights = vocabulary.weights(draw)
    for word, damaged in damaged_words(weights, seed, analyzer):
        begun = time.process_time()
        suggestions = searcher.suggest(damaged)
        into.seconds.append(time.process_time() - begun)
        answers = [" ".join(analyzer.forms(suggestion.text)) for suggestion in suggestions]
        likely = {
            meant: weights[meant] * damages(meant, analyzer).get(damaged, 0.0)
            for meant in set(one_error_away(damaged))
            if meant in weights
        }
        for scores in (into.all, *([] if damaged in vocabulary.counts else [into.lacking])):
            scores.ours.count(word, answers)
            scores.best.count(word, sorted(likely, key=lambda meant: -likely[meant]))


def headlines(snapshot: Snapshot, seed: int) -> list[str]:
    """Some headlines of an archive, drawn at random."""
    titles = [view.head(number)[1] for view in snapshot.segments for number in range(view.article_count)]
    return random.Random(seed).sample(titles, min(HEADLINES, len(titles)))


def report(indexes: dict[str, Path], tell: Callable[[str], None], examples: int = 0) -> None:
    """Measure on the indexes of some archives, and print."""
    tell("right word first / in the first three, of 5 draws of 300 words; and the best that can be")
    for name, folder in indexes.items():
        with Searcher.open(folder) as searcher:
            vocabulary = Vocabulary(Index.open(folder).snapshot())
            seconds: list[float] = []
            for draw in DRAWS:
                measured = Measured()
                for seed in SEEDS:
                    measure(searcher, vocabulary, draw, seed, measured)
                seconds += measured.seconds
                share = measured.lacking.ours.words / measured.all.ours.words
                tell(
                    f"{name:13} {draw.name:34} {measured.all}; "
                    f"where the index lacks the damaged word, {share:.0%}: {measured.lacking}"
                )
            cuts = statistics.quantiles(seconds, n=100)
            tell(
                f"{name:13} processor time a word: median {cuts[49] * 1e3:.1f} ms, "
                f"99th percentile {cuts[98] * 1e3:.1f} ms"
            )
    tell("headlines that get a suggestion unasked")
    for name, folder in indexes.items():
        with Searcher.open(folder) as searcher:
            for origin, other in indexes.items():
                asked = headlines(Index.open(other).snapshot(), SEEDS[0])
                pages = [searcher.search(headline, limit=1, snippets=False) for headline in asked]
                told = [page.suggestions[0] for page in pages if page.suggestions]
                tell(f"{name:13} asked headlines of {origin}: {len(told) / len(asked):.2%} of {len(asked)}")
                for suggestion in told[:examples]:
                    tell(
                        "    "
                        + "; ".join(f"{each.written} -> {each.proposed}" for each in suggestion.changes)
                    )


def main() -> None:
    """Index what is in the shared folder and measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.suggestions", description=__doc__)
    parser.add_argument("--examples", type=int, default=0, help="Print so many suggestions to headlines.")
    arguments = parser.parse_args()
    shared = find_shared()
    if shared is None:
        parser.error("needs the news archives at ../shared/corpora")
    with tempfile.TemporaryDirectory() as folder:
        indexes = {}
        for name, path in ARCHIVES.items():
            indexes[name] = Path(folder, name)
            index_articles(indexes[name], [shared / "corpora" / path])
        report(indexes, print, arguments.examples)


if __name__ == "__main__":
    main()
