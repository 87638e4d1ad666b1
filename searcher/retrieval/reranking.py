"""The second look: what the first ranking has no eye for, added for its best articles (`CANDIDATES`).

The first ranking (`searcher.retrieval.evaluation`) takes each word for itself. Here the words are seen together, and
with their weaker relatives:

- **One place.** An article that has most of the question within WINDOW_WORDS words answers it there: TOGETHER x the
  largest sum of the idf of different words in such a stretch.
- **Neighbours.** Words that stand as they do in the query mean more than the two apart. Each pair adds
  ADJACENT x (idf + idf) x sat(times the second stands as far behind the first as in the query)
  where sat(t) = 2t / (t + 1 - BY_LENGTH + BY_LENGTH x length / average length).
  Pairs that have a word or some function words between them count half.
- **Weak relatives**, of the same root or much alike (`index.analysis.relations`), add to a word's frequency with their
  weight. They find nothing by themselves, being too often wrong, but they say something about the subject.

All of it is positive, so an article that is looked at again never falls behind one that is not; and an article's rank
does not depend on the page that is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from operator import add, attrgetter, mul, sub
from typing import Final, NamedTuple

from searcher import ranking
from searcher.language.query import Word
from searcher.matching.scorer import Scorer
from searcher.postings import Pairs, SecondLook
from searcher.postings.candidates import Candidates

#: Which articles are looked at.
CANDIDATES: Final = Candidates(30, 120)
ADJACENT: Final = 0.1
APART: Final = 0.5
#: What the length of an article has to say about how soon its neighbours are enough: the b of BM25.
BY_LENGTH: Final = 0.75
TOGETHER: Final = 0.2
WINDOW_WORDS: Final = 16
#: Of a longer question so many of the rarest words are looked at: a table has an entry for every set of them.
MOST_WORDS: Final = 10
#: Occurrences after each that are looked at: more words of the question hardly stand in one window.
AHEAD: Final = 9

_TEXT: Final = attrgetter("text")


def second_look(scorer: Scorer, asked: Sequence[Word]) -> SecondLook:
    """The second look for some words, one at least, in the order of the question."""
    statistics, vocabulary = scorer.statistics, scorer.vocabulary
    forms = list(map(_TEXT, asked))
    kept: Sequence[int] = range(len(forms))
    if len(kept) > MOST_WORDS:
        idf = [each.idf for each in vocabulary.expansions(forms)]
        kept = sorted(sorted(kept, key=lambda at: -idf[at])[:MOST_WORDS])
        forms = [forms[at] for at in kept]
    numbers = dict(zip(dict.fromkeys(forms), count(), strict=False))
    words = vocabulary.expansions(list(numbers))
    finding, weak, idf, groups, function_words = map(list, zip(*words, strict=True))
    standing = list(map(numbers.__getitem__, forms))
    return SecondLook(
        finding,
        weak,
        idf,
        _pairs(tuple(kept), tuple(standing), tuple(function_words), groups),
        statistics.article_formula,
        statistics.body_lengths,
        max(statistics.average_article_length, 1.0),
        ranking.ARTICLES,
        TOGETHER,
        ADJACENT,
        BY_LENGTH,
        WINDOW_WORDS,
        min(AHEAD, 2 * len(numbers) - 2),
    )


def _pairs(
    positions: tuple[int, ...],
    words: tuple[int, ...],
    function_words: tuple[bool, ...],
    idf: Sequence[float],
) -> Pairs:
    """The pairs of a query's words whose meeting counts. Parameters as of `_meetings`; idf: of each word."""
    first, second, distances, weights = _meetings(positions, words, function_words)
    together = map(add, map(idf.__getitem__, first), map(idf.__getitem__, second))
    return Pairs(first, second, distances, tuple(map(mul, weights, together)))


class _Meetings(NamedTuple):
    """Pairs of words whose meeting counts: which ones, how far apart, and how much by the idf of the two."""

    first: tuple[int, ...]
    second: tuple[int, ...]
    distances: tuple[int, ...]
    weights: tuple[float, ...]


# Nearly all queries are some words, each once, with function words at some of the positions: few shapes.
@lru_cache(1 << 10)
def _meetings(
    positions: tuple[int, ...], words: tuple[int, ...], function_words: tuple[bool, ...]
) -> _Meetings:
    """Which words of a query meet, whatever words they are.

    positions: of the words in the query, ascending; words: which one stands at each. function_words: whether a word
    is one.
    """
    nearest: dict[tuple[int, int], tuple[int, float]] = {}
    for one, other, distance in zip(words, words[1:], map(sub, positions[1:], positions), strict=False):
        if distance == 1 and one != other:
            nearest[one, other] = (1, 1.0)
    content = [
        (position, word) for position, word in zip(positions, words, strict=True) if not function_words[word]
    ]
    for behind in (1, 2):
        for (position, one), (other_position, other) in zip(content, content[behind:], strict=False):
            if other_position - position > 1 and one != other:
                # Of two words that meet twice in the query the nearer meeting counts.
                nearest.setdefault((one, other), (other_position - position, APART))
    rows = [(*pair, *how) for pair, how in nearest.items()]
    return _Meetings(*zip(*rows, strict=True)) if rows else _Meetings((), (), (), ())
