"""What is sought in an article, and the snippets that show it, without an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Article
from index.analysis import Analyzer
from searcher.language.query import NullQuery, Or, Phrase, Query, Word
from searcher.presenting.marking import Marker, Marks
from searcher.presenting.results import Snippet
from searcher.presenting.snippets import cut_snippets

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
    tree = Or(list(nodes)) if nodes else NullQuery()
    marker = Marker(tree, ANALYZER, lambda word: nodes[word].sequence[0], lambda node: nodes[node].weight)
    return marker.marks(given, paragraph=paragraph)


def cut(given: Article, *wanted: Sought, paragraph: int | None = None, **options: int) -> tuple[Snippet, ...]:
    marks = marks_of(given, *wanted, paragraph=paragraph)
    return cut_snippets(given, marks, paragraph=paragraph, **options)


def marked(snippets: Sequence[Snippet]) -> list[str]:
    return [snippet.text[start:end] for snippet in snippets for start, end in snippet.highlights]


FILLER = "هذا كلام كثير لا يبحث عنه أحد ولا يهم أن يقرأ"
