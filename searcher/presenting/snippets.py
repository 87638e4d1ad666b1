"""Snippets: the fragments of an article that show best why it was found, with the matched words marked.

Independent of the engine: it is told which words matched, and how much each matters (`searcher.presenting.marking`).

How fragments are chosen: the matches within one fragment's width of each other are a window. The best window
holds the most sought weight that no fragment shows yet, then the most weight at all, then has its matches
closest together, then comes first. It is widened to the limits of its sentences where they fit, else to
words. Then the next best is taken from what is left of the article, as long as it shows something new that
matters or is nearly as good as the first. Every text is analysed once, and the work is linear in its length.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from corpus import Article
from index.analysis.sentences import sentence_limits
from index.lazy import cached_property
from searcher.presenting.breaks import is_break
from searcher.presenting.marking import Mark, Marks
from searcher.presenting.results import Snippet

__all__ = ["cut_snippets", "whole_texts"]

#: What a further fragment must hold to be shown, as a share of the weight that the first one holds: …
_NEW: Final = 0.1  # of what no fragment shows yet, or
_AS_GOOD: Final = 0.75  # of anything sought


def cut_snippets(
    article: Article,
    marks: Marks,
    *,
    paragraph: int | None = None,
    limit: int = 3,
    width: int = 240,
) -> tuple[Snippet, ...]:
    """The best one to `limit` fragments of the article, of about `width` characters each, in their order.

    They come from the paragraphs, or from the one numbered `paragraph`. The headline is given only where it
    has a match and they have none; where nothing matches at all, the beginning of the first paragraph is (of
    the headline, if there are no paragraphs). An article without any text gives no fragment.

    Raises IndexError if the article has no such paragraph.
    """
    numbers: list[int | None] = list(range(len(article.paragraphs))) if paragraph is None else [paragraph]
    texts = [_Text(number, article, marks) for number in numbers]
    if paragraph is None and not any(text.matches for text in texts):
        headline = _Text(None, article, marks)
        texts.insert(0 if headline.matches else len(texts), headline)
    snippets = _best(texts, marks.weights, limit, width)
    if not snippets:
        snippets = [snippet for text in texts if (snippet := text.opening(width)).text][:1]
    return tuple(snippets)


def whole_texts(article: Article, marks: Marks) -> tuple[Snippet, ...]:
    """The headline (`paragraph` None) and every paragraph, whole, with all that is marked as highlights."""
    marked: list[tuple[int | None, str, list[Mark]]] = [(None, article.title, marks.headline)]
    marked += [(number, text, marks.paragraphs[number]) for number, text in enumerate(article.paragraphs)]
    return tuple(
        Snippet(number, 0, len(text), text, tuple((mark.start, mark.end) for mark in found))
        for number, text, found in marked
    )


# --------------------------------------------------------------------------------------------- choosing


class _Window(NamedTuple):
    """How good it is to see some neighbouring matches together; the larger the better."""

    new_weight: int
    weight: int
    closeness: float
    first: int  # the matches `first` to `last` (included) of the text
    last: int


def _best(texts: Sequence[_Text], weights: Sequence[int], limit: int, width: int) -> list[Snippet]:
    """Up to `limit` fragments that hold matches, in the order of the article."""
    free = [(text, 0, len(text.raw)) for text in texts if text.matches]
    chosen: list[tuple[int, int, Snippet]] = []
    shown: set[int] = set()
    first_weight = 0
    while free and len(chosen) < limit:
        windows = [text.best_window(low, high, weights, shown, width) for text, low, high in free]
        best = max(range(len(free)), key=lambda i: windows[i][:3])
        window = windows[best]
        if not window.weight or (
            chosen and window.new_weight < _NEW * first_weight and window.weight < _AS_GOOD * first_weight
        ):
            break
        first_weight = first_weight or window.weight
        text, low, high = free[best]
        start, end = text.widened(window, low, high, width)
        snippet = text.snippet(start, end)
        chosen.append((texts.index(text), start, snippet))
        shown.update(*(match.found for match in text.matches_within(start, end)))
        free[best : best + 1] = [(text, low, start), (text, end, high)]
    return [snippet for _, _, snippet in sorted(chosen, key=lambda each: each[:2])]


class _Text:
    """A paragraph (or the headline, `paragraph` None), its matches, and where it may be cut.

    It may be cut nowhere within a word, a match, or a character with its marks.
    """

    def __init__(self, paragraph: int | None, article: Article, marks: Marks) -> None:
        self.paragraph = paragraph
        self.raw = article.title if paragraph is None else article.paragraphs[paragraph]
        self.matches = marks.headline if paragraph is None else marks.paragraphs[paragraph]
        self._marks = marks
        self._match_starts = [match.start for match in self.matches]

    @cached_property
    def _words(self) -> list[tuple[int, int]]:
        return self._marks.word_spans[0 if self.paragraph is None else self.paragraph + 1]

    @cached_property
    def _word_starts(self) -> list[int]:
        return [start for start, _ in self._words]

    @cached_property
    def _limits(self) -> list[int]:
        """The sentence limits, moved to where the text may be cut."""
        return sorted({self._cut_from(limit) for limit in sentence_limits(self.raw)})

    def matches_within(self, start: int, end: int) -> list[Mark]:
        first = bisect_left(self._match_starts, start)
        return self.matches[first : bisect_left(self._match_starts, end, first)]

    def snippet(self, start: int, end: int) -> Snippet:
        highlights = tuple((m.start - start, m.end - start) for m in self.matches_within(start, end))
        return Snippet(self.paragraph, start, end, self.raw[start:end], highlights)

    def opening(self, width: int) -> Snippet:
        """The beginning of the text; empty if the text is blank."""
        start, end = self._trimmed(0, len(self.raw))
        first_word = self._words[0][1] if self._words else end
        shown = min(
            end, max(start, first_word if first_word <= start + width else self._cut_from(start + width))
        )
        return self.snippet(*self._around(start, shown, start, end, width))

    def best_window(
        self, low: int, high: int, weights: Sequence[int], shown: set[int], width: int
    ) -> _Window:
        """The best of the windows between `low` and `high`; one of no weight if there is no match there."""
        best = _Window(0, 0, 0.0, 0, 0)
        counts: dict[int, int] = {}
        new_weight = weight = 0
        first = bisect_left(self._match_starts, low)
        for last in range(first, bisect_left(self._match_starts, high)):
            match = self.matches[last]
            for number in match.found:
                counts[number] = counts.get(number, 0) + 1
                if counts[number] == 1:
                    weight += weights[number]
                    new_weight += 0 if number in shown else weights[number]
            while first < last and match.end - self.matches[first].start > width:
                for number in self.matches[first].found:
                    counts[number] -= 1
                    if not counts[number]:
                        weight -= weights[number]
                        new_weight -= 0 if number in shown else weights[number]
                first += 1
            closeness = (last - first + 1) / (width + match.end - self.matches[first].start)
            window = _Window(new_weight, weight, closeness, first, last)
            if window[:3] > best[:3]:
                best = window
        return best

    def widened(self, window: _Window, low: int, high: int, width: int) -> tuple[int, int]:
        """The fragment around a window, within `low` and `high`."""
        return self._around(self.matches[window.first].start, self.matches[window.last].end, low, high, width)

    def _around(self, first: int, last: int, low: int, high: int, width: int) -> tuple[int, int]:
        """A fragment with `first` to `last` in it; whole sentences if they hardly exceed `width`."""
        before = bisect_right(self._limits, first) - 1
        after = bisect_left(self._limits, max(last, first + 1))
        start = max(low, self._limits[before])
        end = min(high, self._limits[min(after, len(self._limits) - 1)])
        if end - start <= width * 5 // 4:
            while after + 1 < len(self._limits) and self._limits[after + 1] <= min(high, start + width):
                after += 1
                end = self._limits[after]
            while before > 0 and self._limits[before - 1] >= max(low, end - width):
                before -= 1
                start = self._limits[before]
        elif last - start <= width:
            end = self._word_end(last, start + width)
        elif end - first <= width:
            start = self._word_start(end - width, first)
        else:
            start = self._word_start(first - max(0, width - (last - first)) // 2, first)
            end = self._word_end(last, start + width)
        return self._trimmed(start, end)

    def _word_end(self, at_least: int, at_most: int) -> int:
        """The last end of a word up to `at_most`, not before `at_least`, where the text may be cut."""
        i = bisect_right(self._word_starts, at_most) - 1
        while i >= 0 and self._words[i][1] > at_most:
            i -= 1
        return self._cut_from(max(at_least, self._words[i][1] if i >= 0 else 0))

    def _word_start(self, at_least: int, at_most: int) -> int:
        """The first start of a word from `at_least` on, not after `at_most`, where the text may be cut."""
        i = bisect_left(self._word_starts, at_least)
        return self._cut_to(min(at_most, self._word_starts[i] if i < len(self._words) else at_most))

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.raw[start].isspace() and is_break(self.raw, start + 1):
            start += 1
        while start < end and self.raw[end - 1].isspace() and is_break(self.raw, end - 1):
            end -= 1
        return start, end

    def _cut_from(self, at: int) -> int:
        """The first offset from `at` on where the text may be cut."""
        while (around := self._whole_around(at)) or not is_break(self.raw, at):
            at = around[1] if around else at + 1
        return at

    def _cut_to(self, at: int) -> int:
        """The last offset up to `at` where the text may be cut."""
        while (around := self._whole_around(at)) or not is_break(self.raw, at):
            at = around[0] if around else at - 1
        return at

    def _whole_around(self, at: int) -> tuple[int, int] | None:
        """The match or word that a cut at `at` would part."""
        for starts, spans in ((self._match_starts, self.matches), (self._word_starts, self._words)):
            i = bisect_left(starts, at) - 1
            if i >= 0 and spans[i][1] > at:
                return spans[i][0], spans[i][1]
        return None
