"""The query tree: what a question means, before anything is looked up.

Nodes mean what Whoosh's of the same names do, and are classes of our own: to load Whoosh would take a search another
quarter of its time, and what its nodes do (match one article after the other) is not how a tree is evaluated here.

Inner nodes are `And`, `Or` (of which some may only add to the score), `Not`, `AndMaybe(a, b)` (a is required, b only
adds to the score), `Every()` and `NullQuery()`. An exclusion is `And([a, Not(b)])`: a `Not` stands nowhere but in an
`And` that has another member beside (`Every()` if need be). The leaves are

- `Word`: a word and its relatives, in "text" (headline and paragraphs) or "title". The tree holds the word as
  the analysis gives it; which forms of the vocabulary are its relatives, and what each weighs, is for whoever
  evaluates.
- `Phrase`: exactly these forms in this order, no relatives; a quoted word is a phrase of one. The first of a name
  that is written otherwise, and of initials, may be one of several: it with proclitics.
- `Pattern` and `Fuzzy`: words of the index by their letters.
- `FieldValue`: metadata ("source", "category", "author") that hold these words; `Has`: articles that have any.
- `DateRange`: articles printed in a span of time.

Between the two stand `Near`, `Within`, `First` and `AtLeast`, which ask where leaves stand in an article.

`searcher.language.parser` makes trees, `searcher.retrieval.evaluation` answers them. Trees are shallow (see
`searcher.language.reader.DEEPEST_GROUP`), so walking one recursively is safe. Nodes with the same parts are equal, and
are not changed once they are made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Final, Literal, TypeAlias, TypeGuard, TypeVar

__all__ = [
    "And",
    "AndMaybe",
    "AtLeast",
    "DateRange",
    "Every",
    "Expanded",
    "FieldValue",
    "First",
    "Fuzzy",
    "Has",
    "Leaf",
    "Near",
    "Not",
    "NullQuery",
    "Or",
    "Pattern",
    "Phrase",
    "Positional",
    "Query",
    "Scored",
    "Within",
    "Word",
    "are_distinct",
    "are_words",
    "without",
]


Q = TypeVar("Q", bound="Query")


class Query:
    """A node. Its equality, hash and repr are those of its parts."""

    boost: float = 1.0

    def _parts(self) -> tuple[object, ...]:
        return ()

    def children(self) -> Iterator[Query]:
        """The nodes below it."""
        return iter(())

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((type(self), self._parts()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._parts()))})"


class Every(Query):
    """Every article."""


class NullQuery(Query):
    """No article: nothing is asked."""


class _Compound(Query):
    def __init__(self, subqueries: Sequence[Query]) -> None:
        self.subqueries = tuple(subqueries)

    def _parts(self) -> tuple[object, ...]:
        return (self.subqueries,)

    def children(self) -> Iterator[Query]:
        return iter(self.subqueries)


class And(_Compound):
    """Articles that match every one of these, but for a `Not`, which they must not match."""


class Or(_Compound):
    """Articles that match any of these.

    `adding`: those of them that find nothing, and only add to the scores of what the others find: function words and
    words that join names, and never all.
    """

    def __init__(self, subqueries: Sequence[Query], adding: Iterable[Query] = ()) -> None:
        super().__init__(subqueries)
        only_add = dict.fromkeys(adding)
        self.adding = tuple(only_add)
        if only_add and all(map(only_add.__contains__, self.subqueries)):
            raise ValueError("of alternatives one has to find")

    @property
    def finding(self) -> Sequence[Query]:
        """Those that find."""
        return without(self.subqueries, self.adding)

    def _parts(self) -> tuple[object, ...]:
        return (self.subqueries, self.adding) if self.adding else (self.subqueries,)


class Not(Query):
    """Articles that do not match."""

    def __init__(self, query: Query) -> None:
        self.query = query

    def _parts(self) -> tuple[object, ...]:
        return (self.query,)

    def children(self) -> Iterator[Query]:
        return iter((self.query,))


class AndMaybe(Query):
    """Articles that match `a`; those that match `b` too score more."""

    def __init__(self, a: Query, b: Query) -> None:
        self.a = a
        self.b = b

    def _parts(self) -> tuple[object, ...]:
        return self.a, self.b

    def children(self) -> Iterator[Query]:
        return iter((self.a, self.b))


class _OfText(Query):
    def __init__(self, fieldname: str, text: str, boost: float = 1.0) -> None:
        self.fieldname = fieldname
        self.text = text
        self.boost = boost

    def _parts(self) -> tuple[object, ...]:
        return self.fieldname, self.text, self.boost

    def __hash__(self) -> int:  # of every word of every question: what else tells nodes apart seldom does
        return hash(self.text)


class Word(_OfText):
    """A word and its relatives in the field "text" or "title".

    `text` is the normalised surface form, not the stem; of what is no month by its spelling, as it was spelled
    (`searcher.language.months`).
    """


class Phrase(Query):
    """Normalised forms side by side in the field "text" or "title", as they are.

    `firsts`: what may stand as the first of `words`, in place of it or with it; without them that alone.
    """

    def __init__(
        self, fieldname: str, words: Sequence[str], boost: float = 1.0, firsts: Sequence[str] = ()
    ) -> None:
        self.fieldname = fieldname
        self.words = tuple(words)
        self.boost = boost
        self.firsts = tuple(firsts) or self.words[:1]

    def _parts(self) -> tuple[object, ...]:
        return self.fieldname, self.words, self.boost, self.firsts

    def __hash__(self) -> int:  # as of a word
        return hash((self.words, self.boost))


class FieldValue(Query):
    """Articles whose metadata field holds `words` (normalised forms) side by side in this order.

    It restricts and does not rank: it adds nothing to a score.
    """

    def __init__(self, fieldname: str, words: tuple[str, ...]) -> None:
        self.fieldname = fieldname
        self.words = words

    def _parts(self) -> tuple[object, ...]:
        return self.fieldname, self.words


class Pattern(_OfText):
    """The forms of the index that a pattern fits: `*` stands for any letters, `?` for one; the rest is normalised.

    A prefix is a pattern whose only sign is a `*` at the end. No relatives.
    """


class Fuzzy(Query):
    """The forms of the index within `distance` (1 or 2) edits of a normalised form. No relatives.

    An edit changes, drops or adds a letter, or swaps two neighbours.
    """

    def __init__(self, fieldname: str, text: str, distance: int, boost: float = 1.0) -> None:
        self.fieldname = fieldname
        self.text = text
        self.distance = distance
        self.boost = boost

    def _parts(self) -> tuple[object, ...]:
        return self.fieldname, self.text, self.distance, self.boost


class Near(Query):
    """Leaves that stand in one passage with at most `distance` other words between the first and the last of them.

    `ordered`: in the order of `items`, else in any.
    """

    def __init__(
        self, items: tuple[Query, ...], distance: int, ordered: bool = False, boost: float = 1.0
    ) -> None:
        self.items = items
        self.distance = distance
        self.ordered = ordered
        self.boost = boost

    def _parts(self) -> tuple[object, ...]:
        return self.items, self.distance, self.ordered, self.boost

    def children(self) -> Iterator[Query]:
        return iter(self.items)


class Within(Query):
    """Articles of which one paragraph, or one sentence, matches a query of leaves, `And`, `Or` and `Not` by itself."""

    def __init__(self, unit: Literal["paragraph", "sentence"], query: Query) -> None:
        self.unit = unit
        self.query = query

    def _parts(self) -> tuple[object, ...]:
        return self.unit, self.query

    def children(self) -> Iterator[Query]:
        return iter((self.query,))


class First(Query):
    """A leaf that stands among the first `words` words of the body."""

    def __init__(self, item: Query, words: int) -> None:
        self.item = item
        self.words = words

    def _parts(self) -> tuple[object, ...]:
        return self.item, self.words

    def children(self) -> Iterator[Query]:
        return iter((self.item,))


class AtLeast(Query):
    """A leaf that an article holds at least `count` times."""

    def __init__(self, item: Query, count: int) -> None:
        self.item = item
        self.count = count

    def _parts(self) -> tuple[object, ...]:
        return self.item, self.count

    def children(self) -> Iterator[Query]:
        return iter((self.item,))


class DateRange(Query):
    """Articles printed from `first` to `last`, seconds since 1970 on the wall clock, both included; None is open.

    It restricts and does not rank. Articles without a date are in no range.
    """

    def __init__(self, first: int | None, last: int | None) -> None:
        self.first = first
        self.last = last

    def _parts(self) -> tuple[object, ...]:
        return self.first, self.last


class Has(Query):
    """Articles whose field (of `segment.METADATA`, or "date", "title") is not empty. It restricts and does not rank."""

    def __init__(self, fieldname: str) -> None:
        self.fieldname = fieldname

    def _parts(self) -> tuple[object, ...]:
        return (self.fieldname,)


Leaf: TypeAlias = Word | Phrase | Pattern | Fuzzy
_LEAVES: Final = frozenset((Word, Phrase, Pattern, Fuzzy))
_TEXT: Final = attrgetter("text")
_FIELDNAME: Final = attrgetter("fieldname")
#: Leaves that any of some terms of the index answers, each by its weight.
Expanded: TypeAlias = Word | Pattern | Fuzzy
Positional: TypeAlias = Near | Within | First | AtLeast
#: What is scored, and marked in snippets.
Scored: TypeAlias = Leaf | Positional


def without(queries: Sequence[Q], adding: Collection[Query]) -> Sequence[Q]:
    """Those of some queries that do not only add to scores."""
    if not adding:
        return queries
    left_out = set(adding)
    return queries if left_out.isdisjoint(queries) else [each for each in queries if each not in left_out]


def is_word(item: Query) -> TypeGuard[Word]:
    """Whether this is a word of the text."""
    return isinstance(item, Word) and item.fieldname == "text"


# Most questions are words alone, for which these take no step of the interpreter a word.


def are_words(items: Sequence[Query]) -> TypeGuard[list[Word]]:
    """Whether these are words of the text, some of them, and nothing else."""
    return set(map(type, items)) == {Word} and set(map(_FIELDNAME, items)) == {"text"}


def are_leaves(items: Sequence[Query]) -> TypeGuard[Sequence[Leaf]]:
    """Whether these are leaves, and nothing else."""
    return set(map(type, items)) <= _LEAVES


def are_distinct(words: Sequence[Word]) -> bool:
    """Whether no word is there twice, whatever it weighs."""
    return len(set(map(_TEXT, words))) == len(words)
