"""The segment: an immutable part of the index, two array files and, once something in it is deleted, a third.

`NAME.pst`, the postings. Terms are normalised surface forms and have numbers, ascending by their UTF-8 bytes. Their
posting lists stand in another order, by stem and then form, so that a word and its relatives are one stretch of every
array; the place of a term in that order is its slot. An article is numbered within the segment; a passage is the
headline (number 0 in its article) or a paragraph (1, 2, …). Integer arrays marked * take the narrowest unsigned type
that holds their values.

    terms.text, terms.starts    u1, u4      the terms, and where each begins (terms + 1)
    slots, slot_terms           u4, u4      slot of each term, term of each slot
    stems.text, stems.starts    u1, u4      the distinct stems, ascending
    stem_slots                  u4, stems + 1   where the slots of each stem begin
    keys.text, keys.starts      u1, u4      relation keys of the stems (`index.analysis.relations`), ascending
    key_starts, key_stems       *       for each key the numbers of its stems (keys + 1; …)
    article_starts      *, slots + 1    where a slot's article postings begin
    articles            *               article of each posting, ascending within a slot
    frequencies         u1              how often it occurs there (see `index.inversion.packed_frequencies`)
    passage_starts      *, slots + 1    where a slot's passage postings begin
    passages            *               passage within its article, doubled, plus 1 in the first of each article
    position_starts     *, slots + 1    where a slot's positions begin
    positions           *               word number within the passage, doubled, plus 1 in the first of each passage

`NAME.art`, the articles.

    heads.*             records (`index.records`): JSON [id, title]
    bodies.*            records: JSON of everything else that an `Article` has, in the order of
                                        `_BODY_FIELDS`; a url that is the id is null
    id_hashes, id_numbers       u8, u4  BLAKE2b-64 of the ids, ascending, and the article of each
    id_ranks            u4              rank of the article's id among those of the segment
    content_hashes      u8, 2 x articles    `Article.content_hash`
    superseded          u8, 3 x n       (id hash, content hash) of versions replaced within the run that read them
    dates               i8              seconds since 1970 of the printed date, `NO_DATE` where there is none
    source, category, author    *       number of the value in …
    source.text, source.starts …        u1, u4      … the distinct values, ascending
    body_lengths, title_lengths *       words
    passages.starts     u4, articles + 1    where an article's passages begin in …
    passages.lengths    *               … the lengths of all passages in words

`NAME.GENERATION.del`: `deleted`, u4, ascending: the articles that are no more. A newer commit writes a newer file.

Every file's values carry "format" (the version of this layout, `FORMAT_VERSION`; the oldest that can be read is
`OLDEST_FORMAT`) and "analysis" (the analyser's fingerprint).

Versions: 1, the first.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from corpus import Article
from index.arrayfile import AnyArray, ArrayFile
from index.errors import IndexIncompatible
from index.inversion import IntArray
from index.records import Records

FORMAT_VERSION: Final = 1
OLDEST_FORMAT: Final = 1
NO_DATE: Final = np.iinfo(np.int64).min
METADATA: Final = ("source", "category", "author")
_BODY_FIELDS: Final = (
    "paragraphs",
    "date",
    "source",
    "author",
    "category",
    "url",
    "summary",
    "captions",
    "origin",
)
_EPOCH: Final = datetime(1970, 1, 1)


def id_hash(article_id: str) -> int:
    """64-bit hash under which an id is looked up."""
    return int.from_bytes(
        blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little"
    )


def seconds_of(date: datetime | None) -> int:
    """Seconds since 1970 on the wall clock of `date`, or NO_DATE."""
    return int(NO_DATE) if date is None else (date.replace(tzinfo=None) - _EPOCH) // timedelta(seconds=1)


def encode_article(article: Article) -> tuple[bytes, bytes]:
    """The two records of an article: head and body."""
    head = [article.id, article.title]
    body = [
        article.paragraphs,
        article.date.isoformat() if article.date else None,
        *(getattr(article, name) for name in _BODY_FIELDS[2:]),
    ]
    if article.url == article.id:
        body[_BODY_FIELDS.index("url")] = None
    return _json(head), _json(body)


_encoder: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _json(value: Any) -> bytes:
    return _encoder.encode(value).encode("utf-8", "surrogatepass")


def _from_json(record: bytes) -> list[Any]:
    value: list[Any] = json.loads(record.decode("utf-8", "surrogatepass"))
    return value


class Dictionary:
    """Distinct byte strings in ascending order, each with its number, over two arrays of an array file."""

    # Every 16th string is kept as an object: bisecting those in C and the rest in four steps takes 2 microseconds.
    _STRIDE = 16

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._text = file[f"{name}.text"].data
        self._starts = file[f"{name}.starts"]

    def __len__(self) -> int:
        return len(self._starts) - 1

    def _bytes(self, number: int) -> bytes:
        return bytes(self._text[self._starts[number] : self._starts[number + 1]])

    def __getitem__(self, number: int) -> str:
        """The string of a number; IndexError beyond the last."""
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self._bytes(number).decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        text, starts = bytes(self._text), self._starts.tolist()
        for start, end in pairwise(starts):
            yield text[start:end].decode("utf-8", "surrogatepass")

    @cached_property
    def _samples(self) -> list[bytes]:
        text, starts = self._text, self._starts.tolist()
        return [
            bytes(text[starts[number] : starts[number + 1]]) for number in range(0, len(self), self._STRIDE)
        ]

    def _place(self, key: bytes) -> tuple[int, bool]:
        """Number of the first string that is not before `key`, and whether it is `key`."""
        sample = bisect_right(self._samples, key) - 1
        if sample < 0:
            return 0, False
        first = sample * self._STRIDE
        starts = self._starts[first : first + self._STRIDE + 1].tolist()
        block = bytes(self._text[starts[0] : starts[-1]])
        low, high, base = 0, len(starts) - 1, starts[0]
        while low < high:
            middle = (low + high) // 2
            if block[starts[middle] - base : starts[middle + 1] - base] < key:
                low = middle + 1
            else:
                high = middle
        there = low < len(starts) - 1 and block[starts[low] - base : starts[low + 1] - base] == key
        return first + low, there

    def position(self, key: bytes) -> int:
        """Number of the first string that is not before `key`."""
        return self._place(key)[0]

    def find(self, text: str) -> int | None:
        """Number of a string, or None where it is not among them."""
        number, there = self._place(text.encode("utf-8", "surrogatepass"))
        return number if there else None

    def with_prefix(self, prefix: str) -> range:
        """Numbers of the strings that begin with `prefix`."""
        key = prefix.encode("utf-8", "surrogatepass")
        # 0xFF occurs nowhere in UTF-8: it is behind every continuation of the prefix.
        return range(self.position(key), self.position(key + b"\xff"))


class SegmentView:
    """An opened segment. Arrays are views of the memory-mapped files; safe to share between threads."""

    def __init__(self, folder: Path, name: str, deletions: int, fingerprint: str) -> None:
        """`deletions`: the generation of the deletion file, 0 for none.

        Raises IndexDamaged, and IndexIncompatible where the format or the analyser is another.
        """
        self.name = name
        self.files = [ArrayFile(folder / f"{name}.pst"), ArrayFile(folder / f"{name}.art")]
        if deletions:
            self.files.append(ArrayFile(folder / f"{name}.{deletions}.del"))
        for file in self.files:
            require_compatible(file, fingerprint)
        self._postings, self._articles = self.files[:2]
        self.article_count: int = self._articles.values["articles"]
        self.terms = Dictionary(self._postings, "terms")
        self.stems = Dictionary(self._postings, "stems")

    def postings_array(self, name: str) -> AnyArray:
        """An array of the posting file by its name."""
        return self._postings[name]

    def postings_names(self) -> list[str]:
        """Names of the arrays of the posting file."""
        return self._postings.names()

    def articles_array(self, name: str) -> AnyArray:
        """An array of the article file by its name."""
        return self._articles[name]

    @cached_property
    def deleted(self) -> npt.NDArray[np.bool_] | None:
        """Bool, one an article: True where it is deleted. None where nothing is."""
        if len(self.files) < 3:
            return None
        mask = np.zeros(self.article_count, np.bool_)
        mask[self.files[2]["deleted"]] = True
        return mask

    @property
    def live_count(self) -> int:
        return self.article_count - (len(self.files[2]["deleted"]) if len(self.files) > 2 else 0)

    def live(self, newly_deleted: Iterable[int] = ()) -> npt.NDArray[np.bool_]:
        """Bool, one an article: True where it is deleted neither in the files nor in `newly_deleted`."""
        mask = np.ones(self.article_count, np.bool_) if self.deleted is None else ~self.deleted
        mask[list(newly_deleted)] = False
        return mask

    @property
    def body_word_count(self) -> int:
        """Words in bodies, those of deleted articles included."""
        words: int = self._articles.values["body_words"]
        return words

    @property
    def word_count(self) -> int:
        """Words in headlines and bodies, those of deleted articles included."""
        values = self._articles.values
        words: int = values["body_words"] + values["title_words"]
        return words

    # --- terms and postings

    def slot(self, form: str) -> int | None:
        """Slot of a term, or None where the segment does not have it."""
        number = self.terms.find(form)
        return None if number is None else int(self._slots[number])

    def form(self, slot: int) -> str:
        """The term of a slot."""
        return self.terms[int(self._slot_terms[slot])]

    def slots_of_stem(self, stem: str) -> range:
        """Slots of the terms with this stem."""
        number = self.stems.find(stem)
        if number is None:
            return range(0)
        return range(int(self._stem_slots[number]), int(self._stem_slots[number + 1]))

    def stem(self, slot: int) -> str:
        """The stem of the term of a slot."""
        # Of the array's own type: for another, searchsorted would convert the whole array first.
        return self.stems[int(np.searchsorted(self._stem_slots, np.uint32(slot), side="right")) - 1]

    def stems_of_key(self, key: str) -> list[str]:
        """The stems with this among their relation keys."""
        number = self._keys.find(key)
        if number is None:
            return []
        starts, stems = self._postings["key_starts"], self._postings["key_stems"]
        return [self.stems[stem] for stem in stems[int(starts[number]) : int(starts[number + 1])].tolist()]

    @cached_property
    def _keys(self) -> Dictionary:
        return Dictionary(self._postings, "keys")

    @cached_property
    def _slots(self) -> AnyArray:
        return self._postings["slots"]

    @cached_property
    def _slot_terms(self) -> AnyArray:
        return self._postings["slot_terms"]

    @cached_property
    def _stem_slots(self) -> AnyArray:
        return self._postings["stem_slots"]

    @cached_property
    def article_starts(self) -> AnyArray:
        return self._postings["article_starts"]

    @cached_property
    def position_starts(self) -> AnyArray:
        return self._postings["position_starts"]

    @cached_property
    def posting_articles(self) -> AnyArray:
        return self._postings["articles"]

    @cached_property
    def posting_frequencies(self) -> AnyArray:
        return self._postings["frequencies"]

    def postings(self, slot: int) -> tuple[IntArray, npt.NDArray[np.uint8]]:
        """Articles that hold the term of a slot, ascending, and the packed frequency in each."""
        part = slice(int(self.article_starts[slot]), int(self.article_starts[slot + 1]))
        return self.posting_articles[part], self.posting_frequencies[part]

    def document_frequency(self, slot: int) -> int:
        """Articles that hold the term, deleted ones included."""
        return int(self.article_starts[slot + 1]) - int(self.article_starts[slot])

    def frequency(self, slot: int) -> int:
        """Occurrences of the term, those in deleted articles included."""
        return int(self.position_starts[slot + 1]) - int(self.position_starts[slot])

    def passage_postings(self, slot: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Passages of the segment (numbered through all articles) that hold a term, ascending, and how often each."""
        passages, starts = self._passages(slot), self._passage_runs(slot)[1]
        return passages, np.diff(starts)

    def positions(self, slot: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Every occurrence of a term, ascending: passage of the segment, and word number in it."""
        flagged, starts = self._passage_runs(slot)
        return np.repeat(self._passages(slot), np.diff(starts)), (flagged >> 1).astype(np.int64)

    def frequency_of_range(self, slots: range) -> int:
        """Occurrences of the terms of consecutive slots."""
        return int(self.position_starts[slots.stop]) - int(self.position_starts[slots.start])

    def places_within(
        self, slots: range, chosen: npt.NDArray[np.int32]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
        """Every occurrence of the terms of consecutive slots in some articles: its place (`places`), and `chosen`.

        chosen: int32, one an article; articles with a negative number are passed over.
        """
        first, last = slots.start, slots.stop
        articles = self.posting_articles[int(self.article_starts[first]) : int(self.article_starts[last])]
        starts = self._postings["passage_starts"]
        passages = self._postings["passages"][int(starts[first]) : int(starts[last])]
        flagged = self._postings["positions"][
            int(self.position_starts[first]) : int(self.position_starts[last])
        ]
        kept = chosen[articles] >= 0
        kept_passages = np.repeat(kept, _run_lengths(passages))
        kept_positions = np.repeat(kept_passages, _run_lengths(flagged))
        articles, passages, flagged = articles[kept], passages[kept_passages], flagged[kept_positions]
        of_passage = np.repeat(articles, _run_lengths(passages))
        begins = self.passage_places[self.first_passages[of_passage] + (passages >> 1)]
        runs = _run_lengths(flagged)
        places: npt.NDArray[np.int64] = np.repeat(begins, runs) + (flagged >> 1)
        return places, np.repeat(chosen[of_passage], runs)

    def places(self, slot: int, articles: IntArray) -> npt.NDArray[np.int64]:
        """Every occurrence of a term in these articles (ascending), as a number that grows through the segment.

        A word's number is `passage_places` of its passage and its place there; before every passage one is left out,
        so that the last word of one does not stand beside the first of the next.
        """
        flagged = self._postings["positions"][
            int(self.position_starts[slot]) : int(self.position_starts[slot + 1])
        ]
        starts = self._postings["passage_starts"]
        passages = self._postings["passages"][int(starts[slot]) : int(starts[slot + 1])]
        held = self.postings(slot)[0]
        article = None if len(held) == len(passages) else np.cumsum(passages & 1) - 1
        passage = None if len(passages) == len(flagged) else np.cumsum(flagged & 1) - 1
        if len(articles) * 2 < len(held):
            chosen = np.zeros(len(held), np.bool_)
            chosen[np.searchsorted(held, articles)] = True
            kept = chosen if article is None else chosen[article]
            flagged = flagged[kept if passage is None else kept[passage]]
            # What is left stands in runs again: number its passages and articles anew.
            passages, held = passages[kept], held[chosen]
            article = None if len(held) == len(passages) else np.cumsum(passages & 1) - 1
            passage = None if len(passages) == len(flagged) else np.cumsum(flagged & 1) - 1
        first = self.first_passages[held]
        begins = self.passage_places[(first if article is None else first[article]) + (passages >> 1)]
        numbers: npt.NDArray[np.int64] = (begins if passage is None else begins[passage]) + (flagged >> 1)
        return numbers

    @cached_property
    def passage_places(self) -> npt.NDArray[np.int64]:
        """Where the words of each passage begin, numbered through the segment with a gap of one between passages."""
        lengths = self.passage_lengths.astype(np.int64) + 1
        begins: npt.NDArray[np.int64] = np.cumsum(lengths) - lengths
        return begins

    def _passages(self, slot: int) -> npt.NDArray[np.int64]:
        starts = self._postings["passage_starts"]
        flagged = self._postings["passages"][int(starts[slot]) : int(starts[slot + 1])]
        begins = self.first_passages[self.postings(slot)[0]]
        if len(begins) != len(flagged):
            begins = begins[np.cumsum(flagged & 1) - 1]
        passages: npt.NDArray[np.int64] = begins + (flagged >> 1)
        return passages

    def _passage_runs(self, slot: int) -> tuple[IntArray, npt.NDArray[np.int64]]:
        """The flagged positions of a slot, and where those of each passage begin (one more than passages)."""
        flagged = self._postings["positions"][
            int(self.position_starts[slot]) : int(self.position_starts[slot + 1])
        ]
        return flagged, np.append(np.flatnonzero(flagged & 1), len(flagged))

    # --- articles

    @cached_property
    def first_passages(self) -> AnyArray:
        """Where the passages of each article begin: shape (articles + 1,). The first passage is the headline."""
        return self._articles["passages.starts"].astype(np.int64)

    @cached_property
    def passage_lengths(self) -> AnyArray:
        return self._articles["passages.lengths"]

    @cached_property
    def article_of_passage(self) -> npt.NDArray[np.int32]:
        return np.repeat(np.arange(self.article_count, dtype=np.int32), np.diff(self.first_passages))

    @cached_property
    def is_headline(self) -> npt.NDArray[np.bool_]:
        """Bool, one a passage."""
        mask = np.zeros(len(self.passage_lengths), np.bool_)
        mask[self.first_passages[:-1]] = True
        return mask

    @cached_property
    def dates(self) -> npt.NDArray[np.int64]:
        return self._articles["dates"]

    @cached_property
    def id_ranks(self) -> npt.NDArray[np.uint32]:
        return self._articles["id_ranks"]

    def value_numbers(self, fieldname: str) -> IntArray:
        """Number of the value that each article has in a metadata field (see `values`)."""
        return self._articles[fieldname]

    def values(self, fieldname: str) -> Dictionary:
        """The distinct values of a metadata field."""
        return Dictionary(self._articles, fieldname)

    @cached_property
    def heads(self) -> Records:
        return Records(self._articles, "heads")

    @cached_property
    def bodies(self) -> Records:
        return Records(self._articles, "bodies")

    def head(self, number: int) -> tuple[str, str]:
        """Id and title of an article."""
        article_id, title = _from_json(self.heads[number])
        return article_id, title

    def ids(self) -> list[str]:
        """The id of every article, deleted ones included."""
        return [_from_json(record)[0] for record in self.heads]

    def article(self, number: int) -> Article:
        """An article as it was added."""
        article_id, title = self.head(number)
        body = dict(zip(_BODY_FIELDS, _from_json(self.bodies[number]), strict=True))
        if body["url"] is None:
            body["url"] = article_id
        return Article(
            id=article_id,
            title=title,
            paragraphs=tuple(body.pop("paragraphs")),
            captions=tuple(body.pop("captions")),
            date=datetime.fromisoformat(date) if (date := body.pop("date")) else None,
            **body,
        )

    def find_article(self, article_id: str, newly_deleted: Container[int] = ()) -> int | None:
        """Number of the live article with this id, or None. An id may stand several times, live only once."""
        hashes = self._articles["id_hashes"]
        key = np.uint64(id_hash(article_id))
        at = int(np.searchsorted(hashes, key))
        while at < len(hashes) and hashes[at] == key:
            number = int(self._articles["id_numbers"][at])
            gone = number in newly_deleted or (self.deleted is not None and bool(self.deleted[number]))
            if not gone and self.head(number)[0] == article_id:
                return number
            at += 1
        return None

    def content_hash(self, number: int) -> bytes:
        """`Article.content_hash` of an article."""
        return self._articles["content_hashes"][2 * number : 2 * number + 2].tobytes()

    @cached_property
    def superseded(self) -> frozenset[bytes]:
        """24 bytes for each version that was replaced within the run that read it: id hash and content hash."""
        data = self._articles["superseded"].tobytes()
        return frozenset(data[at : at + 24] for at in range(0, len(data), 24))


def _run_lengths(flagged: IntArray) -> npt.NDArray[np.int64]:
    """Lengths of the runs whose first entries have the lowest bit set."""
    return np.diff(np.append(np.flatnonzero(flagged & 1), len(flagged)))


def require_compatible(file: ArrayFile, fingerprint: str) -> None:
    """Raise IndexIncompatible where this version can't use the file, with what to do about it."""
    version = file.values.get("format")
    if not isinstance(version, int) or not OLDEST_FORMAT <= version <= FORMAT_VERSION:
        raise IndexIncompatible(
            f"{file.path}: index format {version}, and this version of Fihris reads {OLDEST_FORMAT} to "
            f"{FORMAT_VERSION}; build the index anew (fihris index --rebuild PATH...)"
        )
    if file.values.get("analysis") != fingerprint:
        raise IndexIncompatible(
            f"{file.path}: the index was made with another version of the Arabic analysis; "
            "build it anew (fihris index --rebuild PATH...)"
        )
