"""Articles of one id in a run: the last stays, and that another is lost is told, with the files."""

from __future__ import annotations

from pathlib import Path

from commands.run_report import summary_text
from index import index_articles
from index.commits.replaced import Replaced
from tests.index.files import held

SAME_ID = "another article of the same id"


def numbered(path: Path, *titles: str) -> Path:
    lines = (f"{number},{title},نص الخبر\n" for number, title in enumerate(titles, 1))
    path.write_text("id,title,text\n" + "".join(lines))
    return path


def test_articles_that_two_files_number_alike_are_told(tmp_path: Path) -> None:
    """Nothing said that of each pair one was lost."""
    files = [numbered(tmp_path / "a.csv", "ميناء", "حديقة"), numbered(tmp_path / "b.csv", "سوق", "مكتبة")]
    first = index_articles(tmp_path / "i", files)
    names = tuple(map(str, files))
    assert first.warnings == {SAME_ID: 2}
    assert first.replaced == [Replaced("1", *names), Replaced("2", *names)]
    assert f"  the later one stays of 1: {names[0]}, then {names[1]}" in summary_text(first).splitlines()
    assert first.as_json()["replaced"][0] == {"id": "1", "origin": names[0], "by": names[1]}
    again = index_articles(tmp_path / "i", files, jobs=1)
    assert (again.read, again.unchanged) == (4, 4)
    assert (again.warnings, again.replaced) == (first.warnings, first.replaced)


def test_a_run_over_the_same_files_tells_it_again(tmp_path: Path) -> None:
    """Also where it reads them: what it finds is the same."""
    files = [numbered(tmp_path / "a.csv", "ميناء"), numbered(tmp_path / "b.csv", "سوق")]
    first = index_articles(tmp_path / "i", files)
    read = index_articles(tmp_path / "i", files, optimize=True)
    assert (read.warnings, read.replaced) == (first.warnings, first.replaced)
    turned = index_articles(tmp_path / "i", files[::-1])
    assert (turned.warnings, turned.replaced) == (
        first.warnings,
        [Replaced("1", str(files[1]), str(files[0]))],
    )


def test_the_same_article_twice_is_no_loss(tmp_path: Path) -> None:
    files = [numbered(tmp_path / "a.csv", "ميناء"), numbered(tmp_path / "b.csv", "ميناء")]
    assert index_articles(tmp_path / "i", files).warnings == {}
    assert index_articles(tmp_path / "i", files, rebuild=True).warnings == {}


def test_what_an_earlier_run_gave_is_no_article_of_this_one(tmp_path: Path) -> None:
    index_articles(tmp_path / "i", numbered(tmp_path / "a.csv", "ميناء"))
    later = index_articles(tmp_path / "i", numbered(tmp_path / "a.csv", "ميناء جديد", "سوق"))
    assert (later.updated, later.added, later.warnings) == (1, 1, {})


def test_the_first_few_are_named(tmp_path: Path) -> None:
    files = [numbered(tmp_path / f"{name}.csv", *(f"{name} {each}" for each in range(9))) for name in "ab"]
    summary = index_articles(tmp_path / "i", files)
    assert summary.warnings == {SAME_ID: 9}
    assert [each.id for each in summary.replaced] == ["1", "2", "3"]
    assert held(tmp_path / "i") == set("123456789")
