"""Snippets are the fragments that a reader would choose."""

from __future__ import annotations

import pytest

from searcher.presenting.breaks import is_break
from searcher.presenting.results import Snippet
from tests.searcher.sought import FILLER, article, cut, marked, marks_of, sought

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
        # with marks that are no part of the word
        ("الخطوة 1\ufe0f\u20e3 ثم 2", ["1", "2"], ["1\ufe0f\u20e3", "2"]),
        ("قال ﷺ\u200d في خطبته", ["الله"], ["ﷺ\u200d"]),
        ("عام ٣\u064c أو بعده", ["3"], ["٣\u064c"]),
        ("القمح\u034f هنا", ["القمح"], ["القمح\u034f"]),
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


def test_matches_just_within_the_width_are_one_fragment() -> None:
    news = article("شمس", "باب دار")
    wanted = sought("باب"), sought("دار"), sought("شمس", weight=1.5)
    assert [snippet.paragraph for snippet in cut(news, *wanted, limit=1, width=len("باب دار"))] == [1]


def test_a_sentence_a_quarter_longer_than_the_width_is_kept_whole() -> None:
    text = f"{FILLER} وباب"
    assert len(text) == 50
    (snippet,) = cut(article(text), sought("وباب"), width=40)
    assert snippet.text == text


def test_a_word_that_is_shown_already_takes_nothing_from_a_new_one_far_behind_it() -> None:
    news = article("باب شمس.", f"باب {' '.join([FILLER] * 9)} دار.")
    shown = cut(news, sought("باب"), sought("شمس"), sought("دار"), width=60)
    assert [snippet.paragraph for snippet in shown] == [0, 1]


def test_fragments_come_in_the_order_of_their_paragraphs_wherever_they_stand_in_these() -> None:
    news = article(f"{' '.join([FILLER + '.'] * 5)} باب.", "دار.")
    assert [snippet.paragraph for snippet in cut(news, sought("باب"), sought("دار"), width=40)] == [0, 1]


def test_what_stands_before_the_best_fragment_of_a_paragraph_is_shown_too() -> None:
    text = f"أول باب. {' '.join([FILLER + '.'] * 20)} آخر دار."
    assert marked(cut(article(text), sought("باب"), sought("دار", weight=3.0))) == ["باب", "دار"]


def test_a_word_that_says_nothing_is_shown_where_there_is_no_other() -> None:
    text = f"{' '.join([FILLER + '.'] * 20)} باب."
    assert marked(cut(article(text), sought("باب", weight=0.0))) == ["باب"]
