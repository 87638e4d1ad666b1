"""The index that each format's first version made is opened, checked and searched by every later one: tests/data.

`python -m tests.index.test_formats FOLDER` makes such an index (see the README beside it).
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Index
from index.segments.compatibility import FORMAT_VERSION, OLDEST_FORMAT
from index.segments.segment import SegmentView
from index.storage.arrayfile import ArrayFile
from searcher import Searcher
from tests.builders import article, built_index

FOLDERS = sorted((Path(__file__).parents[1] / "data").glob("index-format-*"))
ARTICLES = [
    article(
        "qamh",
        "بدأ المزارعون في الوادي حصاد القمح مبكرًا هذا العام.",
        "وقال مزارع إن القمح نضج قبل موعده بأسبوعين.",
        title="حصاد القمح يبدأ مبكرًا",
        date="2021-05-02T08:30",
        source="سنابل",
        category="زراعة",
        author="ليلى حداد",
        url="https://example.org/1",
        summary="موسم مبكر.",
        captions=("حقل قمح",),
        origin="sanabil.jsonl",
    ),
    article(
        "matar",
        "هطلت أمطار غزيرة على الساحل، وأغلق الميناء.",
        title="أمطار",
        date="2021-11-20",
        source="المنارة",
    ),
    article("kitab", "صدر كتابٌ جديد عن تاريخ الموانئ ﷺ", "طُبع منه 1,500 نسخة.", title="كتاب عن الموانئ"),
    article("gone", "خبر حُذف بعد نشره.", title="محذوف", source="سنابل"),
    article("empty", title="عنوان بلا متن"),
]


def make(folder: Path) -> None:
    """An index with a deletion file."""
    index = built_index(folder, *ARTICLES)
    with index.writer() as writer:
        writer.delete("gone")
    (folder / "MAIN_WRITELOCK").unlink()


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.param
    return folder


@pytest.fixture
def index(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    # The analysis may be another by now: what is tested is whether the files can be read.
    (postings,) = folder.glob("*.pst")
    monkeypatch.setattr("index.analysis.Analyzer.fingerprint", ArrayFile(postings).values["analysis"])
    before = {path.name for path in folder.iterdir()}
    yield Index.open(folder)
    assert {path.name for path in folder.iterdir()} == before, "reading an index writes nothing"


@pytest.fixture
def view(index: Index) -> SegmentView:
    (view,) = index.snapshot().segments
    return view


def ids(view: SegmentView, form: str) -> list[str]:
    slot = view.terms.slot(form)
    return [] if slot is None else [view.head(number)[0] for number in view.lists.postings(slot)[0].tolist()]


def test_every_format_that_is_read_has_an_index_here() -> None:
    formats = range(OLDEST_FORMAT, FORMAT_VERSION + 1)
    assert [folder.name for folder in FOLDERS] == [f"index-format-{number}" for number in formats]


def test_it_is_whole_and_small(index: Index, folder: Path) -> None:
    assert index.check() == []
    assert sum(path.stat().st_size for path in folder.iterdir()) < 50_000


def test_it_holds_what_was_put_in(index: Index, folder: Path) -> None:
    snapshot = index.snapshot()
    assert snapshot.article_count == len(ARTICLES) - 1
    for each in ARTICLES:
        found = snapshot.article(each.id)
        assert found == (None if each.id == "gone" else each)
    stats = index.stats()
    assert stats["sources"] == {"سنابل": 1, "المنارة": 1, "": 2}
    assert (stats["oldest"], stats["deleted"]) == ("2021-05-02T08:30:00", 1)
    assert folder.name == f"index-format-{stats['format']}"


def test_words_and_their_places_are_found(view: SegmentView) -> None:
    assert ids(view, "القمح") == ["qamh"]
    assert ids(view, "الساحل") == ["matar"]
    assert ids(view, "1500") == ["kitab"]
    assert ids(view, "خبر") == ["gone"], "until a merge drops it"
    assert ids(view, "لا يرد") == []
    slot = view.terms.slot("القمح")
    assert slot is not None
    passages, positions = view.passage_positions(slot)
    assert passages.tolist() == [0, 1, 2]
    assert positions.tolist() == [1, 5, 3]
    assert view.lists.frequency(slot) == 3


def test_relatives_lie_side_by_side(view: SegmentView) -> None:
    for slot in range(len(view.terms.forms)):
        assert slot in view.terms.slots_of_stem(view.terms.stems[view.terms.stem_number(slot)])


def test_an_older_segment_and_a_new_one_are_searched_as_one(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = tmp_path / "index"
    shutil.copytree(folder, copied)
    (postings,) = folder.glob("*.pst")
    monkeypatch.setattr("index.analysis.Analyzer.fingerprint", ArrayFile(postings).values["analysis"])
    monkeypatch.setattr("index.commits.draft.segments_to_merge", lambda *_: [])
    with Index.open(copied).writer() as writer:
        writer.add(article("new", "القمح والميناء", title="القمح"))
    snapshot = Index.open(copied).snapshot()
    assert len(snapshot.segments) == 2
    with Searcher.open(copied) as searcher:
        for word, expected in (
            ("القمح", {"qamh", "new"}),
            ("قمح", {"qamh", "new"}),
            ("ميناء", {"matar", "new"}),
        ):
            assert {hit.id for hit in searcher.search(word).hits} >= expected, word
    with Index.open(copied).writer() as writer:
        writer.add(article("newer", "خبر"))
        writer.commit(optimize=True)
    (view,) = Index.open(copied).snapshot().segments
    assert view.live_count == len(ARTICLES) + 1


if __name__ == "__main__":
    make(Path(sys.argv[1]))
