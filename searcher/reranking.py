"""The second look: what the first ranking has no eye for, added for its best articles (`CANDIDATES`).

The first ranking (`searcher.evaluation`) takes each word for itself. Here the words are seen together, and with their
weaker relatives:

- **One place.** An article that has most of the question within WINDOW_WORDS words answers it there: TOGETHER x the
  largest sum of the idf of different words in such a stretch.
- **Neighbours.** Words that stand as they do in the query mean more than the two apart. Each pair adds
  ADJACENT x (idf + idf) x sat(times the second stands as far behind the first as in the query)
  where sat(t) = 2t / (t + 1/4 + 3/4 x length / average length).
  Pairs that have a word or some function words between them count half.
- **Weak relatives**, of the same root or much alike (`index.analysis.relations`), add to a word's frequency with their
  weight. They find nothing by themselves, being too often wrong, but they say something about the subject.

All of it is positive, so an article that is looked at again never falls behind one that is not; and an article's place
does not depend on the page that is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from searcher import ranking
from searcher.candidates import Candidates
from searcher.postings import Pair, SecondLook
from searcher.query import Word

if TYPE_CHECKING:
    from searcher.evaluation import Evaluator

#: Which articles are looked at.
CANDIDATES: Final = Candidates(30, 120)
ADJACENT: Final = 0.1
APART: Final = 0.5
TOGETHER: Final = 0.2
WINDOW_WORDS: Final = 16
#: Of a longer question so many of the rarest words are looked at: a table has an entry for every set of them.
MOST_WORDS: Final = 10
#: Occurrences after each that are looked at: more words of the question hardly stand in one window.
AHEAD: Final = 9


def second_look(evaluator: Evaluator, asked: Sequence[Word]) -> SecondLook:
    """The second look for some words, in the order of the question."""
    statistics = evaluator.statistics
    kept: Sequence[int] = range(len(asked))
    if len(asked) > MOST_WORDS:
        kept = sorted(sorted(kept, key=lambda at: -statistics.idf(asked[at].text))[:MOST_WORDS])
    numbers: dict[str, int] = {}
    standing = [(at, numbers.setdefault(asked[at].text, len(numbers))) for at in kept]
    words = [statistics.word(form) for form in numbers]
    return SecondLook(
        [word.finding for word in words],
        [word.weak for word in words],
        [word.idf for word in words],
        _pairs(standing, [word.function_word for word in words], [word.group for word in words]),
        statistics.article_formula,
        statistics.body_lengths,
        max(statistics.average_article_length, 1.0),
        ranking.ARTICLES,
        TOGETHER,
        ADJACENT,
        WINDOW_WORDS,
        min(AHEAD, 2 * len(words) - 2),
    )


def _pairs(
    standing: Sequence[tuple[int, int]], function_words: Sequence[bool], rarity: Sequence[float]
) -> list[Pair]:
    """The pairs of a query's words whose meeting counts.

    standing: places in the query, and which word stands there. function_words: whether a word is one. rarity: of each.
    """
    nearest: dict[tuple[int, int], tuple[int, float]] = {}
    content = []
    place, one = -2, -1  # before the first
    for each in standing:
        next_place, other = each
        if next_place == place + 1 and one != other:
            nearest.setdefault((one, other), (1, 1.0))
        place, one = each
        if not function_words[one]:
            content.append(each)
    for behind in (1, 2):
        for (place, one), (next_place, other) in zip(content, content[behind:], strict=False):
            if next_place > place + 1 and one != other:
                # Of two words that meet twice in the query the nearer meeting counts.
                nearest.setdefault((one, other), (next_place - place, APART))
    return [
        Pair(one, other, distance, weight * (rarity[one] + rarity[other]))
        for (one, other), (distance, weight) in nearest.items()
    ]
