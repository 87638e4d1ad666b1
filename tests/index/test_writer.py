"""What a writer is told is what the index holds after the commit, and before it nothing has changed."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Index, IndexDamaged, IndexLocked, IndexStoreError
from index.commits import merge_policy
from tests.builders import add_all, article, built_index, held
from tests.waiting import needs_open_files, times_open, wait_until


def test_an_article_comes_back_with_every_field(tmp_path: Path) -> None:
    added = article(
        "معرّف",
        "فقرة أولى\u0640",
        "فقرة \ud800 ثانية",
        title="عُنوان",
        date="2023-09-12T12:38",
        source="24",
        author="سارة",
        category="سياسة",
        url="https://example.org/١",
        summary="موجز",
        captions=("صورة",),
        origin="أخبار.zip!a.txt",
    )
    found = built_index(tmp_path, added).snapshot().article("معرّف")
    assert found == added
    assert found is not None
    assert found.origin == "أخبار.zip!a.txt"


def test_add_replaces_the_article_of_the_same_id(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("a", title="قديم"), article("a", title="جديد"))
    assert held(index) == {"a": "جديد"}
    with index.writer() as writer:
        writer.add(article("a", title="أحدث"))
    assert held(index) == {"a": "أحدث"}


def test_update_tells_new_changed_and_unchanged_apart(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("same", title="كما هو"), article("other", title="قبل"))
    with index.writer() as writer:
        assert writer.update(article("same", title="كما هو", origin="ملف آخر")) == "unchanged"
        assert writer.update(article("other", title="بعد")) == "updated"
        assert writer.update(article("new", title="جديد")) == "added"
    assert held(index) == {"same": "كما هو", "other": "بعد", "new": "جديد"}


def test_ids_with_equal_hashes_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("segments.segment", "building.article_columns", "commits.writer"):
        monkeypatch.setattr(f"index.{module}.id_hash", lambda _: 7)
    index = built_index(tmp_path, *(article(each, title=each) for each in "abc"))
    with index.writer() as writer:
        assert writer.update(article("b", title="b")) == "unchanged"
        assert writer.update(article("d", title="d")) == "added"
        assert writer.update(article("e", title="e")) == "added"
        assert writer.update(article("c", title="جديد")) == "updated"
        assert writer.delete("a")
        assert not writer.delete("a")
    assert held(index) == {"b": "b", "c": "جديد", "d": "d", "e": "e"}
    with index.writer() as writer:
        assert set(writer.ids()) == set("bcde")


def test_an_article_can_go_back_to_an_older_version(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("a", title="أول"))
    for title in ("ثان", "أول"):
        with index.writer() as writer:
            assert writer.update(article("a", title=title)) == "updated"
    assert held(index) == {"a": "أول"}


def test_delete_says_whether_there_was_one(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("a"), article("b"))
    with index.writer() as writer:
        writer.add(article("c"))
        assert [writer.delete(each) for each in ("a", "c", "a", "none")] == [True, True, False, False]
    assert set(held(index)) == {"b"}


def test_an_index_can_be_emptied_and_filled_again(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("a"))
    with index.writer() as writer:
        writer.delete("a")
    assert held(index) == {}
    with index.writer() as writer:
        writer.add(article("b"))
    assert set(held(index)) == {"b"}


def test_rebuild_begins_with_nothing_and_readers_have_the_old_index_until_the_end(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("a"), article("b"))
    with index.writer(rebuild=True) as writer:
        writer.add(article("c"))
        writer.flush()
        assert set(held(index)) == {"a", "b"}
    assert set(held(index)) == {"c"}


def test_an_error_in_the_block_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("a"))
    files = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(KeyError), index.writer() as writer:  # noqa: PT012  # the block is what is tested
        writer.add(article("b"))
        writer.delete("a")
        writer.flush()
        raise KeyError
    assert set(held(index)) == {"a"}
    assert sorted(path.name for path in tmp_path.iterdir()) == files


def test_a_commit_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("a", title="خبر"))
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*MAIN_*.*")}
    with index.writer() as writer:
        writer.update(article("a", title="خبر"))
        writer.delete("none")
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*MAIN_*.*")} == before


def test_a_closed_writer_says_so(tmp_path: Path) -> None:
    writer = Index.create(tmp_path).writer()
    writer.commit()
    with pytest.raises(IndexStoreError, match="closed"):
        writer.add(article())


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    with index.writer(), pytest.raises(IndexLocked, match=r"process \d+ .*--wait"):
        index.writer()
    index.writer().abandon()  # free again


@needs_open_files
def test_a_second_writer_can_wait(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    first = index.writer()
    done = []

    def second() -> None:
        with index.writer(wait=True) as writer:
            done.append("second")
            writer.add(article("b"))

    thread = threading.Thread(target=second)
    thread.start()
    wait_until(lambda: times_open("MAIN_WRITELOCK") == 2, "the second writer waits")
    done.append("first")
    first.add(article("a"))
    first.commit()
    thread.join(timeout=10)
    assert done == ["first", "second"]
    assert set(held(index)) == {"a", "b"}


def test_readers_keep_their_state_through_commits_and_merges(tmp_path: Path) -> None:
    index = built_index(tmp_path, *(article(str(n), "نص طويل " * 50, title=f"خبر {n}") for n in range(50)))
    snapshot = index.snapshot()
    with index.writer() as writer:
        for n in range(40):
            writer.delete(str(n))
        writer.add(article("new"))
    assert snapshot.article_count == 50
    found = snapshot.article("3")
    assert found is not None
    assert found.title == "خبر 3"
    assert index.snapshot().article_count == 11


def test_creating_where_an_index_is_refuses(tmp_path: Path) -> None:
    built_index(tmp_path, article("a"))
    with pytest.raises(IndexStoreError, match="already"):
        Index.create(tmp_path)
    assert set(held(Index.open(tmp_path))) == {"a"}


def test_the_number_of_segments_stays_small(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    for n in range(100):
        with index.writer() as writer:
            writer.add(article(str(n), f"نص {n}", title=f"خبر {n}"))
    assert len(index.snapshot().segments) == 1
    assert len(held(index)) == 100


def test_small_segments_wait_until_they_are_not_small_beside_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge_policy, "BUDGET", 100)
    monkeypatch.setattr(merge_policy, "_FLOOR", 1)
    index = Index.create(tmp_path)
    sizes = []
    for n in range(100):
        with index.writer() as writer:
            writer.add(article(str(n), f"نص {n}", title=f"خبر {n}"))
        sizes.append(sorted(view.live_count for view in index.snapshot().segments))
    assert len(held(index)) == 100
    assert max(map(len, sizes)) <= merge_policy.MOST_SEGMENTS
    assert max(map(len, sizes)) > 2
    assert max(map(max, sizes)) <= 25, "of 100 words at most"


def test_optimizing_leaves_one_segment_without_deleted_articles(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    for n in range(5):
        with index.writer() as writer:
            add_all(writer, (article(f"{n}-{m}") for m in range(20)))
            writer.delete(f"{n - 1}-0")
    index.optimize()
    assert len(index.snapshot().segments) == 1
    assert index.stats()["deleted"] == 0
    assert len(held(index)) == 96


TEXTS = st.lists(st.sampled_from(["وزير", "الوزير زار", "قمة عربية وزير", "ﷺ"]), max_size=3)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "delete", "commit", "flush", "optimize"]), st.integers(0, 8), TEXTS
    ),
    max_size=30,
)


@settings(max_examples=40)
@given(STEPS)
def test_any_history_ends_as_a_dictionary_would(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, list[str]]]
) -> None:
    index = Index.create(tmp_path_factory.mktemp("history"))
    expected: dict[str, tuple[str, ...]] = {}
    writer = index.writer()
    for step, number, texts in steps:
        if step == "add":
            writer.add(article(str(number), *texts, title=f"خبر {number}"))
            expected[str(number)] = tuple(texts)
        elif step == "delete":
            assert writer.delete(str(number)) == (expected.pop(str(number), None) is not None)
        elif step == "flush":
            writer.flush()
        else:
            writer.commit(optimize=step == "optimize")
            assert step != "optimize" or index.stats()["deleted"] == 0
            writer = index.writer()
    writer.commit()
    snapshot = index.snapshot()
    assert set(held(index)) == set(expected)
    for article_id, texts in expected.items():
        found = snapshot.article(article_id)
        assert found is not None
        assert found.paragraphs == texts
    assert index.check() == []


def test_merging_gives_the_postings_of_indexing_in_one_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.building.merging._AT_ONCE", 7)  # several runs
    articles = [
        article(
            str(n),
            *(f"وزير. {'الخبر؟ ' * (n % 5)} رقم {n % 7}" for _ in range(n % 4)),
            title=f"قمة {n % 3}",
        )
        for n in range(30)
    ]
    whole = built_index(tmp_path / "whole", *articles)
    parts = Index.create(tmp_path / "parts")
    with parts.writer() as writer:
        add_all(writer, articles[:5])
        writer.add(article("gone", "كلمة لا ترد. في غيره"))
        add_all(writer, articles[5:10])
        writer.flush()
        add_all(writer, articles[10:])
    with parts.writer() as writer:
        writer.delete("gone")
    parts.writer().commit(optimize=True)
    (one,), (merged,) = whole.snapshot().segments, parts.snapshot().segments
    assert list(merged.terms.forms) == list(one.terms.forms)
    assert list(merged.terms.stems) == list(one.terms.stems)
    for name in one.postings_file.names():
        assert merged.postings_array(name).tolist() == one.postings_array(name).tolist(), name
    lengths = ("passages.places", "passages.starts", "body_lengths", "title_lengths")
    assert len(one.sentence_starts)
    for name in (*lengths, "sentences", "id_hashes", "id_ranks"):
        assert merged.articles_array(name).tolist() == one.articles_array(name).tolist(), name


@pytest.mark.parametrize("suffix", [".pst", ".art", ".del"])
def test_damage_is_not_written_anew_with_a_checksum_of_its_own(tmp_path: Path, suffix: str) -> None:
    index = built_index(tmp_path, *(article(str(n), f"خبر رقم {n}") for n in range(20)))
    with index.writer() as writer:
        writer.delete("3")
    (damaged,) = (file.path for file in index.snapshot().segments[0].files if file.path.suffix == suffix)
    data = bytearray(damaged.read_bytes())
    data[64] ^= 1  # the first entry of its first array
    damaged.write_bytes(data)
    found = index.check()
    assert damaged.name in found[0]
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(IndexDamaged, match="--rebuild"):
        index.writer().commit(optimize=True)
    if suffix == ".del":  # which says what is deleted, and is not merged but replaced
        with pytest.raises(IndexDamaged, match="--rebuild"), index.writer() as writer:
            writer.delete("5")
    assert index.check() == found
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_what_could_not_be_removed_after_a_commit_is_left_to_the_next_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = built_index(tmp_path, article("a", title="قديم"))
    before = {path.name for path in tmp_path.iterdir()}

    def fail(path: Path) -> None:
        raise OSError(5, "Input/output error", str(path))

    with monkeypatch.context() as failing:
        failing.setattr("index.commits.directory.os.unlink", fail)
        with index.writer() as writer:
            writer.add(article("a", title="جديد"))
    assert held(index) == {"a": "جديد"}
    assert before < {path.name for path in tmp_path.iterdir()}
    index.writer().commit()
    assert {path.name for path in tmp_path.iterdir()} & before == {"MAIN_WRITELOCK"}
    assert held(index) == {"a": "جديد"}


def test_a_full_buffer_becomes_a_segment_before_the_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.commits.draft._HELD_CHARACTERS", 500)
    monkeypatch.setattr("index.building.segment_builder.BATCH_CHARACTERS", 100)
    index = Index.create(tmp_path)
    with index.writer() as writer:
        add_all(writer, (article(str(n), "كلمة " * 30) for n in range(20)))
        assert index.snapshot().article_count == 0
    assert len(held(index)) == 20
