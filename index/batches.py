"""What is done with every article by itself: its words as numbers, its records compressed, a batch at a time.

This is most of the work of indexing, and needs nothing but the article; so it is done in one process or in several
(`index.workers`), and what comes out is the same. Where a batch ends depends on the articles alone, because a block of
records ends there, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from corpus import Article
from index.analysis import Analyzer
from index.interning import Interned, Interner
from index.inversion import Words
from index.records import Blocks, packed
from index.segment import encode_body
from index.signatures import Signatures, signatures, words_per_article

# Characters of a batch: enough that what a batch costs by itself is nothing, few enough that waiting ones are small.
BATCH_CHARACTERS: Final = 1 << 20
# Text compresses the better, and is read the slower, the longer the blocks are.
BODY_BLOCK: Final = 1 << 14


class AnalysedBatch(NamedTuple):
    """A batch of articles. Forms are numbered by the interner that read it."""

    words: Words
    passages_per_article: npt.NDArray[np.int64]
    sentences: npt.NDArray[np.int64]  # see `index.interning.Interned`
    signatures: Signatures
    bodies: Blocks


def analyse(articles: Sequence[Article], interner: Interner) -> AnalysedBatch:
    """Analyse and encode a batch. A passage is the headline (the first one, perhaps empty) or a paragraph."""
    records = [encode_body(article) for article in articles]
    with ThreadPoolExecutor(1) as thread:
        bodies = thread.submit(packed, records, BODY_BLOCK)
        (words, sentences), passages_per_article = _interned(articles, interner)
        own = signed(words, passages_per_article, interner)
        return AnalysedBatch(words, passages_per_article, sentences, own, bodies.result())


def signed(words: Words, passages_per_article: npt.NDArray[np.int64], interner: Interner) -> Signatures:
    """The signatures of articles whose words an interner has numbered."""
    lengths = words_per_article(words, passages_per_article)
    return signatures(interner.hashes[words.tokens], lengths)


def words_of(articles: Iterable[Article], interner: Interner) -> tuple[Words, npt.NDArray[np.int64]]:
    """The words of articles, passage by passage, and how many passages each has."""
    interned, passages_per_article = _interned(list(articles), interner)
    return interned.words, passages_per_article


def _interned(articles: Sequence[Article], interner: Interner) -> tuple[Interned, npt.NDArray[np.int64]]:
    texts = (text for article in articles for text in (article.title, *article.paragraphs))
    return interner.intern(texts), np.array([1 + len(article.paragraphs) for article in articles], np.int64)


def characters(article: Article) -> int:
    """Length of an article's headline and paragraphs."""
    return len(article.title) + sum(map(len, article.paragraphs))


def new_interner() -> Interner:
    """An interner that has met nothing yet."""
    return Interner(Analyzer())
