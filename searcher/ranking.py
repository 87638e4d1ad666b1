"""The ranking formula: BM25F over headline, lead and body, with relatives of a word counted at their weight.

For one word of the query and one article (or paragraph):

    tf    = sum over the forms of the word: weight of the form x
            (occurrences in the body + TITLE x in the headline + LEAD x among the first words of the body)
    score = idf x tf x (k1 + 1) / (tf + k1 x (1 - b + b x length / average length))
    idf   = GROUP_SHARE x i(articles with any form) + (1 - GROUP_SHARE) x i(articles with the very form),
            times FUNCTION_WORD for a function word
    i(n)  = ln(1 + (N - n + 0.5) / (n + 0.5))

and an article's score is the sum over the words. Frequencies are added up over forms and fields before the saturation,
as BM25F does over fields (Robertson, Zaragoza and Taylor, 2004): a story that says a word in two forms has not said
two words. Idf is that of Lucene's BM25, never negative; the very form has a say in it, since a rare form of a common
word was not asked for by chance. Paragraphs are texts of another size and have k1 and b of their own.

The constants were set on halves of question sets over encyclopaedia paragraphs and of headlines over news, and lie
on a plateau: none moves a score by more than a fifth of a percent when it is changed by half.
"""

from __future__ import annotations

from math import log1p
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.storage.packed_frequencies import BODY_LIMIT, LEAD_LIMIT, LEAD_SHIFT, TITLE_LIMIT, TITLE_SHIFT

FloatArray = npt.NDArray[np.float32]
ScoreArray = npt.NDArray[np.float64]

#: What words, phrases and completeness add to a score is a whole multiple of 1 / UNIT (what is finer is cut off): such
#: sums are exact and do not depend on their order, so texts of equal content tie, whatever way their scores came about.
UNIT: Final = 1 << 30
TITLE: Final = 3
LEAD: Final = 1
#: Weights of relatives are counted in hundredths, as integers, so that frequencies can be sorted along with articles.
WEIGHT_UNIT: Final = 100
#: What the articles with any form say about a word's idf; the rest is said by those with the very form.
GROUP_SHARE: Final = 0.7
#: Function words (في, التي, كان) never decide a ranking.
FUNCTION_WORD: Final = 0.3


class BM25(NamedTuple):
    """Saturation and length normalisation for texts of one kind."""

    k1: float
    b: float

    def damping(self, lengths: npt.NDArray[np.integer], average: float) -> FloatArray:
        """The second term of the denominator, for texts of these lengths: float32, one a text."""
        # Worked on in place: of all articles, it is the first thing a search does.
        damping = lengths.astype(np.float32)
        damping /= np.float32(average or 1.0)
        damping *= np.float32(self.b)
        damping += np.float32(1 - self.b)
        damping *= np.float32(self.k1)
        return damping

    @property
    def least_damping(self) -> float:
        """That no text falls below: the damping of one without words."""
        return self.k1 * (1 - self.b)

    def score(self, weight: float, frequencies: FloatArray, damping: FloatArray) -> ScoreArray:
        """Scores of texts in which a word has these weighted frequencies. weight: its idf times its boost."""
        return of_units(units(np.float32(weight * (self.k1 + 1)), frequencies, damping))


def weighted(values: npt.NDArray[Any]) -> FloatArray:
    """Weighted frequencies, of sums of them in hundredths."""
    frequencies = values.astype(np.float32)
    frequencies *= np.float32(1 / WEIGHT_UNIT)
    return frequencies


def units(
    max_score: np.float32 | FloatArray, frequencies: FloatArray, damping: FloatArray
) -> npt.NDArray[np.int64]:
    """What a word that adds `max_score` at the most adds to texts of these weighted frequencies, in UNITs."""
    scores = max_score * frequencies
    scores /= frequencies + damping
    scores *= UNIT
    return scores.astype(np.int64)


def of_units(counts: npt.NDArray[np.int64]) -> ScoreArray:
    """Scores that are so many UNITs."""
    scores: ScoreArray = counts * np.float64(1 / UNIT)
    return scores


ARTICLES: Final = BM25(k1=1.0, b=0.65)
PARAGRAPHS: Final = BM25(k1=0.9, b=0.75)


def idf(count: int, document_frequency: int) -> float:
    """Inverse document frequency of what `document_frequency` of `count` texts hold; of no more than all of them."""
    document_frequency = min(document_frequency, count)
    return log1p((count - document_frequency + 0.5) / (document_frequency + 0.5))


def word_idf(
    count: int, group_frequency: int, document_frequency: int, function_word: bool
) -> tuple[float, float]:
    """What a word says about an article: the module's idf, and the idf of all forms that find it.

    Of `count` articles `group_frequency` hold one of these, and `document_frequency` the very form.
    """
    group = own = idf(count, group_frequency)
    if document_frequency:
        own = GROUP_SHARE * group + (1 - GROUP_SHARE) * idf(count, document_frequency)
    return (own * FUNCTION_WORD if function_word else own), group


def _frequency_tables() -> dict[str, npt.NDArray[np.uint32]]:
    packed = np.arange(1 << 8, dtype=np.uint32)
    body = packed & BODY_LIMIT
    title = packed >> TITLE_SHIFT & TITLE_LIMIT
    lead = packed >> LEAD_SHIFT & LEAD_LIMIT
    return {"text": body + np.uint32(TITLE) * title + np.uint32(LEAD) * lead, "title": title}


#: Weighted frequency of every packed one (`index.storage.packed_frequencies`) by field: a look-up replaces the sum.
WEIGHTED_FREQUENCY: Final = _frequency_tables()
