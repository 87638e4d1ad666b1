"""What other systems do with the same tokens: BM25 over forms as they are, or stemmed without a vocabulary.

The stemmers get the folded forms of Fihris' analyser, so they are spared their own weaknesses in normalising;
headline and text are one field, as in the published figures. Of the two usual pairs of k1 and b each baseline has the
better one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.relevance.sets import QuestionSet
from index.analysis import Analyzer

Stem = Callable[[str], str]
#: For a query the scores of its best documents.
Run = Mapping[str, Mapping[str, float]]

PARAMETERS: Final = ((0.9, 0.4), (1.2, 0.75))

_PREFIXES: Final = ("وال", "بال", "كال", "فال", "ال", "لل", "و")
_SUFFIXES: Final = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


def light10(form: str) -> str:
    """The stemmer of Lucene's ArabicAnalyzer: light10 (Larkey, Ballesteros and Connell, 2007)."""
    for prefix in _PREFIXES:
        if form.startswith(prefix) and len(form) >= len(prefix) + (3 if prefix == "و" else 2):
            form = form[len(prefix) :]
            break
    for suffix in _SUFFIXES:
        if form.endswith(suffix) and len(form) >= len(suffix) + 2:
            form = form[: -len(suffix)]
    return form


def stemmers() -> dict[str, Stem]:
    """The baselines by name."""
    import snowballstemmer
    from nltk.stem.isri import ISRIStemmer

    snowball: Stem = snowballstemmer.stemmer("arabic").stemWord
    isri: Stem = ISRIStemmer().stem
    return {"no stemming": str, "light10": light10, "Snowball": snowball, "ISRI": isri}


class Documents:
    """The documents of a set as counts of forms, analysed once for all stemmers."""

    def __init__(self, questions: QuestionSet) -> None:
        analyzer = Analyzer()
        numbers: dict[str, int] = {}
        forms: list[int] = []
        lengths: list[int] = []
        for article in questions.articles:
            text = "\n".join((article.title, *article.paragraphs))
            found = [form for word in Analyzer.WORD.findall(text) for form in analyzer.forms(word)]
            forms += [numbers.setdefault(form, len(numbers)) for form in found]
            lengths.append(len(found))
        self.ids = [article.id for article in questions.articles]
        self.forms = list(numbers)
        self._lengths = np.array(lengths, np.float64)
        documents = np.repeat(np.arange(len(lengths)), lengths)
        pairs, counts = np.unique(np.array(forms, np.int64) * len(lengths) + documents, return_counts=True)
        self._pair_forms, self._pair_documents = np.divmod(pairs, max(1, len(lengths)))
        self._counts = counts
        self._queries = {
            query: [form for word in Analyzer.WORD.findall(text) for form in analyzer.forms(word)]
            for query, text in questions.queries.items()
        }

    def run(self, stem: Stem, k1: float, b: float, depth: int = 100) -> Run:
        """The best documents for each query by BM25 over stems."""
        numbers: dict[str, int] = {}
        stem_of_form = np.array(
            [numbers.setdefault(stem(form), len(numbers)) for form in self.forms], np.int64
        )
        size = len(self.ids)
        keys, inverse = np.unique(
            stem_of_form[self._pair_forms] * size + self._pair_documents, return_inverse=True
        )
        frequencies = np.bincount(inverse, weights=self._counts)
        stems, documents = np.divmod(keys, size)
        starts = np.searchsorted(stems, np.arange(len(numbers) + 1))
        damping = k1 * (1 - b + b * self._lengths / self._lengths.mean())
        held = np.diff(starts)
        idf = np.log1p((size - held + 0.5) / (held + 0.5))
        impacts = idf[stems] * frequencies * (k1 + 1) / (frequencies + damping[documents])
        return {
            query: self._best(Counter(map(stem, forms)), numbers, starts, documents, impacts, depth)
            for query, forms in self._queries.items()
        }

    def _best(
        self,
        stems: Counter[str],
        numbers: dict[str, int],
        starts: npt.NDArray[np.int64],
        documents: npt.NDArray[np.int64],
        impacts: npt.NDArray[np.float64],
        depth: int,
    ) -> dict[str, float]:
        scores = np.zeros(len(self.ids))
        for stem, count in stems.items():
            number = numbers.get(stem)
            if number is not None:
                part = slice(starts[number], starts[number + 1])
                scores[documents[part]] += count * impacts[part]
        best = np.argsort(-scores, kind="stable")[:depth]
        return {self.ids[place]: float(scores[place]) for place in best if scores[place] > 0}


def best_run(documents: Documents, stem: Stem, value: Callable[[Run], float]) -> Run:
    """The better run of a baseline over `PARAMETERS`."""
    return max((documents.run(stem, k1, b) for k1, b in PARAMETERS), key=value)
