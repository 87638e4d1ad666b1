"""A thousand hits over real news: every snippet and highlight is what docs/json-output.md promises.

What is promised is checked against the articles as `corpus` reads them, by code of its own: words are found by a
regular expression and folded by the tables of Unicode, nothing of `searcher.presenting.snippets` or `index.analysis` is
used.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from corpus import Article
from searcher import Hit
from tests.searcher.conftest import News

HITS = 1000
WIDEST_WITHOUT_A_MATCH_OF_THAT_WIDTH = 400  # characters: asked for are about 240, and a sentence may go on

MARKS = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0300-\u036f"
UNSEEN = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
UNSEEN_CHARACTERS = "".join(chr(code) for code in range(0x10000) if re.match(f"[{UNSEEN}]", chr(code)))
# Letters of one script, or digits: ل3202 and wifiالمجاني are two words each.
WORD = re.compile(
    rf"\d[\d{MARKS}{UNSEEN}]*|[^\W\d_\u0600-\uffff][^\W\d_\u0600-\uffff{MARKS}{UNSEEN}]*"
    rf"|(?=[\u0600-\uffff])[^\W\d_](?:(?=[\u0600-\uffff])[^\W\d_]|[{MARKS}{UNSEEN}])*"
)
LIKE_ALEF = str.maketrans(dict.fromkeys("أإآٱ", "ا") | {"ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ء": ""})


class Asked(NamedTuple):
    """A query; `phrase` where it is one."""

    text: str
    phrase: bool
    paragraphs: bool


def folded(word: str) -> str:
    """The skeleton of a word: compatibility forms, marks, tatweel and kinds of alef told apart by nobody."""
    plain = re.sub(f"[{MARKS}{UNSEEN}]", "", unicodedata.normalize("NFKC", word))
    return (
        re.sub(f"[{MARKS}{UNSEEN}]", "", unicodedata.normalize("NFD", plain)).casefold().translate(LIKE_ALEF)
    )


def words(text: str) -> list[str]:
    return [folded(match[0]) for match in WORD.finditer(text)]


def questions(articles: dict[str, Article]) -> Iterator[Asked]:
    """Words, phrases and headlines of the articles, for ever; the same ones every time."""
    chance = random.Random(20150721)
    every = [article for article in articles.values() if article.title and article.paragraphs]
    while True:
        article = chance.choice(every)
        written = [match[0] for match in WORD.finditer(chance.choice(article.paragraphs))]
        paragraphs = chance.random() < 0.4
        kind = chance.choice(("words", "phrase", "headline"))
        if kind == "headline":
            yield Asked(article.title, False, paragraphs)
        elif len(written) >= 4:
            count = chance.randint(1, 4)
            start = chance.randrange(len(written) - count)
            if kind == "words":
                yield Asked(" ".join(chance.sample(written, count)), False, paragraphs)
            else:
                yield Asked(f'"{" ".join(written[start : start + count])}"', True, paragraphs)


def is_run(part: list[str], whole: list[str]) -> bool:
    return any(whole[at : at + len(part)] == part for at in range(len(whole)))


def alike(word: str, asked: list[str]) -> bool:
    """Whether a word shares two letters in a row with one that was asked for, as nearly all relatives do."""
    return any(word[at : at + 2] in other for other in asked for at in range(max(1, len(word) - 1)))


def broken_promises(hit: Hit, article: Article, asked: Asked) -> Iterator[str]:
    """What is wrong with a hit, a sentence each."""
    if hit.article != article:
        yield "the article is not the one that was read"
    if not 1 <= len(hit.snippets) <= 3:
        yield f"{len(hit.snippets)} snippets"
    places = [(-1 if s.paragraph is None else s.paragraph, s.start, s.end) for s in hit.snippets]
    if any((one[:1] == two[:1] and one[2] > two[1]) or one > two for one, two in pairwise(places)):
        yield "snippets overlap or are out of order"
    if asked.paragraphs and {snippet.paragraph for snippet in hit.snippets} != {hit.paragraph}:
        yield "a snippet is not of the paragraph that was found"
    marked = [(article.title, start, end) for start, end in hit.title_highlights]
    for spans in (hit.title_highlights, *(snippet.highlights for snippet in hit.snippets)):
        if any(one[1] > two[0] for one, two in pairwise(spans)):
            yield f"highlights overlap or are out of order: {spans}"
    for snippet in hit.snippets:
        whole = article.title if snippet.paragraph is None else article.paragraphs[snippet.paragraph]
        if snippet.text != whole[snippet.start : snippet.end]:
            yield f"{snippet.text!r} is not what stands at its offsets"
        if not snippet.text.strip():
            yield "a blank snippet"
        longest = max((end - start for start, end in snippet.highlights), default=0)
        if len(snippet.text) > max(WIDEST_WITHOUT_A_MATCH_OF_THAT_WIDTH, longest):
            yield f"a snippet of {len(snippet.text)} characters"
        for cut in (snippet.start, snippet.end):
            if any(match.start() < cut < match.end() for match in WORD.finditer(whole)):
                yield f"cut within a word at {cut} of {whole!r}"
        marked += [(whole, snippet.start + start, snippet.start + end) for start, end in snippet.highlights]
        if any(not 0 <= start < end <= len(snippet.text) for start, end in snippet.highlights):
            yield f"highlights beyond the text: {snippet.highlights}"
    if not marked:
        yield "nothing is highlighted"
    for whole, start, end in marked:
        highlighted = whole[start:end]
        inside = [match for match in WORD.finditer(whole) if match.start() < end and match.end() > start]
        # what can't be seen at the end of a word is not highlighted with it
        last = inside[-1].start() + len(inside[-1][0].rstrip(UNSEEN_CHARACTERS)) if inside else 0
        if not inside or (inside[0].start(), last) != (start, end):
            yield f"{highlighted!r} is not made of whole words of {whole!r}"
        elif asked.phrase and words(highlighted) != words(asked.text):
            yield f"{highlighted!r} is not {asked.text}"
        elif len(inside) > 1 and not is_run(words(highlighted), words(asked.text)):
            yield f"{highlighted!r} is neither a word nor a phrase of {asked.text!r}"


def highlighted_words(hit: Hit) -> Iterator[str]:
    for snippet in hit.snippets:
        for start, end in snippet.highlights:
            yield from words(snippet.text[start:end])


def test_a_thousand_random_hits_show_what_the_articles_say(saudinewsnet: News) -> None:
    seen, wrong, likeness = 0, [], []
    for asked in questions(saudinewsnet.articles):
        page = saudinewsnet.searcher.search(asked.text, paragraphs=asked.paragraphs, limit=5)
        for hit in page.hits:
            seen += 1
            for promise in broken_promises(hit, saudinewsnet.articles[hit.article.id], asked):
                wrong.append(f"{asked}: {hit.article.id}: {promise}")
            likeness += [alike(word, words(asked.text)) for word in highlighted_words(hit)]
        if seen >= HITS:
            break
    assert not wrong, "\n".join(wrong)
    assert sum(likeness) > 0.97 * len(likeness)
