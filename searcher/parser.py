"""The query language: what a user types becomes a query tree. docs/query-syntax.md is its reference.

`parse` raises for no string: what can't be read as syntax is read as text, what holds no word is left out.
It works in three steps. `searcher.lexemes` cuts the string into words, quotes, parentheses, signs, operators
and fields; the leaves are made from what the analyser makes of the words; `_Group` collects what stands side by
side within one pair of parentheses and says what that means. What a leaf matches is left to the evaluation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from index.analysis import Analyzer, Token
from index.analysis.folding import INVISIBLE
from searcher.lexemes import Lexeme, scan
from searcher.query import (
    METADATA_FIELDS,
    And,
    AndMaybe,
    Every,
    FieldValue,
    Not,
    NullQuery,
    Or,
    Phrase,
    Query,
    Word,
)

__all__ = ["DEEPEST_GROUP", "Match", "parse"]

Match = Literal["any", "all"]

#: Parentheses within more parentheses than this are passed over, so that trees stay shallow.
DEEPEST_GROUP: Final = 12

_NOT_SEEN = re.compile(f"[{INVISIBLE}]")

#: What joins two words into one, as كوفيد-19 and #كأس_العالم are one thing to whoever types them.
_JOINERS = frozenset("-‐‑－−_/\\&@#+'’ʼ*~·")
_CLITICS = frozenset(("و", "ف", "ب", "ك", "ل", "س", "ال", "وال", "بال", "فال", "كال", "لل", "ولل"))


#: Arabic letters, harakat and spaces alone: nothing in it is syntax. Most queries are so, and are read at once.
_PLAIN = re.compile("[\\s\u0621-\u063a\u0640-\u0652]*")


def parse(text: str, analyzer: Analyzer, *, match: Match = "any") -> Query:
    """The query tree of what a user typed.

    With `match="any"` words that stand side by side are alternatives (and the more of them, the better), with
    "all" every one is required. A string without a word gives `NullQuery`, one that only excludes gives all
    the rest. Raises ValueError for another `match`, and nothing for any `text`.
    """
    if match not in ("any", "all"):
        raise ValueError(f'match is "any" or "all", not {match!r}')
    if _PLAIN.fullmatch(text):
        words: list[Query] = [Word("text", token.form) for token in analyzer.tokens(text)]
        return (_any_of(words) if match == "any" else _all_of(words)) if words else NullQuery
    groups = [_Group(match, "text")]
    passed_over = 0
    for lexeme in scan(text):
        group = groups[-1]
        if lexeme.kind == "open":
            if len(groups) > DEEPEST_GROUP:
                passed_over += 1
            else:
                groups.append(_Group(match, group.fieldname_here()))
        elif lexeme.kind == "close":
            if passed_over:
                passed_over -= 1
            else:
                groups.pop()
                groups[-1].add(group.query())
        elif lexeme.kind in ("words", "quote"):
            group.add(*_leaves(lexeme, analyzer, group.fieldname_here()))
        else:
            group.prepare(lexeme)
    while len(groups) > 1:
        innermost = groups.pop()
        groups[-1].add(innermost.query())
    return groups[0].query()


# ----------------------------------------------------------------------------------------------- leaves


def _leaves(lexeme: Lexeme, analyzer: Analyzer, fieldname: str) -> list[Query]:
    """What a run of words without a space, or a quote, asks for; nothing if there is no word in it."""
    tokens = analyzer.tokens(lexeme.text)
    if lexeme.kind == "quote":
        return [_quote(tokens, fieldname)] if tokens else []
    things: list[list[Token]] = []
    for token in tokens:
        if things and _joined(lexeme.text, things[-1][-1], token):
            things[-1].append(token)
        else:
            things.append([token])
    return [
        _quote(thing, fieldname) if fieldname in METADATA_FIELDS else _words(thing, fieldname)
        for thing in things
    ]


def _joined(raw: str, one: Token, next_one: Token) -> bool:
    """Whether two words are one thing together: كوفيد-19 is, بوتين،كيم is not."""
    between = _NOT_SEEN.sub("", raw[one.end : next_one.start])
    if all(char in _JOINERS for char in between):
        return True
    if between == ".":  # not where only the space after a full stop is missing: انتهى.وقال
        return any(len(form) == 1 or form.isascii() for form in (one.form, next_one.form))
    return between in (",", ":") and one.form.isdecimal() and next_one.form.isdecimal()


def _words(tokens: list[Token], fieldname: str) -> Query:
    """The query for one thing: a word, or several joined ones, which belong together.

    Numbers and initials (3-1, 12/09/2023, أ.ف.ب) have no relatives and say nothing apart: they are a phrase.
    A clitic that is written to a number (و2015, الـ20) is not a word.
    """
    forms = [
        token.form
        for token, following in zip(tokens, [*tokens[1:], None], strict=True)
        if following is None or not _is_clitic_of_number(token, following)
    ]
    if len(forms) > 1 and all(len(form) == 1 or form.isdecimal() for form in forms):
        return Phrase(fieldname, forms)
    return _all_of([Word(fieldname, form) for form in forms])


def _is_clitic_of_number(token: Token, following: Token) -> bool:
    return token.form in _CLITICS and following.form[0].isdecimal() and following.start == token.end


def _quote(tokens: list[Token], fieldname: str) -> Query:
    forms = [token.form for token in tokens]
    return FieldValue(fieldname, tuple(forms)) if fieldname in METADATA_FIELDS else Phrase(fieldname, forms)


# ----------------------------------------------------------------------------------------------- groups


@dataclass
class _Clause:
    """Operands that AND and OR hold together; one operand alone as a rule."""

    alternatives: list[list[Query]]  # an Or of Ands; a negated operand is a Not
    required: bool

    def excludes(self) -> list[Query]:
        """What must not match, where the clause says nothing else."""
        if len(self.alternatives) > 1:
            return []
        operands = self.alternatives[0]
        if len(operands) == 1 and _is_negation(operands[0]):  # (NOT a) in parentheses of its own
            operands = [operand for operand in operands[0] if not isinstance(operand, Every)]
        return [operand.query for operand in operands] if all(isinstance(o, Not) for o in operands) else []

    def query(self) -> Query:
        return _any_of([_all_of(operands) for operands in self.alternatives])


@dataclass
class _Group:
    """What stands between two parentheses (or in the whole string): clauses side by side."""

    match: Match
    fieldname: str
    clauses: list[_Clause] = field(default_factory=list)
    # what was read and waits for its operand
    operator: str = ""
    negated: bool = False
    required: bool = False
    own_field: str = ""

    def fieldname_here(self) -> str:
        """The field of the operand that comes next."""
        return self.own_field or self.fieldname

    def prepare(self, lexeme: Lexeme) -> None:
        """Keeps a sign, field or operator for the next operand; one left without an operand is dropped."""
        if lexeme.kind == "field":
            self.own_field = lexeme.text
        elif lexeme.text in ("-", "NOT"):
            self.negated = not self.negated
        elif lexeme.text == "+":
            self.required = True
        else:
            self.operator, self.negated, self.required, self.own_field = lexeme.text, False, False, ""

    def add(self, *operands: Query) -> None:
        """Takes what comes next: no operand where it holds no word, several where spaces are missing."""
        for operand in operands:
            if operand is NullQuery:
                continue
            signed = _negation(operand) if self.negated else operand
            if self.operator == "AND" and self.clauses:
                self.clauses[-1].alternatives[-1].append(signed)
            elif self.operator == "OR" and self.clauses:
                self.clauses[-1].alternatives.append([signed])
            else:
                self.clauses.append(_Clause([[signed]], self.required))
            self.operator = ""
        self.operator, self.negated, self.required, self.own_field = "", False, False, ""

    def query(self) -> Query:
        """What the clauses mean together; `NullQuery` if there are none.

        Metadata restrict: `source:سبق بوتين` is not satisfied by either. Whoever writes AND means it, so what
        AND joins is required, as with +, and words beside it only add to the score.
        """
        required: list[Query] = []
        optional: list[Query] = []
        restrictions: list[Query] = []
        choices: dict[str, list[Query]] = {}  # of several values for a field, any
        excluded: list[Query] = []
        for clause in self.clauses:
            if excludes := clause.excludes():
                excluded += excludes
                continue
            query = clause.query()
            single = len(clause.alternatives) == 1
            if isinstance(query, FieldValue) and not clause.required:
                choices.setdefault(query.fieldname, []).append(query)
            elif all(isinstance(leaf, (FieldValue, Every)) for leaf in query.leaves()):
                restrictions.append(query)
            elif self.match == "all" or (single and (clause.required or len(clause.alternatives[0]) > 1)):
                required.append(query)
            else:
                optional.append(query)
        parts = [*restrictions, *(_any_of(values) for values in choices.values()), *map(Not, excluded)]
        if required and optional:
            parts.insert(0, AndMaybe(_all_of(required), _any_of(optional)))
        elif optional:
            parts.insert(0, _any_of(optional))
        else:
            parts[:0] = required
        return _all_of(parts) if parts else NullQuery


def _is_negation(query: Query) -> bool:
    return isinstance(query, And) and isinstance(query[0], Every)


def _negation(query: Query) -> Query:
    """Not `query`; where it says what must not match, that."""
    if _is_negation(query) and len(query) == 2 and isinstance(query[1], Not):
        return query[1].query
    return Not(query)


def _all_of(queries: list[Query]) -> Query:
    """An And without Ands in it, and with something beside its Nots."""
    parts: list[Query] = []
    for query in queries:
        parts += query.subqueries if isinstance(query, And) else [query]
    parts = [part for part in parts if not isinstance(part, Every)]
    if all(isinstance(part, Not) for part in parts):
        parts.insert(0, Every())
    return parts[0] if len(parts) == 1 else And(parts)


def _any_of(queries: list[Query]) -> Query:
    """An Or without Ors in it."""
    parts: list[Query] = []
    for query in queries:
        parts += query.subqueries if isinstance(query, Or) else [query]
    return parts[0] if len(parts) == 1 else Or(parts)
