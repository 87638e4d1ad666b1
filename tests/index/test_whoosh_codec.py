"""Plain Whoosh over our codec: what it gives over its own of the same words."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import whoosh.index
from whoosh import fields, qparser, query
from whoosh.analysis import Analyzer as WhooshAnalyzer
from whoosh.analysis import Token
from whoosh.codec import whoosh3
from whoosh.query import spans
from whoosh.reading import TermNotFound

from corpus import Article
from index import Index
from index.analysis import Analyzer
from index.whoosh_codec import TEXT_FIELDS
from index.whoosh_matcher import PARAGRAPH_GAP
from tests.builders import article, built_index, held, segmented_index

WORDS = ["وزير", "الوزير", "سد", "السد", "كتاب", "كتب", "مكتبه", "بيت", "بيوت", "abc", "abd", "12"]


class Placed(WhooshAnalyzer):  # type: ignore[misc]  # Whoosh publishes no types
    """Words that are given with their positions, "word@position"."""

    def __call__(self, value: str, **options: Any) -> Iterator[Token]:
        token = Token(positions=True)
        token.boost = 1.0
        for each in value.split():
            token.text, position = each.split("@")
            token.pos = int(position)
            yield token


def stock(index: Index, folder: Path) -> Any:
    """The same articles and words in an index of Whoosh's own codec, segment by segment."""
    text = {name: fields.TEXT(analyzer=Placed(), phrase=True) for name in TEXT_FIELDS}
    folder.mkdir()
    other = whoosh.index.create_in(folder, fields.Schema(**text))
    gone, base = [], 0
    for view in index.snapshot().segments:
        writer = other.writer()
        for number in range(view.article_count):
            each = view.article(number)
            words: list[str] = []
            for at, passage in enumerate((each.title, *each.paragraphs)):
                before = len(words) + at * PARAGRAPH_GAP
                words += [f"{token.form}@{before + token.position}" for token in Analyzer().tokens(passage)]
            in_title = words[: len(Analyzer().tokens(each.title))]
            writer.add_document(text=" ".join(words), title=" ".join(in_title))
        writer.commit(merge=False)
        gone += [base + number for number in (~view.live()).nonzero()[0].tolist()]
        base += view.article_count
    writer = other.writer()
    for number in gone:
        writer.delete_document(number)
    writer.commit(merge=False)
    return other


def some_article(rng: random.Random, number: int) -> Article:
    def words(most: int) -> str:
        return " ".join(rng.choices(WORDS, weights=range(len(WORDS), 0, -1), k=rng.randint(0, most)))

    return article(str(number), *(words(12) for _ in range(rng.randint(0, 3))), title=words(3))


@pytest.fixture(scope="module", autouse=True)
def exact_lengths() -> Iterator[None]:
    """Whoosh's own codec keeps lengths in a byte, and rounds them; those of these few words fit."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(whoosh3, "length_to_byte", lambda length: length or 0)
        monkeypatch.setattr(whoosh3, "byte_to_length", lambda byte: byte)
        yield


@pytest.fixture(scope="module", params=range(4))
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Any, Any, random.Random]:
    """Both indexes as Whoosh opens them, and what the questions are drawn with."""
    rng = random.Random(request.param)
    articles = [some_article(rng, number) for number in range(40)]
    ends = sorted(rng.sample(range(1, 40), request.param))
    parts = [articles[start:end] for start, end in zip([0, *ends], [*ends, 40], strict=True)]
    deleted = [each.id for each in articles if request.param and rng.random() < 0.2]
    folder = tmp_path_factory.mktemp("whoosh")
    index = segmented_index(folder / "index", *parts, deleted=deleted)
    return whoosh.index.open_dir(index.folder), stock(index, folder / "stock"), rng


def some_query(rng: random.Random, depth: int = 0) -> query.Query:
    def word() -> str:
        return rng.choice([*WORDS, "لايرد"])

    def part() -> query.Query:
        return some_query(rng, depth + 1)

    name = rng.choice(["text", "text", "title"])
    leaves: list[Callable[[], query.Query]] = [
        lambda: query.Term(name, word(), boost=rng.choice([1, 1, 0.5, 2.5])),
        lambda: query.Phrase(name, [word(), word()], slop=rng.randint(1, 4)),
        lambda: query.Prefix(name, word()[: rng.randint(0, 3)]),
        lambda: query.Wildcard(name, word()[:1] + "*" + word()[-1:]),
        lambda: query.FuzzyTerm(name, word(), maxdist=1),
        lambda: query.TermRange(name, *sorted([word(), word()])),
        lambda: query.Every(rng.choice([None, "text", "title"])),
        lambda: spans.SpanNear(query.Term(name, word()), query.Term(name, word()), slop=3, ordered=False),
        lambda: spans.SpanFirst(query.Term(name, word()), limit=2),
    ]
    nodes: list[Callable[[], query.Query]] = [
        lambda: query.Or([part(), part()]),
        lambda: query.And([part(), part()]),
        lambda: query.And([part(), query.Not(part())]),
        lambda: query.AndMaybe(part(), part()),
        lambda: query.AndNot(part(), part()),
        lambda: query.Require(part(), part()),
        lambda: query.DisjunctionMax([part(), part()]),
        lambda: query.ConstantScoreQuery(part(), 3.0),
    ]
    return rng.choice(leaves + nodes * (2 - depth) if depth < 2 else leaves)()


def found(searcher: Any, asked: query.Query, **how: Any) -> list[tuple[int, float]]:
    results = searcher.search(asked, **how)
    return [(number, round(score, 4)) for score, number in results.top_n]


def test_every_query_of_whoosh_finds_what_it_finds_over_its_own_codec(
    pair: tuple[Any, Any, random.Random],
) -> None:
    ours, theirs, rng = pair
    answered = 0
    with ours.searcher() as one, theirs.searcher() as other:
        for _ in range(300):
            asked = some_query(rng)
            try:
                expected = found(other, asked, limit=None)
            except (IndexError, NotImplementedError):  # what some of its own matchers can't do
                continue
            assert found(one, asked, limit=None) == expected, asked
            answered += bool(expected)
    assert answered > 150


def test_the_best_are_the_best_of_all(pair: tuple[Any, Any, random.Random]) -> None:
    ours, _, rng = pair
    with ours.searcher() as searcher:
        for _ in range(100):
            words = [query.Term(rng.choice(TEXT_FIELDS), rng.choice(WORDS)) for _ in range(rng.randint(1, 3))]
            for word in words:
                word.boost = rng.choice([0.3, 1, 2.5, 10])
            asked = query.Or(words)
            every = [score for _, score in found(searcher, asked, limit=None)]
            assert [score for _, score in found(searcher, asked, limit=3)] == every[:3], asked


def test_what_a_reader_says_of_terms_is_what_whoosh_says(pair: tuple[Any, Any, random.Random]) -> None:
    ours, theirs, _ = pair
    one, other = ours.reader(), theirs.reader()
    assert list(one.all_terms()) == list(other.all_terms())
    for field, text in one.all_terms():
        mine, its = one.term_info(field, text), other.term_info(field, text)
        for each in ("weight", "doc_frequency", "max_weight", "min_id", "max_id", "min_length", "max_length"):
            assert getattr(mine, each)() == getattr(its, each)(), (field, text, each)
        assert list(one.postings(field, text).items_as("positions")) == list(
            other.postings(field, text).items_as("positions")
        )
    for (reader, _), (its_reader, _) in zip(one.leaf_readers(), other.leaf_readers(), strict=True):
        assert list(reader.terms_within("source", "وزير", 1)) == []
        assert list(reader.terms_from("text", "سد".encode())) == list(
            its_reader.terms_from("text", "سد".encode())
        )
        for field in TEXT_FIELDS:
            for each in ("field_length", "min_field_length", "max_field_length"):
                assert getattr(reader, each)(field) == getattr(its_reader, each)(field), (field, each)
    for field in ("text", "source"):
        with pytest.raises(TermNotFound):
            one.postings(field, "لايرد")
    assert one.doc_frequency("text", "لايرد") == other.doc_frequency("text", "لايرد") == 0


def test_frequencies_are_counted_to_the_end(tmp_path: Path) -> None:
    built_index(tmp_path, article("a", "سد " * 40, title="سد " * 6))
    reader = whoosh.index.open_dir(tmp_path).reader()
    assert (reader.frequency("text", "سد"), reader.frequency("title", "سد")) == (46, 6)
    assert reader.postings("text", "سد").weight() == 46
    assert reader.postings("title", "سد").weight() == 6


def test_a_copied_matcher_goes_its_own_way(tmp_path: Path) -> None:
    built_index(tmp_path, *(article(str(number), "سد") for number in range(5)))
    with whoosh.index.open_dir(tmp_path).searcher() as searcher:
        matcher = query.Term("text", "سد").matcher(searcher)
        matcher.next()
        copied = matcher.copy()
        matcher.skip_to(4)
        assert (copied.id(), matcher.id()) == (1, 4)
        assert copied.term() == matcher.term()
        assert copied.max_quality() == matcher.max_quality() > 0


@pytest.mark.parametrize(
    "write",
    [
        lambda writer: writer.commit(),
        lambda writer: (writer.add_document(id="x"), writer.commit(merge=False)),
        lambda writer: writer.commit(optimize=True),
        lambda writer: writer.commit(mergetype=lambda writer, segments: []),
        lambda writer: (writer.add_field("extra", fields.KEYWORD()), writer.commit()),
        lambda writer: writer.delete_document(0),
    ],
)
def test_whooshs_own_writer_changes_nothing(tmp_path: Path, write: Callable[[Any], None]) -> None:
    index = segmented_index(tmp_path, [article("a", "سد")], [article("b", "سد")])
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.name != "MAIN_WRITELOCK"}
    (tmp_path / "MAIN_notes.txt").write_text("of somebody else")
    writer = whoosh.index.open_dir(tmp_path).writer()
    with pytest.raises(NotImplementedError, match=r"index\.Index\.writer"):
        write(writer)
    writer.cancel()
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    assert index.check() == []
    with index.writer() as own:  # which removes what Whoosh left behind
        own.add(article("c", "سد"))
    assert set(held(index)) == {"a", "b", "c"}
    assert {path.suffix for path in tmp_path.iterdir()} == {".toc", ".pst", ".art", ".txt", ""}
    names = {path.name for path in tmp_path.iterdir()}
    others = {name for name in names if not name.endswith((".toc", ".pst", ".art"))}
    assert others == {"MAIN_WRITELOCK", "MAIN_notes.txt"}
    assert all(name.startswith(("MAIN_g", "_MAIN_")) for name in names - others)


def test_what_a_matcher_says_beyond_its_end_is_of_no_article(tmp_path: Path) -> None:
    texts = ["سد كتاب", "سد", "سد كتاب بيت", "سد بيت", "بيت"]
    built_index(tmp_path, *(article(str(number), text) for number, text in enumerate(texts)))
    term = query.Term("text", "كتاب")
    with whoosh.index.open_dir(tmp_path).searcher() as searcher:
        found = searcher.search(spans.SpanNot(query.Term("text", "بيت"), term))
        assert {hit["id"] for hit in found} == {"2", "3", "4"}
        matcher = term.matcher(searcher)
        while matcher.is_active():
            last = matcher.value()
            matcher.next()
        assert matcher.value() == last
        assert matcher.id() > searcher.doc_count_all()


def test_a_cursor_says_whether_it_stands_at_a_term(tmp_path: Path) -> None:
    built_index(tmp_path, article("a", "سد كتاب"))
    with whoosh.index.open_dir(tmp_path).reader() as reader:
        cursor = reader.cursor("text")
        seen = []
        while cursor.is_valid():
            seen.append(cursor.text())
            cursor.next()
        assert seen == sorted({"سد", "كتاب"} | set(seen))
        assert len(seen) == len(list(reader.lexicon("text")))


def test_the_schema_says_what_is_stored(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("a", "سد كتاب", title="كتاب"))
    opened = whoosh.index.open_dir(tmp_path)
    with opened.searcher() as searcher:
        stored = searcher.stored_fields(0)
    assert set(stored) <= set(opened.schema.stored_names()), index


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ك?اب", query.Wildcard("text", "ك?اب")),
        ("*تاب", query.Wildcard("text", "*تاب")),
        ("كأ*", query.Prefix("text", "كا")),
        ("*", query.Every("text")),
        ("٢?٢٤", query.Wildcard("text", "2?24")),
        ("U.S*", query.Prefix("text", "us")),
        ('r"كـأ.+ب"', query.Regex("text", "كا.+ب")),
        ('r"^أ.ب"', query.Regex("text", "^ا.ب")),
        ('r"كأ.*"', query.Regex("text", "كا.*")),
        ('r"\\D+أ{1,3}(?P<x>ب)"', query.Regex("text", "\\D+ا{1,3}(?P<x>ب)")),
        ("[أ TO بّ]", query.TermRange("text", "ا", "ب")),
        ("الكِتاب", query.Term("text", "الكتاب")),
    ],
)
def test_whooshs_parser_reads_patterns_as_patterns_with_their_letters_folded(
    tmp_path: Path, typed: str, meant: query.Query
) -> None:
    built_index(tmp_path, article("a", "سد كتاب"))
    parser = qparser.QueryParser("text", whoosh.index.open_dir(tmp_path).schema)
    parser.add_plugin(qparser.RegexPlugin())
    assert parser.parse(typed) == meant
