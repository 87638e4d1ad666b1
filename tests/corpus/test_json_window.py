"""Records that Python's decoder reads are those that ijson would read, and so is what is told of the others."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import Article, ReadingReport, json_window, read_articles
from corpus.json_window import JsonWindow

_SCALARS = st.one_of(
    st.text(st.sampled_from('خبر "\\[]{},:\n\t\ud83d\ufeff&<'), max_size=12),
    st.integers(),
    st.floats(),
    st.sampled_from([None, True, 0.10, 1e300]),
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)
_RECORDS = st.fixed_dictionaries(
    {"id": _SCALARS, "title": st.sampled_from(["خبر", ""])}, optional={"text": _VALUES, "n": _VALUES}
)
_BETWEEN = st.sampled_from(
    ["", " ", "\n", ",", ", ", "][", "]\n[", "],[", ",,", "x", "[]", "7", '"', "\x00", "\ufeff"]
)


@st.composite
def _documents(draw: st.DrawFn) -> str:
    """Arrays of records and records after one another, some of them damaged by what should not stand there."""
    listed = draw(st.booleans())
    written = [
        json.dumps(record, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1])))
        for record in draw(st.lists(_RECORDS, max_size=5))
    ]
    usual = st.just(", " if listed else "\n")
    joined = "".join(f"{record}{draw(usual | _BETWEEN)}" for record in written[:-1]) + "".join(written[-1:])
    ends = draw(
        st.sampled_from(["]", "]\n", "", ",]", "] x"]) if listed else st.sampled_from(["", "\n", " ]"])
    )
    text = ("[" if listed else "") + joined + ends
    if draw(st.booleans()):  # control characters as they are, some of them behind a backslash
        text = text.replace("\\n", "\n").replace("\\t", "\t")
    return text[: draw(st.integers(0, len(text)))] if draw(st.integers(0, 3)) == 3 else text


def _read(path: Path) -> tuple[list[Article], Any, Any]:
    report = ReadingReport()
    return list(read_articles(path, report=report)), report.rejections, report.warnings


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(text=_documents(), chunk=st.sampled_from([1, 7, 64, 1 << 18]), enough=st.sampled_from([20, 1 << 19]))
def test_what_is_read_and_told_is_the_same_without_the_window(
    tmp_path: Path, text: str, chunk: int, enough: int
) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, errors="surrogatepass")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(json_window, "_CHUNK", chunk)
        patched.setattr(json_window, "_ENOUGH", enough)
        found = _read(path)
        patched.setattr(JsonWindow, "objects", lambda self: iter(()))
        assert found == _read(path)


@pytest.mark.parametrize("chunk", [1, 2, 10, 1 << 18])
@pytest.mark.parametrize(
    "text",
    ['[{"a": 1}, {"a": 2.50} ]\n[ {"a": "}"}]\n', '\ufeff{"a": 1}{"a": 2.50}\n{"a": "}", "b": "\n\t"}'],
)
def test_objects_as_everybody_writes_them_need_nobody_else(
    monkeypatch: pytest.MonkeyPatch, chunk: int, text: str
) -> None:
    monkeypatch.setattr(json_window, "_CHUNK", chunk)
    window = JsonWindow(io.StringIO(text), listed=text.startswith("["))
    assert [str(record["a"]) for record in window.objects()] == ["1", "2.50", "}"]
    assert window.is_read
    assert window.read(100) == ""


class _Failing(io.StringIO):
    """A text stream that ends with an error."""

    def read(self, size: int | None = -1, /) -> str:
        if text := super().read(size):
            return text
        raise OSError("gone")


def test_where_a_stream_fails_what_stood_before_is_read_and_the_error_comes_in_its_turn() -> None:
    window = JsonWindow(_Failing('[{"a": 1}, {"a": 2}, {"a": 3'), listed=True)
    assert [record["a"] for record in window.objects()] == [1, 2]
    assert not window.is_read
    assert window.read(1000) == '[{"a": 3'
    with pytest.raises(OSError, match="gone"):
        window.read(1000)


def test_a_file_of_many_records_needs_no_other_decoder(read, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("asked for a file that is as it should be")

    monkeypatch.setattr("corpus.records.JsonChunks", refuse)
    records = [{"id": f"{number}", "title": "خبر", "text": "نص " * 1000} for number in range(500)]
    assert [article.id for article in read(json.dumps(records), "x.json").articles] == [
        str(number) for number in range(500)
    ]


def test_an_archive_whose_checksum_fails_behind_a_whole_array_is_told(read) -> None:
    packed = bytearray(gzip.compress(json.dumps([{"id": "a", "title": "خبر"}]).encode()))
    packed[-8] ^= 1
    found = read(bytes(packed), "a.json.gz")
    assert found.one.id == "a"
    ((place, reason),) = found.reasons
    assert (place, "damaged" in reason) == ("after record 1", True)


def test_no_more_of_a_text_is_held_than_a_record_may_have() -> None:
    class Endless:
        given = 0

        def read(self, size: int) -> str:
            self.given += size
            assert self.given < 1 << 22, "read on and on"
            return "x" * size

    for start in ("", '[{"a": "', '[{"a": 1}, {"a": "'):
        text = Endless()
        window = JsonWindow(io.StringIO(start), listed=True)
        window._text = Chained(start, text)
        assert len(list(window.objects())) == start.count("1")
        assert len(window.read(1 << 30)) < 1 << 22


class Chained:
    """A text before another."""

    def __init__(self, start: str, rest: Any) -> None:
        self._start = start
        self._rest = rest

    def read(self, size: int) -> str:
        start, self._start = self._start, ""
        return start or self._rest.read(size)
