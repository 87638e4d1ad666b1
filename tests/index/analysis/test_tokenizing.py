"""Where words begin and end in raw text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer
from index.analysis.tokenizing import WORD
from tests.patience import no_hours

CUTS = [
    ("قال الوزير", ["قال", "الوزير"], "spaces"),
    ("مُحَمَّدٌ", ["مُحَمَّدٌ"], "marks are inside the word"),
    ("كتـــاب.", ["كتـــاب"], "tatweel is inside the word"),
    ("1436هـ، قال", ["1436", "هـ", "قال"], "tatweel at the end belongs to the word; digits are apart"),
    ("كتابًا", ["كتابًا"], "tanwin"),
    ("كتاباً", ["كتاباً"], "a mark at the end belongs to the word"),
    ("\u200fمصر\u200f!", ["مصر"], "bidi marks around are outside"),
    ("مص\u200fر", ["مص\u200fر"], "a bidi mark inside is inside"),
    ("می\u200cخواهم", ["می\u200cخواهم"], "half space"),
    ("\ufeffمصر", ["مصر"], "byte order mark"),
    ("مدر\u00adسة", ["مدر\u00adسة"], "soft hyphen"),
    ("ﷺ", ["ﷺ"], "a ligature is one raw word"),
    ("#يوم_التأسيس", ["يوم", "التأسيس"], "hashtag"),
    ("@user_name", ["user", "name"], "handle"),
    ("أميركية-روسية", ["أميركية", "روسية"], "hyphen"),
    ("وزير/سفير", ["وزير", "سفير"], "slash"),
    ("«بوتين»", ["بوتين"], "guillemets"),
    ("قال:نعم", ["قال", "نعم"], "colon"),
    ("قال،نعم؛لا؟", ["قال", "نعم", "لا"], "Arabic punctuation"),
    ("كلمة...كلمة", ["كلمة", "كلمة"], "ellipsis"),
    ("كورونا19", ["كورونا", "19"], "letters and digits apart"),
    ("و2015", ["و", "2015"], "a clitic before a number"),
    ("بـ5", ["بـ", "5"], "a clitic with tatweel before a number"),
    ("16سنة", ["16", "سنة"], "a unit glued to the number"),
    ("G20", ["G20"], "Latin letters and digits stay together"),
    ("F16", ["F16"], "Latin letters and digits stay together"),
    ("F-16", ["F", "16"], "but not across a hyphen"),
    ("5G", ["5G"], "digit first"),
    ("H1N1", ["H1N1"], "alternating"),
    ("الBBC", ["ال", "BBC"], "Arabic glued to Latin"),
    ("الـBBC", ["الـ", "BBC"], "Arabic glued to Latin with tatweel"),
    ("iPhoneجديد", ["iPhone", "جديد"], "Latin glued to Arabic"),
    ("3.5", ["3.5"], "decimal"),
    ("3.5%", ["3.5"], "percent"),
    ("٣٫٥", ["٣٫٥"], "Arabic decimal"),
    ("3.5مليون", ["3.5", "مليون"], "decimal glued to a word"),
    ("1,000", ["1,000"], "thousands"),
    ("١٬٠٠٠", ["١٬٠٠٠"], "Arabic thousands"),
    ("1,000,000.50", ["1,000,000.50"], "thousands and decimals"),
    ("1.000.000", ["1.000.000"], "thousands with points"),
    ("20,30", ["20", "30"], "a list, not thousands"),
    ("12/09/2023", ["12", "09", "2023"], "date"),
    ("12.09.2023", ["12", "09", "2023"], "date with points"),
    ("12-09-2023", ["12", "09", "2023"], "date with hyphens"),
    ("2023.", ["2023"], "full stop after a number"),
    ("12:38", ["12", "38"], "time"),
    ("192.168.0.1", ["192", "168", "0", "1"], "address"),
    ("2014/2015", ["2014", "2015"], "season"),
    ("U.S.", ["U.S"], "abbreviation"),
    ("U.S.A", ["U.S.A"], "abbreviation"),
    ("end.Next", ["end", "Next"], "a space left out is no abbreviation"),
    ("أ.ف.ب", ["أ", "ف", "ب"], "Arabic initials are tokens each, as in أ ف ب"),
    ("O'Neill", ["O'Neill"], "apostrophe inside"),
    (
        "Oʼoq rockʼʼroll 5ʼ",
        ["Oʼoq", "rock", "roll", "5"],
        "what Python takes for a letter is an apostrophe, too",
    ),
    ("'quoted'", ["quoted"], "apostrophes around"),
    ("Trump’s", ["Trump’s"], "typographic apostrophe"),
    ("rock'n'roll", ["rock'n'roll"], "two apostrophes"),
    ("www.example.com", ["www", "example", "com"], "address"),
    ("cafe\u0301", ["cafe\u0301"], "combining accent"),
    ("日本語", ["日", "本", "語"], "ideographs each"),
    ("فوز🎉كبير", ["فوز", "كبير"], "emoji separates"),
    ("👨\u200d👩\u200d👧", [], "emoji joined with ZWJ"),
    ("ـــــ", [], "a line of tatweel is no word"),
    ("ًٌٍ", [], "marks without a letter"),
    ("\ud800\udfff", [], "lone surrogates"),
    ("", [], "nothing"),
    ("...؟!", [], "only punctuation"),
    ("\x00\x1b[31mخطر", ["31m", "خطر"], "control characters"),
]


@pytest.mark.parametrize(
    ("text", "words"),
    [pytest.param(text, words, id=f"{number}-{why}") for number, (text, words, why) in enumerate(CUTS)],
)
def test_text_is_cut_as_the_table_says(text: str, words: list[str]) -> None:
    assert WORD.findall(text) == words


def test_what_is_compiled_for_a_text_finds_what_the_whole_pattern_does() -> None:
    whole = re.compile(WORD.pattern)
    for code in range(1 << 16):
        text = f"ب{chr(code)}a{chr(code)}1"
        assert WORD.findall(text) == whole.findall(text)
        assert [match.span() for match in WORD.finditer(text)] == [
            match.span() for match in whole.finditer(text)
        ]
        assert bool(WORD.fullmatch(chr(code))) == bool(whole.fullmatch(chr(code)))


PLAIN = [chr(code) for code in (*range(0x250), *range(0x600, 0x700), *range(0x2000, 0x2070), 0xFEFF)]


@given(
    st.text(st.sampled_from(PLAIN)) | st.text(st.sampled_from("ابةـَa1.,'’é\xad\u0674ﷺ\u200f\u3040日ｱ😀_ "))
)
def test_so_it_does_in_any_text(text: str) -> None:
    assert WORD.findall(text) == re.compile(WORD.pattern).findall(text)


@given(st.text())
def test_no_text_is_refused(text: str) -> None:
    for match in WORD.finditer(text):
        assert match.end() > match.start()


@given(st.lists(st.text(st.characters(codec=None), max_size=3)))
def test_lone_surrogates_are_no_trouble(parts: list[str]) -> None:
    Analyzer().tokens("\ud83d".join(parts))


@pytest.mark.parametrize(
    "text",
    [
        *("ـ" * 500_000, "َ" * 500_000, "\u200f" * 500_000, "ـ\u200f" * 250_000, "ب" + "\u200d" * 500_000),
        *("a" + "\u0301" * 500_000, "a'" * 250_000, "a." * 250_000),
        *("1." * 250_000, "1,000" * 100_000, "1,000," * 100_000, "1٬" * 250_000, "1" * 500_000),
    ],
)
def test_no_text_takes_long(text: str) -> None:
    """Time grows with the length and not with its square."""
    with no_hours():
        WORD.findall(text)
