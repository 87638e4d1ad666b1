"""What the article file of a segment holds, column by column."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np

from corpus import Article
from index.building.duplicates import Labels
from index.ingestion.batches import BODY_BLOCK
from index.segments.segment import METADATA, SegmentView, Signatures, id_hash, seconds_of
from index.segments.superseded import Superseded
from index.storage.arrayfile import ArrayFileWriter
from index.storage.arrays import Mask, narrowest
from index.storage.dictionary import add_strings
from index.storage.records import RecordWriter

#: Bytes of an `Article.content_hash`.
HASH_BYTES: Final = 16


class ArticleColumns:
    """What the article file holds, one entry an article unless said otherwise."""

    def __init__(self, folder: Path) -> None:
        """folder: for scratch files."""
        self.bodies = RecordWriter("bodies", BODY_BLOCK, folder)
        self.ids: list[str] = []
        self._titles: list[str] = []
        self.content_hashes = bytearray()
        self.dates = array("q")
        self.metadata = {name: _Values() for name in METADATA}
        self.signatures: list[Signatures] = []  # in parts
        self.groups: list[Labels] = []  # in parts
        self.superseded = Superseded()  # not one an article

    def append(self, article: Article) -> None:
        """Add one article, all but its record and what its words and content are like."""
        self.ids.append(article.id)
        self._titles.append(article.title)
        self.dates.append(seconds_of(article.date))
        for name, values in self.metadata.items():
            values.append(getattr(article, name))

    def extend(self, view: SegmentView, kept: Mask) -> None:
        """Add the articles of a segment where `kept` (bool, one an article) holds, and their records."""
        numbers = np.flatnonzero(kept).tolist()
        ids, titles = view.ids(), view.titles()
        self.ids += [ids[number] for number in numbers]
        self._titles += [titles[number] for number in numbers]
        self.bodies.copy(view.bodies, kept)
        self.content_hashes += view.articles_array("content_hashes").reshape(-1, 2)[kept].tobytes()
        self.dates.extend(view.dates[kept].tolist())
        self.signatures.append(view.signatures[kept])
        self.groups.append(view.groups[kept])
        for name, values in self.metadata.items():
            known = list(view.values(name))
            for number in view.value_numbers(name)[kept].tolist():
                values.append(known[number])
        self.superseded.add_all(view.superseded)

    def drop_old_superseded(self, others: Sequence[SegmentView]) -> None:
        """Forget the old versions of articles that are neither here nor in the rest of the index."""
        kept = set(map(id_hash, self.ids))
        for each in self.superseded.id_hashes() - kept:
            if any(view.has_id_hash(each) for view in others):
                kept.add(each)
        self.superseded.keep_only(kept)

    def write_to(self, file: ArrayFileWriter) -> None:
        """Write the columns."""
        add_strings(file, "heads", list(chain.from_iterable(zip(self.ids, self._titles, strict=True))))
        self.bodies.write_to(file)
        hashes = np.array([id_hash(article_id) for article_id in self.ids], np.uint64)
        order = np.argsort(hashes, kind="stable")
        file.add("id_hashes", hashes[order])
        file.add("id_numbers", order.astype(np.uint32))
        ranks = np.zeros(len(self.ids), np.uint32)
        ranks[sorted(range(len(self.ids)), key=self.ids.__getitem__)] = np.arange(len(self.ids))
        file.add("id_ranks", ranks)
        file.add("content_hashes", np.frombuffer(self.content_hashes, np.uint64))
        file.add("signatures", np.concatenate(self.signatures).reshape(-1))
        groups = np.concatenate(self.groups)
        file.add("groups", groups)
        file.add("group_order", np.argsort(groups, kind="stable").astype(np.uint32))
        file.add("superseded", np.frombuffer(self.superseded.stored(), np.uint64))
        file.add("dates", np.array(self.dates, np.int64))
        for name, values in self.metadata.items():
            values.write_to(file, name)


class _Values:
    """The values of a metadata field, each distinct one kept once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._of_article = array("I")

    def append(self, value: str) -> None:
        """Add the value of the next article."""
        self._of_article.append(self._numbers.setdefault(value, len(self._numbers)))

    def write_to(self, file: ArrayFileWriter, name: str) -> None:
        """Write the number of each article's value, and the values, ascending."""
        distinct = sorted(self._numbers)
        rank = np.zeros(len(distinct), np.int64)
        rank[[self._numbers[value] for value in distinct]] = np.arange(len(distinct))
        file.add(name, narrowest(rank[np.array(self._of_article, np.int64)]))
        add_strings(file, name, distinct)
