"""What a query string means, as a tree. The language at large is tested in test_query_syntax.py."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import Analyzer
from searcher import spellings
from searcher.operands import LEAD_WORDS, MOST_PATTERNS
from searcher.parser import Match, parse, read
from searcher.problems import MOST_PROBLEMS
from searcher.query import (
    And,
    AndMaybe,
    AtLeast,
    DateRange,
    Every,
    FieldValue,
    First,
    Fuzzy,
    Has,
    Near,
    Not,
    NullQuery,
    Or,
    Pattern,
    Phrase,
    Query,
    Within,
    Word,
    sought,
)

ANALYZER = Analyzer()


def word(text: str) -> Word:
    return Word("text", text)


def nodes(query: Query, depth: int = 0) -> Iterator[tuple[Query, int]]:
    yield query, depth
    for child in query.children():
        yield from nodes(child, depth + 1)


def otherwise(text: str) -> Phrase:
    """A name that is written in one word or two, otherwise."""
    return Phrase("text", text.split(), boost=spellings.NAME)


def month(text: str) -> Phrase:
    """A month by another name."""
    return Phrase("text", text.split(), boost=spellings.MONTH)


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
        ("باب && دار || !شمس", "باب AND دار OR شمس"),
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


# ----------------------------------------------------------------------- patterns, places, counts, dates, weights

TODAY = date(2026, 3, 31)


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(f"{text}+00:00").timestamp())


def days(first: str | None, last: str | None) -> DateRange:
    return DateRange(first and seconds(first), last and seconds(f"{last}T23:59:59"))  # type: ignore[arg-type]


def near(distance: int, *items: Query, ordered: bool = False) -> Near:
    return Near(items, distance, ordered)


PAIR = (phrase("باب"), phrase("دار"))


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        # near each other
        ('"باب دار"~5', near(5, *PAIR)),
        ('"باب دار"~٥', near(5, *PAIR)),
        ('5~"باب دار"', near(5, *PAIR)),
        ('٥~"باب دار"', near(5, *PAIR)),
        ('~5"باب دار"', near(5, *PAIR)),
        ('"باب دار"5~', near(5, *PAIR)),
        ("«باب دار»~0", near(0, *PAIR)),
        ('"باب دار"\u200f~\u200f5', near(5, *PAIR)),
        ('"باب دار"~>5', near(5, *PAIR, ordered=True)),
        ('"باب دار"~<5', near(5, *PAIR, ordered=True)),
        ('5<~"باب دار"', near(5, *PAIR, ordered=True)),
        ('title:"باب دار"~5', near(5, Phrase("title", ["باب"]), Phrase("title", ["دار"]))),
        ('"باب دار"~5^2', Near(PAIR, 5, boost=2.0)),
        ("باب W/5 دار", near(5, A, B)),
        ("باب near/٥ دار", near(5, A, B)),
        ("باب قرب/5 دار", near(5, A, B)),
        ("باب ٥/قرب دار", near(5, A, B)),
        ("باب PRE/5 دار", near(5, A, B, ordered=True)),
        ("باب قبل/5 دار", near(5, A, B, ordered=True)),
        ("باب W/5 دار W/3 شمس", And([near(5, A, B), near(3, B, C)])),
        ("باب W/5 باب W/5 باب", near(5, A, A)),
        ("(باب OR دار) W/5 شمس", near(5, Or([A, B]), C)),
        ('باب W/5 "دار شمس"', near(5, A, phrase("دار شمس"))),
        ("باب W/5 كوفيد-19", near(5, A, word("كوفيد"), word("19"))),
        ("-باب W/5 دار", And([Every(), Not(near(5, A, B))])),
        ("باب W/5 دار شمس", AndMaybe(near(5, A, B), C)),
        ("باب W/5 دار OR شمس", Or([near(5, A, B), C])),
        # one paragraph, one sentence
        ("para(باب دار)", Within("paragraph", And([A, B]))),
        ("فقرة(باب دار)", Within("paragraph", And([A, B]))),
        ("فقرة)باب دار(", Within("paragraph", And([A, B]))),
        ("SENT(باب OR دار)", Within("sentence", Or([A, B]))),
        ("جملة(باب -دار)", Within("sentence", And([A, Not(B)]))),
        ("para(باب دار) شمس", AndMaybe(Within("paragraph", And([A, B])), C)),
        ("-para(باب دار) شمس", And([C, Not(Within("paragraph", And([A, B])))])),
        ("para(باب (دار شمس))", Within("paragraph", And([A, B, C]))),
        ("(باب فقرة)", Or([A, word("فقره")])),
        ("para (باب)", Or([word("para"), A])),
        # the first words, so many times
        ("lead:باب", First(A, LEAD_WORDS)),
        ("lead/100:باب", First(A, 100)),
        ("٢٠/مقدمة:باب", First(A, 20)),
        ("مقدمة:(باب -دار)", And([First(A, LEAD_WORDS), Not(First(B, LEAD_WORDS))])),
        ('lead:"باب دار"', First(phrase("باب دار"), LEAD_WORDS)),
        ("atleast3(باب)", AtLeast(A, 3)),
        ("atleast/3(باب)", AtLeast(A, 3)),
        ("تكرار/٣(باب)", AtLeast(A, 3)),
        ("3/تكرار(باب)", AtLeast(A, 3)),
        ("atleast3(باب OR دار)", AtLeast(Or([A, B]), 3)),
        ("atleast3(باب AND دار)", And([AtLeast(A, 3), AtLeast(B, 3)])),
        ("atleast3(باب) دار", AndMaybe(AtLeast(A, 3), B)),
        # patterns and neighbours in spelling
        ("انتخاب*", Pattern("text", "انتخاب*")),
        ("أَنْـتـخاب*", Pattern("text", "انتخاب*")),
        ("*ات", Pattern("text", "*ات")),
        ("ب?ب", Pattern("text", "ب?ب")),
        ("title:باب*", Pattern("title", "باب*")),
        ("٢٠١*", Pattern("text", "201*")),
        ("Égypt*", Pattern("text", "egypt*")),
        ("شاطئ*", Or([Pattern("text", "شاطئ*"), Pattern("text", "شاطيء*")])),
        ("باب-دار*", And([A, Pattern("text", "دار*")])),
        ("باب*دار", Pattern("text", "باب*دار")),
        ("باب? دار؟", Or([A, B])),
        ("باب؟دار", Or([A, B])),
        ('"باب*"', Pattern("text", "باب*")),
        ('"باب دار*"', near(0, phrase("باب"), Pattern("text", "دار*"), ordered=True)),
        ('"باب دار*"~3', near(3, phrase("باب"), Pattern("text", "دار*"))),
        ('"باب * دار"', Phrase("text", ["باب", "دار"])),
        ("مدرسة~1", Fuzzy("text", "مدرسه", 1)),
        ("مدرسة~٢", Fuzzy("text", "مدرسه", 2)),
        ("2~مدرسة", Fuzzy("text", "مدرسه", 2)),
        ("مدرسة~", Fuzzy("text", "مدرسه", 1)),
        ("-مدرسة~1 باب", And([A, Not(Fuzzy("text", "مدرسه", 1))])),
        ("باب~دار", And([A, B])),
        # weights
        ("باب^2", Word("text", "باب", 2.0)),
        ("باب^٠٫٥", Word("text", "باب", 0.5)),
        ("2^باب", Word("text", "باب", 2.0)),
        ('"باب دار"^3', Phrase("text", ["باب", "دار"], boost=3.0)),
        ("باب*^2", Pattern("text", "باب*", 2.0)),
        ("مدرسة~1^2", Fuzzy("text", "مدرسه", 1, 2.0)),
        ("(باب دار)^2", Or([Word("text", "باب", 2.0), Word("text", "دار", 2.0)])),
        ("para(باب دار)^2", Within("paragraph", And([Word("text", "باب", 2.0), Word("text", "دار", 2.0)]))),
        ("lead:باب^2", First(Word("text", "باب", 2.0), LEAD_WORDS)),
        # operators in Arabic and as signs
        ("باب /و/ دار", And([A, B])),
        ("باب && دار", And([A, B])),
        ("باب /ليس/ دار", And([A, Not(B)])),
        ("باب /أو/ دار /و/ شمس", Or([A, And([B, C])])),
        # fields in Arabic
        ("عنوان:باب", Word("title", "باب")),
        ("عنوان:(باب دار)", Or([Word("title", "باب"), Word("title", "دار")])),
        ("المصدر:سبق", FieldValue("source", ("سبق",))),
        ('كاتب:"باب دار"', FieldValue("author", ("باب", "دار"))),
        ("-قسم:باب دار", And([B, Not(FieldValue("category", ("باب",)))])),
        ("مصدر: باب", Or([word("مصدر"), A])),
        ("باب: دار", Or([A, B])),
        # dates
        ("date:2015", days("2015-01-01", "2015-12-31")),
        ("تاريخ:٢٠١٥-٠٨", days("2015-08-01", "2015-08-31")),
        ("date:2015-08..", days("2015-08-01", None)),
        ("date:..2015-08", days(None, "2015-08-31")),
        ("date:2015-08..2015-10", days("2015-08-01", "2015-10-31")),
        ("date:2015-08 .. 2015-10", days("2015-08-01", "2015-10-31")),
        ("date:(2015-08 .. 2015-10)", days("2015-08-01", "2015-10-31")),
        ("date:12/08/2015 باب", And([A, days("2015-08-12", "2015-08-12")])),
        ("date:أغسطس 2015 باب", And([A, days("2015-08-01", "2015-08-31")])),
        ('تاريخ:"آب 2015" باب', And([A, days("2015-08-01", "2015-08-31")])),
        ("date:12 أوت 2015", days("2015-08-12", "2015-08-12")),
        ("date:كانون الثاني 2015..شباط 2015", days("2015-01-01", "2015-02-28")),
        ('date:"يناير 2015".."مارس 2015"', days("2015-01-01", "2015-03-31")),
        ("date:last-7d", days("2026-03-24", "2026-03-31")),
        ("date:LAST-2w", days("2026-03-17", "2026-03-31")),
        ("date:last-1m", days("2026-02-28", "2026-03-31")),
        ('تاريخ:"آخر 7 أيام"', days("2026-03-24", "2026-03-31")),
        ("تاريخ:آخر-أسبوعين", days("2026-03-17", "2026-03-31")),
        ("تاريخ:آخر 7 أيام باب", And([A, days("2026-03-24", "2026-03-31")])),
        ("date:last 2 weeks", days("2026-03-17", "2026-03-31")),
        ("date:last-7d..", days("2026-03-24", None)),
        ("date:2026-03-01..today", days("2026-03-01", "2026-03-31")),
        ("date:today", days("2026-03-31", "2026-03-31")),
        ("تاريخ:أمس", days("2026-03-30", "2026-03-30")),
        ("date:2014 date:2016", Or([days("2014-01-01", "2014-12-31"), days("2016-01-01", "2016-12-31")])),
        ("date:(2014 OR 2016)", Or([days("2014-01-01", "2014-12-31"), days("2016-01-01", "2016-12-31")])),
        ("-date:2014 باب", And([A, Not(days("2014-01-01", "2014-12-31"))])),
        ("أغسطس 2015", Or([word("اغسطس"), word("2015")])),
        ("has:author", Has("author")),
        ("يوجد:كاتب باب", And([A, Has("author")])),
        ("-has:author باب", And([A, Not(Has("author"))])),
        ("has:(author date)", And([Has("author"), Has("date")])),
        # in one word or two
        ("عبدالله باب", Or([word("عبدالله"), otherwise("عبد الله"), A])),
        ("عبد الله باب", Or([word("عبد"), otherwise("عبدالله"), word("الله"), A])),
        ("ابوظبي", Or([word("ابوظبي"), otherwise("ابو ظبي")])),
        ("صلاح الدين", Or([word("صلاح"), otherwise("صلاحالدين"), word("الدين")])),
        ("يناير", Or([word("يناير"), month("كانون الثاني")])),
        ("بكانون الثاني", Or([word("بكانون"), month("يناير"), month("جانفي"), word("الثاني")])),
        ('"عبد الله"', phrase("عبد الله")),
        ("source:عبدالله", FieldValue("source", ("عبدالله",))),
        ("-عبدالله باب", And([A, Not(Or([word("عبدالله"), otherwise("عبد الله")]))])),
    ],
)
def test_tree_of_what_specialists_ask(typed: str, tree: Query) -> None:
    reading = read(typed, ANALYZER, today=TODAY)
    assert (reading.tree, reading.problems) == (tree, ())


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("عبد الله", Or([And([word("عبد"), word("الله")]), otherwise("عبدالله")])),
        ("عبدالله باب", And([Or([word("عبدالله"), otherwise("عبد الله")]), A])),
        ("كانون الثاني", Or([And([word("كانون"), word("الثاني")]), month("يناير"), month("جانفي")])),
        ("باب para(دار) lead:شمس", And([A, Within("paragraph", B), First(C, LEAD_WORDS)])),
    ],
)
def test_tree_of_the_same_where_every_word_is_required(typed: str, tree: Query) -> None:
    assert read(typed, ANALYZER, match="all", today=TODAY) == (tree, ())


# ------------------------------------------------------------------------------------- what can't be meant


@pytest.mark.parametrize(
    ("typed", "place", "hint", "meant"),
    [
        ('"باب دار', '"', '"باب دار"', '"باب دار"'),
        ("شمس (باب دار", "(", "(باب دار)", "شمس (باب دار)"),
        ("باب) دار", ")", "", "باب دار"),
        ("باب () دار", "()", "", "باب دار"),
        ('"" باب', '""', "", "باب"),
        ("AND باب", "AND", "", "باب"),
        ("باب /أو/", "/أو/", "", "باب"),
        ("باب OR AND دار", "OR", "", "باب AND دار"),
        ("باب NOT", "NOT", "", "باب"),
        ("باب W/3", "W/3", "", "باب"),
        ("title:", "title:", "", ""),
        ("title: source:سبق", "title:", "", "source:سبق"),
        ("titel:باب", "titel:", "title:باب", "titel باب"),
        ("مصد:باب", "مصد:", "مصدر:باب", "مصد باب"),
        ("date:32/13/2015", "32/13/2015", "date:2015", "date:2015"),
        ("date:2015-02-30 باب", "2015-02-30", "date:2015-02", "date:2015-02 باب"),
        ("تاريخ:٢٠١٥-١٣", "٢٠١٥-١٣", "date:2015", "date:2015"),
        ("date:2016..2015", "2016..2015", "date:2015..2016", "date:2015..2016"),
        ("date:2015..قريبا", "2015..قريبا", "date:2015..", "date:2015.."),
        ("date:قريبا باب", "قريبا", "", "باب"),
        ("date:.. باب", "..", "date:2015-08", "باب"),
        ("has:شعر باب", "شعر", "", "باب"),
        ("يوجد:مقدمة باب", "مقدمة", "", "باب"),
        ("* باب", "*", "", "باب"),
        ("مدرسة~9", "~9", "~2", "مدرسة~2"),
        ("مدرسة~0", "~0", "~1", "مدرسة~1"),
        ("في~2", "~2", "~1", "في~1"),
        ("مدر*~1", "~1", "مدر*", "مدر*"),
        ('"باب"~5', "~5", "باب", '"باب"'),
        ('"باب دار"~', "~", '"باب دار"', '"باب دار"'),
        ("(باب دار)~5", "~5", "", "(باب دار)"),
        ("باب^", "^", "", "باب"),
        ("باب^1000", "^1000", "^10", "باب^10"),
        ("source:سبق^2 باب", "^2", "سبق", "source:سبق باب"),
        ("source:سب* باب", "سب*", "سب", "source:سب باب"),
        ("para()", "para()", "", ""),
        ("para(-باب) دار", "para(-باب)", "", "+دار -باب"),
        ("para(باب source:سبق)", "سبق", "", "+para(باب) +source:سبق"),
        ("para(باب title:دار)", "دار", "", "+para(باب) +title:دار"),
        ("atleast(باب) دار", "atleast", "atleast2(…)", "+باب دار"),
        ("باب W/5 source:سبق", "W/5", "AND", "باب AND source:سبق"),
        ("باب W/5 -دار", "W/5", "AND", "باب AND -دار"),
        ('lead:"باب دار"~5', '"باب دار"', "AND", None),
        ("(" * 13 + "باب" + ")" * 13, "(", "", "باب"),
        # the place is one of the string as it was typed
        ("\u200fباب\u200f (\u200fدار", "(", "(\u200fدار)", "باب دار"),
    ],
)
def test_what_can_not_be_meant_is_told_and_read_as_the_nearest_that_can(
    typed: str, place: str, hint: str, meant: str | None
) -> None:
    reading = read(typed, ANALYZER, today=TODAY)
    assert [(typed[each.start : each.end], each.hint) for each in reading.problems] == [(place, hint)]
    assert reading.problems[0].message
    if meant is not None:
        assert reading.tree == read(meant, ANALYZER, today=TODAY).tree


@pytest.mark.parametrize(
    "typed",
    [
        "عائلة «إرهابي تينيسي» تعتذر.. ومسلمو «شاتانوغا» يلغون: تضامنًا!",
        "عام / مهرجان تمور بريدة - صور",
        "ماذا قال؟ ولماذا?",
        "وفيات +100 في 24 ساعة - 30%",
        "http://example.org/a?b=c user@example.org #هاشتاق",
        "من «الرياض» (السعودية): 3-1 الساعة 12:30",
        "و/أو ص 5 ~ 7",
        "^_^",
    ],
)
def test_ordinary_text_has_no_problems(typed: str) -> None:
    assert read(typed, ANALYZER).problems == ()


def test_problems_come_by_place_and_are_no_more_than_some() -> None:
    problems = read("AND " * 100 + "(" * 100, ANALYZER).problems
    assert len(problems) == MOST_PROBLEMS
    assert list(problems) == sorted(problems)


def test_more_patterns_than_a_query_may_cost_are_read_as_words() -> None:
    reading = read(" ".join(f"باب{number}*" for number in range(100)), ANALYZER)
    assert sum(isinstance(node, Pattern) for node, _ in nodes(reading.tree)) == MOST_PATTERNS
    assert len(reading.problems) == 1


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
            "W/5",
            "قبل/٣",
            "/أو/",
            "&&",
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
        form for pair in pairs for *_, ways, _ in spellings.of_all(pair) for way in ways for form in way
    }
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


LETTERS = st.text("ابتةىويأهمنـًّ 012", max_size=12)


@given(
    st.one_of(
        LETTERS,
        LETTERS.map('"{}"'.format),
        st.lists(LETTERS.map('"{}"'.format), min_size=2, max_size=3).map(" ".join),
        LETTERS.map('"{}'.format),
        LETTERS.map("{}*".format),
    ),
    MATCHES,
)
def test_plain_words_quotes_and_prefixes_are_read_as_they_are_within_other_syntax(
    text: str, match: Match
) -> None:
    """They are read the quick way; parentheses around them change nothing but that."""
    alone, within = read(text, ANALYZER, match=match), read(f"({text})", ANALYZER, match=match)
    assert alone.tree == within.tree
    if within.tree is not NullQuery and text.count('"') != 1:
        assert [problem.message for problem in alone.problems] == [
            problem.message for problem in within.problems
        ]
