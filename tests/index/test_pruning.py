"""What `--prune` removes, and what it keeps, since it may be in what could not be read."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from index import Index, IndexStoreError, index_articles
from tests.builders import refuse_listing
from tests.index.files import appended, held, written


def test_prune_removes_what_the_paths_no_longer_hold(tmp_path: Path) -> None:
    index_articles(tmp_path / "i", written(tmp_path / "a.jsonl", "a", "b", "c"))
    summary = index_articles(tmp_path / "i", written(tmp_path / "a.jsonl", "b", "d"), prune=True)
    assert (summary.added, summary.unchanged, summary.removed) == (1, 1, 2)
    assert held(tmp_path / "i") == {"b", "d"}


def test_prune_keeps_the_articles_of_a_file_that_could_not_be_read_whole(tmp_path: Path) -> None:
    index_articles(tmp_path / "i", written(tmp_path / "a.jsonl", "a", "b"))
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "a", "title": "a", "text": "خبر"}) + "\n{broken\n")
    summary = index_articles(tmp_path / "i", tmp_path / "a.jsonl", prune=True)
    assert (summary.kept, summary.removed) == (1, 0)
    assert held(tmp_path / "i") == {"a", "b"}


def cut(path: Path) -> None:
    """Leave about half of a file, and no whole line at its end."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.add(path, path.name)
    return buffer.getvalue()


def cut_and_given_absolute(folder: Path) -> Path:
    cut(written(folder / "a.jsonl", *"abcde"))
    return folder.absolute()


def cut_and_given_by_another_way(folder: Path) -> Path:
    cut(written(folder / "a.jsonl", *"abcde"))
    return folder / ".." / folder.name


def renamed_and_cut(folder: Path) -> Path:
    (folder / "a.jsonl").rename(folder / "z.jsonl")
    index_articles("i", folder, prune=True)
    cut(folder / "z.jsonl")
    return folder


def renamed_while_another_folder_is_away(folder: Path) -> Path:
    (folder / "away").symlink_to("nowhere")
    (folder / "a.jsonl").unlink()
    return folder


def cut_in_an_archive_named_with_an_exclamation_mark(folder: Path) -> Path:
    data = (folder / "a.jsonl").read_bytes()
    (folder / "a.jsonl").unlink()
    archive = zipped(folder / "x!y.zip", **{"a.jsonl": data})
    index_articles("i", folder, prune=True)
    cut(archive)
    return folder


def cut_in_an_archive_in_an_archive(folder: Path) -> Path:
    data = tarred(folder / "a.jsonl")
    (folder / "a.jsonl").unlink()
    zipped(folder / "o.zip", **{"in.tar": data})
    index_articles("i", folder, prune=True)
    zipped(folder / "o.zip", **{"in.tar": data[:600]})
    return folder


def linked_and_away(folder: Path) -> Path:
    shutil.move(folder / "a.jsonl", written_folder("elsewhere"))
    (folder / "l").symlink_to("../elsewhere")
    index_articles("i", folder, prune=True)
    shutil.rmtree("elsewhere")
    return folder


def written_folder(name: str) -> Path:
    folder = Path(name)
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    "damage",
    [
        cut_and_given_absolute,
        cut_and_given_by_another_way,
        renamed_and_cut,
        renamed_while_another_folder_is_away,
        cut_in_an_archive_named_with_an_exclamation_mark,
        cut_in_an_archive_in_an_archive,
        linked_and_away,
    ],
)
def test_prune_keeps_what_may_be_in_a_part_that_could_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], Path]
) -> None:
    """Paths were compared as they are spelled, and only those of files."""
    monkeypatch.chdir(tmp_path)
    written(written_folder("d") / "a.jsonl", *"abcde")
    index_articles("i", "d")
    summary = index_articles("i", damage(Path("d")), prune=True)
    assert summary.removed == 0
    assert summary.kept + summary.unchanged == 5
    assert summary.kept
    assert held(tmp_path / "i") == set("abcde")


def test_prune_keeps_the_articles_of_a_folder_that_cannot_be_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "d" / "s"
    folder.mkdir(parents=True)
    written(folder / "a.jsonl", *"abc")
    index_articles(tmp_path / "i", tmp_path / "d")
    refuse_listing(monkeypatch, "s")
    summary = index_articles(tmp_path / "i", tmp_path / "d", prune=True)
    assert (summary.kept, summary.removed) == (3, 0)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("b.jsonl", '{"id": "b", \n{"id": "c", "title": "c"}\n'),
        ("b.jsonl", '{"id": "b", "title": " "}'),
        ("README", "about"),
        ("b.txt", ""),
        ("b.png", "\x89PNG"),
    ],
)
def test_a_bad_record_or_what_is_no_article_keeps_no_article_of_another_file(
    tmp_path: Path, name: str, content: str
) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    written(folder / "a.jsonl", "a", "c")
    index_articles(tmp_path / "i", folder)
    (folder / "a.jsonl").unlink()
    written(folder / "c.jsonl", "c")
    (folder / name).write_text(content, "latin-1")
    summary = index_articles(tmp_path / "i", folder, prune=True)
    assert summary.rejected == 1
    assert (summary.kept, summary.removed) == (0, 1)
    assert held(tmp_path / "i") == {"c"}


@pytest.mark.parametrize("beside", ["__MACOSX/._a.jsonl", "README.md", "docs/LICENSE", "../x.jsonl"])
def test_a_member_passed_over_on_purpose_keeps_nothing_of_its_archive(tmp_path: Path, beside: str) -> None:
    archive = tmp_path / "a.zip"

    def pack(*ids: str) -> Path:
        data = written(tmp_path / "a.jsonl", *ids).read_bytes()
        return zipped(archive, **{"a.jsonl": data, beside: b"\x00\x05\x16\x07"})

    index_articles(tmp_path / "i", pack(*"abcde"))
    summary = index_articles(tmp_path / "i", pack("a", "b"), prune=True)
    assert (summary.kept, summary.removed) == (0, 3)
    assert held(tmp_path / "i") == {"a", "b"}


def test_a_damaged_member_keeps_everything(tmp_path: Path) -> None:
    members = {f"{name}.jsonl": written(tmp_path / "x", *ids).read_bytes() for name, *ids in ("aAB", "bCD")}
    index_articles(tmp_path / "i", zipped(tmp_path / "a.zip", **members))
    zipped(tmp_path / "a.zip", **{"a.jsonl": members["a.jsonl"][:-9], "b.jsonl": members["b.jsonl"][:56]})
    summary = index_articles(tmp_path / "i", tmp_path / "a.zip", prune=True)
    assert (summary.kept, summary.removed) == (2, 0)
    assert held(tmp_path / "i") == set("ABCD")


TABLE = "id,title,text\n" + "".join(f'c{n},خبر {n},"نص الخبر رقم {n} كامل"\n' for n in range(5))


SGML = "".join(
    f"<DOC>\n<DOCNO>d{n}</DOCNO>\n<TITLE>خبر {n}</TITLE>\n<TEXT>\nنص الخبر رقم {n} كامل\n</TEXT>\n</DOC>\n"
    for n in range(5)
)


@pytest.mark.parametrize(("name", "whole"), [("x.csv", TABLE), ("x.sgml", SGML)])
@pytest.mark.parametrize("share", [0, 0.4, 0.5, 0.6, 0.7])
def test_a_file_cut_off_in_a_text_neither_replaces_nor_prunes(
    tmp_path: Path, name: str, whole: str, share: float
) -> None:
    file = tmp_path / name
    file.write_text(whole)
    index_articles(tmp_path / "i", file)
    at = whole.index("نص الخبر", int(len(whole) * share))
    file.write_text(whole[: at + 4])
    summary = index_articles(tmp_path / "i", file, prune=True)
    assert (summary.updated, summary.removed, summary.rejected) == (0, 0, 1)
    assert summary.unchanged + summary.kept == 5


def test_prune_removes_nothing_while_a_file_is_cut_off(tmp_path: Path) -> None:
    """What `a` no longer holds may be in `x` by now."""
    folder = tmp_path / "d"
    folder.mkdir()
    written(folder / "a.jsonl", *"abc")
    written(folder / "x.jsonl", *"xyz")
    index_articles(tmp_path / "i", folder)
    written(folder / "a.jsonl", "a")
    cut(folder / "x.jsonl")
    summary = index_articles(tmp_path / "i", folder, prune=True)
    assert (summary.kept, summary.removed) == (4, 0)
    assert held(tmp_path / "i") == set("abcxyz")
    written(folder / "x.jsonl", *"xyz")
    assert index_articles(tmp_path / "i", folder, prune=True).removed == 2


def test_prune_removes_nothing_where_a_reader_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "a.jsonl", *"abc")
    written(tmp_path / "b.jsonl", "d")
    index_articles(tmp_path / "i", [tmp_path / "a.jsonl", tmp_path / "b.jsonl"])
    monkeypatch.setattr("corpus.records.read_json_lines", lambda *_: {}["title"])
    written(tmp_path / "b.jsonl", "e")
    (tmp_path / "c.csv").write_text("id,title,text\nf,خبر,نص\n")
    summary = index_articles(tmp_path / "i", sorted(tmp_path.glob("?.*")), prune=True)
    assert (summary.added, summary.kept, summary.removed, summary.rejected) == (1, 4, 0, 2)


def test_prune_keeps_what_a_file_held_that_was_renamed_and_cut_off_since(tmp_path: Path) -> None:
    """A name that is another file's by now, as where the day's file becomes one of the archive."""
    folder = tmp_path / "d"
    folder.mkdir()
    written(folder / "today.jsonl", *"abc")
    index_articles(tmp_path / "i", folder, prune=True)
    (folder / "today.jsonl").rename(folder / "2023-01-01.jsonl")
    written(folder / "today.jsonl", "x")
    index_articles(tmp_path / "i", folder, prune=True)
    cut(folder / "2023-01-01.jsonl")
    assert index_articles(tmp_path / "i", folder, prune=True).removed == 0
    assert held(tmp_path / "i") == set("abcx")


def test_prune_keeps_what_stands_in_a_file_that_is_cut_off_and_no_longer_in_another(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    written(folder / "a.jsonl", "a", "both")
    written(folder / "b.jsonl", "b", "both")
    index_articles(tmp_path / "i", folder)
    written(folder / "a.jsonl", "a")
    cut(folder / "b.jsonl")
    index_articles(tmp_path / "i", folder, prune=True)
    assert held(tmp_path / "i") == {"a", "b", "both"}


@pytest.mark.parametrize("given", [".", "../d", "../l", "/", "/l"])
def test_prune_keeps_the_articles_of_a_file_with_a_bad_record_by_whatever_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    """The file was given as d/a.jsonl, from the folder above; other files lose what they no longer hold."""
    monkeypatch.chdir(tmp_path)
    written(written_folder("d") / "a.jsonl", "a", "b")
    written(Path("d") / "c.jsonl", "c", "d")
    Path("l").symlink_to("d")
    index_articles("i", "d")
    appended(written(Path("d") / "a.jsonl", "a"), "{broken\n")
    written(Path("d") / "c.jsonl", "c")
    monkeypatch.chdir("/" if given.startswith("/") else "d")
    path = str(tmp_path / ("d" if given == "/" else "l")) if given.startswith("/") else given
    summary = index_articles(tmp_path / "i", path, prune=True)
    assert (summary.kept, summary.removed) == (1, 1)
    assert held(tmp_path / "i") == {"a", "b", "c"}


@pytest.mark.parametrize("prune", [False, True])
@pytest.mark.parametrize("ending", ["", "{broken\n"], ids=["cut off", "a bad record"])
def test_a_correction_that_cannot_be_read_any_more_is_not_withdrawn(
    tmp_path: Path, *, prune: bool, ending: str
) -> None:
    """The file with the earlier version gives it last, but only since the rest of the other could not be read."""
    folder = tmp_path / "d"
    folder.mkdir()
    written(folder / "a.jsonl", "x")
    corrected = json.dumps({"id": "x", "title": "تصحيح", "text": "خبر"}) + "\n"
    appended(written(folder / "b.jsonl", "y"), corrected)
    index_articles(tmp_path / "i", folder)
    appended(written(folder / "b.jsonl", "y"), ending or corrected[:20])
    summary = index_articles(tmp_path / "i", folder, prune=prune)
    assert (summary.updated, summary.removed, summary.rejected) == (0, 0, 1)
    article = Index.open(tmp_path / "i").snapshot().article("x")
    assert article is not None
    assert article.title == "تصحيح"
    written(folder / "b.jsonl", "y")  # without a correction
    assert index_articles(tmp_path / "i", folder, prune=prune).updated == 1


@pytest.mark.parametrize("versions", [["1", "2"], ["2", "1"]])
def test_prune_makes_the_index_hold_the_version_that_the_paths_hold(
    tmp_path: Path, versions: list[str]
) -> None:
    def write(*texts: str) -> Path:
        lines = [json.dumps({"id": "a", "title": "a", "text": text}) + "\n" for text in texts]
        (tmp_path / "a.jsonl").write_text("".join(lines))
        return tmp_path / "a.jsonl"

    index_articles(tmp_path / "i", write(*versions))
    summary = index_articles(tmp_path / "i", write(versions[0]), prune=True)
    assert (summary.updated, summary.unchanged, summary.removed) == (1, 0, 0)
    found = Index.open(tmp_path / "i").snapshot().article("a")
    assert found is not None
    assert found.paragraphs == (versions[0],)


@pytest.mark.parametrize("option", ["prune", "rebuild"])
@pytest.mark.parametrize("left", [None, "README.txt", "empty.jsonl"])
def test_an_index_is_not_emptied_where_no_article_was_read(
    tmp_path: Path, option: str, left: str | None
) -> None:
    """The folder of an archive that was not mounted removed every article without a word."""
    archive = tmp_path / "archive"
    archive.mkdir()
    index_articles(tmp_path / "i", written(archive / "a.jsonl", "a", "b"))
    (archive / "a.jsonl").unlink()
    if left:
        (archive / left).write_text("")
    with pytest.raises(IndexStoreError, match="no article was read"):
        index_articles(tmp_path / "i", archive, **{option: True})
    assert held(tmp_path / "i") == {"a", "b"}
    assert index_articles(tmp_path / "i", archive).removed == 0
    index_articles(tmp_path / "i", written(archive / "b.jsonl", "b"), **{option: True})
    assert held(tmp_path / "i") == {"b"}


def test_nor_is_one_that_cannot_be_read_removed(tmp_path: Path) -> None:
    """Its articles may still be exported, or read by another version."""
    (tmp_path / "archive").mkdir()
    index_articles(tmp_path / "i", written(tmp_path / "a.jsonl", "a", "b"))
    (contents,) = (tmp_path / "i").glob("*.toc")
    contents.write_bytes(contents.read_bytes()[:50])
    before = {path.name for path in (tmp_path / "i").iterdir()}
    with pytest.raises(IndexStoreError, match="no article was read"):
        index_articles(tmp_path / "i", tmp_path / "archive", rebuild=True)
    assert {path.name for path in (tmp_path / "i").iterdir()} == before


@pytest.mark.parametrize("option", ["prune", "rebuild"])
def test_an_empty_folder_makes_an_empty_index(tmp_path: Path, option: str) -> None:
    (tmp_path / "archive").mkdir()
    for _ in range(2):
        assert index_articles(tmp_path / "i", tmp_path / "archive", **{option: True}).read == 0
        assert held(tmp_path / "i") == set()
