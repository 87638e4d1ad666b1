"""Only words that have a part in an article's matching are marked, and everywhere they have."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus import Article
from index.analysis import Analyzer
from searcher import Searcher, SearchError
from searcher.language.query import (
    And,
    AndMaybe,
    AtLeast,
    FieldValue,
    First,
    Fuzzy,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Within,
    Word,
)
from searcher.presenting import marking
from searcher.presenting.marking import Marker
from searcher.presenting.snippets import cut_snippets
from tests.builders import article, built_index, segmented_index
from tests.patience import no_hours

ANALYZER = Analyzer()


def word(text: str) -> Word:
    return Word("text", text)


def exact(*words: str) -> Phrase:
    return Phrase("text", list(words))


def marked(tree: Query, *paragraphs: str, title: str = "", **fields: str) -> str:
    """The texts of an article, headline first where there is one, with the marks in brackets."""
    given: Article = article("a", *paragraphs, title=title, **fields)
    marks = Marker(tree, ANALYZER, lambda leaf: {leaf.text}).marks(given)
    texts = [(title, marks.headline)] if title else []
    texts += [(paragraph, marks.paragraphs[number]) for number, paragraph in enumerate(paragraphs)]
    shown = []
    for text, here in texts:
        shown.append(text)
        for start, end, _ in reversed(here):
            shown[-1] = f"{shown[-1][:start]}[{text[start:end]}]{shown[-1][end:]}"
    return " | ".join(shown)


@pytest.mark.parametrize(
    ("tree", "text", "expected"),
    [
        (exact("باب", "دار"), "باب ثم باب دار ثم دار", "باب ثم [باب دار] ثم دار"),
        (Near((word("باب"), word("دار")), 1), "باب هو دار ثم كان هو باب", "[باب] هو [دار] ثم كان هو باب"),
        (Near((word("باب"), word("دار")), 0, ordered=True), "دار باب دار", "دار [باب دار]"),
        (Near((word("باب"), word("دار")), 0, ordered=True), "باب دار باب دار شمس", "[باب دار] [باب دار] شمس"),
        (Near((word("باب"), word("باب")), 0, ordered=True), "باب باب باب", "[باب باب باب]"),
        (Near((exact("باب", "دار"), word("شمس")), 0, ordered=True), "باب دار شمس", "[باب دار شمس]"),
        (Near((word("باب"), word("دار")), 1, ordered=True), "باب دار", "[باب] [دار]"),
        (Near((word("باب"), word("باب")), 0), "باب دار باب باب", "باب دار [باب] [باب]"),
        (Near((exact("باب", "دار"), word("شمس")), 1), "باب شمس باب دار شمس", "باب [شمس] [باب دار] [شمس]"),
        (
            Within(
                "paragraph", Or([Near((exact("باب"), Pattern("text", "دا*")), 0, ordered=True), word("شمس")])
            ),
            "شمس باب",
            "[شمس] باب",
        ),
        (Pattern("text", "*اب"), "باب وكتاب ودار", "[باب] [وكتاب] ودار"),
        (Fuzzy("text", "كتاب", 1), "كتب وكتاب وكاتب", "[كتب] [وكتاب] وكاتب"),
        (Within("sentence", And([word("باب"), word("دار")])), "باب. باب دار. دار", "باب. [باب] [دار]. دار"),
        (Within("sentence", And([word("باب"), Not(word("دار"))])), "باب. باب دار.", "[باب]. باب دار."),
        (Within("sentence", exact("باب", "دار")), "باب دار. باب. دار", "[باب دار]. باب. دار"),
        (Within("paragraph", Or([word("باب"), And([word("دار"), word("شمس")])])), "باب دار", "[باب] دار"),
        (
            Within("sentence", Or([word("باب"), And([word("دار"), Not(word("شمس"))])])),
            "باب دار شمس. دار. باب دار",
            "[باب] دار شمس. [دار]. [باب] [دار]",
        ),
        (First(word("باب"), 2), "دار باب باب", "دار [باب] باب"),
        (First(exact("باب", "دار"), 2), "هو باب دار", "هو باب دار"),
        (AtLeast(word("باب"), 2), "باب دار باب", "[باب] دار [باب]"),
        (AtLeast(word("باب"), 3), "باب دار باب", "باب دار باب"),
        (And([word("باب"), Not(word("دار"))]), "باب شمس", "[باب] شمس"),
        (Or([word("باب"), And([word("دار"), word("شمس")])]), "باب دار", "[باب] دار"),
        (Or([word("باب"), And([word("دار"), Not(word("شمس"))])]), "باب دار شمس", "[باب] دار شمس"),
        (AndMaybe(word("باب"), And([word("دار"), word("شمس")])), "باب دار", "[باب] دار"),
        (AndMaybe(word("باب"), exact("دار", "شمس")), "باب دار شمس دار", "[باب] [دار شمس] دار"),
    ],
)
def test_marks_in_a_paragraph(tree: Query, text: str, expected: str) -> None:
    assert marked(tree, text) == expected


def test_words_within_a_paragraph_are_marked_in_the_paragraphs_that_match() -> None:
    tree = Within("paragraph", And([word("باب"), word("دار")]))
    assert marked(tree, "باب", "باب دار", "دار", title="دار باب") == "[دار] [باب] | باب | [باب] [دار] | دار"


def test_first_words_are_those_of_the_body() -> None:
    tree = First(word("باب"), 3)
    assert marked(tree, "دار باب", "باب باب", title="باب") == "باب | دار [باب] | [باب] باب"


def test_occurrences_are_counted_through_the_article() -> None:
    assert marked(AtLeast(word("باب"), 3), "باب", "باب دار", title="باب") == "[باب] | [باب] | [باب] دار"


def test_a_word_of_the_headline_is_marked_there_alone() -> None:
    assert marked(Word("title", "باب"), "باب", title="باب") == "[باب] | باب"


def test_what_depends_on_metadata_is_marked_where_they_fit() -> None:
    tree = Or([word("باب"), And([word("دار"), FieldValue("source", ("سبق",))])])
    marker = Marker(tree, ANALYZER, lambda leaf: {leaf.text})
    given = article("a", "باب دار")
    found = {
        fits: len(marker.marks(given, passes=lambda _, fits=fits: fits).paragraphs[0])
        for fits in (False, True)
    }
    assert found == {False: 1, True: 2}


def test_a_searcher_marks_an_article_for_a_query(tmp_path: Path) -> None:
    given = article("a", "كتاب ودار دار", "الكتاب", title="الكتاب")
    other = article("b", "شيء آخر")
    with Searcher(built_index(tmp_path, given, other)) as searcher:
        marks = searcher.marks(given, "كتاب دار")
        assert [mark[:2] for mark in marks.headline] == [(0, 6)]
        assert [len(marks.paragraphs[number]) for number in (0, 1)] == [3, 1]
        none = searcher.marks(other, "كتاب")
        assert not none.headline
        assert none.paragraphs == {0: []}
        assert searcher.marks(article("new", "كتاب"), "كتاب").paragraphs == {0: []}
        with pytest.raises(SearchError):
            searcher.marks(given, "كتاب", match="some")  # type: ignore[arg-type]


@pytest.mark.parametrize("pair", ["باب باب", "باب دار"])
def test_a_phrase_of_thousands_of_equal_words_is_found_marked_and_explained_at_once(
    tmp_path: Path, pair: str
) -> None:
    long = article("long", f"{pair} " * 8000)
    with Searcher(built_index(tmp_path, long, article("short", f"{pair} " * 2800))) as searcher, no_hours():
        page = searcher.search(f'"{" ".join([pair] * 3000)}"')
        assert [hit.article.id for hit in page.hits] == ["long"]
        assert page.hits[0].snippets[0].highlights
        assert page.hits[0].explain().value == pytest.approx(page.hits[0].score)


def test_where_words_stand_is_found_out_only_of_texts_that_have_something_to_show() -> None:
    read: list[str] = []

    class Recording(Analyzer):
        def spans(self, text: str) -> list[tuple[int, int]]:
            read.append(text)
            return super().spans(text)

    paragraphs = [f"نص {number}" for number in range(50)]
    paragraphs[7] = "كتاب الدار"
    given = article("a", *paragraphs, title="عنوان")
    marks = Marker(word("كتاب"), Recording(), lambda leaf: {leaf.text}).marks(given)
    assert [number for number, found in marks.paragraphs.items() if found] == [7]
    assert [snippet.text for snippet in cut_snippets(given, marks)] == ["كتاب الدار"]
    assert read == ["كتاب الدار"]


def test_marks_can_be_kept_elsewhere(tmp_path: Path) -> None:
    given = article("a", "كتاب ودار دار", "ﷺ الكتاب", title="الكتاب")
    with Searcher(built_index(tmp_path, given)) as searcher:
        marks = searcher.marks(given, "كتاب")
        kept = pickle.loads(pickle.dumps(marks))
        marks.word_spans[0]
        assert kept == marks
        assert (kept.word_spans == marks.word_spans, kept.word_spans != marks.word_spans) == (True, False)
        assert kept != searcher.marks(article("a", "كتاب آخر"), "كتاب")
        assert cut_snippets(given, kept) == cut_snippets(given, marks)
        assert len(pickle.dumps(marks)) < 2000


@pytest.mark.parametrize(
    "several",
    [
        Or,
        And,
        lambda items: And([And(items), Or(items)]),
        lambda items: Or([And(items), Or([*items, word("شمس")])]),
    ],
)
def test_what_is_asked_for_many_times_is_looked_for_once(
    several: Callable[[list[Query]], Query], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Query] = []
    find = marking.found_in

    def noted(node: Query, text: Any) -> Any:
        asked.append(node)
        return find(node, text)

    monkeypatch.setattr(marking, "found_in", noted)
    assert marked(several([word("باب"), word("دار")] * 50), "باب ثم دار") == "[باب] ثم [دار]"
    assert len(asked) <= 5


def test_an_article_that_does_not_match_has_nothing_marked(tmp_path: Path) -> None:
    """Also of the words that it has: it may have changed since it was found."""
    both, one = article("both", "باب ودار"), article("one", "باب وسور")
    index = segmented_index(tmp_path, [both], [one])
    with Searcher(index) as searcher:
        for query in ("باب AND دار", '"باب ودار"', "باب -سور"):
            marked = [any(text.highlights for text in searcher.marked(each, query)) for each in (both, one)]
            assert marked == [True, False]
        assert not any(text.highlights for text in searcher.marked(article("gone", "باب"), "باب"))
