"""`fihris export` and `Searcher.export`: whole articles, all of them, in the order of a search."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from corpus import read_articles
from index import Index, index_articles
from searcher import Searcher, SearchError
from searcher.printing.exports import article_json
from tests.builders import add_all, article

Run = Callable[..., Result]

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the sample corpus."""
    folder = tmp_path_factory.mktemp("samples") / "index"
    index_articles(folder, SAMPLES)
    return folder


@pytest.fixture(scope="module")
def scattered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """150 articles in several segments, many of them equal in score or date."""
    folder = tmp_path_factory.mktemp("scattered") / "index"
    Index.create(folder)
    for third in range(3):
        with Index.open(folder).writer() as writer:
            add_all(
                writer,
                (
                    article(
                        f"n{number * 7 % 150:03}",
                        "سعر القمح " * (number % 3 + 1) + "والنفط " * (number % 5),
                        date=f"2024-01-{number % 4 + 1:02}" if number % 5 else None,
                    )
                    for number in range(third, 150, 3)
                ),
            )
    return folder


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("query", ["القمح", "سعر النفط", "القمح -النفط", '"سعر القمح"'])
def test_an_export_is_the_whole_search_in_its_order(scattered: Path, query: str, sort: Any) -> None:
    with Searcher.open(scattered) as searcher:
        hits = searcher.search(query, limit=1000, sort=sort, duplicates="show").hits
        assert len(hits) >= 30
        assert [each.id for each in searcher.export(query, sort=sort)] == [hit.id for hit in hits]


def test_an_export_is_complete_unless_one_of_each_group_is_asked_for(run: Run, tmp_path: Path) -> None:
    story = "افتتح وزير الثقافة أمس معرض الكتاب في مدينة الواحة"
    folder = tmp_path / "index"
    with Index.create(folder).writer() as writer:
        add_all(writer, [article("a", story, date="2024-01-02"), article("b", story, date="2024-01-01")])
        writer.add(article("c", "خبر عن معرض"))
    options: dict[str, Any] = {"sort": "oldest"}
    with Searcher.open(folder) as searcher:
        assert [each.id for each in searcher.export("معرض", **options)] == ["b", "a", "c"]
        grouped = [each.id for each in searcher.export("معرض", duplicates="group", **options)]
        assert grouped == [hit.id for hit in searcher.search("معرض", **options).hits] == ["b", "c"]
        with pytest.raises(SearchError, match="some"):
            searcher.export("معرض", duplicates="some")  # type: ignore[arg-type]
    exported = {
        asked: len(run("export", "--all", "--index", str(folder), *asked).stdout.splitlines())
        for asked in ((), ("--duplicates", "show"), ("--duplicates", "group"))
    }
    assert list(exported.values()) == [3, 3, 2]


def test_what_a_query_cannot_mean_is_told(run: Run) -> None:
    result = run("export", '"شعرية')
    assert "a quote without an end" in result.stderr
    assert json.loads(result.stdout)


def test_filters_narrow_an_export(samples: Path) -> None:
    with Searcher.open(samples) as searcher:
        options: dict[str, Any] = {"source": "المنارة", "date_to": "2022"}
        exported = list(searcher.export("السد", **options))
        assert exported == [hit.article for hit in searcher.search("السد", **options).hits]
        assert {each.source for each in searcher.export(source="المنارة")} == {"المنارة"}


def test_without_a_question_everything_is_exported(samples: Path) -> None:
    with Searcher.open(samples) as searcher:
        assert len(list(searcher.export())) == 61
        assert list(searcher.export(" ،؛ ")) == []  # that is a question, which nothing answers


def test_without_words_an_index_is_exported_that_another_analysis_made(
    samples: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would be lost where the files that it was made from are."""
    before = run("export", "--all", "--index", str(samples)).stdout
    with monkeypatch.context() as patched:
        patched.setattr("index.analysis.Analyzer.understands", lambda _: False)
        refused = run("export", "السد", "--index", str(samples))
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert refused.stderr.count("\n") == 1
        assert "fihris export --all" in refused.stderr
        exported = run("export", "--all", "--index", str(samples))
        assert (exported.exit_code, exported.stderr) == (0, "")
        of_one = run("export", "--source", "المنارة", "--sort", "newest", "--index", str(samples))
        assert {json.loads(line)["source"] for line in of_one.stdout.splitlines()} == {"المنارة"}
    assert exported.stdout == before
    (tmp_path / "all.jsonl").write_text(exported.stdout)
    index_articles(tmp_path / "index", tmp_path / "all.jsonl", rebuild=True)
    assert run("export", "--all", "--index", str(tmp_path / "index")).stdout == before


def test_an_export_goes_on_while_the_index_changes(scattered: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    index_articles(folder, SAMPLES)
    with Searcher.open(folder) as searcher:
        exported = searcher.export()
        first = next(exported)
        with Index.open(folder).writer() as writer:
            for each in list(writer.ids()):
                writer.delete(each)
        searcher.refresh()
        assert len({first.id, *(each.id for each in exported)}) == 61


def test_an_order_that_there_is_not_is_refused_at_once(samples: Path) -> None:
    with Searcher.open(samples) as searcher, pytest.raises(SearchError, match="'best'"):
        searcher.export("السد", sort="best")  # type: ignore[arg-type]


def test_what_is_exported_is_read_again_unchanged(run: Run, samples: Path, tmp_path: Path) -> None:
    """The round trip: nothing of 61 articles from every format is lost, not a mark."""
    exported = tmp_path / "export.jsonl"
    exported.write_bytes(run("export", "--all", "--index", str(samples)).stdout_bytes)
    again = index_articles(samples, exported)
    assert (again.read, again.unchanged, again.rejected) == (61, 61, 0)


def test_articles_with_everything_survive_the_round_trip(tmp_path: Path) -> None:
    whole = article(
        "a\u200f1",
        "فقرةٌ أولى \u200f\u2067فيها\u2069 علامات ﷺ",
        "=ثانية، \u00a0 «أيضا»",
        title="عُنوانٌ «ملوّن»",
        date="2024-05-02T09:30:15",
        source="المنارة",
        author="هدى",
        category="محليات",
        url="https://example.org/1",
        summary="خلاصة",
        captions=("صورة أولى", "صورة ثانية"),
    )
    file = tmp_path / "one.jsonl"
    file.write_text(article_json(whole) + "\n", "utf-8")
    (read,) = read_articles(file)
    assert read.content_hash() == whole.content_hash()
    assert (read.id, read.captions, read.date) == (whole.id, whole.captions, whole.date)


# What reading undoes, takes away or stumbles over, whole and in pieces.
PIECES = st.sampled_from(
    ["<br>", "<p>", "</b>", "<", ">", "&", "&amp;", "&lt;", "amp;", "lt;br>", "&#10;", "#1593;", "\n", "\r", "\t", " ",
     "\xa0", "\x00", "\x85", "\x1c", "\u2028", "\u200f", "\ufeff", "\ufffd", "\ud800", "،", "قمح", "\"", "\\"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=8).map("".join)
NAMES = ("id", "title", "date", "source", "author", "category", "url", "summary", "captions", "paragraphs")
RECORDS = st.fixed_dictionaries({name: st.one_of(TEXTS, st.lists(TEXTS, max_size=3)) for name in NAMES})


@given(st.lists(RECORDS, min_size=1, max_size=5))
def test_whatever_an_article_says_is_read_again_unchanged(records: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        file, exported = Path(folder) / "news.jsonl", Path(folder) / "exported"
        file.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
        read = list(read_articles(file))
        exported.write_text("".join(article_json(each) + "\n" for each in read), "utf-8")
        again = list(read_articles(exported))
    assert again == read
    assert [each.content_hash() for each in again] == [each.content_hash() for each in read]


def test_articles_that_mention_markup_come_back_unchanged(run: Run, tmp_path: Path) -> None:
    file, exported, folder = tmp_path / "a.jsonl", tmp_path / "exported.jsonl", tmp_path / "index"
    texts = [
        "الوسم &lt;br&gt; يقطع السطر، والرمز &amp;lt; قوس",
        "&amp;amp;amp;",
        "&lt;p&gt;أ&lt;/p&gt;&lt;p&gt;ب&lt;/p&gt;",
        "نصف حرف \ud800" * 9,
    ]
    file.write_text(
        "".join(
            json.dumps({"id": f"&amp;lt;{n}", "title": text, "text": text}) + "\n"
            for n, text in enumerate(texts)
        ),
        "utf-8",
    )
    index_articles(folder, file)
    exported.write_bytes(run("export", "--all", "--index", str(folder)).stdout_bytes)
    assert "الوسم <br> يقطع السطر، والرمز &lt; قوس" in exported.read_text("utf-8")  # the text itself
    again = index_articles(folder, exported)
    assert (again.read, again.updated, again.unchanged) == (4, 0, 4)


def test_lines_are_articles(run: Run) -> None:
    result = run("export", "الوزير", "--sort", "oldest")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [
        "madar/1",
        "marsa/7",
        "marsa/8",
    ]
    assert len(json.loads(result.stdout.splitlines()[0])["paragraphs"]) == 3


def test_csv_is_a_row_an_article_for_a_spreadsheet(run: Run) -> None:
    result = run("export", "شعرية", "--format", "csv")
    assert result.stdout_bytes.startswith(b"\xef\xbb\xbfid,")
    (row,) = csv.DictReader(io.StringIO(result.stdout.removeprefix("\ufeff"), newline=""))
    assert (row["id"], row["date"], row["author"]) == ("madar/1", "2024-01-31 09:05", "سلمى ناجي")
    assert row["text"].split("\n\n")[2] == "يختتم المعرض بأمسية شعرية."
    assert run("export", "شعرية", "--format", "csv", "--no-bom").stdout.startswith("id,")


def test_no_cell_of_an_export_is_a_formula(run: Run, tmp_path: Path) -> None:
    harmful = article("=1", "\u202e=HYPERLINK()", title="@x", captions=("+1",), summary="-2", author=" =3")
    with Index.create(tmp_path / "index").writer() as writer:
        writer.add(harmful)
    result = run("export", "--all", "--format", "csv", "--no-bom", "--index", str(tmp_path / "index"))
    (row,) = csv.DictReader(io.StringIO(result.stdout, newline=""))
    assert [name for name, cell in row.items() if cell and not cell.startswith("'")] == []


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        [" "],
        ["--all", "القمح"],
        ["--all", "--source", "المرسى"],
        ["القمح", "--from", "2024", "--to", "2023"],
    ],
)
def test_a_wrong_call_is_told_in_one_line(run: Run, arguments: list[str]) -> None:
    result = run("export", *arguments)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


def test_an_export_of_nothing_is_exit_status_1(run: Run) -> None:
    result = run("export", "ديناصورات")
    assert (result.exit_code, result.stdout) == (1, "")
    table = run("export", "ديناصورات", "--format", "csv", "--no-bom")
    assert (table.exit_code, table.stdout.count("\n"), table.stdout[:9]) == (1, 1, "id,title,")


def test_an_error_leaves_no_header_of_csv_behind(run: Run) -> None:
    result = run("export", "--all", "--format", "csv", "--index", "none")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
