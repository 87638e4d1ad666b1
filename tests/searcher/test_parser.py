"""What a query string means, as a tree. The language at large is tested in test_query_syntax.py."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import Analyzer, Token
from searcher.parser import Match, parse
from searcher.query import And, AndMaybe, Every, FieldValue, Not, NullQuery, Or, Phrase, Query, Word, sought

ANALYZER = Analyzer()


def word(text: str) -> Word:
    return Word("text", text)


def phrase(text: str) -> Phrase:
    return Phrase("text", text.split())


def parsed(text: str, match: Match = "any") -> Query:
    return parse(text, ANALYZER, match=match)


A, B, C = word("باب"), word("دار"), word("شمس")


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("", NullQuery),
        ("  \u200f ؟ … 😀 ", NullQuery),
        ("باب", A),
        ("باب باب", Or([A, A])),
        ("باب دار", Or([A, B])),
        ("+باب دار شمس", AndMaybe(A, Or([B, C]))),
        ("+باب +دار", And([A, B])),
        ("باب -دار -شمس", And([A, Not(B), Not(C)])),
        ("-باب", And([Every(), Not(A)])),
        ("-باب -دار", And([Every(), Not(A), Not(B)])),
        ("باب OR -دار", Or([A, And([Every(), Not(B)])])),
        ("باب AND دار AND شمس", And([A, B, C])),
        ("باب (دار شمس)", Or([A, B, C])),
        ("باب AND (دار AND شمس)", And([A, B, C])),
        ("باب AND دار OR شمس", Or([And([A, B]), C])),
        ("باب AND دار شمس", AndMaybe(And([A, B]), C)),
        ("NOT باب دار", And([B, Not(A)])),
        ("NOT NOT باب", A),
        ("-(-باب)", A),
        ("باب (-دار)", And([A, Not(B)])),
        ("source:سبق باب", And([A, FieldValue("source", ("سبق",))])),
        ("-source:سبق باب", And([A, Not(FieldValue("source", ("سبق",)))])),
        ('title:"باب دار"', Phrase("title", ["باب", "دار"])),
        ("title:(باب -دار)", And([Word("title", "باب"), Not(Word("title", "دار"))])),
        ("title:(باب source:سبق)", And([Word("title", "باب"), FieldValue("source", ("سبق",))])),
    ],
)
def test_tree(typed: str, tree: Query) -> None:
    assert parsed(typed) == tree


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("باب دار", And([A, B])),
        ("باب OR دار", Or([A, B])),
        ("باب (دار OR شمس)", And([A, Or([B, C])])),
        ("باب -دار", And([A, Not(B)])),
        ("كوفيد-19 باب", And([word("كوفيد"), word("19"), A])),
    ],
)
def test_tree_where_every_word_is_required(typed: str, tree: Query) -> None:
    assert parsed(typed, "all") == tree


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        # signs
        ("باب-دار", "(+باب +دار)"),
        ("باب - دار", "باب دار"),
        ("باب -", "باب"),
        ("باب --دار", "باب دار"),
        ("باب –دار —شمس", "باب دار شمس"),
        ("باب －دار", "باب -دار"),
        ("＋باب دار", "+باب دار"),
        ("باب −دار", "باب -دار"),
        ("-باب،دار شمس", "-باب -دار شمس"),
        ("باب -؟ دار", "باب دار"),
        ('باب-"دار"', 'باب "دار"'),
        ("title:-باب دار", "-title:باب دار"),
        ("باب && دار || !شمس", "باب دار شمس"),
        # operators
        ("AND باب", "باب"),
        ("باب AND", "باب"),
        ("باب OR AND دار", "باب AND دار"),
        ("باب AND OR دار", "باب OR دار"),
        ("باب AND () دار", "باب دار"),
        ("باب NOT", "باب"),
        ("(باب)AND(دار)", "باب AND دار"),
        ("باب AND-دار", "باب and-دار"),
        ("+باب OR دار", "باب OR دار"),
        # parentheses
        ("((باب))", "باب"),
        ("(باب دار", "باب دار"),
        ("باب) دار", "باب دار"),
        (")باب AND دار( شمس", "(باب AND دار) شمس"),
        ("-)باب دار( شمس", "-(باب دار) شمس"),
        ("-（باب دار） شمس", "-(باب دار) شمس"),
        ("-﴿باب دار﴾ شمس", "-(باب دار) شمس"),
        ("-﴾باب دار﴿ شمس", "-(باب دار) شمس"),
        ("شمس -(باب (دار) ", "شمس -(باب دار)"),
        # quotes
        ("«باب دار", '"باب دار"'),
        ("باب دار»", "باب دار"),
        ("”باب دار“", '"باب دار"'),
        ("»باب دار«", '"باب دار"'),
        ("„باب دار“ ‹شمس›", '"باب دار" "شمس"'),
        ("″باب دار″", '"باب دار"'),
        ('«باب دار" شمس', '"باب دار" شمس'),
        ('"باب دار» شمس', '"باب دار" شمس'),
        ('"باب” دار "شمس"', '"باب" دار "شمس"'),
        ('«باب "دار" شمس» باب', '"باب دار شمس" باب'),
        ("'باب دار'", "باب دار"),
        ("‘باب دار’", "باب دار"),
        ('"" باب', "باب"),
        ('باب "', "باب"),
        ('باب"دار', 'باب "دار"'),
        # fields
        ("title: باب دار", "title:باب دار"),
        ("TITLE：باب", "title:باب"),
        ("title:", ""),
        ("title: AND باب", "باب"),
        ("http://example.org", "http example.org"),
        ("الأمم المتحدة: قرار", "الأمم المتحدة قرار"),
        ("subtitle:باب", "subtitle باب"),
        ("source:سبق source:عكاظ باب", "(source:سبق OR source:عكاظ) +باب"),
        ("source:صوت-المدينة", 'source:"صوت المدينة"'),
        # what belongs together
        ("باب/دار شمس", "(باب AND دار) شمس"),
        ("12/09/2023", '"12 09 2023"'),
        ("12:30", '"12 30"'),
        ("أ.ف.ب", '"أ ف ب"'),
        ("باب.دار", "باب دار"),
        ("باب؛دار", "باب دار"),
        ("ﷺ", "صلى AND الله AND عليه AND وسلم"),
        ("بـ2023", "2023"),
        ("الـ20", "20"),
        # what can't be seen
        ("\u200f-\u200fباب دار", "-باب دار"),
        ("\u2067باب\u2069 \u200eOR\u200f دار", "باب OR دار"),
        ("ti\u200dtle\u200f:\u200fباب", "title:باب"),
        ("\u200f«\u200fباب دار\u200f»\u200f", '"باب دار"'),
        ("\ufeffباب A\u00adND دار", "باب AND دار"),
        ("با\u200cب", "باب"),
    ],
)
def test_reads_generously(typed: str, meant: str) -> None:
    assert parsed(typed) == parsed(meant)


def test_marks_and_digits_are_those_of_the_analysis() -> None:
    assert parsed("بَابٌ ٢٠٢٣") == Or([A, word("2023")])


def test_a_sign_applies_to_all_parts_of_a_thing() -> None:
    assert parsed("باب -كوفيد-19") == And([A, Not(And([word("كوفيد"), word("19")]))])


def test_another_match_is_refused() -> None:
    with pytest.raises(ValueError, match="any"):
        parse("باب", ANALYZER, match="most")  # type: ignore[arg-type]


# ----------------------------------------------------------------------------------------------- sought


def test_sought_are_the_words_that_can_match() -> None:
    tree = parsed('+باب "دار شمس" title:باب -قمر source:سبق -(نجم NOT بحر) باب')
    assert sought(tree) == [A, phrase("دار شمس"), Word("title", "باب")]


def test_nothing_is_sought_by_filters() -> None:
    assert sought(parsed("source:سبق -باب")) == []


# --------------------------------------------------------------------------------------------- any string

PIECES = st.sampled_from(
    [
        *("باب", "دَارٌ", "الـشمس", "G20", "٢٠٢٣", "ﷺ", "ﻻ", "😀", "\ud800", "\udc00", "\x00", "ک", "é"),
        *("AND", "OR", "NOT", "title:", "source:", "Author：", "category", "http:", ":", "#", "_", "/", "."),
        *(
            '"',
            "«",
            "»",
            "“",
            "”",
            "„",
            "‹",
            "'",
            "(",
            ")",
            "（",
            "）",
            "﴾",
            "﴿",
            "+",
            "-",
            "－",
            "–",
            "*",
            "~",
        ),
        *(
            " ",
            " ",
            "  ",
            "\n",
            "\u00a0",
            "\u200f",
            "\u200e",
            "\u061c",
            "\u2067",
            "\u2069",
            "\u200c",
            "\u200b",
        ),
    ]
)
QUERIES = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=60))
MATCHES: st.SearchStrategy[Match] = st.sampled_from(["any", "all"])


class Listening(Analyzer):
    """Remembers which forms it gave."""

    def __init__(self) -> None:
        super().__init__()
        self.given: set[str] = set()

    def tokens(self, text: str) -> list[Token]:
        tokens = super().tokens(text)
        self.given.update(token.form for token in tokens)
        return tokens


def nodes(query: Query, depth: int = 0) -> Iterator[tuple[Query, int]]:
    yield query, depth
    for child in query.children():
        yield from nodes(child, depth + 1)


@given(QUERIES, MATCHES)
@settings(max_examples=300)
def test_any_string_is_read_and_always_the_same_way(text: str, match: Match) -> None:
    tree = parsed(text, match)
    assert tree == parsed(text, match)
    assert hash(tree) == hash(parsed(text, match))
    assert repr(tree)


@given(QUERIES, MATCHES)
def test_every_word_of_the_tree_comes_from_the_analysis(text: str, match: Match) -> None:
    analyzer = Listening()
    for leaf in parse(text, analyzer, match=match).leaves():
        if isinstance(leaf, Word):
            assert leaf.text in analyzer.given
        elif isinstance(leaf, (Phrase, FieldValue)):
            assert leaf.words
            assert set(leaf.words) <= analyzer.given
        else:
            assert isinstance(leaf, Every) or leaf is NullQuery


@given(QUERIES, MATCHES)
def test_trees_are_flat_and_exclusions_have_something_to_exclude_from(text: str, match: Match) -> None:
    tree = parsed(text, match)
    assert not isinstance(tree, Not)
    for node, _ in nodes(tree):
        children = list(node.children())
        if isinstance(node, And):
            assert any(not isinstance(child, Not) for child in children)
        else:
            assert isinstance(node, Not) or not any(isinstance(child, Not) for child in children)
        if isinstance(node, (And, Or)):
            assert len(children) > 1
            assert not any(type(child) is type(node) for child in children)
        assert node is tree or node is not NullQuery


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "باب" + ")" * 5000,
        "(باب " * 2000,
        "-(باب AND -(دار OR +شمس " * 500,
        ")" * 5000 + "باب" + "(" * 5000,
        "title:(" * 1500,
        "-" * 10_000,
        '"«' * 5000,
        "NOT " * 2500 + "باب",
        "باب AND " * 1500,
        "\u200f" * 10_000,
        ". " * 5000,
    ],
)
def test_ten_thousand_characters_of_syntax_are_read_at_once_and_shallow(text: str) -> None:
    began = time.perf_counter()
    tree = parsed(text)
    assert time.perf_counter() - began < 2
    assert max(depth for _, depth in nodes(tree)) < 100
