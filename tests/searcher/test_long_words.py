"""Words longer than any word is: a page of one letter, as a cat on a keyboard or a test of somebody's leaves it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Index
from searcher import Searcher
from tests.builders import add_all, article

LETTERS = ["و", "ف", "وف", "ؤ", "و\u0640", "ب", "ل", "ال", "ه", "ات", "w", "1"]


def word(letters: str, length: int) -> str:
    return (letters * length)[:length]


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder: Path = tmp_path_factory.mktemp("index")
    index = Index.create(folder)
    with index.writer() as writer:
        add_all(writer, [article(f"long {at}", word(each, 70_000)) for at, each in enumerate(LETTERS)])
        add_all(writer, [article("news", "وزير الخارجية يزور البصرة والموصل وأربيل")])
    with index.writer() as writer:  # less than there is: judged form by form
        add_all(writer, [article(f"update {at}", word(each, 600)) for at, each in enumerate(LETTERS)])
    return Searcher.open(folder)


@pytest.mark.parametrize("at", range(len(LETTERS)), ids=LETTERS)
def test_they_are_indexed_and_found(searcher: Searcher, at: int) -> None:
    for name, length in (("long", 70_000), ("update", 600)):
        page = searcher.search(word(LETTERS[at], length), duplicates="show")
        assert f"{name} {at}" in {hit.id for hit in page.hits}


@pytest.mark.parametrize("letters", LETTERS)
@pytest.mark.parametrize("length", [65, 599, 5_000])
def test_any_are_asked_for(searcher: Searcher, letters: str, length: int) -> None:
    for query in (
        f"{word(letters, length)}زير وزير",
        f"title:{word(letters, length)} وزير",
        f"وزير {word(letters, length)}~",
    ):
        assert "news" in {hit.id for hit in searcher.search(query, duplicates="show").hits}
    searcher.suggest(word(letters, length))
    searcher.complete(word(letters, length))


def test_the_index_is_whole(searcher: Searcher) -> None:
    assert Index.open(searcher.folder).check() == []
