"""The analyser as index and search use it."""

import subprocess
import sys
import unicodedata
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer, Token, analyzer, folding, vocabulary
from index.analysis.folding import fold

TEXT = "قالَ «الوَزيـــر»: نحن في #كأس_العالم 2026، ﷺ و٣٫٥ مليون."


def forms(text: str) -> list[str]:
    return [token.form for token in Analyzer().tokens(text)]


def test_tokens_have_form_position_and_raw_offsets() -> None:
    text = "قالَ «الوَزيـــر»"
    assert Analyzer().tokens(text) == [Token("قال", 0, 0, 4), Token("الوزير", 1, 6, 16)]
    assert text[6:16] == "الوَزيـــر"


def test_a_ligature_gives_each_of_its_words_a_position_and_all_its_offsets() -> None:
    tokens = Analyzer().tokens("محمد ﷺ رسول")
    assert [token.form for token in tokens] == ["محمد", "صلي", "الله", "عليه", "وسلم", "رسول"]
    assert [token.position for token in tokens] == [0, 1, 2, 3, 4, 5]
    assert {(token.start, token.end) for token in tokens[1:5]} == {(5, 6)}


def test_positions_are_consecutive() -> None:
    tokens = Analyzer().tokens(TEXT)
    assert [token.position for token in tokens] == list(range(len(tokens)))


def test_offsets_slice_the_raw_text_whatever_stands_inside_a_word() -> None:
    text = "ا\u200fلم\u0651در\u00adسةُ، كـ\u200dتاب"
    assert [text[token.start : token.end] for token in Analyzer().tokens(text)] == [
        "ا\u200fلم\u0651در\u00adسةُ",
        "كـ\u200dتاب",
    ]


RAW_WORDS = [
    ("مُعَلِّم", ("معلم",), "one form"),
    ("ﷲ", ("الله",), "one ligature, one word"),
    ("ﷺ", ("صلي", "الله", "عليه", "وسلم"), "one ligature, four words"),
    ("﷼", ("ريال",), "the currency sign is a word"),
    ("½", ("1", "2"), "a fraction's digits"),
    ("كتاب جديد", ("كتاب", "جديد"), "a string of several words is cut"),
    ("،", (), "punctuation"),
    ("", (), "nothing"),
    ("\u200f", (), "an invisible character alone"),
    ("ـ", (), "tatweel alone"),
]


@pytest.mark.parametrize(("raw", "expected"), [pytest.param(raw, out, id=why) for raw, out, why in RAW_WORDS])
def test_forms_of_a_raw_word(raw: str, expected: tuple[str, ...]) -> None:
    assert Analyzer().forms(raw) == expected


QUERIES = [
    ("المسئولية", "المسؤولية", "Egyptian hamza"),
    ("جامعه القاهره", "جامعةُ القاهرة", "ta marbuta"),
    ("فى مصر", "في مِصر", "final ya"),
    ("٢٠٢٣", "2023", "digits"),
    ("کرة القدم", "كُرة القَدَم", "Persian kaf"),
    ("\u202bمصر\u202c", "مصر", "bidi embedding pasted from a page"),
    ("الاسلام", "اﻹســـلام", "ligature and tatweel"),
    ("“U.S.”", "us", "abbreviation in quotes"),
]


@pytest.mark.parametrize(("query", "text"), [pytest.param(q, t, id=why) for q, t, why in QUERIES])
def test_a_query_is_analysed_like_the_text(query: str, text: str) -> None:
    assert forms(query) == forms(text)


@given(st.text() | st.text(st.sampled_from("أإابةىيهـًَّ \u200f\u200d،.٫٣3,ﷺﻻab'G")))
def test_offsets_slice_words_out_of_any_text(text: str) -> None:
    """Every token's slice analysed alone gives the token's form again, and slices come in order without overlap."""
    engine = Analyzer()
    end = 0
    for token in engine.tokens(text):
        raw = text[token.start : token.end]
        assert token.form in engine.forms(raw)
        assert token.start >= end or text[token.start : token.end] == raw
        assert raw[0] not in "\u200f\u200d"
        assert raw[-1] not in "\u200f\u200d"
        end = token.start


@given(st.text() | st.text(st.sampled_from("أإابةىيهـًَّ \u200f\u200d،.٫٣3,ﷺﻻab'G")))
def test_forms_are_stable(text: str) -> None:
    """A form is a word of its own and its own form: what `fihris analyze` prints can be searched for."""
    engine = Analyzer()
    for token in engine.tokens(text):
        assert engine.forms(token.form) == (token.form,)
        assert token.form


@given(st.lists(st.text(st.sampled_from("أإابةىيهـًَّ\u200f\u200d٣3ﷺﻻabG")), max_size=6))
def test_words_between_spaces_are_analysed_one_by_one(words: list[str]) -> None:
    engine = Analyzer()
    together = [token.form for token in engine.tokens(" ".join(words))]
    assert together == [token.form for word in words for token in engine.tokens(word)]


@given(st.text())
def test_finding_words_and_looking_up_their_forms_is_the_same_as_tokens(text: str) -> None:
    """The way the indexer goes: `WORD.findall` and a dictionary."""
    engine = Analyzer()
    assert [form for raw in engine.WORD.findall(text) for form in engine.forms(raw)] == [
        token.form for token in engine.tokens(text)
    ]


@given(st.text(max_size=12))
def test_stemming_refuses_no_form(text: str) -> None:
    engine = Analyzer()
    for token in engine.tokens(text):
        assert engine.stem(token.form)


def test_a_full_cache_starts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyzer, "_CACHED_WORDS", 2)
    engine = Analyzer()
    assert [engine.forms(word) for word in ("أ", "ب", "ت", "أ")] == [("ا",), ("ب",), ("ت",), ("ا",)]


def test_the_fingerprint_is_the_same_in_every_process() -> None:
    code = "from index.analysis import Analyzer; print(Analyzer.fingerprint)"
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout.strip()
        for seed in ("0", "1")
    }
    assert printed == {Analyzer.fingerprint}


@pytest.mark.parametrize("rules", [folding, vocabulary])
def test_the_fingerprint_tells_tables_apart(rules: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    before = analyzer.digest_of_rules()
    monkeypatch.setattr(rules, "TABLES", ("another",))
    assert analyzer.digest_of_rules() != before


def test_the_unicode_of_another_python_makes_no_difference_but_other_rules_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Analyzer.understands(Analyzer.fingerprint)
    for of_python_311_to_313 in ("14.0.0", "15.0.0", "15.1.0"):
        assert Analyzer.understands(analyzer.digest_of_rules(of_python_311_to_313))
    assert not Analyzer.understands(analyzer.digest_of_rules("13.0.0"))
    monkeypatch.setattr(analyzer, "VERSION", analyzer.VERSION + 1)
    assert not Analyzer.understands(analyzer.digest_of_rules())
    assert not Analyzer.understands(analyzer.digest_of_rules("15.0.0"))


def test_a_unicode_that_was_not_compared_stands_for_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyzer, "unidata_version", "99.0.0")
    analyzer._fingerprints_of_the_like.cache_clear()
    other = "14.0.0" if unicodedata.unidata_version != "14.0.0" else "15.0.0"
    assert Analyzer.understands(Analyzer.fingerprint)
    assert not Analyzer.understands(analyzer.digest_of_rules(other))
    analyzer._fingerprints_of_the_like.cache_clear()


def test_folding_is_what_decides_the_form() -> None:
    assert forms("الأُسْرة") == [fold("الأُسْرة")]


def test_nothing_has_no_stem() -> None:
    assert Analyzer().stem("") == ""
