"""How the archive writes a form: مدرسة for the index's مدرسه, الأمم for الامم, Obama for obama.

The index holds normalised forms. What a reader is shown is looked up in the text: a few of the articles that hold the
form, spread over the whole archive, say how it is written there, and the commonest way wins. Marks and tatweel are
left out, letters stay as they are.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np

from corpus import Article
from index import Snapshot
from index.analysis import Analyzer
from index.analysis.folding import compatible, without_invisibles, without_marks
from searcher.cache import remembering

_ARTICLES: Final = 5
_CACHED_FORMS: Final = 5_000


class RawForms:
    """The usual spellings of the forms of a snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot, analyzer: Analyzer) -> None:
        self._segments = sorted(snapshot.segments, key=lambda view: -len(view.terms.forms))
        self._analyzer = analyzer
        self.of = remembering(_CACHED_FORMS, self._of)

    def _of(self, form: str) -> str:
        """The spelling that is most frequent in a few of the articles with this form; the form where none has it."""
        spellings: Counter[str] = Counter()
        for view in self._segments:
            slot = view.terms.slot(form)
            if slot is None:
                continue
            articles = view.lists.postings(slot)[0]
            if view.deleted is not None:
                articles = articles[~view.deleted[articles]]
            chosen = np.linspace(0, len(articles) - 1, min(len(articles), _ARTICLES)).astype(np.int64)
            for number in articles[chosen].tolist():
                spellings.update(self._spellings(form, view.article(number)))
            if spellings:
                return spellings.most_common(1)[0][0]
        return form

    def _spellings(self, form: str, article: Article) -> list[str]:
        """Each occurrence of a form in an article, as it is written there."""
        found = []
        for text in (article.title, *article.paragraphs):
            for raw in self._analyzer.WORD.findall(text):
                if len(raw) >= len(form) and self._analyzer.forms(raw) == (form,):
                    found.append(without_marks(compatible(without_invisibles(raw))))
        return found
