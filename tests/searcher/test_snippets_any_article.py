"""Snippets keep their contract on whatever text, and soon."""

from __future__ import annotations

import itertools
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Article
from index.analysis import Token
from searcher.presenting.breaks import is_break
from searcher.presenting.results import Snippet
from tests.patience import no_hours
from tests.searcher.sought import ANALYZER, FILLER, Sought, article, cut, sought

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


def with_marks(raw: str, end: int) -> int:
    """Where a word ends with the marks behind it, which belong to no word."""
    return next(at for at in range(end, len(raw) + 1) if is_break(raw, at))


def occurrences(raw: str, tokens: list[Token], wanted: Sought) -> list[tuple[int, int]]:
    """Every place of what is sought, one start after the other."""
    size = len(wanted.sequence)
    return [
        (tokens[i].start, with_marks(raw, tokens[i + size - 1].end))
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
    words = {place for each in here if len(each.sequence) == 1 for place in occurrences(raw, tokens, each)}
    phrases = {place for each in here if len(each.sequence) > 1 for place in occurrences(raw, tokens, each)}
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
@settings(max_examples=300)
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
        occurrences(text, ANALYZER.tokens(text), each)
        for each in wanted
        if each.fieldname != "title"
        for text in news.paragraphs
    )
    in_title = any(occurrences(news.title, ANALYZER.tokens(news.title), each) for each in wanted)
    assert all(bool(snippet.highlights) == (in_text or in_title) for snippet in snippets)
    assert in_text == any(s.highlights and s.paragraph is not None for s in snippets)


@given(ARTICLES, SOUGHT, st.sampled_from([20, 60, 240]))
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


def test_a_paragraph_of_a_megabyte_is_cut() -> None:
    text = f"{FILLER} باب، {FILLER} دار. " * 6000
    with no_hours():
        assert cut(article(text), sought("باب"), sought("دار"), sought("باب هذا"))


def test_a_megabyte_without_a_word_or_a_space() -> None:
    with no_hours():
        cut(article("؟" * 300_000, "\u064b" * 300_000, "ب" * 300_000), sought("باب"))
