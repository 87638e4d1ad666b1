"""What is in the place of a feed and is no file is neither read nor replaced."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from searcher import SearchError
from searcher.printing import rss
from searcher.printing.rss import update_feed


def _link_to_a_device(path: Path) -> None:
    path.symlink_to(os.devnull)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, _link_to_a_device])
def test_what_is_no_file_is_no_feed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None]
) -> None:
    # Or else who runs the tests as root has no /dev/null afterwards.
    monkeypatch.setattr(rss, "write_whole", lambda *_, **__: pytest.fail("it is replaced"))
    place = tmp_path / "feed.xml"
    make(place)
    with pytest.raises(SearchError, match=f"^{place.resolve()}: no file: name another$"):
        update_feed(place, "القمح", [])


def test_a_feed_behind_a_link_stays_there_with_its_permissions(tmp_path: Path) -> None:
    feed, link = tmp_path / "feed.xml", tmp_path / "link"
    update_feed(feed, "القمح", [])
    feed.chmod(0o600)
    link.symlink_to(feed)
    update_feed(link, "النفط", [])
    assert link.is_symlink()
    assert "النفط" in feed.read_text("utf-8")
    assert feed.stat().st_mode & 0o777 == 0o600
