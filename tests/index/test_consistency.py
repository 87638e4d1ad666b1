"""Arrays that do not fit one another are found, though the checksums of their files are right."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import zstandard

from index import Index
from index import index as index_module
from index.commits.directory import Contents
from index.storage.arrayfile import ArrayFile, ArrayFileWriter
from index.storage.peaks import UNKNOWN
from tests.builders import add_all, article, keep_segments

# What nothing else in the index says again: how words are spelt, which are related and how much, what articles are
# like, and what is no more. These are only held to their order, and to what there is at all.
UNTOLD = {
    *("terms.text", "terms.starts", "sentences"),
    *("restemmed.text", "restemmed.starts"),
    *("stems.text", "stems.starts", "keys.text", "keys.starts", "key_starts", "key_stems"),
    *("related.starts", "related.stems", "related.weights"),
    *("signatures", "groups", "superseded", "deleted"),
}


Change = Callable[[npt.NDArray[Any]], npt.NDArray[Any]]


@pytest.fixture(autouse=True)
def no_power_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files need not be brought to disk here, of which there are hundreds."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two segments that have something in each of their arrays."""
    folder = tmp_path_factory.mktemp("whole") / "index"
    stories = [
        article(
            f"قصة {number}",
            f"وصل الوزير رقم {number}. ثم غادر! " + "قمح " * (20 * (number == 3)),
            *(
                f"قال وزير الزراعة إن المحصول وفير. وأضاف: {word}"
                for word in ("الوزراء", "المزارع") * (number % 3)
            ),
            title=f"وزير الزراعة {number} " + "قمح " * (number % 6),
            date=f"2024-03-{number + 1:02}",
            source=("سنابل", "المنارة", "")[number % 3],
            category="زراعة",
            author=f"كاتب {number % 2}",
        )
        for number in range(12)
    ]
    small = [article("قصير", "وصل الوزير. غادر الوزير", title="خبر"), article("آخر", "الوزراء", "خبر آخر")]
    index = Index.create(folder)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("index.building.terms.FEW_TERMS", 0)
        keep_segments(monkeypatch)
        with index.writer() as writer:
            for each in (article("قصة 1", "لم تكتمل"), *stories):
                writer.update(each)
        with index.writer() as writer:
            add_all(writer, small)
        with index.writer() as writer:
            for gone in ("قصة 2", "قصة 7", "آخر"):
                writer.delete(gone)
    assert index.check() == []
    return folder


@pytest.fixture
def index(whole: Path, tmp_path: Path) -> Index:
    """A copy of it."""
    shutil.copytree(whole, tmp_path / "copy")
    return Index.open(tmp_path / "copy")


def found(index: Index, file: ArrayFile, array: str, change: Change) -> list[str]:
    """What is found where one array of an index is another, with the checksums that it then has."""
    whole = file.path.read_bytes()
    rewrite(file, {array: change})
    try:
        return index.check()
    finally:
        file.path.write_bytes(whole)


def rewrite(file: ArrayFile, changes: dict[str, Change]) -> Path:
    """Write a file anew with some arrays changed."""
    file.path.unlink()  # what is mapped stays
    writer = ArrayFileWriter(file.path)
    for name in file.names():
        values = file[name]
        writer.add(name, changes[name](values.copy()) if name in changes else values)
    writer.close(file.values)
    return file.path


def arrays(index: Index) -> list[tuple[ArrayFile, str]]:
    """Each array that has an entry: its file and name."""
    files = [file for view in index.snapshot().segments for file in view.files]
    return [(file, name) for file in files for name in file.names() if len(file[name])]


def test_every_array_is_tried(index: Index) -> None:
    tried = {name for _, name in arrays(index)}
    known = {name for view in index.snapshot().segments for file in view.files for name in file.names()}
    assert known - tried == {"restemmed.text"}, "forms whose stem two segments see differently are rare"
    assert known >= UNTOLD


def test_an_entry_that_is_another_is_found(index: Index) -> None:
    missed = []
    for file, name in arrays(index):
        if name in UNTOLD or name == "peaks":
            continue
        count = len(file[name])
        for place in {0, count // 3, count // 2, count - 1}:
            for by in (1, -1):

                def change(values: npt.NDArray[Any], place: int = place, by: int = by) -> npt.NDArray[Any]:
                    values[place] += np.array(by).astype(values.dtype)
                    return values

                if not found(index, file, name, change):
                    missed.append(f"{name}[{place}]")
    assert missed == []


def test_more_words_than_there_are_positions_are_found_before_memory_is_asked_for(index: Index) -> None:
    """... also where the lengths of passages agree with them."""
    file = index.snapshot().segments[0].articles_file

    def longer(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        values = values.astype(np.uint64)
        values[-1] += np.uint64(1 << 36)
        return values

    assert found(index, file, "passages.places", longer)
    whole = file.path.read_bytes()
    values = {**file.values, "body_words": file.values["body_words"] + (1 << 36)}
    file.values = values
    rewrite(file, {"passages.places": longer, "body_lengths": longer})
    (line,) = index.check()
    assert line.endswith("in 'positions'")
    file.path.write_bytes(whole)


def test_a_record_that_no_parser_gets_through_is_found(index: Index) -> None:
    file = index.snapshot().segments[0].articles_file
    frame = np.frombuffer(zstandard.compress(b"[" * 200_000), np.uint8)
    whole_block = (1 << 20) - 1
    rewrite(
        file,
        {
            "bodies.data": lambda _: frame,
            "bodies.blocks": lambda values: np.array([0, len(frame)], values.dtype),
            "bodies.places": lambda values: np.full(len(values), whole_block, values.dtype),
        },
    )
    (line,) = index.check()
    assert line.startswith(f"{file.path}: its texts of articles can't be read")


def test_an_array_that_is_shorter_or_longer_is_found(index: Index) -> None:
    missed = []
    for file, name in arrays(index):
        for change in (lambda values: values[:-1], lambda values: np.append(values, values[-1:])):
            if not found(index, file, name, change):
                missed.append(name)
    assert set(missed) <= {"sentences"}, "that one begins elsewhere is found, but not that one is left out"


def test_a_peak_is_that_of_the_paragraphs_or_unknown(index: Index) -> None:
    file = index.snapshot().segments[0].postings_file
    assert not found(index, file, "peaks", lambda peaks: np.full_like(peaks, UNKNOWN << 4 | UNKNOWN))
    for wrong in (np.zeros_like, lambda peaks: peaks ^ 1, lambda peaks: peaks ^ 16):
        (problem,) = found(index, file, "peaks", wrong)
        assert "peaks" in problem


def test_a_file_gets_one_line_and_damage_is_not_looked_into(index: Index) -> None:
    large, small = index.snapshot().segments
    rewrite(large.postings_file, {"articles": np.zeros_like, "slots": np.zeros_like})
    rewrite(large.articles_file, {"dates": lambda dates: dates + 1})
    rewrite(small.deletions_file, {"deleted": lambda deleted: deleted + 100})
    problems = index.check()
    assert [problem.split(":")[0] for problem in problems] == [
        str(file.path) for file in (large.articles_file, large.postings_file, small.deletions_file)
    ]
    assert "'قصة 1'" in problems[0]

    data = bytearray(large.postings_file.path.read_bytes())
    data[64] ^= 1
    large.postings_file.path.write_bytes(data)
    problems = index.check()
    assert len(problems) == 2
    assert "checksum" in problems[0]
    assert "deleted" in problems[1]


def test_an_article_that_is_there_twice_is_found(index: Index) -> None:
    deleted = index.snapshot().segments[0].deletions_file
    assert 0 in deleted["deleted"], "the version of a story that was replaced"
    rewrite(deleted, {"deleted": lambda numbers: np.unique(np.append(numbers[1:], 5)).astype(numbers.dtype)})
    (problem,) = index.check()
    assert "'قصة 1' is there 2 times" in problem


def test_checksums_alone_are_quick_and_see_no_more_than_what_was_written(index: Index) -> None:
    path = rewrite(index.snapshot().segments[0].postings_file, {"articles": np.zeros_like})
    assert index.check()
    assert not index.check(quick=True)
    data = bytearray(path.read_bytes())
    data[64] ^= 1
    path.write_bytes(data)
    (problem,) = index.check(quick=True)
    assert "checksum" in problem


def test_files_that_a_commit_removes_meanwhile_are_no_damage(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = index_module.read_contents

    def read_before_a_commit(folder: Path) -> Contents:
        contents = read(folder)
        monkeypatch.undo()
        Index.open(folder).optimize()
        return contents

    monkeypatch.setattr(index_module, "read_contents", read_before_a_commit)
    assert index.check() == []


@pytest.mark.parametrize(
    ("method", "told"),
    [
        ("storage.dictionary.Dictionary.numbers_of", "stems of its parent"),
        ("segments.segment.SegmentView.live", "live articles"),
    ],
)
def test_what_fails_where_segments_are_compared_is_told_of_a_file(
    whole: Path, monkeypatch: pytest.MonkeyPatch, method: str, told: str
) -> None:
    def failing(*_: object) -> None:
        raise ValueError("of a type that nobody expected")

    monkeypatch.setattr(f"index.{method}", failing)
    problems = Index.open(whole).check()
    assert problems
    assert all(f"its {told} can't be read (of a type" in problem for problem in problems)
