"""What in a query can't mean what it says: where it is told, and what is proposed instead."""

from __future__ import annotations

import pytest

from searcher.language.operands import MOST_FUZZY_LETTERS, MOST_PATTERNS
from searcher.language.parser import read
from searcher.language.problems import MOST_PROBLEMS
from searcher.language.query import (
    Fuzzy,
    Pattern,
    Word,
)
from tests.searcher.trees import ANALYZER, TODAY, nodes

#: Hints that say more than how a query was read: as words, without a date or whatever the number of times.
PERHAPS_MEANT = {
    "title:",
    "source:",
    "author:",
    "مصدر:",
    "فقرة(",
    "جملة(",
    "تكرار/2(",
    "2015-08",
    "atleast2",
    "تكرار/2",
}


@pytest.mark.parametrize(
    ("typed", "place", "hint", "meant"),
    [
        ('"باب دار', '"باب دار', '"باب دار"', '"باب دار"'),
        ("شمس (باب دار", "(باب دار", "(باب دار)", "شمس (باب دار)"),
        ("شمس ((باب دار", "((باب دار", "((باب دار))", "شمس (باب دار)"),
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
        ("titel:باب", "titel:", "title:", "titel باب"),
        ("مصد:باب", "مصد:", "مصدر:", "مصد باب"),
        ("titel:(باب)", "titel:", "title:", "titel (باب)"),
        ('titel:"باب دار"', "titel:", "title:", 'titel "باب دار"'),
        ("titel:\u200f«باب دار»", "titel:", "title:", 'titel "باب دار"'),
        ("شمس Souce：(باب دار)", "Souce：", "source:", "شمس souce (باب دار)"),
        ('-autor:"باب"', "autor:", "author:", '-autor "باب"'),
        ("(مصد:(باب))", "مصد:", "مصدر:", "مصد باب"),
        ("date:32/13/2015", "32/13/2015", "2015", "date:2015"),
        ("date:2015-02-30 باب", "2015-02-30", "2015-02", "date:2015-02 باب"),
        ("تاريخ:٢٠١٥-١٣", "٢٠١٥-١٣", "2015", "date:2015"),
        ("date:2016..2015", "2016..2015", "2015..2016", "date:2015..2016"),
        ("date:>2015-13", ">2015-13", ">2015", "date:>2015"),
        ("date:>= 2015-13", ">= 2015-13", ">=2015", "date:>=2015"),
        ("date:[2015 2016]", "[2015 2016]", "2015..2016", "date:2015..2016"),
        ("date:[2016 2015]", "[2016 2015]", "2015..2016", "date:2015..2016"),
        ("date:[2016 TO 2015]", "[2016 TO 2015]", "2015..2016", "date:2015..2016"),
        ("date:{2015 TO 2016}", "{2015 TO 2016}", "2015..2016", "date:2015..2016"),
        ("date:2015..قريبا", "2015..قريبا", "2015..", "date:2015.."),
        ("date:(2015 قريبا)", "2015 قريبا", "2015", "date:2015"),
        ("date:(2015 أيار)", "2015 أيار", "2015", "date:2015"),
        ("date:(12 2015)", "12 2015", "2015", "date:2015"),
        ('date:"2014 2016"', '"2014 2016"', "2014", "date:2014"),
        ("date:(2014 - 2016)", "-", "", "date:(2014 2016)"),
        ("date:(OR 2014)", "OR", "", "date:2014"),
        ("date:( 2014 2016 OR )", "OR", "", "date:(2014 2016)"),
        ("date:- باب", "-", "2015-08", "باب"),
        ("date:قريبا باب", "قريبا", "", "باب"),
        ("date:.. باب", "..", "2015-08", "باب"),
        ("has:شعر باب", "شعر", "", "باب"),
        ('has:"" باب', '""', "", "باب"),
        ("has:* باب", "*", "", "باب"),
        ('يوجد:"؟" باب', '"؟"', "", "باب"),
        ("has:(author *) باب", "*", "", "has:author باب"),
        ("يوجد:مقدمة باب", "مقدمة", "", "باب"),
        ("* باب", "*", "", "باب"),
        ("*ـ باب", "*ـ", "", "باب"),
        ("ʼ* باب", "ʼ*", "", "باب"),
        ('"باب * دار"', '"باب * دار"', '"باب دار"~>1', '"باب دار"~>1'),
        ("شمس «باب ** * دار»^2", "«باب ** * دار»", '"باب دار"~>2', 'شمس "باب دار"~>2^2'),
        ('"باب *ـ دار * شمس"', '"باب *ـ دار * شمس"', '"باب دار شمس"~>2', '"باب دار شمس"~>2'),
        ('"باب \u200f*\u200f دار*"', '"باب \u200f*\u200f دار*"', '"باب دار*"~>1', '"باب دار*"~>1'),
        ('title:"باب * دار"', '"باب * دار"', '"باب دار"~>1', 'title:"باب دار"~>1'),
        ('"* باب دار"', '"* باب دار"', '"باب دار"', '"باب دار"'),
        ('"باب *"', '"باب *"', '"باب"', '"باب"'),
        ('"باب * دار"~5', '"باب * دار"', '"باب دار"', '"باب دار"~5'),
        ('"*" باب', '"*"', "", "باب"),
        ('source:"سب* عاجل"', '"سب* عاجل"', '"سب عاجل"', 'source:"سب عاجل"'),
        ("مدرسة~9", "~9", "~2", "مدرسة~2"),
        ("مدرسة~0", "~0", "~1", "مدرسة~1"),
        ("مدرسة~1~2", "~2", "", "مدرسة~1"),
        ('"باب دار"~5~2', "~2", "", '"باب دار"~5'),
        ("https://x.org/a~1", "~1", "", "https://x.org/a"),
        ("في~2", "~2", "~1", "في~1"),
        ("مدر*~1", "~1", "", "مدر*"),
        ('"باب"~5', "~5", "", '"باب"'),
        ('"باب دار"~', "~", "", '"باب دار"'),
        ("(باب دار)~5", "~5", "", "(باب دار)"),
        ("باب^", "^", "", "باب"),
        ("باب^-1", "^-1", "^0.1", "باب^0.1"),
        ("باب^1e999", "^1e999", "^10", "باب^10"),
        ("باب^-1E5", "^-1E5", "^0.1", "باب^0.1"),
        ("(باب دار)^1e-99999999999", "^1e-99999999999", "^0.1", "(باب دار)^0.1"),
        ('"باب دار"^٢e٣', "^٢e٣", "^10", '"باب دار"^10'),
        ("1e3^باب", "1e3^", "^10", None),
        ("??", "??", "", ""),
        (" \u200f؟ ", "؟", "", ""),
        ("باب^1000", "^1000", "^10", "باب^10"),
        ("source:سبق^2 باب", "^2", "", "source:سبق باب"),
        ("source:سب* باب", "سب*", "سب", "source:سب باب"),
        ("فقرة (باب)", "فقرة (", "فقرة(", "(فقرة) (باب)"),
        ("تكرار (باب)", "تكرار (", "تكرار/2(", "(تكرار) (باب)"),
        ("تكرار(باب) دار", "تكرار", "تكرار/2", "+باب دار"),
        ("شمس جملة \u200f(باب)", "جملة \u200f(", "جملة(", "شمس (جملة) (باب)"),
        ("para()", "para()", "", ""),
        ("para(-باب) دار", "para(-باب)", "", "+دار -باب"),
        ("para(باب source:سبق)", "سبق", "", "+para(باب) +source:سبق"),
        ("para(باب title:دار)", "دار", "", "+para(باب) +title:دار"),
        ("atleast(باب) دار", "atleast", "atleast2", "+باب دار"),
        ("lead/0:باب", "lead/0:", "lead/50:", "lead:باب"),
        ("مقدمة/٠:(باب دار)", "مقدمة/٠:", "lead/50:", "lead:(باب دار)"),
        ('شمس 0/lead:"باب دار"', "0/lead:", "lead/50:", 'شمس lead:"باب دار"'),
        ("-lead/00:باب دار", "lead/00:", "lead/50:", "-lead:باب دار"),
        ("atleast0(باب) دار", "atleast0", "atleast2", "+باب دار"),
        ("باب W/5 source:سبق", "W/5", "AND", "باب AND source:سبق"),
        ("باب W/5 -دار", "W/5", "AND", "باب AND -دار"),
        ('lead:"باب دار"~5', '"باب دار"', "", None),
        ("(" * 13 + "باب" + ")" * 13, "(", "", "باب"),
        # the place is one of the string as it was typed
        ("\u200fباب\u200f (\u200fدار", "(\u200fدار", "(\u200fدار)", "باب دار"),
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
    if hint:
        mended = read(
            f"{typed[: reading.problems[0].start]}{hint}{typed[reading.problems[0].end :]}", ANALYZER
        )
        assert mended.problems == ()
        assert mended.tree == reading.tree or hint in PERHAPS_MEANT


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
        "عن titel: (باب) و titel: «دار» titel:\u200f شمس",
        "مجلس الوزراء:(باب) قال:«دار»",
    ],
)
def test_ordinary_text_has_no_problems(typed: str) -> None:
    assert read(typed, ANALYZER).problems == ()


@pytest.mark.parametrize(
    ("typed", "whole"),
    [('("باب', '("باب")'), ("شمس ((«باب دار", "((«باب دار»))"), ('para("باب', 'para("باب")')],
)
def test_a_quote_in_parentheses_ends_within_them(typed: str, whole: str) -> None:
    tree, problems = read(typed, ANALYZER)
    assert whole == problems[0].hint
    assert len(problems) == 2
    assert read(f"{typed[: problems[0].start]}{whole}", ANALYZER) == (tree, ())


def test_problems_come_by_place_and_are_no_more_than_some() -> None:
    problems = read("AND " * 100 + "(" * 100, ANALYZER).problems
    assert len(problems) == MOST_PROBLEMS
    assert list(problems) == sorted(problems)


def test_more_patterns_than_a_query_may_cost_are_read_as_words() -> None:
    reading = read(" ".join(f"باب{number}*" for number in range(100)), ANALYZER)
    assert sum(isinstance(node, Pattern) for node, _ in nodes(reading.tree)) == MOST_PATTERNS
    assert len(reading.problems) == 1


@pytest.mark.parametrize(
    "typed",
    [
        "date:12/00/2023",
        "date:2023-09-12T25:00",
        'date:"غدا..12 سبتمبر 2023"',
        'date:"27 صفر 1445هـ..2022-13"',
        'date:"رمضان 1445..2022"',
        'date:"2015-13 OR 2016"',
        "source:سب-عاجل*",
        "5~«باب * دار»",
        "1000^باب",
        "9~بابا",
    ],
)
def test_what_is_proposed_can_be_typed_in_its_place_and_means_what_was_read(typed: str) -> None:
    tree, (problem,) = read(typed, ANALYZER)
    assert read(f"{typed[: problem.start]}{problem.hint}{typed[problem.end :]}", ANALYZER) == (tree, ())


def test_a_word_longer_than_any_is_read_without_its_tilde() -> None:
    longest, longer = "ب" * MOST_FUZZY_LETTERS, "ب" * (MOST_FUZZY_LETTERS + 1)
    assert read(f"{longest}~1", ANALYZER) == (Fuzzy("text", longest, 1), ())
    tree, (problem,) = read(f"{longer}~1", ANALYZER)
    assert (tree, problem.start) == (Word("text", longer), len(longer))
