"""What a query string means, as a tree. The language at large is tested in test_query_syntax.py."""

from __future__ import annotations

import pytest

from searcher.language.parser import parse, problems_of
from searcher.language.query import And, AndMaybe, Every, FieldValue, Not, NullQuery, Or, Phrase, Query, Word
from searcher.language.sought import sought
from tests.searcher.trees import ANALYZER, A, B, C, initials, parsed, phrase, word


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("", NullQuery()),
        ("  \u200f ؟ … 😀 ", NullQuery()),
        ("باب", A),
        ("باب باب", Or([A, A])),
        ("باب https://www.x.org/دار?id=5", Or([A, Phrase("text", ["www", "x", "org", "دار", "id", "5"])])),
        ("\u200e<HTTP://x>", word("x")),
        ("https://", word("https")),
        ("باب -(-دار)", And([A, B])),
        ("باب NOT NOT دار", And([A, B])),
        ("باب NOT NOT NOT دار", And([A, Not(B)])),
        ("+باب -(-دار)", And([A, B])),
        ("باب OR NOT NOT دار", Or([A, B])),
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
        ("باب NOT دار OR شمس", Or([And([A, Not(B)]), C])),
        ("باب -دار OR شمس", Or([And([A, Not(B)]), C])),
        ("باب NOT دار NOT شمس OR قمر", Or([And([A, Not(B), Not(C)]), word("قمر")])),
        ("باب OR دار NOT شمس OR قمر", Or([A, And([B, Not(C)]), word("قمر")])),
        ("باب NOT دار AND شمس", And([A, Not(B), C])),
        ("باب source:سبق NOT دار OR شمس", And([Or([And([A, Not(B)]), C]), FieldValue("source", ("سبق",))])),
        ("NOT باب OR دار", Or([And([Every(), Not(A)]), B])),
        ("باب (NOT دار) OR شمس", Or([A, And([Every(), Not(B)]), C])),
        ("source:سبق NOT باب OR دار", And([Or([And([Every(), Not(A)]), B]), FieldValue("source", ("سبق",))])),
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
        ("باب && دار || شمس", "باب AND دار OR شمس"),
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
        ("http://example.org", '"example org"'),
        ("date:Jul 22, 2015 باب", "date:2015-07-22 باب"),
        ("date:Sept 12,2015 باب", "date:2015-09-12 باب"),
        ("date:>=May 1, 2015 <=May 12, 2015 باب", "date:>=2015-05-01 <=2015-05-12 باب"),
        ("date:September 2015 .. أكتوبر 2015 باب", "date:2015-09..2015-10 باب"),
        ("date:>أمس 2030", "2030 date:>أمس"),
        ("date:>yesterday 2030", "2030 date:>yesterday"),
        ("date:]* TO *[ باب", "has:date باب"),
        ("date:*..* باب", "has:date باب"),
        ("date:-* باب", "-has:date باب"),
        ("الأمم المتحدة: قرار", "الأمم المتحدة قرار"),
        ("subtitle:باب", "subtitle باب"),
        ("source:سبق source:عكاظ باب", "(source:سبق OR source:عكاظ) +باب"),
        ("source:صوت-المدينة", 'source:"صوت المدينة"'),
        # what belongs together
        ("باب/دار شمس", "(باب AND دار) شمس"),
        ("12/09/2023", '"12 09 2023"'),
        ("12:30", '"12 30"'),
        ("أ.ف", '"أ ف"'),
        ("ي-1", '"ي 1"'),
        ("أ.ف.1", '"أ ف 1"'),
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


def test_three_initials_or_more_may_have_proclitics() -> None:
    assert parsed("أ.ف.ب") == initials("ا ف ب")
    assert parsed("أ.ف.ب^2 باب") == Or([initials("ا ف ب", 2.0), A])


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


def test_problems_are_those_of_the_reading_that_is_searched() -> None:
    """A group of words is one of alternatives, or not, as they are required."""
    typed = "((باب دار) OR شمس) W/3 سور"
    assert problems_of(typed, ANALYZER) == ()
    (problem,) = problems_of(typed, ANALYZER, match="all")
    assert (typed[problem.start : problem.end], problem.hint) == ("W/3", "AND")
