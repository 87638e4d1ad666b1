"""What specialists ask, as a tree: patterns, positions, counts, dates and weights."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import pytest

from index.segments.segment import seconds_of
from searcher.language.operands import DEFAULT_LEAD_WORDS
from searcher.language.parser import read
from searcher.language.query import (
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
    Or,
    Pattern,
    Phrase,
    Query,
    Within,
    Word,
)
from tests.searcher.trees import ANALYZER, TODAY, A, B, C, month, otherwise, phrase, word


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(f"{text}+00:00").timestamp())


def days(first: str | None, last: str | None) -> DateRange:
    return DateRange(first and seconds(first), last and seconds(f"{last}T23:59:59"))  # type: ignore[arg-type]


def near(distance: int, *items: Query, ordered: bool = False) -> Near:
    return Near(items, distance, ordered)


PAIR = (phrase("باب"), phrase("دار"))
EITHER_YEAR = Or([days("2014-01-01", "2014-12-31"), days("2016-01-01", "2016-12-31")])
EITHER_MONTH = Or([days("2015-08-01", "2015-08-31"), days("2016-02-01", "2016-02-29")])


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
        ("باب W/ 5 دار", near(5, A, B)),
        ("باب قُرب/ 5 دار", near(5, A, B)),
        ('"باب دار" ~5', near(5, *PAIR)),
        ('("باب دار" ~>5)^2', Near(PAIR, 5, ordered=True, boost=2.0)),
        ('"باب دار" ~ 5', Or([phrase("باب دار"), word("5")])),
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
        ("para (باب)", Within("paragraph", A)),
        ("جملة/٢ باب", Or([And([word("جمله"), word("2")]), A])),
        ("فقرة باب (دار)", Or([word("فقره"), A, B])),
        ("(باب para )", Or([A, word("para")])),
        # the first words, so many times
        ("lead:باب", First(A, DEFAULT_LEAD_WORDS)),
        ("lead/100:باب", First(A, 100)),
        ("٢٠/مقدمة:باب", First(A, 20)),
        ("مقدمة:(باب -دار)", And([First(A, DEFAULT_LEAD_WORDS), Not(First(B, DEFAULT_LEAD_WORDS))])),
        ('lead:"باب دار"', First(phrase("باب دار"), DEFAULT_LEAD_WORDS)),
        ("atleast3(باب)", AtLeast(A, 3)),
        ("atleast/3(باب)", AtLeast(A, 3)),
        ("تكرار/٣(باب)", AtLeast(A, 3)),
        ("3/تكرار(باب)", AtLeast(A, 3)),
        ("atleast3 (باب)", AtLeast(A, 3)),
        ("تَكرار/3 (باب)", AtLeast(A, 3)),
        ("3/تكرار (باب)", AtLeast(A, 3)),
        ("5/مقدّمة:باب", First(A, 5)),
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
        ("ب??ب", Pattern("text", "ب??ب")),
        ("ب???ب", Pattern("text", "ب???ب")),
        ("??ب", Pattern("text", "??ب")),
        ("باب?*", Pattern("text", "باب?*")),
        ("باب??*", Pattern("text", "باب??*")),
        ("ب?*ب", Pattern("text", "ب?*ب")),
        ("*?باب", Pattern("text", "*?باب")),
        ("?*باب", Pattern("text", "?*باب")),
        ("ب?\u200f?ب", Pattern("text", "ب??ب")),
        ("title:ب??ب", Pattern("title", "ب??ب")),
        ('"ب??ب"', Pattern("text", "ب??ب")),
        ('"ب?\u200fب"', Pattern("text", "ب?ب")),
        ('"دار ب??ب"', near(0, phrase("دار"), Pattern("text", "ب??ب"), ordered=True)),
        ('"دار باب?*"~3', near(3, phrase("دار"), Pattern("text", "باب?*"))),
        ("باب?? دار???", Or([A, B])),
        ('"باب دار??"', phrase("باب دار")),
        ("باب*? دار", Or([Pattern("text", "باب*"), B])),
        ("با؟دار", Pattern("text", "با?دار")),
        ("باب؟دَا", Pattern("text", "باب?دا")),
        ("بَاب؟دار", Or([A, B])),
        # what is written to the next word is no part of the one before
        ('"باب دار" ~2شمس', Or([phrase("باب دار"), Fuzzy("text", "شمس", 2)])),
        ("باب قرب/4دار", Or([A, And([word("قرب"), word("4"), B])])),
        ("para)باب دار(", Within("paragraph", And([A, B]))),
        ("باب؟دار؟ش", And([A, Pattern("text", "دار?ش")])),
        ("source:با؟دا", Or([FieldValue("source", ("با",)), FieldValue("source", ("دا",))])),
        ("ب؟؟بَ؟ا", Pattern("text", "ب??ب?ا")),
        ('"دار ب؟ب"', phrase("دار ب ب")),
        ('باب؟ "دار؟" ؟شمس', Or([A, phrase("دار"), C])),
        ('"باب*"', Pattern("text", "باب*")),
        ('"باب دار*"', near(0, phrase("باب"), Pattern("text", "دار*"), ordered=True)),
        ('"باب دار*"~3', near(3, phrase("باب"), Pattern("text", "دار*"))),
        ("مدرسة~1", Fuzzy("text", "مدرسه", 1)),
        ("مدرسة~٢", Fuzzy("text", "مدرسه", 2)),
        ("2~مدرسة", Fuzzy("text", "مدرسه", 2)),
        ("مدرسة~", Fuzzy("text", "مدرسه", 1)),
        ("يناير~1", Fuzzy("text", "يناير", 1)),  # not كانون الثاني
        ("عبدالله~2 باب", Or([Fuzzy("text", "عبدالله", 2), A])),  # not عبد الله
        ("-مدرسة~1 باب", And([A, Not(Fuzzy("text", "مدرسه", 1))])),
        ("باب~دار", And([A, B])),
        # weights
        ("باب^2", Word("text", "باب", 2.0)),
        ("2021^3", Word("text", "2021", 3.0)),
        ("٢٠٢١^٣", Word("text", "2021", 3.0)),
        ("باب^٠٫٥", Word("text", "باب", 0.5)),
        ("باب^2,5", Word("text", "باب", 2.5)),
        ("باب^٢،٥", Word("text", "باب", 2.5)),
        ("2,5^باب", Word("text", "باب", 2.5)),
        ("2^باب", Word("text", "باب", 2.0)),
        ('"باب دار"^3', Phrase("text", ["باب", "دار"], boost=3.0)),
        ("باب*^2", Pattern("text", "باب*", 2.0)),
        ("مدرسة~1^2", Fuzzy("text", "مدرسه", 1, 2.0)),
        ("(باب دار)^2", Or([Word("text", "باب", 2.0), Word("text", "دار", 2.0)])),
        ("para(باب دار)^2", Within("paragraph", And([Word("text", "باب", 2.0), Word("text", "دار", 2.0)]))),
        ("lead:باب^2", First(Word("text", "باب", 2.0), DEFAULT_LEAD_WORDS)),
        # operators in Arabic and as signs
        ("باب /و/ دار", And([A, B])),
        ("باب && دار", And([A, B])),
        ("باب && !دار", And([A, Not(B)])),
        ("باب !(دار شمس)", And([A, Not(Or([B, C]))])),
        ('!"باب" دار', And([B, Not(phrase("باب"))])),
        ("باب ! دار! !!شمس", Or([A, B, C])),
        ("باب /ليس/ دار", And([A, Not(B)])),
        ("باب /أو/ دار /و/ شمس", Or([A, And([B, C])])),
        # fields in Arabic
        ("عنوان:باب", Word("title", "باب")),
        ("عنوان:(باب دار)", Or([Word("title", "باب"), Word("title", "دار")])),
        ("المصدر:سبق", FieldValue("source", ("سبق",))),
        ("المَصدَر:سبق", FieldValue("source", ("سبق",))),
        ("الـــمصدر:سبق", FieldValue("source", ("سبق",))),
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
        ("date:>2015-08 باب", And([A, days("2015-09-01", None)])),
        ("date:>=2015-08", days("2015-08-01", None)),
        ("تاريخ:<2015-08", days(None, "2015-07-31")),
        ("تاريخ:≤ آب 2015 باب", And([A, days(None, "2015-08-31")])),
        ('date:">2015-08"', days("2015-09-01", None)),
        ("date:(<2015 >2016)", Or([days(None, "2014-12-31"), days("2017-01-01", None)])),
        ("date:<2015-08-05T12:30", DateRange(None, seconds("2015-08-05T12:29:59"))),
        ("date:[2015-08 TO 2015-10] باب", And([A, days("2015-08-01", "2015-10-31")])),
        ("تاريخ:[آب 2015 إلى *]", days("2015-08-01", None)),
        ("date:]* TO 2015-08[", days(None, "2015-08-31")),
        ("date:{2015-08 TO 2015-10]", days("2015-09-01", "2015-10-31")),
        ("date:[2015-08 TO 2015-10}", days("2015-08-01", "2015-09-30")),
        ("date:[2015]", days("2015-01-01", "2015-12-31")),
        ("date:(-2015)", And([Every(), Not(days("2015-01-01", "2015-12-31"))])),
        ("date:(!2015)", And([Every(), Not(days("2015-01-01", "2015-12-31"))])),
        (
            "date:(2015 !2015-08)",
            And([days("2015-01-01", "2015-12-31"), Not(days("2015-08-01", "2015-08-31"))]),
        ),
        ("date:(2014 2016!)", EITHER_YEAR),
        # two signs of opposite sides: what is between
        *(
            (typed, days("2015-01-01", "2016-12-31"))
            for typed in (
                "date:>2014 date:<2017",
                "date:<2017 date:>2014",
                "date:(>2014 <2017)",
                "date:>2014 <2017",
                "date:>= 2015 <= 2016",
                "date:(2015.. ..2016)",
            )
        ),
        # there is no moment behind the last, or before the first
        ("date:>9999", DateRange(seconds_of(datetime.max), None)),
        ("date:<0001", DateRange(None, seconds_of(datetime.min))),
        ("date:>2014 <2017 باب", And([A, days("2015-01-01", "2016-12-31")])),
        ("date:(2010 >2014 <2017)", Or([days("2010-01-01", "2010-12-31"), days("2015-01-01", "2016-12-31")])),
        ("date:(>2014 OR <2017)", Or([days("2015-01-01", None), days(None, "2016-12-31")])),
        ("date:!2015 باب", And([A, Not(days("2015-01-01", "2015-12-31"))])),
        ("-date:[2015 TO 2015] باب", And([A, Not(days("2015-01-01", "2015-12-31"))])),
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
        ("date:(2014 2016)", EITHER_YEAR),
        ("date:( 2014\u200f 2016 )", EITHER_YEAR),
        ("date:(2014، 2016)", EITHER_YEAR),
        ("تاريخ:(٢٠١٤ ٢٠١٦) باب", And([A, EITHER_YEAR])),
        ("date:(2014 2016 2015-08)", Or([*EITHER_YEAR.subqueries, days("2015-08-01", "2015-08-31")])),
        ("date:(2014 2016 -2014-01)", And([EITHER_YEAR, Not(days("2014-01-01", "2014-01-31"))])),
        ("date:2014 date:(2016 2018)", Or([*EITHER_YEAR.subqueries, days("2018-01-01", "2018-12-31")])),
        ("date:(2014 2016 OR 2018)", Or([*EITHER_YEAR.subqueries, days("2018-01-01", "2018-12-31")])),
        ("+date:(2014 2016) باب", And([A, EITHER_YEAR])),
        ("-date:(2014 2016) باب", And([A, Not(EITHER_YEAR)])),
        ("date:(آب 2015 شباط 2016)", EITHER_MONTH),
        ("date:(آب 2015 OR شباط 2016)", EITHER_MONTH),
        ("date:(آب 2015 /او/ شباط 2016)", EITHER_MONTH),
        ("date:(أغسطس/آب 2015 2016-02)", EITHER_MONTH),
        ("date:(August 2015 Feb 2016)", EITHER_MONTH),
        ('date:("آب 2015" "شباط 2016")', EITHER_MONTH),
        ("date:( آب  2015 \t شباط\n2016 )", EITHER_MONTH),
        ("date:(آب   2015   OR  شباط  2016)", EITHER_MONTH),
        ("date:(12 آب 2015)", days("2015-08-12", "2015-08-12")),
        ("date:(12 آب 2015 2016)", Or([days("2015-08-12", "2015-08-12"), days("2016-01-01", "2016-12-31")])),
        ("date:(2014 12 آب 2015)", Or([days("2014-01-01", "2014-12-31"), days("2015-08-12", "2015-08-12")])),
        ("تاريخ:(آخر 7 أيام 2014)", Or([days("2026-03-24", "2026-03-31"), days("2014-01-01", "2014-12-31")])),
        ("تاريخ:(أمس اليوم)", Or([days("2026-03-30", "2026-03-30"), days("2026-03-31", "2026-03-31")])),
        ("date:(2014..2015 2018)", Or([days("2014-01-01", "2015-12-31"), days("2018-01-01", "2018-12-31")])),
        (
            "source:سبق source:(مدار OR صدى)",
            Or([FieldValue("source", (name,)) for name in ("سبق", "مدار", "صدي")]),
        ),
        ("-date:2014 باب", And([A, Not(days("2014-01-01", "2014-12-31"))])),
        ("أغسطس 2015", Or([word("اغسطس"), word("2015")])),
        ("has:author", Has("author")),
        ("يوجد:كاتب باب", And([A, Has("author")])),
        ("-has:author باب", And([A, Not(Has("author"))])),
        ("has:(author date)", And([Has("author"), Has("date")])),
        # in one word or two
        ("عبدالله باب", Or([word("عبدالله"), otherwise("عبد الله"), A])),
        ("عبد الله باب", Or([word("عبد"), otherwise("عبدالله"), word("الله"), A], [word("الله")])),
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


ABDULLAH: Final = Or([And([word("عبد"), word("الله")]), otherwise("عبدالله")])


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("عبد الله", Or([And([word("عبد"), word("الله")]), otherwise("عبدالله")])),
        ("عبدالله باب", And([Or([word("عبدالله"), otherwise("عبد الله")]), A])),
        ("كانون الثاني", Or([And([word("كانون"), word("الثاني")]), month("يناير"), month("جانفي")])),
        # words near two that are also written otherwise: near the one that is next to the operator
        ("عبد الله W/3 باب", And([ABDULLAH, Near((Or([word("الله"), otherwise("عبدالله")]), A), 3)])),
        (
            "باب PRE/3 (عبد الله)",
            And([ABDULLAH, Near((A, Or([word("عبد"), otherwise("عبدالله")])), 3, True)]),
        ),
        (
            "باب W/3 (عبد الله) W/5 دار",
            And(
                [
                    ABDULLAH,
                    Near((A, Or([word("عبد"), otherwise("عبدالله")])), 3),
                    Near((Or([word("الله"), otherwise("عبدالله")]), B), 5),
                ]
            ),
        ),
        ("date:(2014 2016)", EITHER_YEAR),
        ("date:2014 date:2016", EITHER_YEAR),
        ("باب para(دار) lead:شمس", And([A, Within("paragraph", B), First(C, DEFAULT_LEAD_WORDS)])),
    ],
)
def test_tree_of_the_same_where_every_word_is_required(typed: str, tree: Query) -> None:
    assert read(typed, ANALYZER, match="all", today=TODAY) == (tree, ())


@pytest.mark.parametrize(
    "digits",
    ["1000000000", "٩" * 10, "1" + "0" * 30, "7" * 5000, "7" * 100_000],
    ids=lambda each: str(len(each)),
)
@pytest.mark.parametrize(
    "typed",
    [
        "باب W/{} دار",
        "باب قرب/{} دار",
        "باب {}/W دار",
        "باب PRE/{} دار",
        "باب قبل/{} دار",
        '"باب دار"~{}',
        '"باب دار"~>{}',
        '{}~"باب دار"',
        '~{}"باب دار"',
        "lead/{}:باب",
        "مقدمة/{}:باب",
        "{}/lead:باب",
        "atleast{}(باب)",
        "تكرار/{}(باب)",
        "{}/تكرار(باب)",
    ],
)
def test_a_number_of_more_digits_than_any_is_a_number(typed: str, digits: str) -> None:
    reading = read(typed.format(digits), ANALYZER)
    assert reading.problems == ()
    assert reading == read(typed.format("9" * 9), ANALYZER)
    assert reading != read(typed.format("9" * 8), ANALYZER)


@pytest.mark.parametrize("digits", ["1000000000", "7" * 5000], ids=lambda each: str(len(each)))
@pytest.mark.parametrize(
    ("typed", "nearest"), [("باب^{}", "باب^10"), ('"باب"^{}', '"باب"^10'), ("بابا~{}", "بابا~2")]
)
def test_a_weight_or_misspelling_of_more_digits_than_any_is_told_as_too_large(
    typed: str, nearest: str, digits: str
) -> None:
    reading = read(typed.format(digits), ANALYZER)
    assert len(reading.problems) == 1
    assert reading.tree == read(nearest, ANALYZER).tree
