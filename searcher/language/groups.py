"""What stands side by side within one pair of parentheses, and what it means together."""

from __future__ import annotations

from dataclasses import dataclass, field

from searcher.language.algebra import (
    OnlyAdds,
    all_of,
    any_of,
    is_negation,
    is_text,
    joins_words,
    near_items,
    negation,
    ranks_nothing,
    side_by_side,
    with_both_ends,
    written_otherwise_in,
)
from searcher.language.lexemes import Lexeme
from searcher.language.operands import DEFAULT_LEAD_WORDS, Scope
from searcher.language.plain import Match
from searcher.language.problems import Problems
from searcher.language.query import (
    AndMaybe,
    DateRange,
    Every,
    FieldValue,
    Near,
    Not,
    NullQuery,
    Or,
    Phrase,
    Query,
    Word,
)

__all__ = ["Group"]


#: As the messages name them.
_NAMES = {"near": "W/n", "before": "PRE/n"}


@dataclass
class _Clause:
    """Operands that AND and OR hold together; one operand alone as a rule."""

    alternatives: list[list[Query]]  # an Or of Ands; a negated operand is a Not
    required: bool
    #: Whether what lacks it is left out, as a NOT of a NOT says: it restricts, and asks nothing of the words beside it.
    is_condition: bool = False
    #: Whether it was parentheses that hold nothing but function words.
    holds_function_words: bool = False

    @property
    def alone(self) -> Query | None:
        """Its operand, where it has but one."""
        is_alone = len(self.alternatives) == len(self.alternatives[0]) == 1
        return self.alternatives[0][0] if is_alone else None

    def excludes(self) -> list[Query]:
        """What must not match, where the clause says nothing else."""
        if len(self.alternatives) > 1:
            return []
        operands = self.alternatives[0]
        if len(operands) == 1 and is_negation(operands[0]):  # (NOT a) in parentheses of its own
            operands = [operand for operand in operands[0].children() if not isinstance(operand, Every)]
        excluded = [operand.query for operand in operands if isinstance(operand, Not)]
        return excluded if len(excluded) == len(operands) else []

    @property
    def only_leaves_out(self) -> bool:
        """Whether it is what NOT or - made of one operand, or of several."""
        return len(self.alternatives) == 1 and all(
            isinstance(operand, Not) for operand in self.alternatives[0]
        )

    @property
    def restricts(self) -> bool:
        """Whether nothing in it ranks, though it does more than leave out."""
        return not self.only_leaves_out and all(
            ranks_nothing(operand) for operands in self.alternatives for operand in operands
        )

    def query(self) -> Query:
        return any_of([all_of(operands) for operands in self.alternatives])


@dataclass
class Group:
    """What stands between two parentheses (or in the whole string): clauses side by side.

    `opening` is the first of its lexemes: the parenthesis, or the call of para(…), sent(…) or atleast(…).
    """

    match: Match
    scope: Scope
    problems: Problems
    form_only_adds: OnlyAdds
    opening: Lexeme | None = None
    clauses: list[_Clause] = field(default_factory=list)
    #: What can't be asked of a paragraph, though it stands in para(…) or sent(…).
    lifted: list[Query] = field(default_factory=list)
    # what was read and waits for its operand
    operator: Lexeme | None = None
    negated: Lexeme | None = None
    twice_negated: bool = False
    required: bool = False
    own_field: Lexeme | None = None
    # what the next W/n stands behind
    _left: Query | None = None

    @property
    def kind(self) -> str:
        """ "paragraph", "sentence" or "atleast"; empty for parentheses alone."""
        return self.opening.text if self.opening is not None and self.opening.kind == "call" else ""

    def scope_here(self) -> Scope:
        """The field of the operand that comes next."""
        return Scope(self.own_field.text, self.own_field.number) if self.own_field else self.scope

    def prepare(self, lexeme: Lexeme) -> None:
        """Keeps a sign, field or operator for the next operand; one left without an operand is dropped."""
        if lexeme.kind == "field":
            if self.own_field:
                self._dangling(self.own_field)
            if lexeme.number == 0:
                message, hint = "among how many words?", f"lead/{DEFAULT_LEAD_WORDS}:"
                self.problems.add(lexeme.start, lexeme.end, message, hint)
            self.own_field = lexeme
        elif lexeme.text in ("-", "NOT"):
            self.twice_negated = self.negated is not None
            self.negated = None if self.negated else lexeme
        elif lexeme.text == "+":
            self.required = True
        else:
            self._forget()
            self.operator = lexeme

    @property
    def only_adds(self) -> bool:
        """Whether nothing stands in it that finds beside other words: function words side by side."""
        return bool(self.clauses) and not self.lifted and all(map(self._only_adds, self.clauses))

    def _only_adds(self, clause: _Clause) -> bool:
        alone = clause.alone
        if alone is None or clause.required or clause.is_condition:
            return False
        return clause.holds_function_words or joins_words(alone, self.form_only_adds)

    def add(self, lexeme: Lexeme, *operands: Query, demanded: bool = False, only_adds: bool = False) -> None:
        """Takes what comes next: no operand where it holds no word, several where spaces are missing.

        `demanded`: an operand that is required like what AND joins. `only_adds`: a group that does.
        """
        for operand in operands:
            if isinstance(operand, NullQuery):
                continue
            signed = negation(operand) if self.negated else operand
            if self.kind in ("paragraph", "sentence") and not is_text(operand):
                message = "this is asked of an article, not of a paragraph or sentence: it counts outside"
                self.problems.add(lexeme.start, lexeme.end, message)
                self.lifted.append(signed)
                continue
            self._join(operand, signed, demanded, only_adds and signed is operand)
            self.operator = None
            self._left = operand
        if any(not isinstance(operand, NullQuery) for operand in operands):
            self.operator = self.negated = self.own_field = None
        elif self.own_field and self.own_field.text in ("date", "has"):
            self.own_field = None  # what is wrong with its value was said
        self._forget()

    def _join(self, operand: Query, signed: Query, demanded: bool, only_adds: bool) -> None:
        operator = self.operator.text if self.operator else ""
        if operator in ("AND", "OR"):
            self._bind_exclusions()
        if self.operator and not self.clauses:
            self._dangling(self.operator)
        elif operator in ("near", "before"):
            self._bring_near(operand)
            return
        elif operator == "AND":
            self.clauses[-1].alternatives[-1].append(signed)
            return
        elif operator == "OR":
            self.clauses[-1].alternatives.append([signed])
            return
        required = self.required or (demanded and not self.negated)
        is_condition = self.twice_negated or (self.negated is not None and not isinstance(signed, Not))
        self.clauses.append(_Clause([[signed]], required, is_condition, only_adds))

    def _bind_exclusions(self) -> None:
        """In A NOT B OR C what is left out belongs to what stands before it, for NOT binds closest: (A NOT B) OR C.

        Metadata between the two restrict everything and are passed over. Where nothing else stands before it, it is
        itself the first of the alternatives.
        """
        while self.clauses[-1:] and self.clauses[-1].only_leaves_out:
            earlier = reversed(range(len(self.clauses) - 1))
            before = next((at for at in earlier if not self.clauses[at].restricts), None)
            if before is None:
                return
            excluded = self.clauses.pop().alternatives[0]
            self.clauses.append(self.clauses.pop(before))
            self.clauses[-1].alternatives[-1] += excluded

    def _bring_near(self, operand: Query) -> None:
        """`operand` behind W/n: with what stands before it, one operand that is required."""
        assert self.operator is not None
        operands = self.clauses[-1].alternatives[-1]
        left, right = near_items(self._left or NullQuery()), near_items(operand, behind=True)
        name = _NAMES[self.operator.text]
        if not left or not right or self.negated:
            message = f"{name} stands between words, phrases, and groups of words joined by OR"
            self.problems.add(self.operator.start, self.operator.end, message, "AND")
            operands.append(negation(operand) if self.negated else operand)
            return
        near = Near(left + right, self.operator.number or 0, self.operator.text == "before")
        # Of two words that are also written otherwise more is asked than what is near.
        asked = [part for side in (self._left, operand) if side for part in written_otherwise_in(side)]
        last = operands[-1]
        before = last.query if isinstance(last, Not) else last
        parts = [] if before == self._left else [before]  # a chain: each is near the next
        parts += [each for each in (*asked, near) if each not in parts and each not in before.children()]
        operands[-1] = Not(all_of(parts)) if isinstance(last, Not) else all_of(parts)
        self.clauses[-1].required = True

    def _forget(self) -> None:
        """Drops what waits for an operand, and says so."""
        for lexeme in (self.operator, self.negated, self.own_field):
            if lexeme is not None and lexeme.kind != "sign":
                self._dangling(lexeme)
        self.operator = self.negated = self.own_field = None
        self.required = self.twice_negated = False

    def _dangling(self, lexeme: Lexeme) -> None:
        if lexeme.kind == "field":
            message = f"{lexeme.text}: has no value"
        elif lexeme.text == "NOT":
            message = "nothing to leave out behind NOT"
        else:
            message = f"{_NAMES.get(lexeme.text, lexeme.text)} needs something on both sides"
        self.problems.add(lexeme.start, lexeme.end, message)

    def query(self) -> Query:
        """What the clauses mean together; `NullQuery()` if there are none.

        Metadata restrict: `source:سبق بوتين` is not satisfied by either. Whoever writes AND means it, so what
        AND joins is required, as with +, and words beside it only add to the score.
        """
        self._forget()
        required: list[Query] = []
        optional: list[Query] = []
        only_add: list[bool] = []
        restrictions: list[Query] = []
        choices: dict[str, list[Query]] = {}  # of several values for a field, any
        excluded: list[Query] = []
        for clause in self.clauses:
            alone = clause.alone
            if clause.is_condition and alone is not None:
                restrictions.append(alone)
                continue
            if isinstance(alone, (Word, Phrase)):
                if clause.required or self.match == "all":
                    required.append(alone)
                else:
                    optional.append(alone)
                    only_add.append(self._only_adds(clause))
                continue
            if excludes := clause.excludes():
                excluded += excludes
                continue
            query = clause.query()
            single = len(clause.alternatives) == 1
            if (chosen := _field_of_values(query)) and not clause.required:
                choices.setdefault(chosen, []).append(query)
            elif ranks_nothing(query):
                restrictions.append(query)
            elif self.match == "all" or (single and (clause.required or len(clause.alternatives[0]) > 1)):
                required.append(query)
            else:
                optional.append(query)
                only_add.append(self._only_adds(clause))
        parts = [
            *restrictions,
            *(any_of(with_both_ends(values)) for values in choices.values()),
            *map(Not, excluded),
        ]
        if required and optional:
            parts.insert(0, AndMaybe(all_of(required), any_of(optional)))
        elif optional:
            parts.insert(0, side_by_side(optional, only_add))
        else:
            parts[:0] = required
        return all_of(parts) if parts else NullQuery()


def _field_of_values(query: Query) -> str:
    """The field that a query asks for a value of, or for any of several; empty for other queries."""
    if isinstance(query, Or):
        fields = set(map(_field_of_values, query.subqueries))
        return fields.pop() if len(fields) == 1 else ""
    return (
        query.fieldname if isinstance(query, FieldValue) else "date" if isinstance(query, DateRange) else ""
    )
