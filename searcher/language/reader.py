"""The full reading of a query: words, quotes, operators, fields and parentheses, and what in them can't be meant."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from functools import lru_cache, partial
from typing import Final

from index.analysis import Analyzer
from index.analysis.folding import INVISIBLE
from searcher.language.algebra import OnlyAdds, all_of, is_negation
from searcher.language.brackets import OPENING, QUOTES
from searcher.language.groups import Group
from searcher.language.keywords import CALLS, FIELD_NAMES, either
from searcher.language.lexemes import Lexeme, scan
from searcher.language.operands import Operands, Scope
from searcher.language.periods import is_value
from searcher.language.plain import Match
from searcher.language.problems import Problems, Reading
from searcher.language.query import AtLeast, NullQuery, Query, Within

__all__ = ["DEEPEST_GROUP", "Reader"]

#: Parentheses within more parentheses than this are passed over, so that trees stay shallow.
DEEPEST_GROUP: Final = 12

#: What stands before a colon with something at once behind it, be it a quote or a group.
_LIKE_A_FIELD = re.compile(rf"([^\W\d_]{{3,12}})[:：](?=[{INVISIBLE}]*+\S)")
#: A word of a text, or a call with a space too many.
_LIKE_A_CALL = re.compile(rf"({either(CALLS, ascii_only=False)})[\s{INVISIBLE}]+[{re.escape(OPENING)}]")
#: The call that needs a number.
_TIMES: Final = "تكرار"
_CALL_NAMES = {"paragraph": "para", "sentence": "sent", "atleast": "atleast"}


class Reader:
    """Reads one query."""

    def __init__(
        self,
        text: str,
        analyzer: Analyzer,
        match: Match,
        today: date | None,
        form_only_adds: OnlyAdds,
    ) -> None:
        self._text = text
        self._today = today
        self._problems = Problems()
        self._operands = Operands(analyzer, self._problems, today)
        self._groups = [Group(match, Scope("text"), self._problems, form_only_adds)]
        self._call: Lexeme | None = None
        self._passed_over = 0

    def reading(self) -> Reading:
        end_of_quote = ""
        for lexeme in scan(self._text, partial(is_value, today=self._today)):
            self._take(lexeme)
            if lexeme.kind == "quote" and not lexeme.closed and lexeme.text.strip():
                end_of_quote = QUOTES[self._text[lexeme.start]][0]
        if len(self._groups) > 1:
            opening = self._groups[1].opening
            assert opening is not None
            rest = self._text[opening.start :].rstrip()
            missing = len(self._groups) - 1 + self._passed_over
            message = "a parenthesis without its end: it goes to the end"
            hint = f"{rest}{end_of_quote}{')' * missing}"
            self._problems.add(opening.start, opening.start + len(rest), message, hint)
        while len(self._groups) > 1:
            self._close(Lexeme("close", "", len(self._text), len(self._text)))
        return Reading(self._groups[0].query(), self._problems.in_order())

    def _take(self, lexeme: Lexeme) -> None:
        group = self._groups[-1]
        match lexeme.kind:
            case "open":
                self._open(lexeme)
            case "close":
                if self._passed_over:
                    self._passed_over -= 1
                else:
                    self._close(lexeme)
            case "call":
                self._call = lexeme
            case "stray":
                if lexeme.text.strip("+-＋﹢－−﹣"):
                    self._problems.add(
                        lexeme.start, lexeme.end, "a parenthesis that closes nothing: left out"
                    )
                elif group.scope.name == "date":
                    # Among words it is a dash; here it may have been meant for a range.
                    message = "either date is taken: a range is written with two dots, as in 2015-08..2015-10"
                    self._problems.add(lexeme.start, lexeme.end, message)
            case "words" | "stretch" | "quote" | "dates":
                if lexeme.kind == "words":
                    self._look_for_typo(lexeme)
                found = self._operands.of(lexeme, group.scope_here(), every=group.match == "all")
                group.add(lexeme, *found)
            case _:
                group.prepare(lexeme)

    def _open(self, lexeme: Lexeme) -> None:
        group, call, self._call = self._groups[-1], self._call, None
        if len(self._groups) > DEEPEST_GROUP:
            self._passed_over += 1
            message = f"more than {DEEPEST_GROUP} parentheses within each other: the inner ones are left out"
            if self._passed_over == 1:
                self._problems.add(lexeme.start, lexeme.end, message)
            return
        match: Match = "all" if call and call.text in ("paragraph", "sentence") else group.match
        self._groups.append(
            Group(match, group.scope_here(), self._problems, group.form_only_adds, call or lexeme)
        )

    def _close(self, lexeme: Lexeme) -> None:
        group = self._groups.pop()
        outer = self._groups[-1]
        query = group.query()
        opening = group.opening
        assert opening is not None
        whole = lexeme._replace(start=opening.start)
        if isinstance(query, NullQuery) and not group.lifted:
            self._problems.add(whole.start, lexeme.end, "no word in the parentheses")
            outer.add(whole)
            return
        if group.kind == "atleast":
            query = self._at_least(query, whole, opening)
        elif group.kind:
            query = self._within(group, query, whole)
        for tail in lexeme.tails:
            if tail.mark == "~":
                message = "~ stands behind a word or a quote, not behind a group"
                self._problems.add(tail.start, tail.end, message)
        query = self._operands.with_boost([query], lexeme.tails)[0]
        outer.add(whole, query, demanded=bool(group.kind), only_adds=group.only_adds)

    def _at_least(self, query: Query, whole: Lexeme, opening: Lexeme) -> Query:
        count = opening.number
        if not count:
            hint = "atleast2" if self._text[opening.start : opening.end].isascii() else f"{_TIMES}/2"
            self._problems.add(opening.start, opening.end, "how many times?", hint)
            return query
        return self._operands.each(query, lambda leaf: AtLeast(leaf, count), f"atleast{count}", whole)

    def _within(self, group: Group, query: Query, whole: Lexeme) -> Query:
        if isinstance(query, NullQuery):
            return all_of(group.lifted)
        if is_negation(query):
            name = _CALL_NAMES[group.kind]
            self._problems.add(whole.start, whole.end, f"{name}(…) needs a word that must be there")
            return all_of([query, *group.lifted])
        return all_of(
            [Within("paragraph" if group.kind == "paragraph" else "sentence", query), *group.lifted]
        )

    def _look_for_typo(self, lexeme: Lexeme) -> None:
        """titel:كأس was meant for title:كأس, perhaps, and فقرة (كأس) for فقرة(كأس); they are read as words."""
        if call := _LIKE_A_CALL.match(self._text, lexeme.start):
            message = f"{call[1]} with a space behind it is a word"
            number = "/2" if call[1] == _TIMES else ""
            self._problems.add(*call.span(), message, f"{call[1]}{number}{call[0][-1]}")
            return
        if (name := _LIKE_A_FIELD.match(self._text, lexeme.start)) is None:
            return
        if meant := _field_meant(name[1].lower()):
            message = f"there is no field {name[1]}: so it is a word"
            self._problems.add(*name.span(), message, f"{meant}:")


@lru_cache(1 << 10)  # a string of nothing else has ten thousand
def _field_meant(name: str) -> str:
    """The field of nearly the same name; none for the name of a field."""
    close = get_close_matches(name, FIELD_NAMES, 1, 0.8)
    return close[0] if close and name not in FIELD_NAMES else ""
