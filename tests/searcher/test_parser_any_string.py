"""Any string is a query: it is read soon, always the same way, and into a tree that keeps the rules of trees."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis import Analyzer
from index.analysis.stemming import is_function_word
from searcher.language import spellings
from searcher.language.parser import Match, parse
from searcher.language.plain import read_plain
from searcher.language.problems import Reading
from searcher.language.query import (
    And,
    FieldValue,
    Fuzzy,
    Not,
    NullQuery,
    Or,
    Pattern,
    Phrase,
    Word,
)
from searcher.language.reader import Reader
from tests.patience import no_hours
from tests.searcher.trees import ANALYZER, nodes, parsed

PIECES = st.sampled_from(
    [
        *("باب", "دَارٌ", "الـشمس", "G20", "٢٠٢٣", "ﷺ", "ﻻ", "😀", "\ud800", "\udc00", "\x00", "ک", "é"),
        *("AND", "OR", "NOT", "title:", "source:", "Author：", "category", "http:", ":", "#", "_", "/", "."),
        *(
            "W/5",
            "قبل/٣",
            "/أو/",
            "&&",
            "!",
            "فقرة (",
            "date:>=",
            "date:[",
            " TO ",
            "]",
            "؟",
            "para(",
            "جملة(",
            "atleast3(",
            "lead:",
            "date:",
            "2015..",
            "has:",
            "مصدر:",
        ),
        *("^2", "~1", "5~", "~>5", "?", "عبدالله", "يناير", "كانون", "الثاني", "last-7d", "^"),
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
            "ـ",
            "ʼ",
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

    def forms(self, raw_word: str) -> tuple[str, ...]:
        forms = super().forms(raw_word)
        self.given.update(forms)
        return forms

    def normalized(self, text: str) -> list[str]:
        forms = super().normalized(text)
        self.given.update(forms)
        return forms


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
    tree = parse(text, analyzer, match=match)
    pairs = product(analyzer.given, repeat=2)
    otherwise = {
        form
        for pair in pairs
        for *_, ways, _ in spellings.of_all(pair)
        for way in ways
        for form in (*way.firsts, *way.forms)
    }
    otherwise |= {form for given in analyzer.given for form in spellings.with_proclitics(given)}
    for leaf, _ in nodes(tree):
        if isinstance(leaf, (Word, Fuzzy)):
            assert leaf.text in analyzer.given
        elif isinstance(leaf, (Phrase, FieldValue)):
            assert leaf.words
            assert set(leaf.words) <= analyzer.given | otherwise
        elif isinstance(leaf, Pattern):
            assert any(map(str.isalnum, leaf.text))
            assert set("*?") & set(leaf.text)


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
        assert node is tree or not isinstance(node, NullQuery)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 30_000 + "باب" + ")" * 30_000,
        "(باب " * 12_000,
        "-(باب AND -(دار OR +شمس " * 3000,
        ")" * 30_000 + "باب" + "(" * 30_000,
        "title:(" * 9000,
        "-" * 60_000,
        '"«' * 30_000,
        "NOT " * 15_000 + "باب",
        "باب AND " * 9000,
        "\u200f" * 60_000,
        ". " * 30_000,
        "NOT دار OR شمس " * 12_000,
        "باب " * 12_000 + "NOT دار OR شمس " * 6000,
        "باب source:سبق NOT دار OR " * 6000,
        "+title:" * 60_000 + "باب",
        "5/lead:" * 60_000 + "باب",
        "1^" * 60_000 + "باب",
        "باب" + "^2" * 60_000 + "ا",
        "باب" + "~1" * 60_000,
        "باب" + "^2" * 50_000,
        "باب^" + "1" * 100_000,
        "1" * 100_000 + '"',
        "1~" * 50_000,
        "1" * 100_000 + "/lead",
        "date:(" + "2014 " * 120_000 + ")",
        "date:(" + "أيار 2014 " * 60_000 + ")",
        "date:(" + "2 " * 50_000 + ")",
        '"باب' + " * " * 33_000 + 'دار"',
        "titel:(" * 84_000,
        "date:[" * 60_000,
        'date:"[2014' + " " * 100_000 + 'to]"',
        'date:"2014' + " " * 100_000 + 'باب"',
        'date:">' + "<" * 100_000 + '"',
        "date:" + ">" * 100_000 + "2014",
        "date:" + ">2014 " * 30_000,
        "date:2014 " + ">" * 100_000,
        "date:(" + "!2014 " * 30_000 + ")",
        "date:(2014" + " " * 100_000 + "OR)",
        "فقرة " * 60_000,
        "W/" + " " * 100_000 + "5 باب",
        '"باب"' + " " * 100_000 + "~ ",
        "!" * 100_000,
        "!باب " * 20_000,
        "ب" + "؟" * 100_000 + "ب",
        "ب؟" * 50_000 + "ب",
        "باب" * 30_000 + "؟" + "باب" * 30_000,
        "؟" * 100_000,
        "?" * 100_000,
        "ب" + "?" * 100_000 + "ب",
        "?*" * 50_000,
        '"ب' + "?" * 100_000,
    ],
)
def test_ten_thousands_of_characters_of_syntax_are_read_at_once_and_shallow(text: str) -> None:
    with no_hours():
        tree = parsed(text)
    assert max(depth for _, depth in nodes(tree)) < 100


LETTERS = st.text("ابتةىويأهمنـًّ 012", max_size=12)
FIGURES = st.from_regex(r"[019٣]{1,4}[.,٫٬][019٣]{1,4}", fullmatch=True)
WORDS = FIGURES | st.sampled_from(
    ["باب", "دَارٌ", "عبد", "الله", "مصدر", "قبل", "أو", "جملة", "متى", "آخر", "2018", "5", "٥", "3.5", "G20"]
)
BEHIND = st.sampled_from([" ", "  ", "\n", ", ", "، ", ". ", "... ", ": ", ":", "؟ ", "! ", "/", "-", ""])
SENTENCES = st.lists(st.tuples(WORDS, BEHIND).map("".join), max_size=8).map("".join)


@given(
    st.one_of(
        LETTERS,
        SENTENCES,
        LETTERS.map('"{}"'.format),
        st.lists(LETTERS.map('"{}"'.format), min_size=2, max_size=3).map(" ".join),
        LETTERS.map("{}*".format),
    ),
    MATCHES,
)
@settings(max_examples=500)
def test_what_is_read_at_once_is_read_so_by_the_full_reader(text: str, match: Match) -> None:
    tree = read_plain(text, ANALYZER, match, is_function_word)
    if tree is not None:
        assert Reader(text, ANALYZER, match, None, is_function_word).reading() == Reading(tree)


@given(st.one_of(SENTENCES, LETTERS.map('"{}'.format), LETTERS.map("{}*".format)), MATCHES)
@example("مصدر:", "any")
@example("باب الله:", "any")  # which may be one name
@example("باب الله؟ ", "all")
def test_parentheses_around_a_query_change_nothing(text: str, match: Match) -> None:
    assert parsed(text, match) == parsed(f"({text})", match)


@pytest.mark.parametrize(
    ("text", "at_once"),
    [
        ("سحب قرعة مونديال 2018 بعد 4 سنوات", True),
        ("قال الوزير: ارتفعت الأسعار، ثم انخفضت.", True),
        ("كأس العالم؟!", True),
        ("", True),
        ('"كأس 2018" "العالم"', True),
        ("كأس*", True),
        ("مصدر:الرياض", False),
        ("قمة G20", False),
        ("3.5 مليون", True),
        ("٣٫٥ مليون", True),
        ("1,596 ريالا، و٩ آلاف", False),
        ("1,596 ريالا، ٩ آلاف.", True),
        ("12.09.2023", False),
        ("بين 3,5 و 4", False),
        ("1,5961", False),
        ("1234,567", False),
        ("كأس -العالم", False),
        ("كأس 2018ب", False),
        ("(كأس)", False),
    ],
)
def test_headlines_and_sentences_are_read_at_once(text: str, at_once: bool) -> None:
    assert (read_plain(text, ANALYZER, "any", is_function_word) is not None) == at_once
