"""Folders, compression and archives; what is skipped and what is refused."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest
import zstandard

from corpus import ReadingReport, read_articles
from corpus.documents import HEAD_SIZE
from tests.builders import refuse_listing

LINES = "".join(
    json.dumps({"id": str(n), "title": f"خبر {n}", "text": "نص"}, ensure_ascii=False) + "\n"
    for n in range(50)
).encode()
COMPRESS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor().compress,
}


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


@pytest.mark.parametrize("method", COMPRESS)
@pytest.mark.parametrize("name", ["x.jsonl.{}", "named-for-nothing"])
def test_compressed_files(read, method: str, name: str) -> None:
    assert len(read(COMPRESS[method](LINES), name.format(method)).articles) == 50


@pytest.mark.parametrize("method", COMPRESS)
def test_two_compressed_streams_one_after_the_other(read, method: str) -> None:
    assert len(read(COMPRESS[method](LINES) + COMPRESS[method](LINES)).articles) == 100


@pytest.mark.parametrize("method", COMPRESS)
def test_a_compressed_file_that_is_cut_off_is_rejected_where_it_ends(read, method: str) -> None:
    long = b"".join(
        json.dumps({"id": os.urandom(300).hex(), "text": "نص"}).encode() + b"\n" for n in range(2000)
    )
    found = read(COMPRESS[method](long)[:-2000])
    assert 0 < len(found.articles) < 2000 or method == "bz2"
    assert found.report.rejections


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_archives_give_their_members(read, pack) -> None:
    members = {
        "a.jsonl": LINES,
        "الساحل/رياضة/b.txt": "عنوان\n\nنص طويل.".encode(),
        "c.csv.gz": gzip.compress(b"title,text\nA,B\n"),
    }
    found = read(pack(members))
    assert len(found.articles) == 52
    by_origin = {article.origin.rpartition("!")[2]: article for article in found.articles}
    assert (by_origin["الساحل/رياضة/b.txt"].source, by_origin["الساحل/رياضة/b.txt"].category) == (
        "الساحل",
        "رياضة",
    )
    assert by_origin["c.csv.gz"].title == "A"
    assert found.report.bytes_read == found.report.bytes_total > 0


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_hidden_members_are_counted_as_hidden_files_are(read, pack) -> None:
    """A zip made on a Mac has one for each file, and each was told as rejected."""
    hidden = ["__MACOSX/._a.jsonl", "sub/.DS_Store", "./.git/config.json", "sub\\.hidden\\b.jsonl"]
    found = read(
        pack({"./a.jsonl": LINES, **dict.fromkeys(hidden, LINES), "sub/.xml": b"<rss><channel/></rss>"})
    )
    assert len(found.articles) == 50
    assert [Path(rejection.path).name for rejection in found.report.rejections] == [".xml"]
    assert found.report.warnings["hidden file skipped"] == len(hidden)


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("name", ["../a.jsonl", "sub/../../a.jsonl", "sub\\..\\a.jsonl"])
def test_a_member_whose_path_leads_upwards_is_told_as_such(read, pack, name: str) -> None:
    found = read(pack({name: LINES, "b.jsonl": LINES}))
    assert len(found.articles) == 50
    ((place, reason),) = found.reasons
    assert place == f"member {name}"
    assert "has .. in it" in reason


@pytest.mark.parametrize("kind", [tarfile.LNKTYPE, tarfile.SYMTYPE])
def test_links_in_a_tar_are_told(read, tmp_path: Path, kind: bytes) -> None:
    """A hard link was passed over without a word, though a folder would have given it as an article."""
    with tarfile.open(tmp_path / "x.tar", "w:gz") as archive:
        for name in ("سياسة/a.txt", "محليات/a.txt", "b.txt"):
            member = tarfile.TarInfo(name)
            data = "عنوان\n\nنص.".encode()
            if name.startswith("محليات"):
                member.type, member.linkname, data = kind, "سياسة/a.txt", b""
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
    found = read(tmp_path / "x.tar")
    assert [article.category for article in found.articles] == ["سياسة", ""]
    ((place, reason),) = found.reasons
    assert place == "member محليات/a.txt"
    assert "link" in reason


def test_a_link_in_a_zip_is_no_article_of_one_line(read, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a.txt", "عنوان\n\nنص.")
        link = zipfile.ZipInfo("latest.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "a.txt")
    found = read(tmp_path / "x.zip")
    assert found.one.title == "عنوان"
    assert [place for place, _ in found.reasons] == ["member latest.txt"]


@pytest.mark.parametrize("method", COMPRESS)
def test_a_compressed_tar_with_a_zip_inside(read, method: str) -> None:
    data = COMPRESS[method](tarred({"inner.zip": zipped({"a.jsonl": LINES}), "b.jsonl": LINES}))
    assert len(read(data).articles) == 100


@pytest.mark.parametrize(
    "pack",
    [
        tarred,
        lambda members: gzip.compress(tarred(members)),
        lambda members: lzma.compress(tarred(members)),
        lambda members: zipped({"inner.tar": tarred(members)}),
        lambda members: tarred({"inner.tar": tarred(members)}),
    ],
    ids=["tar", "tar.gz", "tar.xz", "tar in a zip", "tar in a tar"],
)
def test_members_of_a_tar_may_be_longer_than_what_formats_are_recognised_by(read, pack) -> None:
    """Asked whether it can seek, such a member raised what ended the run."""
    members = {
        "a.jsonl": LINES * 40,
        "b.jsonl.gz": gzip.compress(LINES * 40, compresslevel=0),
        "c.zip": zipped({"inner.jsonl": LINES, "noise": os.urandom(100_000)}),
        "d.txt": f"عنوان\n\n{'نص طويل. ' * 10_000}".encode(),
        "e.jsonl": LINES,
    }
    assert all(len(data) > HEAD_SIZE for name, data in members.items() if name != "e.jsonl")
    found = read(pack(members))
    assert len(found.articles) == 40 * 50 + 40 * 50 + 50 + 1 + 50
    assert [reason for _, reason in found.reasons] == ["not a text"]


def zip_of_one(name: bytes, data: bytes) -> bytes:
    """A zip archive by hand: zipfile writes no name of every kind that it meets."""
    crc, size = zlib.crc32(data), len(data)
    local = struct.pack("<4sHHHHHLLLHH", b"PK\3\4", 20, 0, 0, 0, 0x21, crc, size, size, len(name), 0)
    member = local + name + data
    central = struct.pack(
        "<4sHHHHHHLLLHHHHHLL",
        *(b"PK\1\2", 20, 20, 0, 0, 0, 0x21, crc, size, size, len(name), 0, 0, 0, 0, 0, 0),
    )
    directory = central + name
    return (
        member + directory + struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 1, 1, len(directory), len(member), 0)
    )


@pytest.mark.parametrize("name", [b"", b"\0", b"\0a.jsonl", b"\0/"])
def test_a_zip_member_without_a_name_is_rejected(read, tmp_path: Path, name: bytes) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.zip").write_bytes(zip_of_one(name, LINES))
    (tmp_path / "folder" / "b.zip").write_bytes(zip_of_one(b"news/", b""))
    (tmp_path / "folder" / "c.zip").write_bytes(zip_of_one(b"news.jsonl", LINES))
    found = read(tmp_path / "folder")
    assert (len(found.articles), found.reasons) == (50, [("", "a member without a name")])


def test_an_archive_inside_itself_ends(read) -> None:
    data = zipped({"a.jsonl": LINES})
    for _ in range(10):
        data = zipped({"inner.zip": data})
    found = read(data)
    assert not found.articles
    assert "too deep" in found.reasons[0][1]


def test_damaged_and_encrypted_members_are_rejected_and_the_rest_read(read) -> None:
    data = bytearray(zipped({"a.jsonl": LINES, "b.jsonl": LINES, "c.jsonl": LINES, "d.jsonl": LINES}))
    second = data.index(b"b.jsonl") + 7
    data[second : second + 30] = b"\xff" * 30
    third = data.rindex(b"c.jsonl") - 46 + 8  # the flags in the central directory
    data[third] |= 1
    found = read(bytes(data))
    assert len(found.articles) == 100
    places = [(rejection.path + rejection.place) for rejection in found.report.rejections]
    assert any("b.jsonl" in place for place in places)
    assert ("member c.jsonl", "encrypted") in found.reasons


def test_an_archive_that_is_cut_off_is_one_rejection(read) -> None:
    assert len(read(zipped({"a.jsonl": LINES})[:-40]).reasons) == 1
    found = read(tarred({"a.jsonl": LINES, "b.jsonl": LINES})[: 512 + len(LINES) + 1000])
    assert len(found.articles) >= 50
    assert found.report.rejections


def test_a_folder_is_read_in_order_and_everything_accounted_for(read, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / ".git" / "x.json").write_bytes(LINES)
    (folder / "b.jsonl").write_bytes(LINES[: LINES.index(b"\n")])
    (folder / "a.txt").write_text("عنوان\n\nنص.")
    (folder / "sub" / ".xml").write_text("<rss><channel><item><title>خبر</title></item></channel></rss>")
    (folder / "README.md").write_text("# about")
    (folder / "LICENSE").write_text("MIT")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)))
    (folder / "noise").write_bytes(bytes(range(256)) * 10)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "style.css").write_text("p { color: red }")
    found = read(folder)
    assert [article.title for article in found.articles] == ["عنوان", "خبر 0", "خبر"]
    reasons = {Path(rejection.path).name: rejection.reason for rejection in found.report.rejections}
    assert reasons.keys() == {"README.md", "LICENSE", "photo.jpg", "noise", "empty.txt", "style.css"}
    assert reasons["photo.jpg"] == "not a text: an image"
    assert found.report.warnings["hidden file skipped"] == 1
    assert found.report.bytes_read == found.report.bytes_total


def test_the_index_of_a_folder_within_it_is_none_of_its_articles(read, tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_bytes(LINES)
    for folder in (tmp_path, tmp_path / "fihris-index"):
        folder.mkdir(exist_ok=True)
        for name in ("_MAIN_12.toc", "MAIN_0d9.pst", "MAIN_WRITELOCK"):
            (folder / name).write_bytes(b'{"pid": 1}')
    (tmp_path / "begun").mkdir()  # by a run that has only just taken its lock, or was killed
    (tmp_path / "begun" / "MAIN_WRITELOCK").write_bytes(b'{"pid": 1}')
    (tmp_path / "apart").mkdir()
    (tmp_path / "apart" / "MAIN_STORY.txt").write_text("عنوان\n\nنص.")
    found = read(tmp_path)
    assert (len(found.articles), found.reasons) == (51, [])


def test_a_folder_that_may_not_be_read_is_told_as_such(
    read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "open.jsonl").write_bytes(LINES)
    refuse_listing(monkeypatch, "closed")
    found = read(tmp_path)
    assert (len(found.articles), found.reasons) == (50, [("", "can't be read: Permission denied")])


def test_links_that_go_round_end(read, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_text("عنوان\n\nنص.")
    (folder / "loop").symlink_to(folder)
    (folder / "up").symlink_to(tmp_path)
    (folder / "dangling").symlink_to(tmp_path / "nothing")
    found = read(folder)
    own = [article.origin for article in found.articles if not article.origin.startswith(f"{folder}/up/")]
    assert own == [str(folder / "a.txt")]
    assert any("dangling" in rejection.path for rejection in found.report.rejections)


def test_folders_that_link_to_one_another_are_read_once(read, tmp_path: Path) -> None:
    """Every order of the nine was walked: a million files."""
    names = [f"f{number}" for number in range(9)]
    for name in names:
        (tmp_path / "all" / name).mkdir(parents=True)
        (tmp_path / "all" / name / "a.txt").write_text(f"عنوان {name}\n\nنص.")
        for other in names:
            if other != name:
                (tmp_path / "all" / name / other).symlink_to(tmp_path / "all" / other)
    found = read(tmp_path / "all")
    assert [article.category for article in found.articles] == names
    assert found.report.bytes_read == found.report.bytes_total


def test_a_folder_is_named_by_itself_and_not_by_a_link_to_it(read, tmp_path: Path) -> None:
    """`latest -> محليات` gave the article once more, of the category "latest"."""
    archive, elsewhere = tmp_path / "archive", tmp_path / "elsewhere"
    for folder in (archive / "محليات" / "عاجل", elsewhere / "اقتصاد"):
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text("عنوان\n\nنص.")
    (archive / "b.txt").write_text("عنوان\n\nنص.")
    (archive / "a-latest").symlink_to("محليات")
    (archive / "a-other").symlink_to(elsewhere)
    (archive / "a-other-too").symlink_to(elsewhere / "اقتصاد")
    (archive / "محليات" / "all").symlink_to(archive)
    found = read(archive)
    assert [os.path.relpath(article.origin, archive) for article in found.articles] == [
        "b.txt",
        "محليات/عاجل/a.txt",
        "a-other/اقتصاد/a.txt",
    ]
    assert (
        read(archive / "a-latest").articles[0].origin.endswith("a-latest/عاجل/a.txt")
    )  # given, it is walked


def test_what_is_no_file_is_rejected(read, tmp_path: Path) -> None:
    assert read(tmp_path / "nothing").reasons == [("", "no such file or folder")]
    for name in ("a\0b", "\ud800", "x" * 300):
        assert read(tmp_path / name).reasons == [("", "no such file or folder")]
    os.mkfifo(tmp_path / "pipe")
    assert read(tmp_path / "pipe").reasons == [("", "not a regular file")]


def test_a_file_that_vanishes_while_its_folder_is_read_is_told_as_gone(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text("عنوان\n\nنص.")
    (tmp_path / "d.txt").symlink_to("c.txt")
    report = ReadingReport()
    reading = read_articles(tmp_path, report=report)
    next(reading)
    (tmp_path / "b.txt").unlink()
    (tmp_path / "c.txt").unlink()
    assert list(reading) == []
    assert [(Path(each.path).name, each.reason) for each in report.rejections] == [
        ("b.txt", "it is gone since it was listed"),
        ("c.txt", "it is gone since it was listed"),
        ("d.txt", "a link to what is not there"),
    ]


def test_an_office_document_is_no_archive(read) -> None:
    assert (
        "office document"
        in read(zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})).reasons[0][1]
    )


def test_a_name_that_is_no_utf8_can_be_printed(read, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    try:
        (folder / os.fsdecode(b"\xe1.txt")).write_text("عنوان\n\nنص.")
    except OSError:
        pytest.skip("the file system takes only UTF-8 names")
    read(folder).one.origin.encode()
