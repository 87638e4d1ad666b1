"""What `searcher.retrieval.reranking` adds to the score of one article, number by number: the second part of an
explanation.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from searcher import ranking
from searcher.explanations.explained_ranking import FirstRanking, explained_idf
from searcher.explanations.explanation import Explanation, sum_of
from searcher.language.query import Query, Word, is_word
from searcher.language.sought import sought
from searcher.retrieval import reranking


class _Occurrence(NamedTuple):
    """A word of the query in the article."""

    position: int
    number: int  # of the word, among the query's distinct ones


class SecondLook:
    """What the second look adds for an article."""

    def __init__(self, first: FirstRanking, query: Query) -> None:
        self._in = first
        self._vocabulary = first.vocabulary
        asked = [Word("text", item.text) for item in sought(query) if is_word(item)]  # whatever its boost
        idf = [self._idf(word) for word in asked]
        kept = sorted(sorted(range(len(asked)), key=lambda at: -idf[at])[: reranking.MOST_WORDS])
        #: Each word with its position among those of the query.
        self._standing = [(at, asked[at]) for at in kept]
        self._words = list(dict.fromkeys(word for _, word in self._standing))
        self._occurrences = sorted(
            _Occurrence(position, number)
            for number, word in enumerate(self._words)
            for position in self._positions(word)
        )

    def parts(self) -> list[Explanation]:
        """Its parts; none where it adds nothing."""
        parts = [*self._weak_relatives(), *self._neighbours(), *self._window()]
        return [sum_of("second look: the sum of", parts)] if parts else []

    def _idf(self, word: Word) -> float:
        return self._in.idf(word).value

    def _positions(self, word: Word) -> list[int]:
        """Where a word, or a form of its stem, stands in the article."""
        runs = self._vocabulary.slots(word.text)[self._in.text.segment].runs
        view, found = self._in.view, []
        for slot in (slot for run in runs if run.own for slot in range(run.first, run.end)):
            passages, positions = view.passage_positions(slot)
            here = (passages >= self._in.passages.start) & (passages < self._in.passages.stop)
            found += (view.passages.first_positions[passages[here]].astype(int) + positions[here]).tolist()
        return found

    def _weak_relatives(self) -> Iterator[Explanation]:
        for word in self._words:
            found = self._in.forms(self._vocabulary.weak_slots(word.text)[self._in.text.segment], "text")
            if not found:
                continue
            strong = self._in.word_frequency(word).value
            weak = sum_of("weak tf: the sum of", found)
            max_score = self._idf(word) * (ranking.ARTICLES.k1 + 1)
            damping, after = self._in.damping().value, strong + weak.value
            value = max_score * (after / (after + damping) - strong / (strong + damping))
            yield Explanation(
                value, f"weak relatives of {word.text}: by what their tf raises its score", (weak,), "formula"
            )

    def _pairs(self) -> dict[tuple[int, int], tuple[int, float]]:
        """Two words that are asked for together: how far apart they stand in the query, and what a meeting weighs."""
        number = {word: at for at, word in enumerate(self._words)}
        standing = [(position, number[word]) for position, word in self._standing]
        content = [
            (position, number[word])
            for position, word in self._standing
            if not self._vocabulary.is_function_word(word.text)
        ]
        pairs = [
            *((one, other, 1.0) for one, other in pairwise(standing) if other[0] - one[0] == 1),
            *((one, other, reranking.APART) for one, other in pairwise(content) if other[0] - one[0] > 1),
            *((one, other, reranking.APART) for one, other in zip(content, content[2:], strict=False)),
        ]
        found: dict[tuple[int, int], tuple[int, float]] = {}
        for (position, one), (next_position, other), weight in pairs:
            if one != other:
                found.setdefault((one, other), (next_position - position, weight))
        return found

    def _neighbours(self) -> Iterator[Explanation]:
        lengths = self._in.view.articles_array("body_lengths")
        average = max(self._in.words / max(self._in.article_total, 1), 1.0)
        relative = int(lengths[self._in.text.article]) / average
        softness = 1 - reranking.BY_LENGTH + reranking.BY_LENGTH * relative
        pairs = self._pairs()
        most = max((distance for distance, _ in pairs.values()), default=0)
        for (one, other), (distance, weight) in pairs.items():
            times = sum(
                (first.number, second.number, second.position - first.position) == (one, other, distance)
                for at, first in enumerate(self._occurrences)
                for second in self._occurrences[at + 1 : at + 1 + most]
            )
            if times:
                both = sum(self._group_idf(self._words[each]) for each in (one, other))
                yield Explanation(
                    weight * both * reranking.ADJACENT * 2 * times / (times + softness),
                    f"words {self._words[one].text} and {self._words[other].text} as neighbours: {times} times "
                    f"{distance} apart; weight {weight:g}, idf of both {both:.4f}",
                )

    def _group_idf(self, word: Word) -> float:
        return explained_idf(self._in.group_frequency(word), self._in.article_total, "").value

    def _window(self) -> Iterator[Explanation]:
        idf = [self._idf(word) for word in self._words]
        ahead = min(reranking.AHEAD, 2 * len(self._words) - 2)
        best: set[int] = set()
        for at, (start, _) in enumerate(self._occurrences):
            held = {
                number
                for position, number in self._occurrences[at : at + 1 + ahead]
                if position - start < reranking.WINDOW_WORDS
            }
            best = max(best, held, key=lambda numbers: sum(idf[number] for number in numbers))
        if best:
            words = " ".join(self._words[number].text for number in sorted(best))
            yield Explanation(
                reranking.TOGETHER * sum(idf[number] for number in best),
                f"within {reranking.WINDOW_WORDS} words: {words}; {reranking.TOGETHER:g} × their idf",
            )
