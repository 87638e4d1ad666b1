"""The query tree: what a question means, before anything is looked up.

Inner nodes are Whoosh's: `And`, `Or`, `Not`, `AndMaybe(a, b)` (a is required, b only adds to the score),
`Every()` and `NullQuery`. An exclusion is `And([a, Not(b)])`: Whoosh's `AndNot` is not used, and a `Not`
stands nowhere but in an `And` that has another member beside (`Every()` if need be). The leaves are

- `Word`: a word and its relatives, in "text" (headline and paragraphs) or "title". The tree holds the word as
  the analysis gives it; which forms of the vocabulary are its relatives, and what each weighs, is for whoever
  evaluates.
- `whoosh.query.Phrase` with slop 1: exactly these forms in this order, no relatives; a quoted word is a
  phrase of one.
- `FieldValue`: metadata ("source", "category", "author") that hold these words.

`searcher.parser` makes trees, `searcher.evaluation` answers them. Trees are shallow (see
`searcher.parser.DEEPEST_GROUP`), so walking one recursively is safe.
"""

from __future__ import annotations

from typing import Final

from whoosh.query import And, AndMaybe, Every, Not, NullQuery, Or, Phrase, Query, Term

__all__ = [
    "METADATA_FIELDS",
    "TEXT_FIELDS",
    "And",
    "AndMaybe",
    "Every",
    "FieldValue",
    "Not",
    "NullQuery",
    "Or",
    "Phrase",
    "Query",
    "Word",
    "sought",
]

TEXT_FIELDS: Final = ("text", "title")
METADATA_FIELDS: Final = ("source", "category", "author")


class Word(Term):  # type: ignore[misc]  # Whoosh publishes no types
    """A word and its relatives in the field "text" or "title".

    `text` is the normalised surface form, not the stem. It is a Whoosh `Term`, so plain Whoosh
    answers it too, by the exact form alone; equality, hash and repr are the term's: `Word('text', 'كتاب')`.
    """

    fieldname: str
    text: str
    boost: float

    def __init__(self, fieldname: str, text: str, boost: float = 1.0) -> None:
        super().__init__(fieldname, text, boost=boost)


class FieldValue(Query):  # type: ignore[misc]  # Whoosh publishes no types
    """Articles whose metadata field holds `words` (normalised forms) side by side in this order.

    It restricts and does not rank: it adds nothing to a score.
    """

    boost = 1.0

    def __init__(self, fieldname: str, words: tuple[str, ...]) -> None:
        self.fieldname = fieldname
        self.words = words

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, FieldValue) and self.fieldname == other.fieldname and self.words == other.words
        )

    def __hash__(self) -> int:
        return hash((FieldValue, self.fieldname, self.words))

    def __repr__(self) -> str:
        return f"FieldValue({self.fieldname!r}, {self.words!r})"


def sought(query: Query) -> list[Word | Phrase]:
    """The distinct words and phrases that can make an article match, in the order of the query.

    What stands under a `Not` is not sought, nor is metadata: there is nothing of either to highlight.
    """
    found: dict[Word | Phrase, None] = {}
    waiting = [query]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Not):
            continue
        if isinstance(node, (Word, Phrase)):
            found[node] = None
        else:
            waiting.extend(reversed(list(node.children())))
    return list(found)
