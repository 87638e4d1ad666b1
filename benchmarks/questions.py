"""The queries: drawn from the articles by a fixed seed, with no regard to what any engine answers fast.

A query is a string for Fihris and the same words as tokens for the peers. The words come out of the analyser before
they go into the string, so nothing in a headline is taken for query syntax.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from benchmarks.tokens import Kind, Tokens
from corpus import Article
from index.analysis import Analyzer

Shape = Literal["any", "phrase", "prefix", "newest of a source", "paragraphs"]

_OPERATORS: Final = frozenset(("AND", "OR", "NOT"))
_PREFIX_LETTERS: Final = 4


@dataclass(frozen=True)
class Question:
    """One query: `text` for Fihris, `tokens` for the peers, `source` where it is filtered by one."""

    text: str
    tokens: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True)
class QuestionClass:
    """A kind of query: what it is called, what tokens answer it, what engines are asked to do."""

    title: str
    kind: Kind
    shape: Shape
    draw: Callable[[Article, random.Random, Tokens], Question | None]


def plain_words(text: str) -> list[str]:
    """The words of a text without its punctuation, and none that is query syntax."""
    return [word for word in Analyzer.WORD.findall(text) if word not in _OPERATORS]


def _two_words(article: Article, rng: random.Random, tokens: Tokens) -> Question | None:
    """Two neighbouring words of a headline, function words of one or two letters left out."""
    words = [word for word in plain_words(article.title) if len(word) > 2]
    if len(words) < 2:
        return None
    at = rng.randrange(len(words) - 1)
    return _any_of(words[at : at + 2], tokens)


def _headline(article: Article, rng: random.Random, tokens: Tokens) -> Question | None:
    """All words of a headline."""
    words = plain_words(article.title)
    return _any_of(words, tokens) if len(words) >= 4 else None


def _any_of(words: Sequence[str], tokens: Tokens) -> Question:
    text = " ".join(words)
    return Question(text, tokens.distinct(text))


def _exact(
    draw: Callable[[Article, random.Random, Tokens], Question | None],
) -> Callable[..., Question | None]:
    def drawn(article: Article, rng: random.Random, tokens: Tokens) -> Question | None:
        question = draw(article, rng, tokens)
        return question and Question(
            " ".join(f'"{word}"' for word in question.text.split()), question.tokens, question.source
        )

    return drawn


def _phrase(article: Article, rng: random.Random, tokens: Tokens) -> Question | None:
    """Two or three words that stand side by side in a paragraph."""
    words = Analyzer.WORD.findall(rng.choice(article.paragraphs)) if article.paragraphs else []
    length = rng.choice((2, 3))
    if len(words) < length:
        return None
    at = rng.randrange(len(words) - length + 1)
    text = " ".join(words[at : at + length])
    return Question(f'"{text}"', tokens.sequence(text))


def _prefix(article: Article, rng: random.Random, tokens: Tokens) -> Question | None:
    """The first letters of a word of a headline."""
    forms = [form for form in tokens.sequence(article.title) if len(form) > _PREFIX_LETTERS]
    if not forms:
        return None
    prefix = rng.choice(forms)[:_PREFIX_LETTERS]
    return Question(f"{prefix}*", (prefix,))


def _filtered(article: Article, rng: random.Random, tokens: Tokens) -> Question | None:
    """Two words, in the source of the article they come from."""
    question = _two_words(article, rng, tokens)
    return question and Question(question.text, question.tokens, article.source)


CLASSES: Final[dict[str, QuestionClass]] = {
    "two": QuestionClass("two words and their relatives", "stems", "any", _two_words),
    "headline": QuestionClass("a headline's words and their relatives", "stems", "any", _headline),
    "exact-two": QuestionClass("two words, the very forms", "forms", "any", _exact(_two_words)),
    "exact-headline": QuestionClass("a headline's words, the very forms", "forms", "any", _exact(_headline)),
    "phrase": QuestionClass("phrase of 2–3 words", "forms", "phrase", _phrase),
    "prefix": QuestionClass(f"prefix of {_PREFIX_LETTERS} letters", "forms", "prefix", _prefix),
    "filter": QuestionClass("two words, one source, newest first", "stems", "newest of a source", _filtered),
    "paragraphs-two": QuestionClass("paragraphs: two words", "stems", "paragraphs", _two_words),
    "paragraphs-headline": QuestionClass("paragraphs: a headline's words", "stems", "paragraphs", _headline),
}


def drawn_questions(articles: Sequence[Article], name: str, count: int) -> list[Question]:
    """`count` queries of a class, of as many articles."""
    kind = CLASSES[name]
    tokens = Tokens(kind.kind)
    # Classes that ask the same in another way ask it about the same words.
    rng = random.Random(f"questions {name.rpartition('-')[2]}")
    found: list[Question] = []
    for article in rng.sample(articles, len(articles)):
        question = kind.draw(article, rng, tokens)
        if question is not None and question.tokens:
            found.append(question)
        if len(found) == count:
            break
    return found
