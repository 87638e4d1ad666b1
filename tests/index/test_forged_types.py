"""Files whose checksums are right and whose types are not: refused when the index is opened, with a clear error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import Index, IndexDamaged, IndexIncompatible
from index.storage.arrayfile import AnyArray, ArrayFile, ArrayFileWriter
from searcher import Searcher
from tests.builders import article, built_index, segmented_index


def forged(path: Path, arrays: dict[str, AnyArray] | None = None, **values: Any) -> None:
    """Write a file anew with other arrays, and values of its directory."""
    file = ArrayFile(path)
    path.unlink()  # what is mapped stays
    writer = ArrayFileWriter(path)
    for name in file.names():
        writer.add(name, (arrays or {}).get(name, file[name]))
    writer.close({**file.values, **values})


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """One segment, of which something is deleted."""
    index = built_index(tmp_path, *(article(f"{number}", "وزير الخارجية") for number in range(6)))
    with index.writer() as writer:
        writer.delete("3")
    return index


def the_file(index: Index, suffix: str) -> Path:
    (path,) = index.folder.glob(f"*.{suffix}")
    return path


@pytest.mark.parametrize(
    ("suffix", "name"),
    [("pst", "articles"), ("pst", "terms.starts"), ("art", "source"), ("art", "groups"), ("del", "deleted")],
)
def test_numbers_that_may_be_negative_are_refused(index: Index, suffix: str, name: str) -> None:
    path = the_file(index, suffix)
    forged(path, {name: ArrayFile(path)[name].astype(np.int64)})
    with pytest.raises(IndexDamaged, match=f"array '{name}' is of type <i8"):
        index.snapshot()
    (problem,) = index.check()
    assert problem.startswith(f"{path}: array '{name}' is of type <i8")


def test_dates_have_to_be_numbers_that_may_be_negative(index: Index) -> None:
    path = the_file(index, "art")
    forged(path, {"dates": ArrayFile(path)["dates"].view(np.uint64)})
    with pytest.raises(IndexDamaged, match="array 'dates' is of type <u8"):
        index.snapshot()


@pytest.mark.parametrize("dtype", ["|u1", "<u2", "<u4", "<u8"])
def test_every_type_is_refused_or_makes_no_difference(tmp_path: Path, dtype: str) -> None:
    """Searching failed where texts were of another type, and `check` found nothing, or failed itself."""
    names = ["بتثجحخدذرز"[at] + "دار" for at in range(10)]
    index = segmented_index(
        tmp_path,
        [article(f"{at}", f"وزير الخارجية {names[at]}. ثم غادر", source="سنابل") for at in range(6)],
        [article("new", "وزراء الخارجية " + names[0])],
        deleted=["3"],
    )
    expected = answers(index)
    refused = 0
    for path in sorted(index.folder.glob("MAIN_g*")):
        whole = path.read_bytes()
        for name, own in ArrayFile(path).types().items():
            values = ArrayFile(path)[name].copy()
            if dtype == own or (len(values) and values.max() > np.iinfo(dtype).max):
                continue
            forged(path, {name: values.astype(dtype)})
            problems = index.check()
            if problems:
                assert f"array {name!r} is of type {dtype}" in problems[0]
                refused += 1
            else:
                assert answers(index) == expected, name
            path.write_bytes(whole)
    assert refused > 10


def answers(index: Index) -> list[list[str]]:
    with Searcher(index) as searcher:
        queries = ("وزير", '"وزير الخارجية"', "دار*", "source:سنابل", "sent(وزير الخارجية)")
        return [[hit.id for hit in searcher.search(query).hits] for query in queries]


def test_a_deletion_of_what_there_is_not_is_refused_when_it_is_asked_for(index: Index) -> None:
    path = the_file(index, "del")
    forged(path, {"deleted": np.array([99], np.uint32)})
    (view,) = index.snapshot().segments
    with pytest.raises(IndexDamaged, match="names articles that the segment has not"):
        view.live()
    (problem,) = index.check()
    assert problem == f"{path}: 'deleted' names what there is not"


@pytest.mark.parametrize("analysis", [None, [], {}, 5, "another"])
def test_an_analysis_that_is_none_is_another(index: Index, analysis: Any) -> None:
    forged(the_file(index, "pst"), analysis=analysis)
    with pytest.raises(IndexIncompatible, match="another version of the Arabic analysis"):
        index.snapshot()


@pytest.mark.parametrize("version", ["5", [5], None, "x" * 100_000, 10**9])
def test_a_format_that_is_none_is_named_shortly(index: Index, version: Any) -> None:
    forged(the_file(index, "pst"), format=version)
    with pytest.raises(IndexIncompatible, match="index format") as told:
        index.snapshot()
    assert len(str(told.value)) < 500


@pytest.mark.parametrize("parent", [[1], {"a": 1}, 5])
def test_a_parent_without_a_name_is_damage(index: Index, parent: Any) -> None:
    forged(the_file(index, "pst"), parent=parent)
    (problem,) = index.check()
    assert "its parent has no name" in problem
