"""The segment: an immutable part of the index, two array files and, once something in it is deleted, a third.

`NAME.pst`, the postings. Terms are normalised surface forms and have numbers, ascending by their UTF-8 bytes. Their
posting lists stand in another order, by stem and then form, so that a word and its relatives are one stretch of every
array; the number of a term in that order is its slot. An article is numbered within the segment; a passage is the
headline (number 0 in its article) or a paragraph (1, 2, …). Integer arrays marked * take the narrowest unsigned type
that holds their values, or that of the widest of the lists that were merged.

    terms.text, terms.starts    u1, u4      the terms, and where each begins (terms + 1)
    slots, slot_terms           u4, u4      slot of each term, term of each slot
    stems.text, stems.starts    u1, u4      the distinct stems, ascending
    stem_slots                  u4, stems + 1   where the slots of each stem begin
    restemmed.text, restemmed.starts    u1, u4  stem and form, one after the other, of forms that have this stem in one
                                        segment and another in another (`index.building.term_stems`)
    parent.stems        u4              numbers that stems of this segment have in its parent, ascending …
    parent.own          u4              … and their numbers here; only where the value "parent" names the largest
                                        segment beside this when it was written, if no smaller
    article_starts      *, slots + 1    where a slot's postings begin
    articles            *               article of each posting, ascending within a slot
    frequencies         u1              how often it occurs there (see `index.storage.packed_frequencies`)
    peaks               u1              the most that it is in one paragraph (see `index.storage.peaks`): four bits a
                                        posting, the first in the lower half of the first byte
    position_starts     *, slots + 1    where a slot's positions begin
    positions           *               position of each occurrence in its article: word number, headline first, where
                                        between passages one number is left out
    position_skips      *               where the positions of every 16th posting begin
    long_postings       u4              postings with more positions than their packed frequency says, ascending, …
    long_excess         *               … and by how many, added up (long postings + 1)
    keys.text, keys.starts      u1, u4      relation keys of the stems (`index.analysis.relations`), ascending
    key_starts, key_stems       *       for each key the numbers of its stems (keys + 1; …)
    related             u4              stems whose relatives are kept, ascending; only in a segment that was the
                                        largest when it was written, with the next four:
    related.starts      *               where the relatives of each begin (related + 1)
    related.stems       u4              the stems related to it, itself too: those that find, then the best others
    related.weights     u1              what each weighs, in hundredths
    related.holdings    *               for each of `related`, articles that hold a form of a stem that finds it

`NAME.art`, the articles.

    heads.text, heads.starts    u1, u4  id and title of each article, one after the other, and where each begins
                                        (2 x articles + 1)
    bodies.*            records (`index.storage.records`): JSON of everything else that an `Article` has, in the
                                        order of `index.segments.bodies.FIELDS`; a url that is the id is null
    id_hashes, id_numbers       u8, u4  BLAKE2b-64 of the ids, ascending, and the article of each
    id_ranks            u4              rank of the article's id among those of the segment
    content_hashes      u8, 2 x articles    `Article.content_hash`
    signatures          u4, 6 x articles    what near-duplicates have in common (`index.ingestion.signatures`)
    groups              u8              label of the group of near-duplicates (`index.building.duplicates`)
    group_order         u4              the articles by label
    superseded          u8, 3 x n       (id hash, content hash) of versions replaced within the run that read them,
                                        the last few of each article (`index.segments.superseded`)
    dates               i8              seconds since 1970 of the printed date, `NO_DATE` where there is none
    source, category, author    *       number of the value in …
    source.text, source.starts …        u1, u4      … the distinct values, ascending
    body_lengths, title_lengths *       words
    passages.starts     u4, articles + 1    where an article's passages begin in …
    passages.places     *               … the passages of the segment: the position where the words of each begin,
                                        numbered as `positions` are, through all articles (passages + 1)
    sentences           *               positions of the words with which sentences begin that are not the first of
                                        their passage (`index.analysis.sentences`), ascending

Its values "articles", "passages", "body_words" and "title_words" say how many there are of each, deleted ones too.

`NAME.GENERATION.del`: `deleted`, u4, ascending: the articles that are no more. A newer commit writes a newer file.

Every file's values carry "format" (the version of this layout; `index.segments.compatibility` has the oldest that can
be read) and "analysis" (the analyser's fingerprint).

Versions: 5. In version 4, which is read, there are no `peaks`: the best paragraphs are found after looking into many
more articles. In version 3, which is read, there are also no `restemmed` and no `parent.…`. Versions 1 and 2 were never
released, and are not read; 2 had no `sentences` and no `related.holdings`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from corpus import Article
from index.lazy import cached_property
from index.segments.array_types import require_types
from index.segments.bodies import decode_body
from index.segments.compatibility import require_compatible
from index.segments.passages import Passages
from index.segments.posting_lists import PostingLists
from index.segments.segment_terms import SegmentTerms
from index.segments.superseded import Superseded
from index.storage import file_names
from index.storage.arrayfile import AnyArray, ArrayFile
from index.storage.arrays import IntArray, Mask
from index.storage.dictionary import Dictionary, Strings
from index.storage.records import Records

NO_DATE: Final = np.iinfo(np.int64).min
METADATA: Final = ("source", "category", "author")
#: The numbers of a signature (`index.ingestion.signatures`), uint32.
BANDS: Final = 6
Signatures = npt.NDArray[np.uint32]
_EPOCH: Final = datetime(1970, 1, 1)


def id_hash(article_id: str) -> int:
    """64-bit hash under which an id is looked up."""
    return int.from_bytes(
        blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little"
    )


def seconds_of(date: datetime | None) -> int:
    """Seconds since 1970 on the wall clock of `date`, or NO_DATE."""
    return int(NO_DATE) if date is None else (date.replace(tzinfo=None) - _EPOCH) // timedelta(seconds=1)


def date_of(seconds: int) -> datetime:
    """The time on the wall clock so many seconds after the beginning of 1970."""
    return _EPOCH + timedelta(seconds=seconds)


class SegmentView:
    """An opened segment; its posting file is `terms` and `lists`.

    Arrays are views of mapped files, for any number of threads.
    """

    def __init__(self, folder: Path, name: str, deletions: int, understands: Callable[[Any], bool]) -> None:
        """deletions: the generation of the deletion file, 0 for none. understands: whether an analysis will do, by its
        fingerprint.

        Raises IndexDamaged, and IndexIncompatible where the format or the analyser is another.
        """
        self.name = name
        self.postings_file = ArrayFile(folder / file_names.postings(name))
        self.articles_file = ArrayFile(folder / file_names.articles(name))
        self.deletions_file = ArrayFile(folder / file_names.deletions(name, deletions)) if deletions else None
        if self.deletions_file:
            self.deletions_file.require_whole()  # it is small, and a bit in it would bring an article back
        self.files = [each for each in (self.postings_file, self.articles_file, self.deletions_file) if each]
        for file in self.files:
            require_compatible(file, understands)
            require_types(file)
        #: The version of the layout (see above) that it was written in.
        self.format: int = self.articles_file.values["format"]
        self.terms = SegmentTerms(self.postings_file)
        self.lists = PostingLists(self.postings_file)
        self.article_count = self.articles_file.count("articles")
        self.articles_file.require_length("passages.starts", self.article_count + 1)

    def require_whole(self) -> None:
        """Raise IndexDamaged where a file of it is not what was written; every byte is read."""
        for file in self.files:
            file.require_whole()

    def postings_array(self, name: str) -> AnyArray:
        """An array of the posting file by its name."""
        return self.postings_file[name]

    def articles_array(self, name: str) -> AnyArray:
        """An array of the article file by its name."""
        return self.articles_file[name]

    @cached_property
    def deleted(self) -> Mask | None:
        """Bool, one an article: True where it is deleted. None where nothing is."""
        if self.deletions_file is None:
            return None
        mask = np.zeros(self.article_count, np.bool_)
        deleted = self.deletions_file["deleted"]
        if len(deleted) and int(deleted.max()) >= self.article_count:
            raise self.deletions_file.damaged("it names articles that the segment has not")
        mask[deleted] = True
        return mask

    @property
    def live_count(self) -> int:
        return self.article_count - (len(self.deletions_file["deleted"]) if self.deletions_file else 0)

    def live(self, newly_deleted: Iterable[int] = ()) -> Mask:
        """Bool, one an article: True where it is deleted neither in the files nor in `newly_deleted`."""
        mask = np.ones(self.article_count, np.bool_) if self.deleted is None else ~self.deleted
        mask[list(newly_deleted)] = False
        return mask

    @property
    def body_word_count(self) -> int:
        """Words in bodies, those of deleted articles included."""
        return self.articles_file.count("body_words")

    @property
    def word_count(self) -> int:
        """Words in headlines and bodies, those of deleted articles included."""
        return self.body_word_count + self.articles_file.count("title_words")

    # --- where in an article a word stands

    @cached_property
    def passages(self) -> Passages:
        """Headlines and paragraphs, deleted ones included; positions are numbered through the segment."""
        return Passages(self.articles_file["passages.starts"], self.articles_file["passages.places"])

    @cached_property
    def title_lengths(self) -> AnyArray:
        """Words of each article's headline."""
        return self.articles_file["title_lengths"]

    @cached_property
    def sentence_starts(self) -> AnyArray:
        """Where sentences begin that are not the first of their passage, as positions are numbered: ascending."""
        return self.articles_file["sentences"]

    def positions(self, slot: int, articles: IntArray | None = None) -> npt.NDArray[np.int64]:
        """The position of every occurrence of a term, ascending, as they are numbered through the segment (`Passages`).

        articles: ascending; only the occurrences in these.
        """
        if articles is None or 2 * len(articles) > self.lists.document_frequency(slot):
            held, positions = self.lists.occurrences(slot)
            positions = self.passages.begins(held) + positions
            if articles is None or not len(positions):
                return positions
            return positions[np.isin(held, articles, kind="table")]
        held = self.lists.postings(slot)[0]
        at = np.searchsorted(held, articles.astype(held.dtype))
        at[at == len(held)] = 0
        there = held[at] == articles
        positions, which = self.lists.occurrences_of(at[there] + self.lists.article_starts[slot])
        return self.passages.begins(articles[there])[which] + positions

    def passage_positions(self, slot: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Every occurrence of a term, ascending: passage of the segment, and position in it."""
        positions = self.positions(slot)
        passages = self.passages.containing(positions)
        return passages, positions - self.passages.first_positions[passages]

    def passage_postings(self, slot: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Passages of the segment (numbered through all articles) that hold a term, ascending, and how often each."""
        passages, counts = np.unique(self.passages.containing(self.positions(slot)), return_counts=True)
        return passages, counts

    # --- articles

    @cached_property
    def dates(self) -> npt.NDArray[np.int64]:
        return self.articles_file["dates"]

    @cached_property
    def id_ranks(self) -> npt.NDArray[np.uint32]:
        return self.articles_file["id_ranks"]

    @cached_property
    def signatures(self) -> Signatures:
        """What near-duplicates have in common, uint32: shape (articles, BANDS)."""
        return self.articles_file["signatures"].reshape(-1, BANDS)

    @cached_property
    def groups(self) -> npt.NDArray[np.uint64]:
        """Label of each article's group of near-duplicates, the same in every segment."""
        return self.articles_file["groups"]

    def group_members(self, label: int) -> list[int]:
        """The articles of a group, deleted ones included."""
        groups, order = self.groups, self.articles_file["group_order"]
        at = bisect_left(order, label, key=lambda article: int(groups[article]))
        members = []
        while at < len(order) and int(groups[order[at]]) == label:
            members.append(int(order[at]))
            at += 1
        return sorted(members)

    def value_numbers(self, fieldname: str) -> IntArray:
        """Number of the value that each article has in a metadata field (see `values`)."""
        return self.articles_file[fieldname]

    def values(self, fieldname: str) -> Dictionary:
        """The distinct values of a metadata field."""
        return Dictionary(self.articles_file, fieldname)

    @cached_property
    def _heads(self) -> Strings:
        return Strings(self.articles_file, "heads")

    @cached_property
    def bodies(self) -> Records:
        return Records(self.articles_file, "bodies")

    def head(self, number: int) -> tuple[str, str]:
        """Id and title of an article."""
        return self.heads([number])[0]

    def heads(self, numbers: Iterable[int]) -> list[tuple[str, str]]:
        """Ids and titles of articles."""
        strings = iter(self._heads.strings(list(numbers), 2))
        return list(zip(strings, strings, strict=True))

    def ids(self) -> list[str]:
        """The id of every article, deleted ones included."""
        return list(self._heads)[::2]

    def titles(self) -> list[str]:
        """The title of every article, deleted ones included."""
        return list(self._heads)[1::2]

    def article(self, number: int) -> Article:
        """An article as it was added."""
        return decode_body(self.bodies[number], *self.head(number))

    def articles(self, numbers: Iterable[int]) -> Iterator[Article]:
        """Articles as they were added, one after the other: quickest by ascending numbers, as they are stored."""
        numbers = list(numbers)
        for number, record in zip(numbers, self.bodies.some(numbers), strict=True):
            yield decode_body(record, *self.head(number))

    def find_article(self, article_id: str, newly_deleted: Container[int] = ()) -> int | None:
        """Number of the live article with this id, or None. An id may stand several times, live only once."""
        hashes = self.articles_file["id_hashes"]
        key = np.uint64(id_hash(article_id))
        at = int(np.searchsorted(hashes, key))
        while at < len(hashes) and hashes[at] == key:
            number = int(self.articles_file["id_numbers"][at])
            gone = number in newly_deleted or (self.deleted is not None and bool(self.deleted[number]))
            if not gone and self._heads[2 * number] == article_id:
                return number
            at += 1
        return None

    def has_id_hash(self, key: int) -> bool:
        """Whether an article with this `id_hash` is here, a deleted one perhaps."""
        hashes = self.articles_file["id_hashes"]
        at = int(np.searchsorted(hashes, np.uint64(key)))
        return at < len(hashes) and int(hashes[at]) == key

    def content_hash(self, number: int) -> bytes:
        """`Article.content_hash` of an article."""
        return self.articles_file["content_hashes"][2 * number : 2 * number + 2].tobytes()

    @cached_property
    def superseded(self) -> Superseded:
        """The versions that were replaced within the run that read them."""
        return Superseded(self.articles_file["superseded"].tobytes())
