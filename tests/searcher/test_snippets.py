"""Snippets keep their contract on whatever text, and are the fragments that a reader would choose."""

from __future__ import annotations

import itertools
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Article
from index.analysis import Analyzer, Token
from searcher.breaks import is_break
from searcher.marking import Marker, Marks
from searcher.query import NullQuery, Or, Phrase, Query, Word
from searcher.results import Snippet
from searcher.snippets import cut_snippets

ANALYZER = Analyzer()


def article(*paragraphs: str, title: str = "") -> Article:
    return Article(id="1", title=title, paragraphs=paragraphs)


@dataclass(frozen=True)
class Sought:
    """A word or phrase to find, as a set of forms for each of its words."""

    sequence: tuple[frozenset[str], ...]
    weight: float = 1.0
    fieldname: str = "text"

    def node(self, number: int) -> Query:
        """A leaf of its own for what is sought; a word stands for its forms."""
        if len(self.sequence) == 1:
            return Word(self.fieldname, f"word {number}")
        return Phrase(self.fieldname, [form for forms in self.sequence for form in forms])


def sought(words: str, weight: float = 1.0, fieldname: str = "text") -> Sought:
    """A word or phrase; "/" between the forms that match a word."""
    sequence = tuple(
        frozenset(token.form for token in ANALYZER.tokens(forms.replace("/", " "))) for forms in words.split()
    )
    return Sought(sequence, weight, fieldname)


def marks_of(given: Article, *wanted: Sought, paragraph: int | None = None) -> Marks:
    nodes = {each.node(number): each for number, each in enumerate(wanted)}
    tree = Or(list(nodes)) if nodes else NullQuery
    marker = Marker(tree, ANALYZER, lambda word: nodes[word].sequence[0], lambda node: nodes[node].weight)
    return marker.marks(given, paragraph=paragraph)


def cut(given: Article, *wanted: Sought, paragraph: int | None = None, **options: int) -> tuple[Snippet, ...]:
    marks = marks_of(given, *wanted, paragraph=paragraph)
    return cut_snippets(given, marks, paragraph=paragraph, **options)


def marked(snippets: Sequence[Snippet]) -> list[str]:
    return [snippet.text[start:end] for snippet in snippets for start, end in snippet.highlights]


FILLER = "هذا كلام كثير لا يبحث عنه أحد ولا يهم أن يقرأ"


# ------------------------------------------------------------------------------------------- highlights


@pytest.mark.parametrize(
    ("text", "wanted", "highlights"),
    [
        ("قرأ كِتَابًا جديدًا", ["كتابا"], ["كِتَابًا"]),
        ("قرأ الـكـتـــاب.", ["الكتاب"], ["الـكـتـــاب"]),
        ("قرأ (الكتاب)", ["الكتاب"], ["الكتاب"]),
        ("الإسﻼم والسﻼم", ["الاسلام"], ["الإسﻼم"]),
        ("النبي ﷺ قال", ["عليه"], ["ﷺ"]),
        ("النبي ﷺ قال", ["صلى الله عليه وسلم"], ["ﷺ"]),
        ("النبي ﷺ قال", ["النبي صلى"], ["النبي ﷺ"]),
        ("عام ٢٠٢١", ["2021"], ["٢٠٢١"]),
        ("باب دار باب", ["باب/دار"], ["باب", "دار", "باب"]),
        # a phrase is one highlight, and its words elsewhere are none
        ("باب، دار ثم دار ثم باب", ["باب دار"], ["باب، دار"]),
        ("باب دار باب", ["باب دار", "باب"], ["باب دار", "باب"]),
        ("باب باب باب", ["باب باب"], ["باب باب"]),
        ("باب دار شمس", ["باب دار", "دار شمس"], ["باب دار"]),
        ("باب دار شمس", ["باب دار", "باب دار شمس"], ["باب دار شمس"]),
        ("باب دار باب شمس", ["باب دار باب شمس"], ["باب دار باب شمس"]),
        ("باب باب دار", ["باب دار"], ["باب دار"]),
    ],
)
def test_highlights_cover_what_was_matched(text: str, wanted: list[str], highlights: list[str]) -> None:
    assert marked(cut(article(text), *map(sought, wanted))) == highlights


def test_what_is_sought_in_the_title_is_not_marked_in_paragraphs() -> None:
    news = article("باب ودار", title="باب")
    assert marked(cut(news, sought("باب", fieldname="title"), sought("ودار"))) == ["ودار"]


def test_what_is_marked_in_the_headline() -> None:
    news = article("باب", title="دار: بَابٌ، دار باب")
    both = [sought("دار باب"), sought("باب", fieldname="title")]
    assert [mark[:2] for mark in marks_of(news, *both).headline] == [(0, 10), (12, 19)]


# --------------------------------------------------------------------------- which fragments, and where from


def test_nothing_sought_gives_the_beginning() -> None:
    news = article("  ", "أول الكلام. ثم غيره.", title="عنوان")
    assert cut(news) == (Snippet(1, 0, 20, "أول الكلام. ثم غيره."),)


def test_nothing_found_gives_the_beginning() -> None:
    assert cut(article("أول الكلام"), sought("باب")) == (Snippet(0, 0, 10, "أول الكلام"),)


def test_the_headline_is_given_where_only_it_matches() -> None:
    assert cut(article("دار", title="باب"), sought("باب")) == (Snippet(None, 0, 3, "باب", ((0, 3),)),)


def test_the_headline_is_not_given_where_a_paragraph_matches() -> None:
    assert [snippet.paragraph for snippet in cut(article("دار", "باب", title="باب"), sought("باب"))] == [1]


def test_without_paragraphs_there_is_the_headline() -> None:
    assert cut(article(title="عنوان"), sought("باب")) == (Snippet(None, 0, 5, "عنوان"),)


def test_without_any_text_there_is_nothing() -> None:
    assert cut(article(" ", title="\u00a0"), sought("باب")) == ()


def test_one_paragraph_alone() -> None:
    news = article("باب", "دار", "باب", title="دار")
    assert cut(news, sought("باب"), paragraph=2) == (Snippet(2, 0, 3, "باب", ((0, 3),)),)
    assert cut(news, sought("باب"), paragraph=1) == (Snippet(1, 0, 3, "دار"),)


def test_a_paragraph_that_is_not_there() -> None:
    with pytest.raises(IndexError):
        cut(article("باب"), sought("باب"), paragraph=1)


def test_the_fragment_with_most_of_what_was_sought() -> None:
    news = article("باب هنا.", "باب ودار معا.", "باب ودار وشمس.", "شمس هنا.")
    best = cut(news, sought("باب"), sought("ودار"), sought("وشمس"), limit=1)
    assert [snippet.paragraph for snippet in best] == [2]


def test_rare_words_weigh_more_than_many() -> None:
    news = article("باب ودار معا.", "شمس وحدها.")
    best = cut(news, sought("باب"), sought("ودار"), sought("شمس", weight=5.0), limit=1)
    assert [snippet.paragraph for snippet in best] == [1]


def test_words_close_together_before_words_apart() -> None:
    news = article(f"باب {FILLER} {FILLER} {FILLER} دار.", "وفي باب دار.")
    assert [snippet.paragraph for snippet in cut(news, sought("باب"), sought("دار"), limit=1)] == [1]


def test_a_further_fragment_shows_something_new() -> None:
    news = article("باب.", "دار باب.", "وشمس.")
    shown = cut(news, sought("باب"), sought("دار"), sought("وشمس"))
    assert [snippet.paragraph for snippet in shown] == [1, 2]


def test_a_further_fragment_may_be_as_good_as_the_first() -> None:
    news = article("باب دار.", "باب.", "دار باب.")
    assert [snippet.paragraph for snippet in cut(news, sought("باب"), sought("دار"))] == [0, 2]


def test_no_fragment_for_a_word_that_hardly_matters() -> None:
    news = article("باب.", "في.")
    assert [snippet.paragraph for snippet in cut(news, sought("باب", 8.0), sought("في", 0.1))] == [0]


def test_two_fragments_of_one_long_paragraph() -> None:
    text = f"أول باب. {' '.join([FILLER + '.'] * 20)} آخر دار."
    assert marked(cut(article(text), sought("باب"), sought("دار"))) == ["باب", "دار"]


# ------------------------------------------------------------------------------------------ where it is cut


def test_sentences_are_kept_whole() -> None:
    text = f"{FILLER}. {FILLER}؟ هنا باب واحد. {FILLER}! {FILLER}."
    (snippet,) = cut(article(text), sought("باب"), width=30)
    assert snippet.text == "هنا باب واحد."


def test_short_sentences_are_given_with_their_neighbours() -> None:
    text = "الأولى هنا. الثانية باب. الثالثة هنا. " + f"{FILLER}. " * 5
    (snippet,) = cut(article(text), sought("باب"), width=50)
    assert snippet.text == "الأولى هنا. الثانية باب. الثالثة هنا."


def test_long_sentences_are_cut_at_words() -> None:
    text = f"{FILLER} {FILLER} باب {FILLER} {FILLER}"
    (snippet,) = cut(article(text), sought("باب"), width=60)
    assert len(snippet.text) <= 60
    assert snippet.highlights
    assert f" {snippet.text} " in f" {text} "


def test_a_phrase_longer_than_the_width_is_whole() -> None:
    (snippet,) = cut(article(f"{FILLER} {FILLER}"), sought(FILLER), width=10)[:1]
    assert marked([snippet]) == [FILLER]


def test_no_phrase_is_cut_where_a_sentence_ends_within_it() -> None:
    (snippet,) = cut(article("دار باب. شمس"), sought("دار", 5.0), sought("باب شمس"), width=10, limit=1)
    assert marked([snippet]) == ["دار", "باب. شمس"]


@pytest.mark.parametrize(
    "whole",
    ["بَ", "e\u0301", "❤\ufe0f", "👩\u200d👧", "🇸🇦", "👍🏽", "\r\n", "\ud83d\ude00", "\u0600١", "ب\u200d"],
)
def test_no_cut_within(whole: str) -> None:
    text = f"ا {whole} ا"
    assert [at for at in range(len(text)) if not is_break(text, at)] == list(range(3, 2 + len(whole)))


# --------------------------------------------------------------------------------------------- any article

WORDS = st.sampled_from(
    [
        *(
            "باب",
            "بَابٌ",
            "بـــاب",
            "با\u200dب",
            "الباب",
            "وبابها",
            "دار",
            "دَارٌ",
            "شمس",
            "ﺷﻤﺲ",
            "الإسﻼم",
            "ﷺ",
            "ﷲ",
        ),
        *(
            "في",
            "G20",
            "3.5",
            "٣٫٥",
            "1,000",
            "أ.ف.ب",
            "د.",
            "2021",
            "كوفيد19",
            "e\u0301t",
            "قصة",
            "يوم",
            "خبر",
        ),
    ]
)
BETWEEN = st.sampled_from(
    [
        *(
            " ",
            " ",
            " ",
            " ",
            "، ",
            ". ",
            "؟ ",
            "!",
            "؛",
            "… ",
            ".. ",
            "\n",
            "-",
            " «",
            "» ",
            "\u200f ",
            "\u064b ",
        ),
        *(
            " 😀 ",
            "👩\u200d👧",
            "🇸🇦🇪🇬",
            " ❤\ufe0f",
            "\ud83d",
            "\ude00",
            "\u0600",
            "\u200d",
            "\r\n",
            "\u0301",
            "\u00ad",
        ),
    ]
)
TEXTS = st.lists(st.tuples(WORDS, BETWEEN) | st.tuples(WORDS, BETWEEN, BETWEEN), max_size=60).map(
    lambda pieces: "".join(map("".join, pieces))
)
ARTICLES = st.builds(
    lambda title, paragraphs: article(*paragraphs, title=title), TEXTS, st.lists(TEXTS, max_size=4)
)
SEQUENCES = st.sampled_from(
    [
        *("باب", "باب/الباب/وبابها", "دار", "شمس", "الله", "صلى", "في", "3.5", "ف", "2021/1000", "كوفيد"),
        *(
            "باب دار",
            "دار باب",
            "باب باب",
            "باب شمس باب",
            "صلى الله عليه",
            "الله شمس",
            "ا ف ب",
        ),
    ]
)
SOUGHT = st.lists(
    st.builds(
        sought, SEQUENCES, st.sampled_from([0.5, 1.0, 2.0, 7.25]), st.sampled_from(["text", "text", "title"])
    ),
    max_size=5,
)


def occurrences(tokens: list[Token], wanted: Sought) -> list[tuple[int, int]]:
    """Every place of what is sought, one start after the other."""
    size = len(wanted.sequence)
    return [
        (tokens[i].start, tokens[i + size - 1].end)
        for i in range(len(tokens) - size + 1)
        if all(tokens[i + k].form in forms for k, forms in enumerate(wanted.sequence))
    ]


def check(news: Article, wanted: list[Sought], snippet: Snippet, width: int) -> None:
    """What the contract says of one snippet, found out the slow way."""
    raw = news.title if snippet.paragraph is None else news.paragraphs[snippet.paragraph]
    assert snippet.text == raw[snippet.start : snippet.end] != ""
    assert 0 <= snippet.start < snippet.end <= len(raw)
    tokens = ANALYZER.tokens(raw)
    for at in (snippet.start, snippet.end):
        assert not any(token.start < at < token.end for token in tokens)
        assert at in (0, len(raw)) or not unicodedata.combining(raw[at])
        assert at in (0, len(raw)) or not ("\ud800" <= raw[at - 1] < "\udc00" <= raw[at] < "\ue000")
    here = [each for each in wanted if snippet.paragraph is None or each.fieldname != "title"]
    words = {place for each in here if len(each.sequence) == 1 for place in occurrences(tokens, each)}
    phrases = {place for each in here if len(each.sequence) > 1 for place in occurrences(tokens, each)}
    highlights = [(start + snippet.start, end + snippet.start) for start, end in snippet.highlights]
    assert set(highlights) <= words | phrases
    assert all(snippet.start <= start < end <= snippet.end for start, end in highlights)
    assert all(one[1] <= next_one[0] for one, next_one in itertools.pairwise(highlights))
    inside = [(s, e) for s, e in words if snippet.start <= s and e <= snippet.end]
    assert all(any(s <= start and end <= e for s, e in highlights) for start, end in inside)
    for start, end in phrases:
        if snippet.start <= start and end <= snippet.end:
            assert any(s < end and start < e for s, e in highlights)
    longest = max((end - start for start, end in [*phrases, *((t.start, t.end) for t in tokens)]), default=0)
    assert len(snippet.text) <= width * 5 // 4 + 2 * longest + 20  # 20: emoji and marks at the cuts


@given(ARTICLES, SOUGHT, st.integers(1, 4), st.sampled_from([20, 60, 240]))
@settings(max_examples=300, deadline=None)
def test_the_contract_holds_for_any_article(
    news: Article, wanted: list[Sought], limit: int, width: int
) -> None:
    snippets = cut(news, *wanted, limit=limit, width=width)
    for snippet in snippets:
        check(news, wanted, snippet, width)
    assert bool(snippets) == any(text.strip() for text in (news.title, *news.paragraphs))
    assert len(snippets) <= limit
    for one, next_one in itertools.pairwise(snippets):
        if one.paragraph == next_one.paragraph:
            assert one.end <= next_one.start
        else:
            assert one.paragraph is not None
            assert next_one.paragraph is not None
            assert one.paragraph < next_one.paragraph
    in_text = any(
        occurrences(ANALYZER.tokens(text), each)
        for each in wanted
        if each.fieldname != "title"
        for text in news.paragraphs
    )
    in_title = any(occurrences(ANALYZER.tokens(news.title), each) for each in wanted)
    assert all(bool(snippet.highlights) == (in_text or in_title) for snippet in snippets)
    assert in_text == any(s.highlights and s.paragraph is not None for s in snippets)


@given(ARTICLES, SOUGHT, st.sampled_from([20, 60, 240]))
@settings(deadline=None)
def test_the_first_choice_shows_as_much_as_any_window_could(
    news: Article, wanted: list[Sought], width: int
) -> None:
    words = [each for each in wanted if len(each.sequence) == 1 and each.fieldname == "text"]

    def weight(tokens: list[Token]) -> float:
        return sum(each.weight for each in words if any(token.form in each.sequence[0] for token in tokens))

    best = 0.0
    for tokens in map(ANALYZER.tokens, news.paragraphs):
        for i, first in enumerate(tokens):
            best = max(best, weight([token for token in tokens[i:] if token.end - first.start <= width]))
            best = max(best, weight([token for token in tokens if token.end == first.end]))
    snippets = [s for s in cut(news, *words, limit=1, width=width) if s.paragraph is not None]
    assert max((weight(ANALYZER.tokens(snippet.text)) for snippet in snippets), default=0.0) >= best


def test_a_paragraph_of_a_megabyte_takes_a_few_times_as_long_as_its_analysis() -> None:
    text = f"{FILLER} باب، {FILLER} دار. " * 6000
    began = time.perf_counter()
    ANALYZER.tokens(text)
    analysed = time.perf_counter() - began
    began = time.perf_counter()
    cut(article(text), sought("باب"), sought("دار"), sought("باب هذا"))
    assert time.perf_counter() - began < 10 * analysed + 0.5


def test_a_megabyte_without_a_word_or_a_space() -> None:
    began = time.perf_counter()
    cut(article("؟" * 300_000, "\u064b" * 300_000, "ب" * 300_000), sought("باب"))
    assert time.perf_counter() - began < 3
