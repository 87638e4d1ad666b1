"""Words by chunks are the words that the analyser finds one by one, whether the chunks are found in C or with NumPy."""

from __future__ import annotations

import gc
import random
import weakref

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis import Analyzer
from index.analysis.sentences import sentence_limits
from index.ingestion import chunks
from index.ingestion.interning import Interner, joined

ANALYZER = Analyzer()
WORDS = "وزير. د. الوَزِير كـــتاب ﷺ ﷲ 3.5 ٣٫٥ 1,000 12.09.2023 U.S. O'Neill أ.ف.ب كوفيد19 #كأس_العالم"
MORE_WORDS = "G20 中文 x.é 一.二 😀 𝟗 । क्षि x ب 1"
SIGNS = "\u200f \u200d \u064b \u00e9 e\u0301 \ud800 _ ، . , ' ’ - / ( » \x00 .» ؟ ! …"
PIECES = st.sampled_from(
    [*WORDS.split(" "), *MORE_WORDS.split(" "), *SIGNS.split(" "), " ", " ", " ", "\n", "\xa0"]
)
TEXT = st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=40))


pytestmark = pytest.mark.usefixtures("each_way")


def interned(articles: list[list[str]]) -> list[list[list[str]]]:
    """The forms of each passage of each article, as the interner has them; an article is a batch."""
    interner = Interner(ANALYZER)
    found = []
    for passages in articles:
        tokens, lengths = interner.intern(joined(passages)).words
        words = [interner.forms[number] for number in tokens.tolist()]
        assert len(words) == lengths.sum()
        ends = np.cumsum(lengths).tolist()
        found.append([words[end - length : end] for end, length in zip(ends, lengths.tolist(), strict=True)])
    return found


def analysed(articles: list[list[str]]) -> list[list[list[str]]]:
    return [[[token.form for token in ANALYZER.tokens(text)] for text in passages] for passages in articles]


@settings(max_examples=400)
@given(st.lists(st.lists(TEXT, min_size=1, max_size=3), max_size=4))
@example([["3.5.", "12.٣", "٣.ا5", "5'x", "x'5", "ب'x", "x'\u0301x", "\u0301.5", "1.", ".1"]])
@example([["", ""], [""], ["x"]])
@example([["\u3040 \ufaff"]])
@example([["rockʼʼroll", "1ʼف", "aʼ", "ʼa", "aʼb", "3.5ʼف", "1,000ʼ", "ʼU.S."]])
def test_the_forms_are_those_of_the_analyser(articles: list[list[str]]) -> None:
    assert interned(articles) == analysed(articles)


def sentences_of(passages: list[str]) -> list[int]:
    """Where sentences begin within passages, by the tokens of each and the limits of its sentences."""
    begin = 0
    found: set[int] = set()
    for text in passages:
        starts = [token.start for token in ANALYZER.tokens(text)]
        words = [sum(start < limit for start in starts) for limit in sentence_limits(text)]
        found |= {begin + word for word in words if 0 < word < len(starts)}
        begin += len(starts) + 1
    return sorted(found)


@settings(max_examples=400)
@given(st.lists(TEXT, max_size=5), st.sampled_from([1, 16, 1 << 18]))
@example(
    ["", "\n", "قمة.", "\nقمة. وزير.", ". قمة", "د. سعيد. x.é 一.二.é", "ﷺ. ﷺ", "قمة. \u0300. قمة"], 1 << 18
)
def test_sentences_begin_where_the_tokens_say(passages: list[str], batch: int) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(chunks, "BATCH", batch)
        chunks._powers.cache_clear()
        found = Interner(ANALYZER).intern(joined(passages)).sentences
    chunks._powers.cache_clear()
    assert found.tolist() == sentences_of(passages)


@pytest.mark.parametrize("batch", [1, 7, 64])
def test_batches_make_no_difference(monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    monkeypatch.setattr(chunks, "BATCH", batch)
    chunks._powers.cache_clear()
    articles = [["قمة عربية", "وزير " * 40, "ﷺ", ""], ["O'Neill 3.5"], ["x" * 300, "قمة"]]
    try:
        assert interned(articles) == analysed(articles)
    finally:
        chunks._powers.cache_clear()


def test_a_great_many_words_keep_their_numbers() -> None:
    rng = random.Random(3)
    words = ["".join(rng.choices("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", k=rng.randint(2, 9))) for _ in range(60_000)]
    articles = [[" ".join(words[at : at + 500])] for at in range(0, len(words), 500)]
    assert interned(articles + articles) == analysed(articles + articles)


def test_words_that_collide_in_any_base_are_told_apart() -> None:
    """Thue and Morse's sequence and its complement have equal polynomial hashes modulo 2^64 from 2048 letters on."""
    bits = [bin(n).count("1") % 2 for n in range(2048)]
    first = "".join("اب"[bit] for bit in bits)
    second = "".join("با"[bit] for bit in bits)
    assert interned([[first, second]]) == analysed([[first, second]])


def test_numbers_come_in_the_order_of_the_text() -> None:
    interner = Interner(ANALYZER)
    interner.intern(joined(["ثالث أول", "ثان أول ﷺ"]))
    assert interner.forms[:3] == ["ثالث", "اول", "ثان"]


@settings(max_examples=400)
@given(st.text("ءاأإآبةتديىهوئؤن\u0640\u064b\u0651", min_size=1, max_size=8))
@example("هيأة")
@example("شىء")
@example("شىءً")
@example("ـكتابٌ")
@example("\u064b")
def test_words_of_plain_letters_are_folded_as_the_analyser_does(word: str) -> None:
    assert interned([[word]]) == analysed([[word]])


def test_an_interner_that_is_let_go_is_gone_at_once() -> None:
    """... with all that it knows: a worker of a large archive has one after the other."""
    interner = Interner(Analyzer())
    interner.intern(joined(["وزير الخارجية 3.5"]))
    held = weakref.ref(interner)
    gc.disable()
    try:
        del interner
        assert held() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("letters", ["ab", "Aс", "بت"])
def test_no_two_long_words_have_one_hash_in_many_bases(letters: str) -> None:
    """The sequences of Thue and Morse, whose hashes differ by a product of many even numbers."""
    sequence = "0"
    for _ in range(9):
        sequence += sequence.translate({48: "1", 49: "0"})
    for length in (32, 64, 128, 256, 512):
        one = sequence[:length].translate({48: letters[0], 49: letters[1]})
        other = sequence[:length].translate({48: letters[1], 49: letters[0]})
        for _ in range(40):
            chunks._powers.cache_clear()
            interner = Interner(Analyzer())
            interner.intern(list(joined([one, other])))
            assert len(interner.forms) == 2


def test_a_number_is_found_where_its_bucket_is_taken_at_the_end_of_the_table() -> None:
    table = chunks._HashTable()
    hashes = np.array([(1 << 64) - 1, (1 << 64) - 2, (1 << 64) - 3], np.uint64)
    table.add(hashes, np.array([1, 2, 3], np.uint32))
    assert table.numbers(hashes).tolist() == [1, 2, 3]
    assert table.numbers(hashes - np.uint64(3)).tolist() == [table.NONE] * 3
