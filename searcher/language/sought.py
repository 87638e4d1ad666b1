"""What a query seeks: what can make an article match, is scored and is marked. Restrictions and exclusions are not."""

from __future__ import annotations

from typing import TypeGuard

from searcher.language.query import (
    And,
    AndMaybe,
    AtLeast,
    Leaf,
    Near,
    Not,
    Or,
    Query,
    Scored,
    Within,
    Word,
    are_distinct,
    are_leaves,
    are_words,
    is_word,
)

__all__ = ["adding", "each_sought", "in_title", "only_excludes", "sought", "sought_words"]


def sought(query: Query) -> list[Scored]:
    """The distinct words, phrases, patterns and positional nodes that can make an article match, in their order.

    A positional node stands for what is in it. What is under a `Not` is not sought, nor is metadata: there is nothing
    of either to highlight. Nor is a `Within` that only excludes, unless nothing else is there.
    """
    return list(dict.fromkeys(each_sought(query)))


def sought_words(query: Query) -> list[Word]:
    """The distinct words of the text that can make an article match, in their order."""
    if isinstance(query, Or) and are_words(query.subqueries) and are_distinct(query.subqueries):
        return list(query.subqueries)
    return list(dict.fromkeys(filter(is_word, each_sought(query))))


def each_sought(query: Query) -> list[Scored]:
    """The same, each as often as the query has it: what is asked for twice counts twice in a score."""
    if isinstance(query, Or) and are_leaves(query.subqueries):
        return list(query.subqueries)
    found: list[Scored] = []
    excluding: list[Scored] = []
    waiting = [query]
    while waiting:
        node = waiting.pop()
        if only_excludes(node):
            excluding.append(node)
        elif isinstance(node, Scored):
            found.append(node)
        elif not isinstance(node, Not):
            waiting.extend(reversed(list(node.children())))
    return found or excluding


def adding(query: Query) -> set[Query]:
    """What is sought and, wherever it stands, only adds to scores (`Or.adding`)."""
    only_adds: set[Query] = set()
    finds: set[Query] = set()
    waiting = [query]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Or):
            only_adds.update(node.adding)
            waiting.extend(node.finding)
        elif isinstance(node, (And, AndMaybe)):
            waiting.extend(node.children())
        else:
            finds.add(node)
    return only_adds - finds


def only_excludes(node: Query) -> TypeGuard[Within]:
    """Whether a node is a `Within` that nothing can be marked for, as `para(NOT …)`."""
    return isinstance(node, Within) and not sought(node.query)


def in_title(item: Query) -> bool:
    """Whether what is sought can stand in headlines alone, so that no paragraph holds it."""
    if isinstance(item, Leaf):
        return item.fieldname == "title"
    if isinstance(item, Or):
        return all(map(in_title, item.subqueries))
    if isinstance(item, Near):
        return any(map(in_title, item.items))
    if isinstance(item, AtLeast):
        return in_title(item.item)
    if isinstance(item, Within):
        return not only_excludes(item) and all(map(in_title, sought(item.query)))
    return False
