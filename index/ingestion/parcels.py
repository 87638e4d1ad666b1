"""Articles on their way to a worker process (`index.ingestion.worker_process`), in a form that is soon packed and soon
read.

Headlines and paragraphs are nearly all of an article. They are sent as they are joined for the interner, in UTF-16,
which Python makes and reads in a quarter of the time that the UTF-8 of a pickle takes; everything else is pickled.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields
from itertools import chain, pairwise
from operator import attrgetter
from typing import Any, Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from corpus import Article
from index.ingestion.batches import Texts
from index.ingestion.interning import Joined
from index.storage.arrays import starts_of

_ENCODING: Final = "utf-16-le"
_ID, _TITLE, _PARAGRAPHS, *_REST = (field.name for field in fields(Article))
_others_of: Final = attrgetter(_ID, *_REST)


class Parcel(NamedTuple):
    """A batch of articles and its `index.ingestion.batches.Texts`.

    texts: what is joined, encoded unless it holds half of a surrogate pair. lengths: characters of the passages of
    each. others: of each article its id, and the fields that follow the paragraphs.
    """

    texts: list[bytes | str]
    lengths: list[npt.NDArray[np.int64]]
    passages_per_article: npt.NDArray[np.int64]
    others: list[tuple[Any, ...]]

    @classmethod
    def of(cls, articles: Sequence[Article], texts: Texts) -> Self:
        """Pack articles, given their texts."""
        encoded = [_encoded(passages.text) for passages in texts.passages]
        lengths = [passages.lengths for passages in texts.passages]
        return cls(encoded, lengths, texts.passages_per_article, list(map(_others_of, articles)))

    def unpacked(self) -> tuple[list[Article], Texts]:
        """The articles and their texts."""
        decoded = [text if isinstance(text, str) else text.decode(_ENCODING) for text in self.texts]
        joined = list(map(Joined, decoded, self.lengths))
        passages = list(chain.from_iterable(map(_cut, joined)))
        bounds = pairwise(starts_of(self.passages_per_article).tolist())
        articles = [
            Article(row[0], passages[begin], tuple(passages[begin + 1 : end]), *row[1:])
            for (begin, end), row in zip(bounds, self.others, strict=True)
        ]
        return articles, Texts(joined, self.passages_per_article)


def _encoded(text: str) -> bytes | str:
    with suppress(UnicodeEncodeError):
        return text.encode(_ENCODING)
    return text


def _cut(passages: Joined) -> list[str]:
    """The passages of a text, between each two of which there is a line end."""
    begins = starts_of(passages.lengths + 1).tolist()
    return [passages.text[begin : end - 1] for begin, end in pairwise(begins)]
