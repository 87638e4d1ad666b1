"""What has to hold of the posting file of a segment (`index.checking.consistency`): each rule relies on those before.

Those of posting lists rely on the article file, too: lists lead from terms to positions in articles.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from index.building.holdings import counted, finding
from index.building.posting_arrays import ranges_of_slots
from index.checking.invariants import Rule, ascend, begin, below, permutation, require, texts
from index.ingestion.word_keys import LEAD_WORDS
from index.segments.posting_lists import SKIP
from index.segments.segment import SegmentView
from index.storage.arrays import IntArray, Mask, starts_of
from index.storage.packed_frequencies import packed_frequencies
from index.storage.peaks import UNKNOWN, grades_of, shortened, unpacked_at

# Positions that are looked up together: some ten arrays of eight bytes each.
_AT_ONCE: Final = 1 << 20


# --- terms, stems, and how they are related


def _terms(view: SegmentView) -> None:
    terms = texts(view.postings_file, "terms", ascending=True)
    slots, slot_terms = view.postings_array("slots"), view.postings_array("slot_terms")
    permutation(slots, len(terms), "slots")
    require(np.array_equal(slot_terms[slots], np.arange(len(terms))), "'slot_terms' are not those of 'slots'")


def _stems(view: SegmentView) -> None:
    stems = texts(view.postings_file, "stems", ascending=True)
    begins = view.postings_array("stem_slots")
    begin(begins, len(stems), len(view.terms.forms), "stem_slots", gaps=False)
    after = view.postings_array("slot_terms").astype(np.int64)
    ascends = np.diff(after) > 0
    ascends[begins[1:-1].astype(np.int64) - 1] = True
    require(ascends.all(), "the forms of a stem do not ascend in 'slot_terms'")
    if "restemmed.text" in view.postings_file.names():
        texts(view.postings_file, "restemmed", ascending=False)
    restemmed = view.terms.restemmed()  # refuses a stem without its form
    require(len(set(restemmed or ())) == len(restemmed or ()), "'restemmed' says something twice")


def _parent(view: SegmentView) -> None:
    theirs, own = view.terms.parent_stems()
    ascend(theirs, "parent.stems")
    ascend(own, "parent.own")
    require(len(theirs) == len(own), "'parent.stems' are not as many as 'parent.own'")
    below(own, len(view.terms.stems), "parent.own")


def _relations(view: SegmentView) -> None:
    keys = texts(view.postings_file, "keys", ascending=True)
    stems = view.postings_array("key_stems")
    begin(view.postings_array("key_starts"), len(keys), len(stems), "key_starts")
    below(stems, len(view.terms.stems), "key_stems")
    related, starts, relatives, weights, holdings = view.terms.kept_relatives()
    ascend(related, "related")
    below(related, len(view.terms.stems), "related")
    if len(related):
        begin(starts, len(related), len(relatives), "related.starts")
    below(relatives, len(view.terms.stems), "related.stems")
    below(weights, 101, "related.weights")
    below(holdings, view.article_count + 1, "related.holdings")
    require(len(weights) == len(relatives), "'related.weights' are not as many as 'related.stems'")
    require(len(holdings) == len(related), "'related.holdings' are not as many as 'related'")


# --- posting lists


def _lists(view: SegmentView) -> None:
    articles, starts = view.lists.posting_articles, view.postings_array("article_starts")
    begin(starts, len(view.terms.forms), len(articles), "article_starts", gaps=False)
    below(articles, view.article_count, "articles")
    ascends = articles[1:] > articles[:-1]
    ascends[starts[1:-1].astype(np.int64) - 1] = True
    require(ascends.all(), "'articles' does not ascend in each list")
    require(
        len(view.lists.posting_frequencies) == len(articles), "'frequencies' are not as many as 'articles'"
    )
    require(
        len(view.lists.posting_peaks) == (len(articles) + 1) // 2,
        "'peaks' are not half as many as 'articles'",
    )


def _positions(view: SegmentView) -> None:
    position_starts = view.postings_array("position_starts")
    positions = len(view.postings_array("positions"))
    begin(position_starts, len(view.terms.forms), positions, "position_starts", gaps=False)
    require(positions == view.word_count, f"{view.word_count} words have {positions} places in 'positions'")
    ascend(view.postings_array("long_postings"), "long_postings")
    below(view.postings_array("long_postings"), len(view.lists.posting_articles), "long_postings")
    excess = view.postings_array("long_excess")
    begin(excess, len(view.postings_array("long_postings")), int(excess[-1]), "long_excess", gaps=False)


def _occurrences(view: SegmentView) -> None:
    """What is kept of each posting is what the positions of its words say, and each position has one word."""
    article_starts = view.postings_array("article_starts").astype(np.int64)
    position_starts = view.postings_array("position_starts").astype(np.int64)
    skips = view.postings_array("position_skips")
    postings = len(view.lists.posting_articles)
    require(len(skips) == -(-postings // SKIP), "'position_skips' are not as many as there are blocks")
    free = np.ones(int(view.passages.first_positions[-1]), np.bool_)
    free[view.passages.first_positions[1:].astype(np.int64) - 1] = False  # where passages end no word stands
    for first, end in ranges_of_slots(np.diff(position_starts), _AT_ONCE, len(view.terms.forms)):
        numbers = slice(int(article_starts[first]), int(article_starts[end]))
        counts = view.lists.occurrence_counts(numbers).astype(np.int64)
        starts = starts_of(counts)
        own = np.diff(starts[article_starts[first : end + 1] - numbers.start])
        require(
            np.array_equal(own, np.diff(position_starts[first : end + 1])),
            "'frequencies' do not add up to the places in 'positions'",
        )
        begins = starts[:-1][-numbers.start % SKIP :: SKIP] + position_starts[first]
        block = -(-numbers.start // SKIP)
        require(np.array_equal(begins, skips[block : block + len(begins)]), "'position_skips' lead elsewhere")
        _require_positions(view, numbers, counts, view.lists.positions_of_slots(first, end), free)
    require(not free.any(), "some words stand nowhere in 'positions'")


def _require_positions(
    view: SegmentView,
    numbers: slice,
    counts: npt.NDArray[np.int64],
    positions: IntArray,
    free: Mask,
) -> None:
    """The same of consecutive postings. free: bool, one a position of the segment: those without a word so far."""
    posting = np.repeat(np.arange(len(counts)), counts)
    articles = view.lists.posting_articles[numbers].astype(np.int64)
    ascends = np.diff(positions.astype(np.int64)) > 0
    require((ascends | (np.diff(posting) > 0)).all(), "'positions' does not ascend in each article")
    in_segment = view.passages.begins(articles)[posting] + positions
    require(
        (in_segment < view.passages.begins(articles + 1)[posting]).all(),
        "'positions' leads beyond an article",
    )
    require(free[in_segment].all(), "'positions' leads twice to a place, or between passages")
    free[in_segment] = False

    passages = view.passages.containing(in_segment)
    in_article = view.passages.numbers(passages, articles[posting])
    in_body = in_article > 0
    # Positions of the body without those that are left out, one before each paragraph.
    words_before = positions - view.title_lengths[articles][posting].astype(np.int64) - in_article
    packed = view.lists.posting_frequencies[numbers]
    kinds = in_body, ~in_body, in_body & (words_before < LEAD_WORDS)
    expected = packed_frequencies(*(np.bincount(posting[kind], minlength=len(counts)) for kind in kinds))
    require(np.array_equal(packed, expected), "'frequencies' are not those of the words in headline and body")
    if "peaks" in view.postings_file.names():
        peaks = unpacked_at(view.lists.posting_peaks, np.arange(numbers.start, numbers.stop))
        least = _peaks(view, posting[in_body], passages[in_body], len(counts))
        require(((peaks == least) | (peaks == UNKNOWN)).all(), "'peaks' are not those of the paragraphs")


def _peaks(
    view: SegmentView, posting: npt.NDArray[np.int64], passages: npt.NDArray[np.int64], count: int
) -> npt.NDArray[np.uint8]:
    """The peak of each of `count` postings. posting, passages: of each word in a paragraph, what it is of and in."""
    begins = np.flatnonzero(np.diff(passages, prepend=-1) | np.diff(posting, prepend=-1))
    frequencies = np.diff(begins, append=len(passages))
    peaks = np.zeros(count, np.uint8)
    grades = grades_of(frequencies, shortened(view.passages.lengths(passages[begins])))
    np.maximum.at(peaks, posting[begins], grades)
    return peaks


def _holdings(view: SegmentView) -> None:
    related, starts, stems, weights, holdings = view.terms.kept_relatives()
    if len(related):
        begins = view.postings_array("article_starts")[view.postings_array("stem_slots")].astype(np.int64)
        articles = view.lists.posting_articles
        lists = finding(starts, stems, weights)
        counts = counted(lambda first, end: articles[first:end], begins, *lists, view.article_count)
        require(np.array_equal(counts, holdings), "'related.holdings' are not those of the lists")


TERM_RULES: Final[tuple[Rule, ...]] = (_terms, _stems, _parent, _relations)
LIST_RULES: Final[tuple[Rule, ...]] = (_lists, _positions, _occurrences, _holdings)
