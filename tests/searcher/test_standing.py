"""Standing searches: only what is new, nothing twice, nothing lost."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import Index, index_articles
from index.segments.segment import id_hash
from searcher import Searcher, SearchError
from searcher.standing import StandingSearch, StandingSearches, new_hits
from tests.builders import add_all, article, keep_segments
from tests.standing import STORY, grown, wheat, wheat_archive


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return wheat_archive(tmp_path / "archive")


@pytest.fixture
def store(tmp_path: Path, archive: Path) -> StandingSearches:
    """Where one search, `wheat`, is kept."""
    store = StandingSearches(tmp_path / "watches")
    store.add(StandingSearch("wheat", "القمح", str(archive)))
    return store


def reported(store: StandingSearches, name: str = "wheat") -> list[str]:
    with store.new(name) as new:
        return [hit.id for hit in new]


def test_a_run_reports_what_no_run_has_reported(store: StandingSearches, archive: Path) -> None:
    assert reported(store) == ["w1", "w2"]
    assert reported(store) == []
    grown(archive, wheat(3), article("y", "خبر عن الحديد."))
    assert reported(store) == ["w3"]
    assert reported(store) == []


def test_old_dates_and_none_are_new_too_newest_first(store: StandingSearches, archive: Path) -> None:
    reported(store)
    grown(archive, wheat(3, date="1999-01-01"), wheat(4), wheat(5, date="2023-01-01"))
    assert reported(store) == ["w5", "w3", "w4"]


def test_an_article_that_changes_is_not_new(store: StandingSearches, archive: Path) -> None:
    reported(store)
    grown(archive, article("w1", "انخفض سعر القمح كثيرا.", title="خبر آخر"))
    assert reported(store) == []


def test_an_article_that_comes_to_match_is_new(store: StandingSearches, archive: Path) -> None:
    reported(store)
    grown(archive, article("x", "خبر عن القمح.", date="1999-01-01"))
    assert reported(store) == ["x"]


def test_a_story_is_told_once_however_many_print_it(store: StandingSearches, archive: Path) -> None:
    reported(store)
    grown(archive, article("s1", STORY, date="2024-02-01"), article("s2", STORY, date="2024-02-02"), wheat(3))
    with store.new("wheat") as new:
        assert len(new) == 2
        assert [(hit.id, hit.duplicate_ids) for hit in new] == [("s2", ("s1",)), ("w3", ())]
    grown(archive, article("s3", STORY, source="أخرى", date="2024-02-03"))
    assert reported(store) == []
    with store.new("wheat", duplicates="show") as new:
        assert len(new) == 0, "what was passed over counts as reported"
    with Index.open(archive).writer() as writer:
        writer.delete("s1")
        writer.delete("s2")
    assert reported(store) == []


def test_a_story_is_told_once_also_where_what_was_told_matches_no_longer(
    store: StandingSearches, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the last seven days go on."""
    store.add(StandingSearch("week", "القمح", str(archive), date_from="last-7d"), replacing=True)

    def on_day(day: int, article_id: str) -> list[str]:
        class Day(date):
            @classmethod
            def today(cls) -> date:
                return date(2024, 3, day)

        monkeypatch.setattr("searcher.language.periods.date", Day)
        grown(archive, article(article_id, STORY, date=f"2024-03-{day:02}"))
        return reported(store, "week")

    assert on_day(1, "a") == ["a"]
    assert on_day(5, "b") == []
    assert on_day(13, "c") == []


def test_all_that_say_the_same_are_told_where_that_is_asked(store: StandingSearches, archive: Path) -> None:
    with store.new("wheat", duplicates="show") as new:
        assert len(list(new)) == 2
    grown(archive, article("s1", STORY, date="2024-02-01"), article("s2", STORY, date="2024-02-02"))
    with store.new("wheat", duplicates="show") as new:
        assert [(hit.id, hit.duplicate_ids) for hit in new] == [("s2", ()), ("s1", ())]
    grown(archive, article("s3", STORY))
    with store.new("wheat", duplicates="show") as new:
        assert [hit.id for hit in new] == ["s3"]
    with pytest.raises(SearchError, match="some"), store.new("wheat", duplicates="some"):  # type: ignore[arg-type]
        pass


def test_copies_of_what_was_not_taken_stay_new_with_it(store: StandingSearches, archive: Path) -> None:
    reported(store)
    copies = [article(f"s{number}", STORY, date=f"2024-02-0{number}") for number in (1, 2)]
    grown(archive, wheat(3, date="2024-03-01"), *copies)
    with store.new("wheat") as new:
        assert next(iter(new)).id == "w3"
    assert reported(store) == ["s2"]


def test_what_matches_from_now_on_leaves_out_copies_too(store: StandingSearches, archive: Path) -> None:
    grown(archive, article("s1", STORY), article("s2", STORY))
    search = StandingSearch("again", "القمح", str(archive))
    assert store.add(search) == 3
    assert store.add(search, replacing=True, from_now=True) == 0
    with store.new("again", duplicates="show") as new:
        assert len(new) == 0


@pytest.mark.parametrize("change", ["rebuild", "optimize", "delete and add"])
def test_an_index_made_anew_brings_nothing_back(store: StandingSearches, archive: Path, change: str) -> None:
    reported(store)
    if change == "rebuild":
        with Index.open(archive).writer(rebuild=True) as writer:
            add_all(writer, [wheat(1), wheat(2)])  # type: ignore[list-item]
    elif change == "optimize":
        grown(archive, article("y", "خبر عن الحديد."))
        Index.open(archive).optimize()
    else:
        with Index.open(archive).writer() as writer:
            writer.delete("w1")
        assert reported(store) == []
        grown(archive, wheat(1), wheat(7))
        assert reported(store) == ["w7"]
    assert reported(store) == []


def test_what_was_not_taken_stays_new(store: StandingSearches) -> None:
    with store.new("wheat") as new:
        assert len(new) == 2
        assert next(iter(new)).id == "w1"
    assert reported(store) == ["w2"]


def test_what_could_not_be_delivered_stays_new(store: StandingSearches) -> None:
    def deliver() -> None:
        with store.new("wheat") as new:
            assert len(list(new)) == 2
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        deliver()
    assert reported(store) == ["w1", "w2"]


def test_hits_are_those_of_a_search_with_snippets(store: StandingSearches, archive: Path) -> None:
    with store.new("wheat") as new:
        (first, _) = list(new)
    assert (first.rank, first.snippets[0].html()) == (1, "ارتفع سعر <mark>القمح</mark>.")
    assert first.article.date == datetime(2024, 1, 1)


def test_the_memory_is_bounded_by_what_matches(
    store: StandingSearches, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_hits, "FORGOTTEN_AFTER", 3)
    grown(archive, *(wheat(number) for number in range(10, 20)))
    assert len(reported(store)) == 12
    with Index.open(archive).writer() as writer:
        for number in range(10, 20):
            writer.delete(f"w{number}")
    grown(archive, wheat(30))
    assert reported(store) == ["w30"]
    assert len(store._read("wheat").reported) == 3 + 3  # w1, w2 and w30 match; of the ten, the last three


def test_filters_are_kept(store: StandingSearches, archive: Path) -> None:
    grown(archive, wheat(3, source="المرسى", date="2024-03-01"), wheat(4, source="مدار", date="2024-03-02"))
    store.add(
        StandingSearch("kept", "", str(archive), source=("المرسى", "مدار"), date_to="2024-03-01"),
        from_now=False,
    )
    assert reported(store, "kept") == ["w3"]


@pytest.mark.parametrize("field", ["source", "category", "author"])
def test_one_name_is_a_filter_too(store: StandingSearches, archive: Path, field: str) -> None:
    grown(archive, wheat(3, **{field: "مدار"}), wheat(4, **{field: "المرسى"}))
    search = StandingSearch("kept", "", str(archive), **{field: "مدار"})
    assert search == StandingSearch("kept", "", str(archive), **{field: ["مدار"]})
    assert store.add(search) == 1
    assert store.get("kept") == search
    assert reported(store, "kept") == ["w3"]


def test_from_now_and_replacing(store: StandingSearches, archive: Path) -> None:
    later = StandingSearch("later", "القمح", str(archive))
    assert store.add(later, from_now=True) == 0
    assert reported(store, "later") == []
    with pytest.raises(SearchError, match="there already"):
        store.add(later)
    assert store.add(StandingSearch("later", "القمح النفط", str(archive)), replacing=True) == 1
    assert reported(store, "later") == ["x"]


@pytest.mark.parametrize("name", ["", " ", "a\nb", "\x1b", "ا" * 40, "a" * 300])
def test_what_is_no_name_is_refused(store: StandingSearches, archive: Path, name: str) -> None:
    with pytest.raises(SearchError, match="no name"):
        store.add(StandingSearch(name, "القمح", str(archive)))


@pytest.mark.parametrize("wrong", [5, np.array(5)])
def test_what_is_no_name_is_no_filter(archive: Path, wrong: Any) -> None:
    with pytest.raises(SearchError, match=r"source .*5.*: it has to be a name, or several"):
        StandingSearch("kept", "القمح", str(archive), source=wrong)


def test_none_is_no_filter(archive: Path) -> None:
    none: Any = None
    assert StandingSearch("kept", "القمح", str(archive), source=none).narrowing()["source"] is None


def test_what_is_no_string_is_no_name(store: StandingSearches, archive: Path) -> None:
    wrong: Any = 5
    with pytest.raises(SearchError, match="name 5: it has to be a string"):
        store.add(StandingSearch(wrong, "القمح", str(archive)))


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("query", 5),
        ("index", Path("archive")),
        ("date_from", date(2020, 1, 1)),
        ("date_to", 2020),
        ("source", ["24", 5]),
    ],
)
def test_a_field_of_another_type_is_told(field: str, wrong: Any) -> None:
    given: dict[str, Any] = {"name": "kept", "query": "القمح", "index": "archive", field: wrong}
    with pytest.raises(SearchError, match=f"^{field} .*: it has to be a string"):
        StandingSearch(**given)


@pytest.mark.parametrize("name", ["../../x", "قمح العام", ".", "a/b", "%2F", "a.json"])
def test_any_other_name_is_a_file_in_the_folder(store: StandingSearches, archive: Path, name: str) -> None:
    store.add(StandingSearch(name, "القمح", str(archive)))
    assert sorted([name, "wheat"]) == store.names()
    assert reported(store, name) == ["w1", "w2"]
    assert {path.parent for path in store.folder.rglob("*")} == {store.folder}
    store.remove(name)
    assert store.names() == ["wheat"]


def test_a_search_that_asks_for_nothing_is_refused(store: StandingSearches, archive: Path) -> None:
    with pytest.raises(SearchError, match="asks for nothing"):
        store.add(StandingSearch("empty", " ، ", str(archive)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"version": 1, "search": {}, "reported": ""}',
        b'{"version": 1, "search": {"name": "wheat", "query": "", "index": "", "source": 5}, "reported": ""}',
        b'{"version": 9}',
    ],
)
def test_a_damaged_state_is_told_and_can_be_removed(store: StandingSearches, content: bytes) -> None:
    (store.folder / "wheat.json").write_bytes(content)
    with pytest.raises(SearchError, match="remove 'wheat' and add it again"):
        reported(store)
    store.remove("wheat")
    assert store.names() == []


def test_a_state_cut_off_anywhere_is_never_read_as_another(store: StandingSearches) -> None:
    reported(store)
    path = store.folder / "wheat.json"
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        with pytest.raises(SearchError, match="damaged"):
            store.get("wheat")


def test_two_segments_are_ordered_as_one(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    Index.create(folder)
    for number in (4, 2, 3, 1):
        grown(folder, wheat(number, date="2024-01-01"))
    store = StandingSearches(tmp_path / "watches")
    store.add(StandingSearch("w", "القمح", str(folder)))
    with Searcher.open(folder) as searcher:
        expected = [hit.id for hit in searcher.search("القمح", sort="newest").hits]
    assert reported(store, "w") == expected == ["w1", "w2", "w3", "w4"]


def test_index_articles_from_python_is_seen(store: StandingSearches, archive: Path, tmp_path: Path) -> None:
    file = tmp_path / "more.jsonl"
    file.write_text(json.dumps({"id": "j1", "text": "القمح"}) + "\n", "utf-8")
    reported(store)
    index_articles(archive, file)
    assert reported(store) == ["j1"]


def test_what_was_reported_last_is_remembered_longest(
    store: StandingSearches, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_hits, "FORGOTTEN_AFTER", 1)
    reported(store)
    for number in (10, 11, 12):
        grown(archive, wheat(number))
        assert reported(store) == [f"w{number}"]
    with Index.open(archive).writer() as writer:
        for number in (10, 11, 12):
            writer.delete(f"w{number}")
    grown(archive, wheat(30))
    assert reported(store) == ["w30"]
    remembered = set(store._read("wheat").reported.tolist())
    assert {id_hash(f"w{number}") for number in (10, 11, 12)} & remembered == {id_hash("w12")}


def test_a_story_is_told_again_where_what_told_it_is_deleted(
    store: StandingSearches, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also while the deleted article is still in its segment: that is no matter of what is told."""
    keep_segments(monkeypatch)
    grown(archive, article("s1", STORY, date="2024-05-01"), article("y", "خبر عن النفط."))
    assert "s1" in reported(store)
    with Index.open(archive).writer() as writer:
        writer.delete("s1")
    grown(archive, article("s2", STORY, date="2024-05-02"))
    assert reported(store) == ["s2"]


def test_of_what_matches_no_longer_the_last_to_have_matched_is_remembered_longest(
    store: StandingSearches, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_hits, "FORGOTTEN_AFTER", 1)
    for number in (10, 11):
        grown(archive, wheat(number))
        reported(store)
    for gone, new in ((11, 12), (10, 13)):
        with Index.open(archive).writer() as writer:
            writer.delete(f"w{gone}")
        grown(archive, wheat(new))
        assert reported(store) == [f"w{new}"]
    remembered = set(store._read("wheat").reported.tolist())
    assert {id_hash("w10"), id_hash("w11")} & remembered == {id_hash("w10")}


def test_what_counts_as_reported_again_is_remembered_once(store: StandingSearches, archive: Path) -> None:
    for _ in range(3):
        store.add(StandingSearch("wheat", "القمح", str(archive)), replacing=True, from_now=True)
    assert len(store._read("wheat").reported) == 2
