"""What becomes of a text on its way into the index, and of a question on its way out: for `fihris
analyze`."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from index import Index, IndexMissing, Snapshot
from index.analysis import Analyzer
from searcher.vocabulary import Vocabulary


class Analysed(NamedTuple):
    """A token: the word as written, which is `text[start:end]`, and what stands for it.

    It is indexed as `form`. A query for it is answered by the forms `searched`, each with its weight;
    without an index there is no vocabulary to find relatives in, and only `form` is there.
    """

    word: str
    position: int
    start: int
    end: int
    form: str
    stem: str
    searched: dict[str, float]


def analysis_of(text: str, folder: str | Path) -> list[Analysed]:
    """The tokens of `text`, with their relatives in the index in `folder` if there is one.

    Raises IndexDamaged and IndexIncompatible (`index`).
    """
    analyzer = Analyzer()
    try:
        snapshot = Index.open(folder).snapshot()
    except IndexMissing:
        snapshot = Snapshot.empty(Path(folder))
    vocabulary = Vocabulary(snapshot)
    return [
        Analysed(
            text[token.start : token.end],
            token.position,
            token.start,
            token.end,
            token.form,
            vocabulary.stem(token.form),
            vocabulary.relatives(token.form),
        )
        for token in analyzer.tokens(text)
    ]
