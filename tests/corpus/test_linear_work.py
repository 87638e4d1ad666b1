"""Work that grows with the length of a text, and not with its square."""

from __future__ import annotations

import re

import pytest

from corpus import sgml


class Counted:
    """A pattern that counts the characters it may have to look at."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self.characters = 0

    def search(self, text: str, begin: int = 0, end: int | None = None) -> re.Match[str] | None:
        end = len(text) if end is None else end
        self.characters += max(0, end - begin)
        return self._pattern.search(text, begin, end)


@pytest.mark.parametrize("between", ["", "<", "<b ", "<p>", "</DOC"])
def test_a_long_document_is_searched_for_its_end_once(read, monkeypatch, between: str) -> None:
    """From its beginning again at each piece that was read: 31 MB without a tag took 19 seconds."""
    end = Counted(sgml._END)
    start = Counted(sgml._START)
    monkeypatch.setattr(sgml, "_END", end)
    monkeypatch.setattr(sgml, "_START", start)
    text = ("كلمة " * 600_000).join(("", between, ""))
    found = read(f"<DOC><DOCNO>1</DOCNO><TEXT>{text}</TEXT></DOC>", "x.sgm")
    assert found.one.id == "1"
    assert len(found.one.paragraphs) == (2 if between == "<p>" else 1)
    assert len(text) < end.characters < 3 * len(text)
    assert len(text) < start.characters < 3 * len(text)


@pytest.mark.parametrize("size", [100, (1 << 16) - 60])
def test_tags_are_found_wherever_a_piece_ends_in_them(read, size: int) -> None:
    for shift in range(60):
        text = "س" * (size + shift)
        documents = (f"<DOC n={n}><DOCNO>{n}</DOCNO><TEXT>{text}</TEXT></DOC >" for n in range(3))
        found = read("".join(documents), "x.sgm")
        assert [article.id for article in found.articles] == ["0", "1", "2"]
        assert {article.paragraphs for article in found.articles} == {(text,)}
        assert not found.report.rejections
