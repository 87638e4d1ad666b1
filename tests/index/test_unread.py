"""Which articles may be in what could not be read, told by the path that their file was given by once."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Rejection
from index.unread import UnreadOrigins


@pytest.mark.parametrize(
    ("unread", "origin"),
    [
        ("d/a.zip", "d/a.zip!x.jsonl"),
        ("d/a.zip!b.zip", "d/a.zip!b.zip!x.jsonl"),
        ("d/a.jsonl", "../d/a.jsonl"),
        ("d/a.jsonl", "../../d/a.jsonl"),
        ("d/a.jsonl", "l/a.jsonl"),
        ("l/a.jsonl", "d/a.jsonl"),
    ],
    ids=["member", "inner archive", "up", "far up", "by a link once", "by a link now"],
)
def test_a_file_is_known_by_any_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unread: str, origin: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("d").mkdir()
    Path("l").symlink_to("d")
    unread_origins = UnreadOrigins([Rejection(unread, "", "broken")])
    assert unread_origins.may_hold("x", lambda _: origin)
    assert not unread_origins.may_hold("y", lambda _: origin.replace("a.", "c."))


@pytest.mark.parametrize("odd", ["a\0b", "a\ud800b"])
def test_what_no_file_can_be_called_is_compared_too(odd: str) -> None:
    """A member of an archive may be called so."""
    assert UnreadOrigins([Rejection(f"d/{odd}", "", "broken")]).may_hold("x", lambda _: f"d/{odd}")
    assert not UnreadOrigins([Rejection("d/a", "", "broken")]).may_hold("x", lambda _: f"d/{odd}")
