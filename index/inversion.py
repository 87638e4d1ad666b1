"""From the words of articles, in reading order, to posting lists: in bulk, by sorting integers.

While articles come in, `TokenBuffer` only appends the number of each word's form to one long array; a form is
analysed once, when it is first met. `invert` then sorts (form, place) pairs once and cuts the result into posting
lists, all in whole-array steps. `Postings` is the product, the in-memory shape of a segment's posting file (its
arrays are described in `index.segment`).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis import Analyzer

IntArray = npt.NDArray[np.integer[Any]]

# The opening of a news story is worth as much as its headline: these first words of the body are counted apart.
LEAD_WORDS = 40
# How the frequencies of a posting are packed into 16 bits: body (8 bits), headline (4), lead (4, part of the body's).
BODY_LIMIT, TITLE_LIMIT, LEAD_LIMIT = 255, 15, 15
TITLE_SHIFT, LEAD_SHIFT = 8, 12

# A raw word that is not exactly one form (a ligature that stands for several words, a mark alone) is buffered as a
# number from here on, and replaced by its forms before inversion.
_SEVERAL = 1 << 31
_TOKEN_BITS = 36


class _NumberOfWord(dict[str, int]):
    """Raw word to the number of its form; fills itself as words are met."""

    def __init__(self, analyzer: Analyzer) -> None:
        super().__init__()
        self._analyzer = analyzer
        self.forms: dict[str, int] = {}
        self.several: list[list[int]] = []

    def __missing__(self, word: str) -> int:
        forms = self._analyzer.forms(word)
        numbers = [self.forms.setdefault(form, len(self.forms)) for form in forms]
        if len(numbers) == 1:
            number = numbers[0]
        else:
            number = _SEVERAL + len(self.several)
            self.several.append(numbers)
        self[word] = number
        return number


@dataclass
class Postings:
    """Posting lists of a segment. Terms ascend by their UTF-8 bytes; see `index.segment` for the arrays."""

    terms: list[str]
    article_starts: IntArray
    articles: IntArray
    frequencies: npt.NDArray[np.uint16]
    passage_counts: IntArray
    passage_starts: IntArray
    passages: IntArray
    passage_frequencies: IntArray
    position_starts: IntArray
    positions: IntArray


class TokenBuffer:
    """The words of articles as numbers, until there are enough to be inverted.

    A passage is the headline (the first one of each article, perhaps empty) or a paragraph.
    """

    def __init__(self, analyzer: Analyzer) -> None:
        self._find_words = analyzer.WORD.findall
        self._numbers = _NumberOfWord(analyzer)
        self._tokens = array("I")
        self._passage_lengths = array("I")
        self._passages_per_article = array("I")

    def __len__(self) -> int:
        """Tokens held."""
        return len(self._tokens)

    @property
    def article_count(self) -> int:
        return len(self._passages_per_article)

    def add(self, passages: Sequence[str]) -> None:
        """Append an article: its headline, then its paragraphs."""
        tokens, number_of = self._tokens, self._numbers.__getitem__
        before = len(tokens)
        for passage in passages:
            tokens.extend(map(number_of, self._find_words(passage)))
            self._passage_lengths.append(len(tokens) - before)
            before = len(tokens)
        self._passages_per_article.append(len(passages))

    def forms(self) -> list[str]:
        """The distinct forms met, by number."""
        return list(self._numbers.forms)

    def tokens(self) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Numbers of the forms, in reading order; length of each passage; passages of each article."""
        tokens = np.frombuffer(self._tokens, np.uint32) if self._tokens else np.zeros(0, np.uint32)
        lengths = np.array(self._passage_lengths, np.int64)
        if self._numbers.several:
            tokens, lengths = self._expand(tokens, lengths)
        return tokens, lengths, np.array(self._passages_per_article, np.int64)

    def _expand(
        self, tokens: npt.NDArray[np.uint32], lengths: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
        """Put the forms of words that have none or several in their place."""
        special = np.flatnonzero(tokens >= _SEVERAL)
        words = [self._numbers.several[int(number) - _SEVERAL] for number in tokens[special]]
        counts = np.ones(len(tokens), np.int64)
        counts[special] = [len(forms) for forms in words]
        ends = np.cumsum(counts)
        expanded = np.repeat(tokens, counts)
        for place, forms in zip(special, words, strict=True):
            expanded[ends[place] - len(forms) : ends[place]] = forms
        total_at = np.concatenate(([0], ends))
        bounds = total_at[np.concatenate(([0], np.cumsum(lengths)))]
        return expanded, np.diff(bounds)


def starts_of(lengths: IntArray) -> npt.NDArray[np.int64]:
    """Where each of consecutive runs begins, and the end: shape (n + 1,)."""
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def narrowest(values: IntArray) -> IntArray:
    """The same non-negative values in the smallest unsigned type that holds them all."""
    top = int(values.max()) if len(values) else 0
    for dtype in (np.uint8, np.uint16, np.uint32):
        if top <= np.iinfo(dtype).max:
            return values.astype(dtype)
    return values.astype(np.uint64)


def packed_frequencies(body: IntArray, title: IntArray, lead: IntArray) -> npt.NDArray[np.uint16]:
    """Frequencies of one posting each, in one number of 16 bits; what exceeds its bits counts as their most."""
    packed = np.minimum(body, BODY_LIMIT).astype(np.uint16)
    packed |= np.minimum(title, TITLE_LIMIT).astype(np.uint16) << np.uint16(TITLE_SHIFT)
    packed |= np.minimum(lead, LEAD_LIMIT).astype(np.uint16) << np.uint16(LEAD_SHIFT)
    return packed


def invert(
    forms: Sequence[str],
    tokens: npt.NDArray[np.uint32],
    passage_lengths: npt.NDArray[np.int64],
    passages_per_article: npt.NDArray[np.int64],
) -> Postings:
    """Posting lists of tokens in reading order (see `TokenBuffer.tokens`)."""
    order = sorted(range(len(forms)), key=forms.__getitem__)
    rank = np.empty(max(len(forms), 1), np.uint64)
    rank[order] = np.arange(len(forms), dtype=np.uint64)

    # One sort of (term, place in the text): faster than a stable argsort of the terms.
    keys = rank[tokens] << np.uint64(_TOKEN_BITS)
    keys |= np.arange(len(tokens), dtype=np.uint64)
    keys.sort()
    place = (keys & np.uint64((1 << _TOKEN_BITS) - 1)).astype(np.int64)
    keys >>= np.uint64(_TOKEN_BITS)
    term = keys.astype(np.uint32)
    del keys

    passage_begins = starts_of(passage_lengths)
    article_begins = starts_of(passages_per_article)
    article_of_passage = np.repeat(np.arange(len(passages_per_article)), passages_per_article)
    passage_of_place = np.repeat(np.arange(len(passage_lengths), dtype=np.uint32), passage_lengths)
    passage = passage_of_place[place]
    del passage_of_place

    first = _changes(term, passage)  # tokens that begin a (term, passage) run
    passage_frequencies = np.diff(np.append(first, len(term)))
    run_term, run_passage = term[first], passage[first]
    run_article = article_of_passage[run_passage]
    opening = _changes(run_term, run_article)  # runs that begin a (term, article) posting
    articles = run_article[opening]

    title_passage = article_begins[:-1]
    is_title = run_passage == title_passage[run_article]
    title = _sums(np.where(is_title, passage_frequencies, 0), opening)
    body = _sums(passage_frequencies, opening) - title
    body_begins = passage_begins[np.minimum(title_passage + 1, len(passage_lengths))]
    after_begin = place - np.repeat(body_begins[run_article], passage_frequencies)
    lead = _sums(((after_begin >= 0) & (after_begin < LEAD_WORDS)).astype(np.int64), first[opening])

    terms = np.arange(len(forms) + 1)
    return Postings(
        terms=[forms[number] for number in order],
        article_starts=np.searchsorted(run_term[opening], terms),
        articles=narrowest(articles),
        frequencies=packed_frequencies(body, title, lead),
        passage_counts=narrowest(np.diff(np.append(opening, len(first)))),
        passage_starts=np.searchsorted(run_term, terms),
        passages=narrowest(run_passage - title_passage[run_article]),
        passage_frequencies=narrowest(passage_frequencies),
        position_starts=np.searchsorted(term, terms),
        positions=narrowest(place - passage_begins[passage]),
    )


def _changes(*columns: IntArray) -> npt.NDArray[np.int64]:
    """Where any of the columns differs from the row before; the first row counts."""
    if not len(columns[0]):
        return np.zeros(0, np.int64)
    changed = np.zeros(len(columns[0]), np.bool_)
    changed[0] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(changed)


def _sums(values: IntArray, starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Sums of the runs of `values` that begin at `starts` (ascending from 0)."""
    if not len(starts):
        return np.zeros(0, np.int64)
    return np.add.reduceat(values, starts)


def blob_of(texts: Iterable[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32]]:
    """Texts as one run of UTF-8 bytes and where each begins: shapes (bytes,) and (n + 1,)."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    starts = starts_of(np.array([len(item) for item in encoded], np.int64))
    return np.frombuffer(b"".join(encoded), np.uint8), starts.astype(np.uint32)
