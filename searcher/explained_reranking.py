"""What `searcher.reranking` adds to the score of one article, number by number: the second part of an explanation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from searcher import ranking, reranking
from searcher.explained_ranking import FirstRanking, rarity
from searcher.explanation import Explanation, sum_of
from searcher.query import Query, Word, sought


class SecondLook:
    """What `searcher.reranking` adds for an article."""

    def __init__(self, first: FirstRanking, query: Query) -> None:
        self._in = first
        self._vocabulary = first.vocabulary
        self._words = [item for item in sought(query) if isinstance(item, Word) and item.fieldname == "text"]
        own = {word: self._vocabulary.own_slots(word.text)[first.place.segment] for word in self._words}
        self._places = {
            word: [] if self._too_frequent(slots) else first.places(slots) for word, slots in own.items()
        }

    def parts(self) -> list[Explanation]:
        """Its parts; none where it adds nothing."""
        parts = [*self._weak_relatives(), *self._neighbours(), *self._window()]
        return [sum_of("second look: the sum of", parts)] if parts else []

    def _too_frequent(self, slots: Sequence[range]) -> bool:
        view = self._in.view
        frequency = sum(view.frequency(slot) for part in slots for slot in part)
        return frequency > reranking.TOO_FREQUENT

    def _weak_relatives(self) -> Iterator[Explanation]:
        for word in dict.fromkeys(self._words):
            slots, weights = self._vocabulary.weak_slots(word.text)[self._in.place.segment]
            found = []
            for slot, weight in zip(slots.tolist(), weights.tolist(), strict=True):
                frequency, where = self._in.occurrences(slot, "text")
                if frequency:
                    form = self._in.view.form(slot)
                    found.append(
                        Explanation(weight * frequency, f"form {form}: weight {weight:.3g} × {where}")
                    )
            if not found:
                continue
            strong, holding = self._in.word_frequency(word)
            most = self._in.idf(word, holding).value * (ranking.ARTICLES.k1 + 1) * word.boost
            damping, before = self._in.damping().value, strong.value
            weak = sum_of("weak tf: the sum of", sorted(found, key=lambda part: -part.value))
            after = before + weak.value
            value = most * (after / (after + damping) - (before / (before + damping) if before else 0.0))
            yield Explanation(
                value, f"weak relatives of {word.text}: by what their tf raises its score", (weak,), "formula"
            )

    def _pairs(self) -> Iterator[tuple[Word, Word, int, float]]:
        """Two words of the query, how far apart they stand there, and the weight of their meeting."""
        for one, other in pairwise(self._words):
            yield one, other, 1, 1.0
        content = [
            (place, word)
            for place, word in enumerate(self._words)
            if not self._vocabulary.is_function_word(word.text)
        ]
        for (place, one), (next_place, other) in pairwise(content):
            if next_place - place > 1:
                yield one, other, next_place - place, reranking.APART
        for (place, one), (next_place, other) in zip(content, content[2:], strict=False):
            yield one, other, next_place - place, reranking.APART

    def _neighbours(self) -> Iterator[Explanation]:
        lengths = self._in.view.articles_array("body_lengths")
        average = max(self._in.words / max(self._in.article_total, 1), 1.0)
        softness = 0.25 + 0.75 * int(lengths[self._in.place.article]) / average
        for one, other, distance, weight in self._pairs():
            first, second = self._places[one], self._places[other]
            if one == other or not first or not second:
                continue
            behind = set(second)
            adjacent = sum(place + distance in behind for place in first)
            near = sum(any(abs(place - at) <= reranking.NEAR_WORDS for at in second) for place in first)
            saturated = reranking.ADJACENT * 2 * adjacent / (adjacent + softness)
            saturated += reranking.NEAR * 2 * near / (near + softness)
            if saturated:
                both = sum(
                    rarity(self._in.holding(word), self._in.article_total, "").value for word in (one, other)
                )
                yield Explanation(
                    weight * both * saturated,
                    f"words {one.text} and {other.text} as neighbours: {adjacent} times {distance} apart, "
                    f"{near} times within {reranking.NEAR_WORDS} words; weight {weight:g}, idf of both {both:.4f}",
                )

    def _window(self) -> Iterator[Explanation]:
        idf = {word: self._in.idf(word, self._in.holding(word)).value for word in self._places}
        best: list[Word] = []
        for start in (place for places in self._places.values() for place in places):
            within = range(start, start + reranking.WINDOW_WORDS)
            held = [word for word, places in self._places.items() if any(place in within for place in places)]
            if sum(map(idf.__getitem__, held)) > sum(map(idf.__getitem__, best)):
                best = held
        if best:
            words = " ".join(word.text for word in best)
            yield Explanation(
                reranking.TOGETHER * sum(map(idf.__getitem__, best)),
                f"within {reranking.WINDOW_WORDS} words: {words}; {reranking.TOGETHER:g} × their idf",
            )
