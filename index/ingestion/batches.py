"""What is done with every article by itself: its words as numbers, its records compressed, a batch at a time.

This is most of the work of indexing, and needs nothing but the article; so it is done beside everything else
(`index.ingestion.analysis_pool`), and what comes out is the same. Where a batch ends depends on the articles alone,
because a block of records ends there, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from corpus import Article
from index.analysis import Analyzer
from index.ingestion.interning import Interner, Joined, joined
from index.ingestion.signatures import Profiles, profiles, signatures, words_per_article
from index.ingestion.word_keys import Words
from index.segments.bodies import encode_bodies
from index.segments.segment import Signatures
from index.storage.records import Blocks, compressed

# Characters of a batch: enough that what a batch costs by itself is nothing, few enough that waiting ones are small.
BATCH_CHARACTERS: Final = 1 << 20
# Text compresses the better, and is read the slower, the longer the blocks are. Blocks of half this size make an index
# larger by 2% of its text, at the same level of compression; one is read in some 30 microseconds.
BODY_BLOCK: Final = 1 << 15


class Texts(NamedTuple):
    """What words are found from. A passage is the headline (the first one, perhaps empty) or a paragraph."""

    passages: list[Joined]
    passages_per_article: npt.NDArray[np.int64]


class AnalysedTexts(NamedTuple):
    """What is found in a batch: words, forms numbered by the interner that read it, and sentences (`Interned`)."""

    words: Words
    passages_per_article: npt.NDArray[np.int64]
    sentences: npt.NDArray[np.int64]
    signatures: Signatures


class Encoded(NamedTuple):
    """The records of a batch, compressed, and its `Article.content_hash`es, one after the other."""

    bodies: Blocks
    content_hashes: bytes


class AnalysedBatch(NamedTuple):
    """A batch of articles: what its texts are made of, and what is kept of the articles as they are."""

    texts: AnalysedTexts
    records: Encoded


def texts_of(articles: Sequence[Article]) -> Texts:
    """Headlines and paragraphs of articles."""
    passages = joined(text for article in articles for text in (article.title, *article.paragraphs))
    return Texts(list(passages), np.array([1 + len(article.paragraphs) for article in articles], np.int64))


def analyse(texts: Texts, interner: Interner) -> AnalysedTexts:
    """Find the words of a batch."""
    words, sentences = interner.intern(texts.passages)
    own = texts.passages_per_article
    return AnalysedTexts(words, own, sentences, signatures_of(words, own, interner))


def encoded(articles: Sequence[Article]) -> Encoded:
    """What is kept of articles as they are."""
    bodies = compressed(encode_bodies(articles), BODY_BLOCK)
    return Encoded(bodies, b"".join([article.content_hash() for article in articles]))


def signatures_of(
    words: Words, passages_per_article: npt.NDArray[np.int64], interner: Interner
) -> Signatures:
    """The signatures of articles (`index.ingestion.signatures`) whose words an interner has numbered."""
    lengths = words_per_article(words, passages_per_article)
    return signatures(interner.hashes[words.tokens], lengths)


def profiles_of(articles: Sequence[Article]) -> Profiles:
    """The profiles of articles (`index.ingestion.signatures`) of which nothing but themselves is at hand."""
    texts, interner = texts_of(articles), new_interner()
    words = interner.intern(texts.passages).words
    return profiles(interner.hashes[words.tokens], words_per_article(words, texts.passages_per_article))


def characters(article: Article) -> int:
    """Length of an article's headline and paragraphs."""
    return len(article.title) + sum(map(len, article.paragraphs))


def new_interner() -> Interner:
    """An interner that has met nothing yet."""
    return Interner(Analyzer())
