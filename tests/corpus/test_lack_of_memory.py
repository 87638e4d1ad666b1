"""Where memory runs out the run ends with that: nothing is read as less than it is."""

from __future__ import annotations

from typing import NoReturn

import pytest

from corpus.dates import parse_date

PAGE = "<html><head><title>خبر</title></head><body><article><h1>خبر</h1><p>نص</p></article></body></html>"
FEED = "<rss version='2.0'><channel><title>الساحل</title><item><title>خبر</title></item></channel></rss>"
RECORD = '{"title": "خبر", "text": "نص", "date": "3 septembre 2019"}'


def _out_of_memory(*_: object, **__: object) -> NoReturn:
    raise MemoryError


@pytest.mark.parametrize(
    ("call", "name", "content"),
    [
        ("trafilatura.bare_extraction", "a.html", PAGE),
        ("feedparser.parse", "a.xml", FEED),
        ("dateparser.parse", "a.json", RECORD),
    ],
)
def test_a_library_that_runs_out_of_memory_ends_the_run(
    read, monkeypatch: pytest.MonkeyPatch, call: str, name: str, content: str
) -> None:
    monkeypatch.setattr(call, _out_of_memory)
    with pytest.raises(MemoryError):
        read(content, name)


def test_a_date_that_there_was_no_memory_for_is_read_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What dates were read as is kept."""
    with monkeypatch.context() as patch:
        patch.setattr("dateparser.parse", _out_of_memory)
        with pytest.raises(MemoryError):
            parse_date("4 septembre 2019")
    assert str(parse_date("4 septembre 2019")) == "2019-09-04 00:00:00"
