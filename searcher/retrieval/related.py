"""More like this: the articles that say most of what is telling about a given one.

An article becomes a query of its own most telling words, any of which may be there. A word tells by how often the
article says it, headline and lead counted as in ranking, and by how rare it is:

    weight = idf x qtf,    qtf = tf x (K3 + 1) / (tf + K3)

which is BM25's factor for the frequency of a word in a long query (Robertson and Walker, "Okapi/Keenbow at TREC-8",
1999), and the words then score with their qtf for a boost. Forms of one stem are one word, sought by the form that the
article uses most; function words tell nothing, nor does a word that no other article holds.

How alike two articles are is measured against the article itself: what scores less than `LEAST_SHARE` of what the
article scores by its own words shares a word with it, not a subject, and is left out.

K3 and the number of words were chosen on two collections where "the same subject" is known: paragraphs of the same
encyclopaedia article, news of the same category. Between 2 and 1000 K3 hardly matters; fewer than 15 words do worse.
The share is where, by eye, lists over news leave their subject.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from corpus import Article
from index.analysis import Analyzer
from index.ingestion.word_keys import LEAD_WORDS
from index.storage.arrays import Mask
from searcher import ranking
from searcher.language.query import And, NullQuery, Or, Query, Word
from searcher.matching.matches import Matches
from searcher.matching.retrieval_unit import RetrievalUnit
from searcher.matching.scorer import Scorer
from searcher.retrieval.evaluation import Evaluator

__all__ = ["related_matches", "telling_words"]

WORDS: Final = 30
K3: Final = 8.0
LEAST_SHARE: Final = 0.2


def telling_words(scorer: Scorer, analyzer: Analyzer, article: Article) -> list[Word]:
    """The words that say most about an article, the most telling first, boosted by how often it says them.

    WORDS of them at most; none where no other article of the index holds a word of this one.
    """
    vocabulary = scorer.vocabulary
    frequencies: Counter[str] = Counter()
    for form in analyzer.normalized(article.title):
        frequencies[form] += ranking.TITLE
    body = [form for paragraph in article.paragraphs for form in analyzer.normalized(paragraph)]
    frequencies.update(body)
    for form in body[:LEAD_WORDS]:
        frequencies[form] += ranking.LEAD

    forms_of: dict[str, list[str]] = {}
    for form in frequencies:
        if not vocabulary.is_function_word(form):
            forms_of.setdefault(vocabulary.stem(form), []).append(form)
    weighed = []
    for forms in forms_of.values():
        form = max(forms, key=lambda form: frequencies[form])
        document_frequency = _document_frequency(scorer, form)
        if document_frequency > 1:
            tf = sum(frequencies[form] for form in forms)
            qtf = tf * (K3 + 1) / (tf + K3)
            weighed.append(
                (ranking.idf(scorer.statistics.article_total, document_frequency) * qtf, form, qtf)
            )
    weighed.sort(key=lambda each: (-each[0], each[1]))
    return [Word("text", form, boost=qtf) for _, form, qtf in weighed[:WORDS]]


def _document_frequency(scorer: Scorer, form: str) -> int:
    """How many articles hold the form or another of its stem, deleted ones included."""
    own = tuple([found.own() for found in scorer.vocabulary.slots(form)])
    return scorer.postings.document_frequency(own, [None] * len(own))


def related_matches(
    evaluator: Evaluator,
    unit: RetrievalUnit,
    words: list[Word],
    segment: int,
    article: int,
    *,
    conditions: Query,
) -> list[Matches]:
    """For each segment what is like article number `article` of segment number `segment`, itself left out.

    unit: paragraphs of other articles are measured against the best of this one. words: its telling words.
    conditions: what else has to hold (`NullQuery()`: nothing).
    """
    any_word = Or(words)
    everything = matches = evaluator.matches_by_sum(any_word, unit)
    if not isinstance(conditions, NullQuery):
        matches = evaluator.matches_by_sum(And([any_word, conditions]), unit)

    def is_own(found: Matches) -> Mask:
        mask: Mask = unit.articles(segment, found.numbers) == article
        return mask

    own = everything[segment].where(is_own(everything[segment]))
    least = LEAST_SHARE * float(own.scores.max(initial=0.0))
    return [
        part.where((part.scores >= least) & ~is_own(part) if number == segment else part.scores >= least)
        for number, part in enumerate(matches)
    ]
