"""Completion: the word being typed as the index could finish it, the likeliest first.

Behind a word the likeliest are those that stand behind it in the archive (`searcher.suggesting.followers`): الأمم ال is
finished by المتحدة, however often the archive says العام. Behind two words it is what stands behind both; what was not
seen there counts by what stands behind the last of them, at a discount, and what was not seen there either by its
frequency. This is "stupid backoff" (Brants et al., Large Language Models in Machine Translation, 2007), with the
discount that they give. Function words come last where nobody wrote them behind those words: nobody looks for them.

A word that is not finished can't be folded like a whole one: what folding does at the end of a word (هيئ is هيء there)
would change its middle. So a beginning is folded both ways, as the end of a word and with a letter behind it, and the
words are those that begin either way. What is typed before the word stays as it is, signs and quotation marks
included, and so does the typed text as a whole where the word is not a word yet.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

import numpy as np

from index import Snapshot
from index.analysis import Analyzer
from index.analysis.folding import ARABIC_MARKS, INVISIBLE
from index.analysis.stemming import is_function_word
from index.segments.frequencies import IndexFrequencies, is_held, term_frequencies
from index.segments.segment import SegmentView
from searcher.suggesting.followers import Followers
from searcher.suggesting.raw_forms import RawForms

__all__ = ["Completer", "Completion"]

#: A letter that folding leaves alone, and the letters before it.
_ANY_LETTER: Final = "ب"
#: What is longer begins no word.
_LONGEST: Final = 50
#: Words of each segment that are looked at for each that is wanted, for some are function words, of deleted articles,
#: or not so frequent in other segments: hardly ever are more needed.
_LOOKED_AT: Final = 20
#: Words before the one being typed that say what it may be.
_CONTEXT: Final = 2
_DISCOUNT: Final = 0.4


@dataclass(frozen=True, slots=True)
class Completion:
    """What was typed with its last word finished (`text`), that word, and its occurrences in the index."""

    text: str
    word: str
    frequency: int


class Completer:
    """Completions from the words of a snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot, analyzer: Analyzer, raw_forms: RawForms) -> None:
        self._segments = snapshot.segments
        self._frequencies = IndexFrequencies({}, snapshot.segments)
        self._analyzer = analyzer
        self._raw_forms = raw_forms
        self._followers = Followers(snapshot, analyzer)
        self._word_total = max(sum(view.word_count for view in snapshot.segments), 1)

    def complete(self, text: str, limit: int = 10) -> tuple[Completion, ...]:
        """The likeliest words that begin like the last one of `text`, at most `limit`; none where it is finished.

        A word is finished where anything but a mark stands behind it.
        """
        typed = _typed(self._analyzer, text)
        if typed is None or limit < 1:
            return ()
        beginnings = _beginnings(self._analyzer, text[typed.start :])
        counts = dict(self._words(beginnings, limit))
        likely = self._likely(beginnings, typed.before)
        counts |= {form: self._frequencies.get(form, 0) for form in likely.keys() - counts.keys()}
        rarely = _DISCOUNT ** len(typed.before) / self._word_total
        rows = [
            (is_function_word(form) and form not in likely, -likely.get(form, rarely * count), -count, form)
            for form, count in counts.items()
        ]
        words = [(self._raw_forms.of(form), -count) for _, _, count, form in sorted(rows)[:limit]]
        return tuple(Completion(text[: typed.start] + word, word, count) for word, count in words)

    def _likely(self, beginnings: set[str], before: tuple[str, ...]) -> dict[str, float]:
        """The words that begin in one of some ways and were seen behind others, and how likely they are there."""
        likely: dict[str, float] = {}
        for left_out in range(len(before)):
            for form, share in self._followers.shares(before[left_out:]).items():
                if form.startswith(tuple(beginnings)):
                    likely.setdefault(form, _DISCOUNT**left_out * share)
        return likely

    def _words(self, beginnings: set[str], limit: int) -> list[tuple[str, int]]:
        """The most frequent forms that begin in one of some ways, with their frequencies, most frequent first.

        Function words come last: nobody looks for them.
        """
        limit = min(limit, sys.maxsize)  # more words than can be counted are more than there are
        alone = len(self._segments) == 1
        wanted = _LOOKED_AT * limit
        while True:
            found = [_most_frequent(view, beginnings, wanted) for view in self._segments]
            counts = {form: self._frequencies.get(form, 0) for each in found for form in each.forms}
            in_order = sorted(counts.items(), key=lambda item: (is_function_word(item[0]), -item[1], item[0]))
            best = list(islice((word for word in in_order if is_held(word[0], self._segments)), limit))
            most = sum(each.most_of_others for each in found)
            # A word that each of several segments has a little of may be the most frequent of all.
            if not most or (len(best) == limit and (alone or best[-1][1] > most)):
                return best
            wanted *= _LOOKED_AT


class _Typed(NamedTuple):
    """Where the word begins that is being typed, and the forms of the words before it that say what it may be."""

    start: int
    before: tuple[str, ...]


def _typed(analyzer: Analyzer, text: str) -> _Typed | None:
    """What is being typed, if a text ends with a word."""
    tail = max(len(text) - (1 + _CONTEXT) * 2 * _LONGEST, 0)
    tokens = analyzer.tokens(text[tail:])
    if not tokens or text[tail + tokens[-1].end :].strip(INVISIBLE + ARABIC_MARKS):
        return None
    before: list[str] = []
    for token, following in zip(reversed(tokens[:-1]), reversed(tokens), strict=False):
        # What is not whole, or has a sign behind it, says nothing.
        if (
            len(before) == _CONTEXT
            or (tail and not token.start)
            or text[tail + token.end : tail + following.start].strip()
        ):
            break
        before.insert(0, token.form)
    return _Typed(tail + tokens[-1].start, tuple(before))


def _beginnings(analyzer: Analyzer, typed: str) -> set[str]:
    """What the form of a word begins with that begins as typed."""
    if len(typed) > _LONGEST:
        return set()
    whole = analyzer.forms(typed)
    begun = analyzer.forms(typed + _ANY_LETTER)
    found = set(whole) if len(whole) == 1 else set()
    if len(begun) == 1 and begun[0].endswith(_ANY_LETTER):
        found.add(begun[0][: -len(_ANY_LETTER)])
    return found - {""}


class _MostFrequent(NamedTuple):
    """The most frequent forms of a segment that begin in some way, and how often any other one occurs at most."""

    forms: list[str]
    most_of_others: int


def _most_frequent(view: SegmentView, beginnings: set[str], count: int) -> _MostFrequent:
    if not beginnings:
        return _MostFrequent([], 0)
    ranges = [view.terms.forms.with_prefix(beginning) for beginning in sorted(beginnings)]
    numbers = np.unique(np.concatenate([np.arange(each.start, each.stop) for each in ranges]))
    frequencies = term_frequencies(view, numbers)
    # Of equally frequent ones those that come first among the terms, which ascend.
    order = np.argsort(-frequencies, kind="stable")
    best, others = order[:count], order[count:]
    forms = [view.terms.forms[number] for number in numbers[best].tolist()]
    return _MostFrequent(forms, int(frequencies[others[0]]) if len(others) else 0)
