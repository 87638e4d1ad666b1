"""Query trees put together, told apart and walked: flat Ands and Ors, negations, any-of questions, every leaf."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain, compress
from operator import not_
from typing import Final, NamedTuple, TypeGuard

from searcher.language import spellings
from searcher.language.query import (
    And,
    AndMaybe,
    AtLeast,
    DateRange,
    Every,
    FieldValue,
    First,
    Fuzzy,
    Has,
    Leaf,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Scored,
    Within,
    Word,
    are_words,
    without,
)

__all__ = [
    "JOINING_NAMES",
    "AnyOfParts",
    "OnlyAdds",
    "all_of",
    "any_of",
    "any_of_parts",
    "boosted",
    "each_leaf",
    "is_negation",
    "is_restriction",
    "is_text",
    "joins_words",
    "near_items",
    "negation",
    "ranks_nothing",
    "side_by_side",
    "with_both_ends",
    "without_adding",
    "written_otherwise_in",
]

#: Of names what is none: son, father and house of, as nasab, kunya and names of families have them; without hamza and
#: madda, as forms of the index are. Not عبد, for beside it الله would find nothing either.
JOINING_NAMES: Final = frozenset(("بن", "ابن", "ابو", "ابا", "ابي", "ال"))
#: Whether a form finds nothing beside other words (`searcher.matching.vocabulary.Vocabulary.only_adds`).
OnlyAdds = Callable[[str], bool]
_RESTRICTIONS: Final = (FieldValue, DateRange, Has)


def all_of(queries: Sequence[Query]) -> Query:
    """An And without Ands in it, and with something beside its Nots."""
    parts: list[Query] = []
    for query in queries:
        parts += query.subqueries if isinstance(query, And) else [query]
    parts = [part for part in parts if not isinstance(part, Every)]
    if all(isinstance(part, Not) for part in parts):
        parts.insert(0, Every())
    return parts[0] if len(parts) == 1 else And(parts)


def any_of(queries: Sequence[Query]) -> Query:
    """An Or without Ors in it."""
    parts = list(queries)
    adding: Sequence[Query] = ()
    if Or in set(map(type, parts)):
        parts = []
        for query in queries:
            parts += query.subqueries if isinstance(query, Or) else [query]
            adding = (*adding, *query.adding) if isinstance(query, Or) else adding
        adding = without(adding, _finding(queries)) if adding else ()
    return parts[0] if len(parts) == 1 else Or(parts, adding)


def _finding(queries: Iterable[Query]) -> dict[Query, None]:
    """What each of some alternatives finds by, in their order."""
    parts = list(queries)
    if Or in set(map(type, parts)):
        each_finding = (query.finding if isinstance(query, Or) else (query,) for query in parts)
        return dict.fromkeys(chain.from_iterable(each_finding))
    return dict.fromkeys(parts)


def side_by_side(queries: Sequence[Query], only_add: Sequence[bool]) -> Query:
    """What somebody typed side by side, any of which may be there.

    only_add: for each whether it `joins_words`, or is parentheses of nothing else.
    Nearly all articles hold a function word: whoever types حوادث في الطائف wants none for its في, least of all in the
    order of dates or in counts. So these only add to the scores of what is found, unless there is nothing else; and so
    do the words that join names, for محمد بن نايف is not about whoever is somebody's son.
    """
    found = any_of(queries)
    if not any(only_add) or all(only_add) or not isinstance(found, Or):
        return found
    adding = _finding(compress(queries, only_add))
    # What an operator asks for beside them, as في (مطار OR في), is asked for.
    finding = _finding(compress(queries, map(not_, only_add)))
    return Or(found.subqueries, without([*found.adding, *adding], finding))


def joins_words(query: Query, form_only_adds: OnlyAdds) -> bool:
    """Whether this is a function word, or one that joins names."""
    word = query.item if isinstance(query, First) else query
    return isinstance(word, Word) and (word.text in JOINING_NAMES or form_only_adds(word.text))


def without_adding(query: Query) -> Query:
    """The query without what finds nothing (`Or.adding`)."""
    match query:
        case Or():
            return any_of([without_adding(part) for part in query.finding])
        case And():
            return And([without_adding(part) for part in query.subqueries])
        case AndMaybe():
            return AndMaybe(without_adding(query.a), without_adding(query.b))
    return query


def with_both_ends(queries: Sequence[Query]) -> list[Query]:
    """The same, two neighbouring spans of time that are open on opposite sides and overlap as the one that both are.

    Whoever writes >2014 and then <2017 means what is between the two: every date is one or the other.
    """
    found: list[Query] = []
    for query in queries:
        if found and (both := _both(found[-1], query)):
            found[-1] = both
        else:
            found.append(query)
    return found


def _both(one: Query, other: Query) -> DateRange | None:
    match one, other:
        case (DateRange(first=int() as first, last=None), DateRange(first=None, last=int() as last)) | (
            DateRange(first=None, last=int() as last),
            DateRange(first=int() as first, last=None),
        ):
            return DateRange(first, last) if first <= last else None
    return None


def is_negation(query: Query) -> bool:
    """Whether a query only says what must not match."""
    return isinstance(query, And) and isinstance(query.subqueries[0], Every)


def negation(query: Query) -> Query:
    """Not `query`; where it says what must not match, that."""
    match query:
        case And(subqueries=(Every(), Not() as excluded)):
            return excluded.query
    return Not(query)


def is_text(query: Query) -> bool:
    """Whether a query asks for words of the text alone, so that it can be asked of one paragraph."""
    if isinstance(query, Leaf):
        return query.fieldname == "text"
    if isinstance(query, Near):
        return all(map(is_text, query.items))
    if isinstance(query, (And, Or)):
        return all(map(is_text, query.subqueries))
    if isinstance(query, Not):
        return is_text(query.query)
    return isinstance(query, Every)


def near_items(query: Query, *, behind: bool = False) -> tuple[Query, ...]:
    """What an operand is to words near it: a leaf, an Or of leaves, several leaves of one thing; else nothing.

    Of two words that are also written otherwise it is the one next to the operator, the first if they are behind it.
    """
    if isinstance(query, Or) and is_written_otherwise(query):
        words, *ways = query.subqueries
        return (Or([list(words.children())[0 if behind else -1], *ways]),)
    if isinstance(query, Leaf):
        return (query,)
    if isinstance(query, Or) and all(isinstance(part, Leaf) for part in query.subqueries):
        return (any_of(query.finding),)
    if isinstance(query, And):
        items = [near_items(part, behind=behind) for part in query.subqueries]
        return tuple(item for found in items for item in found) if all(items) else ()
    return ()


def is_written_otherwise(query: Query) -> bool:
    """Whether a query is two words, both required, or another way of writing them (`searcher.language.spellings`)."""
    match query:
        case Or(subqueries=(And(subqueries=(Word() as first, Word() as second)), *ways)):
            known = [
                known for _, count, known, _ in spellings.of_all((first.text, second.text)) if count == 2
            ]
            return bool(known) and all(
                isinstance(way, Phrase) and way.words in {each.forms for each in known[0]} for way in ways
            )
    return False


def written_otherwise_in(query: Query) -> list[Query]:
    """What of a query is so: itself, or some of what it requires."""
    parts = query.subqueries if isinstance(query, And) else (query,)
    return [part for part in parts if is_written_otherwise(part)]


def ranks_nothing(query: Query) -> bool:
    """Whether there is nothing in a query that adds to a score."""
    if isinstance(query, (And, Or)):
        return all(map(ranks_nothing, query.subqueries))
    if isinstance(query, Not):
        return ranks_nothing(query.query)
    return isinstance(query, (Every, *_RESTRICTIONS))


def is_restriction(query: Query) -> TypeGuard[Query]:
    """Whether a tree has nothing in it but restrictions, so that a mask says all of its answer."""
    if isinstance(query, (And, Or)):
        return all(is_restriction(child) for child in query.subqueries)
    if isinstance(query, Not):
        return is_restriction(query.query)
    return isinstance(query, _RESTRICTIONS)


class AnyOfParts(NamedTuple):
    """An any-of question, the usual one: what is scored, of which any has to be there, and what else has to hold.

    adding: those items that find nothing (`Or.adding`).
    """

    items: Sequence[Scored]
    adding: Collection[Query]
    restrictions: Sequence[Query]


def any_of_parts(query: Query) -> AnyOfParts | None:
    """The parts of an any-of question; None for a query of another kind."""
    restrictions: list[Query] = []
    rest = [query]
    if isinstance(query, And):
        rest = []
        for child in query.subqueries:
            (restrictions if is_restriction(child) or isinstance(child, Not) else rest).append(child)
        if len(rest) != 1:
            return None
    parts, adding = (rest[0].subqueries, rest[0].adding) if isinstance(rest[0], Or) else (rest, ())
    if are_words(parts):
        return AnyOfParts(list(parts), adding, restrictions)
    items = [part for part in parts if isinstance(part, Scored)]
    return AnyOfParts(items, adding, restrictions) if len(items) == len(parts) else None


def each_leaf(query: Query, make: Callable[[Query], Query], near: Callable[[Near], Query]) -> Query:
    """The query with another in place of every leaf, or of an Or of leaves; `near` is for words near each other.

    Filters and what stands for itself (`Within`, `First`, `AtLeast`) stay.
    """
    if isinstance(query, Leaf):
        return make(query)
    if isinstance(query, Near):
        return near(query)
    if isinstance(query, Or):
        if all(isinstance(part, Leaf) for part in query.subqueries):
            return make(any_of(query.finding))
        return any_of([each_leaf(part, make, near) for part in query.finding])
    if isinstance(query, And):
        return all_of([each_leaf(part, make, near) for part in query.subqueries])
    if isinstance(query, AndMaybe):
        return AndMaybe(each_leaf(query.a, make, near), each_leaf(query.b, make, near))
    if isinstance(query, Not):
        return Not(each_leaf(query.query, make, near))
    return query


_LEAST_WEIGHT, _LARGEST_WEIGHT = 0.01, 100.0


def boosted(query: Query, boost: float) -> Query:
    """The query, every leaf of it weighing `boost` times as much, within limits."""

    def weight(part: Query) -> float:
        return min(max(part.boost * boost, _LEAST_WEIGHT), _LARGEST_WEIGHT)

    match query:
        case Word():
            return Word(query.fieldname, query.text, weight(query))
        case Phrase():
            return Phrase(query.fieldname, query.words, boost=weight(query), firsts=query.firsts)
        case Pattern():
            return Pattern(query.fieldname, query.text, weight(query))
        case Fuzzy():
            return Fuzzy(query.fieldname, query.text, query.distance, weight(query))
        case Near():
            return Near(query.items, query.distance, query.ordered, weight(query))
        case First():
            return First(boosted(query.item, boost), query.words)
        case AtLeast():
            return AtLeast(boosted(query.item, boost), query.count)
        case Within():
            return Within(query.unit, boosted(query.query, boost))
        case And():
            return And([boosted(part, boost) for part in query.subqueries])
        case Or():
            parts, adding, finding = (
                [boosted(part, boost) for part in each]
                for each in (query.subqueries, query.adding, query.finding)
            )
            return Or(parts, without(adding, finding))  # at the limit, weights that differed are the same
        case AndMaybe():
            return AndMaybe(boosted(query.a, boost), boosted(query.b, boost))
    return query
