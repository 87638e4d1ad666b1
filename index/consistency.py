"""Whether the arrays of an index fit one another, as `index.segment` says that they do: the part of `fihris check`
that checksums can't do.

A checksum says that a file is what was written. That what was written is an index, not the work of a mistake in this
program, of a processor or of somebody who makes files to harm, is found out here: every number is looked up where it
leads, every text is read, and what is kept twice is worked out anew and compared. Nothing is analysed again, so a
word that was cut or stemmed wrongly is not found.

A rule relies on those before it: so the first that does not hold is the last that is tried, and a file gets one line.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, starmap
from typing import Final

import numpy as np
import numpy.typing as npt
import zstandard

from index.arrayfile import AnyArray, ArrayFile
from index.arrays import IntArray, starts_of
from index.bodies import decode_body
from index.dictionary import Texts
from index.errors import IndexDamaged
from index.inversion import ranges_of_slots
from index.packed_frequencies import packed_frequencies
from index.peaks import UNKNOWN, grades_of, shortened, unpacked_at
from index.posting_lists import SKIP
from index.segment import METADATA, SegmentView, id_hash, seconds_of
from index.signatures import BANDS
from index.word_keys import LEAD_WORDS

# Places of words that are looked up together: some ten arrays of eight bytes each.
_AT_ONCE: Final = 1 << 20
# What reading something else than was meant raises.
_UNREADABLE: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    zstandard.ZstdError,
)


def inconsistencies(views: Sequence[SegmentView]) -> list[str]:
    """What does not fit in the segments of an index, a line each; every file's checksum should have been verified."""
    problems = []
    for view in views:
        articles, postings, *_ = found = [
            _first_problem(view, view.files[1], _ARTICLE_RULES),
            _first_problem(view, view.files[0], _TERM_RULES),
            *(_first_problem(view, file, (_deletions,)) for file in view.files[2:]),
        ]
        if not articles and not postings:  # for lists lead from terms to places in articles
            found.append(_first_problem(view, view.files[0], _LIST_RULES))
        problems += [problem for problem in found if problem]
    return problems or _held_twice(views)


class _Inconsistent(Exception):
    """Something that does not fit, said so that it goes on from the name of a file."""


_Rule = Callable[[SegmentView], None]


def _first_problem(view: SegmentView, file: ArrayFile, rules: Sequence[_Rule]) -> str | None:
    for rule in rules:
        try:
            rule(view)
        except _Inconsistent as problem:
            return f"{file.path}: {problem}"
        except IndexDamaged as damage:  # an array that is missing
            return str(damage)
        except _UNREADABLE as error:
            return f"{file.path}: its {rule.__name__.strip('_').replace('_', ' ')} can't be read ({error})"
    return None


def _require(holds: bool | np.bool_, what: str) -> None:
    if not holds:
        raise _Inconsistent(what)


# --- what is true of one array


def _ascend(values: AnyArray, name: str) -> None:
    _require((values[1:] > values[:-1]).all(), f"{name!r} does not ascend")


def _below(values: AnyArray, bound: int, name: str) -> None:
    _require(not len(values) or int(values.max()) < bound, f"{name!r} names what there is not")


def _begin(starts: AnyArray, count: int, end: int, name: str, *, gaps: bool = True) -> None:
    """`starts` says where each of `count` runs begins that end at `end`; with `gaps` there may be empty ones."""
    _require(len(starts) == count + 1, f"{name!r} has {len(starts)} entries instead of {count + 1}")
    _require(starts[0] == 0 and starts[-1] == end, f"{name!r} does not end with what it divides")
    if gaps:
        _require((starts[1:] >= starts[:-1]).all(), f"{name!r} does not ascend")
    else:
        _ascend(starts, name)


def _permutation(numbers: AnyArray, count: int, name: str) -> None:
    _require(len(numbers) == count, f"{name!r} has {len(numbers)} entries instead of {count}")
    _below(numbers, count, name)
    _require((np.bincount(numbers, minlength=count) == 1).all(), f"{name!r} names something twice")


def _texts(file: ArrayFile, name: str, *, ascending: bool) -> list[str]:
    starts = file[f"{name}.starts"]
    _begin(starts, len(starts) - 1, len(file[f"{name}.text"]), f"{name}.starts")
    texts = list(Texts(file, name))
    _require(not ascending or all(starmap(operator.lt, pairwise(texts))), f"{name!r} does not ascend")
    return texts


# --- terms, stems, and how they are related


def _terms(view: SegmentView) -> None:
    terms = _texts(view.files[0], "terms", ascending=True)
    slots, slot_terms = view.postings_array("slots"), view.postings_array("slot_terms")
    _permutation(slots, len(terms), "slots")
    _require(
        np.array_equal(slot_terms[slots], np.arange(len(terms))), "'slot_terms' are not those of 'slots'"
    )


def _stems(view: SegmentView) -> None:
    stems = _texts(view.files[0], "stems", ascending=True)
    begins = view.postings_array("stem_slots")
    _begin(begins, len(stems), len(view.terms), "stem_slots", gaps=False)
    after = view.postings_array("slot_terms").astype(np.int64)
    ascends = np.diff(after) > 0
    ascends[begins[1:-1].astype(np.int64) - 1] = True
    _require(ascends.all(), "the forms of a stem do not ascend in 'slot_terms'")
    if "restemmed.text" in view.files[0].names():
        _texts(view.files[0], "restemmed", ascending=False)
    restemmed = view.restemmed()  # refuses a stem without its form
    _require(len(set(restemmed or ())) == len(restemmed or ()), "'restemmed' says something twice")


def _parent(view: SegmentView) -> None:
    theirs, own = view.parent_stems()
    _ascend(theirs, "parent.stems")
    _ascend(own, "parent.own")
    _require(len(theirs) == len(own), "'parent.stems' are not as many as 'parent.own'")
    _below(own, len(view.stems), "parent.own")


def _relations(view: SegmentView) -> None:
    keys = _texts(view.files[0], "keys", ascending=True)
    stems = view.postings_array("key_stems")
    _begin(view.postings_array("key_starts"), len(keys), len(stems), "key_starts")
    _below(stems, len(view.stems), "key_stems")
    related, starts, relatives, weights, holdings = view.kept_relatives()
    _ascend(related, "related")
    _below(related, len(view.stems), "related")
    if len(related):
        _begin(starts, len(related), len(relatives), "related.starts")
    _below(relatives, len(view.stems), "related.stems")
    _below(weights, 101, "related.weights")
    _below(holdings, view.article_count + 1, "related.holdings")
    _require(len(weights) == len(relatives), "'related.weights' are not as many as 'related.stems'")
    _require(len(holdings) == len(related), "'related.holdings' are not as many as 'related'")


# --- posting lists


def _lists(view: SegmentView) -> None:
    articles, starts = view.posting_articles, view.postings_array("article_starts")
    _begin(starts, len(view.terms), len(articles), "article_starts", gaps=False)
    _below(articles, view.article_count, "articles")
    ascends = articles[1:] > articles[:-1]
    ascends[starts[1:-1].astype(np.int64) - 1] = True
    _require(ascends.all(), "'articles' does not ascend in each list")
    _require(len(view.posting_frequencies) == len(articles), "'frequencies' are not as many as 'articles'")
    _require(
        len(view.posting_peaks) == (len(articles) + 1) // 2, "'peaks' are not half as many as 'articles'"
    )


def _positions(view: SegmentView) -> None:
    position_starts = view.postings_array("position_starts")
    positions = len(view.postings_array("positions"))
    _begin(position_starts, len(view.terms), positions, "position_starts", gaps=False)
    _require(positions == view.word_count, f"{view.word_count} words have {positions} places in 'positions'")
    _ascend(view.postings_array("long_postings"), "long_postings")
    _below(view.postings_array("long_postings"), len(view.posting_articles), "long_postings")
    excess = view.postings_array("long_excess")
    _begin(excess, len(view.postings_array("long_postings")), int(excess[-1]), "long_excess", gaps=False)


def _occurrences(view: SegmentView) -> None:
    """What is kept of each posting is what the places of its words say, and each place has one word."""
    article_starts = view.postings_array("article_starts").astype(np.int64)
    position_starts = view.postings_array("position_starts").astype(np.int64)
    skips = view.postings_array("position_skips")
    postings = len(view.posting_articles)
    _require(len(skips) == -(-postings // SKIP), "'position_skips' are not as many as there are blocks")
    free = np.ones(int(view.passage_places[-1]), np.bool_)
    free[view.passage_places[1:].astype(np.int64) - 1] = False  # where passages end no word stands
    for first, end in ranges_of_slots(np.diff(position_starts), _AT_ONCE, len(view.terms)):
        numbers = slice(int(article_starts[first]), int(article_starts[end]))
        counts = view.occurrence_counts(numbers).astype(np.int64)
        starts = starts_of(counts)
        own = np.diff(starts[article_starts[first : end + 1] - numbers.start])
        _require(
            np.array_equal(own, np.diff(position_starts[first : end + 1])),
            "'frequencies' do not add up to the places in 'positions'",
        )
        begins = starts[:-1][-numbers.start % SKIP :: SKIP] + position_starts[first]
        block = -(-numbers.start // SKIP)
        _require(
            np.array_equal(begins, skips[block : block + len(begins)]), "'position_skips' lead elsewhere"
        )
        _require_places(view, numbers, counts, view.positions_of_slots(first, end), free)
    _require(not free.any(), "some words stand nowhere in 'positions'")


def _require_places(
    view: SegmentView,
    numbers: slice,
    counts: npt.NDArray[np.int64],
    positions: IntArray,
    free: npt.NDArray[np.bool_],
) -> None:
    """The same of consecutive postings. free: bool, one a place of the segment: those without a word so far."""
    posting = np.repeat(np.arange(len(counts)), counts)
    articles = view.posting_articles[numbers].astype(np.int64)
    ascends = np.diff(positions.astype(np.int64)) > 0
    _require((ascends | (np.diff(posting) > 0)).all(), "'positions' does not ascend in each article")
    places = view.article_places(articles)[posting] + positions
    _require(
        (places < view.article_places(articles + 1)[posting]).all(), "'positions' leads beyond an article"
    )
    _require(free[places].all(), "'positions' leads twice to a place, or between passages")
    free[places] = False

    passages = view.passages_at(places)
    in_article = passages - view.first_passages[articles][posting]
    in_body = in_article > 0
    # Places of the body without those that are left out, one before each paragraph.
    words_before = positions - view.title_lengths[articles][posting].astype(np.int64) - in_article
    packed = view.posting_frequencies[numbers]
    kinds = in_body, ~in_body, in_body & (words_before < LEAD_WORDS)
    expected = packed_frequencies(*(np.bincount(posting[kind], minlength=len(counts)) for kind in kinds))
    _require(
        np.array_equal(packed, expected), "'frequencies' are not those of the words in headline and body"
    )
    if "peaks" in view.files[0].names():
        peaks = unpacked_at(view.posting_peaks, np.arange(numbers.start, numbers.stop))
        least = _peaks(view, posting[in_body], passages[in_body], len(counts))
        _require(((peaks == least) | (peaks == UNKNOWN)).all(), "'peaks' are not those of the paragraphs")


def _peaks(
    view: SegmentView, posting: npt.NDArray[np.int64], passages: npt.NDArray[np.int64], count: int
) -> npt.NDArray[np.uint8]:
    """The peak of each of `count` postings. posting, passages: of each word in a paragraph, what it is of and in."""
    begins = np.flatnonzero(np.diff(passages, prepend=-1) | np.diff(posting, prepend=-1))
    frequencies = np.diff(begins, append=len(passages))
    peaks = np.zeros(count, np.uint8)
    grades = grades_of(frequencies, shortened(view.lengths_of(passages[begins])))
    np.maximum.at(peaks, posting[begins], grades)
    return peaks


# --- articles


def _passages(view: SegmentView) -> None:
    starts, places = view.articles_array("passages.starts"), view.passage_places
    _begin(starts, view.article_count, len(places) - 1, "passages.starts", gaps=False)
    _begin(places, len(places) - 1, int(places[-1]), "passages.places", gaps=False)
    titles = view.lengths_of(view.first_passages[:-1])
    bodies = np.add.reduceat(view.passage_lengths, view.first_passages[:-1], dtype=np.int64) - titles
    _require(np.array_equal(view.articles_array("title_lengths"), titles), "'title_lengths' are others")
    _require(np.array_equal(view.articles_array("body_lengths"), bodies), "'body_lengths' are others")
    counts = {"passages": len(places) - 1, "title_words": int(titles.sum()), "body_words": int(bodies.sum())}
    for name, count in counts.items():
        _require(
            view.files[1].values.get(name) == count,
            f"it has {count} {name.replace('_', ' ')}, and says otherwise",
        )


def _sentences(view: SegmentView) -> None:
    sentences, places = view.sentence_places, view.passage_places
    _ascend(sentences, "sentences")
    _below(sentences, int(places[-1]), "sentences")
    passages = view.passages_at(sentences.astype(np.int64))
    inside = (sentences > places[passages]) & (sentences < places[passages + 1] - 1)
    _require(inside.all(), "'sentences' names places where none begins within a passage")


def _columns(view: SegmentView) -> None:
    entries = {"dates": 1, "groups": 1, "content_hashes": 2, "signatures": BANDS}
    for name, each in entries.items():
        view.files[1].require_length(name, each * view.article_count)
    _permutation(view.articles_array("group_order"), view.article_count, "group_order")
    labels = view.groups[view.articles_array("group_order")]
    _require((labels[1:] >= labels[:-1]).all(), "'group_order' is not the order of 'groups'")
    _require(len(view.articles_array("superseded")) % 3 == 0, "'superseded' ends within a version")
    for name in METADATA:
        _texts(view.files[1], name, ascending=True)
        view.files[1].require_length(name, view.article_count)
        _below(view.value_numbers(name), len(view.values(name)), name)


def _ids(view: SegmentView) -> None:
    _require(
        len(_texts(view.files[1], "heads", ascending=False)) == 2 * view.article_count,
        "'heads' are not two each",
    )
    ids = view.ids()
    hashes, numbers = view.articles_array("id_hashes"), view.articles_array("id_numbers")
    _permutation(numbers, view.article_count, "id_numbers")
    found = [id_hash(ids[number]) for number in numbers.tolist()]
    _require(hashes.tolist() == found == sorted(found), "'id_hashes' are not those of the ids")
    _permutation(view.id_ranks, view.article_count, "id_ranks")
    in_order = [ids[number] for number in np.argsort(view.id_ranks).tolist()]
    _require(in_order == sorted(in_order), "'id_ranks' is not the order of the ids")


def _texts_of_articles(view: SegmentView) -> None:
    """Every article can be read, is the one that was added, and is described rightly by the columns."""
    _require(len(view.bodies) == view.article_count, "'bodies' are not as many as there are articles")
    blocks = [block for block, _, _ in view.bodies.blocks()]
    _require(blocks == list(range(len(blocks))), "'bodies.places' does not name block after block")
    data = view.articles_array("bodies.data")
    _begin(view.articles_array("bodies.blocks"), len(blocks), len(data), "bodies.blocks")
    values = {name: (list(view.values(name)), view.value_numbers(name).tolist()) for name in METADATA}
    passages, dates = np.diff(view.first_passages).tolist(), view.dates.tolist()
    heads = zip(view.ids(), view.titles(), strict=True)
    for number, (record, head) in enumerate(zip(view.bodies, heads, strict=True)):
        article = decode_body(record, *head)
        _require(
            article.content_hash() == view.content_hash(number)
            and len(article.paragraphs) + 1 == passages[number]
            and seconds_of(article.date) == dates[number]
            and all(getattr(article, name) == texts[of[number]] for name, (texts, of) in values.items()),
            f"article {number} ({article.id!r}) is another than was added",
        )


def _deletions(view: SegmentView) -> None:
    deleted = view.files[2]["deleted"]
    _ascend(deleted, "deleted")
    _below(deleted, view.article_count, "deleted")


# --- the whole index


def _held_twice(views: Sequence[SegmentView]) -> list[str]:
    """Ids under which there is more than one article."""

    def live_ids() -> Iterator[str]:
        for view in views:
            ids = view.ids()
            yield from (ids[number] for number in np.flatnonzero(view.live()).tolist())

    return [
        f"article {each!r} is there {count} times" for each, count in Counter(live_ids()).items() if count > 1
    ]


_ARTICLE_RULES: Final = (_passages, _sentences, _columns, _ids, _texts_of_articles)
_TERM_RULES: Final = (_terms, _stems, _parent, _relations)
_LIST_RULES: Final = (_lists, _positions, _occurrences)
