"""Snippets: the fragments of an article that show best why it was found, with the matched words marked.

Independent of the engine: it is told what was sought (`Sought`) and finds it again in the raw text, by the
same analysis as the index. Which forms count as a match, and how much each matters, is for the caller to say.

How fragments are chosen: the matches within one fragment's width of each other are a window. The best window
holds the most sought weight that no fragment shows yet, then the most weight at all, then has its matches
closest together, then comes first. It is widened to the limits of its sentences where they fit, else to
words. Then the next best is taken from what is left of the article, as long as it shows something new that
matters or is nearly as good as the first. Every text is analysed once, and the work is linear in its length.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from corpus import Article
from index.analysis import Analyzer, Token
from searcher.results import Snippet
from searcher.sentences import is_break, sentence_limits

__all__ = ["Sought", "cut_snippets", "title_highlights"]

#: What a further fragment must hold to be shown, as a share of the weight that the first one holds: …
_NEW: Final = 0.1  # of what no fragment shows yet, or
_AS_GOOD: Final = 0.75  # of anything sought

#: Weights are added up as integers: sums of floats depend on the order of their terms.
_WEIGHT_UNIT: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Sought:
    """A word or phrase to find in the text.

    `sequence` has an entry for each word: the set of normalised forms that match it. One entry is a word with
    its relatives; several are a phrase, whose words have to follow one another. `weight` says how much it
    matters beside the others (its idf, as a rule). What is sought in "title" is found in the headline alone.
    """

    sequence: tuple[frozenset[str], ...]
    weight: float = 1.0
    fieldname: str = "text"


def cut_snippets(
    article: Article,
    sought: Sequence[Sought],
    analyzer: Analyzer,
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
    finder = _Finder(sought)
    if paragraph is None:
        texts = [_Text(i, text, finder, analyzer) for i, text in enumerate(article.paragraphs)]
        if not any(text.matches for text in texts):
            headline = _Text(None, article.title, finder, analyzer)
            texts.insert(0 if headline.matches else len(texts), headline)
    else:
        texts = [_Text(paragraph, article.paragraphs[paragraph], finder, analyzer)]
    snippets = _best(texts, finder.weights, limit, width)
    if not snippets:
        snippets = [snippet for text in texts if (snippet := text.opening(width)).text][:1]
    return tuple(snippets)


def title_highlights(
    article: Article, sought: Sequence[Sought], analyzer: Analyzer
) -> tuple[tuple[int, int], ...]:
    """The (start, end) offsets of what is matched in the headline, ascending and disjoint."""
    matches = _Finder(sought).matches(analyzer.tokens(article.title), headline=True)
    return tuple((match.start, match.end) for match in matches)


# --------------------------------------------------------------------------------------------- matching


class _Match(NamedTuple):
    start: int
    end: int
    found: frozenset[int]  # places in the list of what is sought


class _Finder:
    """Finds everything sought in one pass over the tokens, by the Shift-And method.

    Every word of every sequence is a bit of an integer, set while the sequence matches up to that word
    (Baeza-Yates and Gonnet, "A new approach to text searching", 1992, with sets of forms for characters).
    """

    def __init__(self, sought: Sequence[Sought]) -> None:
        self.weights = [max(1, round(each.weight * _WEIGHT_UNIT)) for each in sought]
        self._bits_of_form: dict[str, int] = {}
        self._first_bits = 0
        self._last_bits_text = 0
        self._last_bits_title = 0
        self._ending_at: dict[int, tuple[int, int]] = {}  # bit -> place in `sought`, number of words
        bit = 0
        for place, each in enumerate(sought):
            if not each.sequence:
                continue
            self._first_bits |= 1 << bit
            for forms in each.sequence:
                for form in forms:
                    self._bits_of_form[form] = self._bits_of_form.get(form, 0) | 1 << bit
                bit += 1
            self._ending_at[bit - 1] = (place, len(each.sequence))
            self._last_bits_title |= 1 << bit - 1
            if each.fieldname != "title":
                self._last_bits_text |= 1 << bit - 1

    def matches(self, tokens: Sequence[Token], *, headline: bool) -> list[_Match]:
        """Words and phrases found, ascending and disjoint.

        A word within a phrase is part of that match; of two phrases that overlap, the first is kept.
        """
        last_bits = self._last_bits_title if headline else self._last_bits_text
        state = 0
        found: list[tuple[int, int, int]] = []
        for i, token in enumerate(tokens):
            bits = self._bits_of_form.get(token.form, 0)
            state = (state << 1 | self._first_bits) & bits if bits else 0
            ended = state & last_bits
            while ended:
                bit = ended.bit_length() - 1
                ended ^= 1 << bit
                place, words = self._ending_at[bit]
                found.append((tokens[i - words + 1].start, token.end, place))
        return list(_disjoint(found))

    def __bool__(self) -> bool:
        return bool(self._ending_at)


def _disjoint(found: list[tuple[int, int, int]]) -> Iterator[_Match]:
    found.sort(key=lambda each: (each[0], -each[1]))
    start = end = 0
    places: set[int] = set()
    for next_start, next_end, place in found:
        if next_start >= end:
            if places:
                yield _Match(start, end, frozenset(places))
            start, end, places = next_start, next_end, {place}
        elif next_end <= end:
            places.add(place)
    if places:
        yield _Match(start, end, frozenset(places))


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

    It may be cut nowhere within a token, a match, or a character with its marks.
    """

    def __init__(self, paragraph: int | None, raw: str, finder: _Finder, analyzer: Analyzer) -> None:
        self.paragraph = paragraph
        self.raw = raw
        self._analyzer = analyzer
        self.matches = finder.matches(self._tokens, headline=paragraph is None) if finder else []
        self._match_starts = [match.start for match in self.matches]

    @cached_property
    def _tokens(self) -> list[Token]:
        return self._analyzer.tokens(self.raw)

    @cached_property
    def _token_starts(self) -> list[int]:
        return [token.start for token in self._tokens]

    @cached_property
    def _limits(self) -> list[int]:
        """The sentence limits, moved to where the text may be cut."""
        return sorted({self._cut_from(limit) for limit in sentence_limits(self.raw)})

    def matches_within(self, start: int, end: int) -> list[_Match]:
        first = bisect_left(self._match_starts, start)
        return self.matches[first : bisect_left(self._match_starts, end, first)]

    def snippet(self, start: int, end: int) -> Snippet:
        highlights = tuple((m.start - start, m.end - start) for m in self.matches_within(start, end))
        return Snippet(self.paragraph, start, end, self.raw[start:end], highlights)

    def opening(self, width: int) -> Snippet:
        """The beginning of the text; empty if the text is blank."""
        start, end = self._trimmed(0, len(self.raw))
        first_word = self._tokens[0].end if self._tokens else end
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
            for place in match.found:
                counts[place] = counts.get(place, 0) + 1
                if counts[place] == 1:
                    weight += weights[place]
                    new_weight += 0 if place in shown else weights[place]
            while first < last and match.end - self.matches[first].start > width:
                for place in self.matches[first].found:
                    counts[place] -= 1
                    if not counts[place]:
                        weight -= weights[place]
                        new_weight -= 0 if place in shown else weights[place]
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
        i = bisect_right(self._token_starts, at_most) - 1
        while i >= 0 and self._tokens[i].end > at_most:
            i -= 1
        return self._cut_from(max(at_least, self._tokens[i].end if i >= 0 else 0))

    def _word_start(self, at_least: int, at_most: int) -> int:
        """The first start of a word from `at_least` on, not after `at_most`, where the text may be cut."""
        i = bisect_left(self._token_starts, at_least)
        return self._cut_to(min(at_most, self._token_starts[i] if i < len(self._tokens) else at_most))

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.raw[start].isspace() and is_break(self.raw, start + 1):
            start += 1
        while start < end and self.raw[end - 1].isspace() and is_break(self.raw, end - 1):
            end -= 1
        return start, end

    def _cut_from(self, at: int) -> int:
        """The first place from `at` on where the text may be cut."""
        while (around := self._whole_around(at)) or not is_break(self.raw, at):
            at = around[1] if around else at + 1
        return at

    def _cut_to(self, at: int) -> int:
        """The last place up to `at` where the text may be cut."""
        while (around := self._whole_around(at)) or not is_break(self.raw, at):
            at = around[0] if around else at - 1
        return at

    def _whole_around(self, at: int) -> tuple[int, int] | None:
        """The match or token that a cut at `at` would part."""
        for starts, spans in ((self._match_starts, self.matches), (self._token_starts, self._tokens)):
            i = bisect_left(starts, at) - 1
            if i >= 0 and spans[i].end > at:
                return spans[i].start, spans[i].end
        return None
