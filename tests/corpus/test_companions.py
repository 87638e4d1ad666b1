"""What stands beside articles and is none, told by its name; headlines that are names of files, too."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

TEXT = "بلدية الساحل تنذر الوزير\n\nنص الخبر.\n"
COMPANIONS = [
    "README", "readme.md", "README.ar.txt", "UPSTREAM-README.md", "readme_first.html", "LICENSE", "licence.txt",
    "LICENSE.ar.md", "LICENSE-MIT", "LICENSE-APACHE-2.0.txt", "LICENSE-CC-BY-SA-4.0.txt", "license.gplv3", "COPYING",
    "CHANGELOG.md", "Contributing.rst", "NOTICE", "notice.html", "LICENSE-2.0.txt", "COPYING.LESSER", "COPYING.LIB",
    "LICENSE.LGPL", "LICENSE-AGPL-3.0.txt", "LICENSE-MPL-2.0", "LICENSE-BSD-3-Clause.txt", "LICENSE-GPL-2.0-only.txt",
    "LICENSE-CC0-1.0.txt", "LICENSE-ODbL.txt", "CC-BY-4.0-LICENSE.txt", "dataset-LICENSE.txt", "corpus_license.md",
    "CHANGELOG-1.2.md", "LICENSE.markdown", "license-agpl-3.0-or-later.txt", "copying.lesser", "changelog-1.2.md",
    "licence-bsd-3-clause.rst", "license-2.0.html",
]  # fmt: skip
HEADLINES = [
    "court-issues-notice-to-minister.html", "2023_license_fees.html", "licence-fees.txt", "notice-to-readers.html",
    "driving-license.html", "final.notice", "contributing_to_growth.txt", "license-plates.html", "licensee.txt",
    "copying-exams.html", "2023-notice.txt", "noreadme.txt",
    "driving_license.html", "new-driving-license.txt", "notice-2023.html", "license-renewal-2.0.html", "Licenses.txt",
]  # fmt: skip


def in_a_folder(folder: Path, names: list[str]) -> Path:
    folder.mkdir()
    for name in names:
        (folder / name).write_text(TEXT)
    return folder


def in_an_archive(path: Path, names: list[str]) -> Path:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(f"pages/{name}", TEXT)
    path.write_bytes(packed.getvalue())
    return path


@pytest.mark.parametrize("put", [in_a_folder, in_an_archive])
def test_a_headline_that_speaks_of_a_licence_or_a_notice_names_an_article(read, tmp_path: Path, put) -> None:
    """Pages named by such headlines were told as "a README or licence", and never found."""
    found = read(put(tmp_path / "all", HEADLINES))
    assert sorted(article.origin.rpartition("/")[2] for article in found.articles) == sorted(HEADLINES)
    assert not found.reasons


@pytest.mark.parametrize("put", [in_a_folder, in_an_archive])
def test_what_a_readme_or_a_licence_is_called_is_no_article(read, tmp_path: Path, put) -> None:
    found = read(put(tmp_path / "all", COMPANIONS))
    assert not found.articles
    assert [reason for _, reason in found.reasons] == ["a README or licence, not an article"] * len(
        COMPANIONS
    )


def test_a_companion_that_was_given_itself_is_read(read) -> None:
    assert read(TEXT, "README.txt").one.title == "بلدية الساحل تنذر الوزير"
