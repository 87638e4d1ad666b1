"""The index that this version made is opened, checked and searched by every later one: tests/data/index-format-3.

`python -m tests.index.test_formats FOLDER` makes such an index (see the README beside it).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Index
from index.arrayfile import ArrayFile
from index.segment import SegmentView
from tests.builders import article, built_index

FORMAT_3 = Path(__file__).parents[1] / "data" / "index-format-3"
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


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    # The analysis may be another by now: what is tested is whether the files can be read.
    (postings,) = FORMAT_3.glob("*.pst")
    monkeypatch.setattr("index.analysis.Analyzer.fingerprint", ArrayFile(postings).values["analysis"])
    before = {path.name for path in FORMAT_3.iterdir()}
    yield Index.open(FORMAT_3)
    assert {path.name for path in FORMAT_3.iterdir()} == before, "reading an index writes nothing"


@pytest.fixture
def view(index: Index) -> SegmentView:
    (view,) = index.snapshot().segments
    return view


def ids(view: SegmentView, form: str) -> list[str]:
    slot = view.slot(form)
    return [] if slot is None else [view.head(number)[0] for number in view.postings(slot)[0].tolist()]


def test_it_is_whole_and_small(index: Index) -> None:
    assert index.check() == []
    assert sum(path.stat().st_size for path in FORMAT_3.iterdir()) < 50_000


def test_it_holds_what_was_put_in(index: Index) -> None:
    snapshot = index.snapshot()
    assert snapshot.article_count == len(ARTICLES) - 1
    for each in ARTICLES:
        found = snapshot.article(each.id)
        assert found == (None if each.id == "gone" else each)
    stats = index.stats()
    assert stats["sources"] == {"سنابل": 1, "المنارة": 1, "": 2}
    assert (stats["oldest"], stats["deleted"], stats["format"]) == ("2021-05-02T08:30:00", 1, 3)


def test_words_and_their_places_are_found(view: SegmentView) -> None:
    assert ids(view, "القمح") == ["qamh"]
    assert ids(view, "الساحل") == ["matar"]
    assert ids(view, "1500") == ["kitab"]
    assert ids(view, "خبر") == ["gone"], "until a merge drops it"
    assert ids(view, "لا يرد") == []
    slot = view.slot("القمح")
    assert slot is not None
    passages, positions = view.positions(slot)
    assert passages.tolist() == [0, 1, 2]
    assert positions.tolist() == [1, 5, 3]
    assert view.frequency(slot) == 3


def test_relatives_lie_side_by_side(view: SegmentView) -> None:
    for slot in range(len(view.terms)):
        assert slot in view.slots_of_stem(view.stem(slot))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
