"""The leaves of a query tree: what a word, a quote or a date in a query asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from index.analysis import Analyzer
from index.segments.segment import METADATA, seconds_of
from searcher.language.algebra import all_of, any_of, boosted, each_leaf, near_items, with_both_ends
from searcher.language.keywords import ALTERNATIVES, FIELD_NAMES
from searcher.language.lexemes import Lexeme, Tail
from searcher.language.months import with_spellings, words_of
from searcher.language.periods import dates_in, span_of
from searcher.language.plain import pattern, plain_words
from searcher.language.problems import Problems
from searcher.language.query import (
    DateRange,
    Every,
    FieldValue,
    First,
    Fuzzy,
    Has,
    Near,
    Phrase,
    Query,
)
from searcher.language.things import asked_for, things
from searcher.language.wildcards import PIECE, WILDCARD, has_letter, is_pattern, visible, with_signs

__all__ = ["DEFAULT_LEAD_WORDS", "MOST_FUZZY_LETTERS", "MOST_PATTERNS", "Operands", "Scope"]

#: How many words `lead:` looks at where it names no number.
DEFAULT_LEAD_WORDS: Final = 50
#: Words with * or ~ cost a look at the whole vocabulary; beyond so many they are read as they stand.
MOST_PATTERNS: Final = 32
#: Comparing two words takes the product of their letters; what is longer than any word is nobody's misspelling.
MOST_FUZZY_LETTERS: Final = 64
#: In the address of a page * and ? are no wildcards, and its scheme is in every other one, too.
_ADDRESS = re.compile(r"\W*(?:https?|ftp)://(?P<rest>.+)", re.IGNORECASE)
_LEAST_BOOST, _LARGEST_BOOST = 0.1, 10.0
_NAMED = 40  # characters of a query in a message
_HAS = {name: field for name, field in FIELD_NAMES.items() if field in (*METADATA, "date", "title")}


class Scope(NamedTuple):
    """The field that leaves are made for; `words` is how many `lead` looks at, if it was said."""

    name: str
    words: int | None = None

    @property
    def fieldname(self) -> str:
        """The field of the tree: the lead is of the text."""
        return "text" if self.name == "lead" else self.name


class Operands:
    """Makes the leaves of one query, and notes what can't be meant."""

    def __init__(self, analyzer: Analyzer, problems: Problems, today: date | None) -> None:
        self._analyzer = analyzer
        self._problems = problems
        self._today = today
        self._patterns = 0

    def of(self, lexeme: Lexeme, scope: Scope, *, every: bool) -> list[Query]:
        """What words, a stretch, a quote or a date ask for: an operand each; none if there is no word in it."""
        if lexeme.kind == "dates" or scope.name == "date":
            found = self._dates(lexeme)
        elif scope.name == "has":
            found = self._has(lexeme)
        elif lexeme.kind == "quote":
            found = self._quote(lexeme, scope)
        elif scope.name in METADATA:
            found = self._values(lexeme, scope)
        elif lexeme.kind == "stretch":
            forms = words_of(lexeme.text, self._analyzer)
            found = plain_words(forms, scope.fieldname, every=every)
        else:
            found = self._run(lexeme._replace(text=with_signs(lexeme.text)), scope)
        if lexeme.tails and found:
            found = self.with_boost(found, lexeme.tails)
        if scope.name == "lead":
            words = scope.words or DEFAULT_LEAD_WORDS
            found = [self.each(item, lambda leaf: First(leaf, words), "lead:", lexeme) for item in found]
        return found

    def each(self, query: Query, make: Callable[[Query], Query], name: str, lexeme: Lexeme) -> Query:
        """The query with every leaf made another; words near each other can't be, and only their words are."""

        def near(node: Near) -> Query:
            self._problems.add(
                lexeme.start, lexeme.end, f"{name} takes words and phrases, not words near each other"
            )
            return all_of([node, *map(make, node.items)])

        return each_leaf(query, make, near)

    def with_boost(self, queries: list[Query], tails: Sequence[Tail]) -> list[Query]:
        """The queries, weighing as much as a tail ^2 says."""
        for tail in tails:
            if tail.mark != "^":
                continue
            if tail.number is None:
                self._problems.add(tail.start, tail.end, "^ needs a number, as in ^2")
                continue
            boost = min(max(tail.number, _LEAST_BOOST), _LARGEST_BOOST)
            if boost != tail.number:
                limits = f"a weight is between {_LEAST_BOOST:g} and {_LARGEST_BOOST:g}"
                self._problems.add(tail.start, tail.end, limits, f"^{boost:g}")
            queries = [boosted(query, boost) for query in queries]
        return queries

    # --- words

    def _run(self, lexeme: Lexeme, scope: Scope) -> list[Query]:
        """What a run of words without a space asks for."""
        fuzzy = self._tilde(lexeme)
        if address := _ADDRESS.match(visible(lexeme.text)):
            if fuzzy:
                self._problems.add(fuzzy.start, fuzzy.end, "an address is searched as it is, without ~")
            return self._address(address["rest"], scope)
        if WILDCARD.search(visible(lexeme.text)):
            found = self._patterns_of(lexeme, scope)
            if fuzzy and found:
                self._problems.add(fuzzy.start, fuzzy.end, "* and ~ don't go together")
            return found
        tokens = self._analyzer.tokens(lexeme.text)
        if not tokens:
            return []
        if not fuzzy:  # of which the letters of the form count
            tokens = with_spellings(tokens, lexeme.text)
        word = self._fuzzy(fuzzy, scope.fieldname) if fuzzy else partial(_plain_word, scope.fieldname)
        return [asked_for(thing, scope.fieldname, word) for thing in things(tokens, lexeme.text)]

    def _tilde(self, lexeme: Lexeme) -> Tail | None:
        """The ~ of a word or a quote; of several the first."""
        tails = [tail for tail in lexeme.tails if tail.mark == "~"]
        for tail in tails[1:]:
            self._problems.add(tail.start, tail.end, "one ~ is enough: the first counts")
        return tails[0] if tails else None

    def _address(self, text: str, scope: Scope) -> list[Query]:
        """What an address on the web asks for: its words side by side, whatever stands before them."""
        forms = self._analyzer.normalized(text)
        if len(forms) == 1:
            return [_plain_word(scope.fieldname, forms[0])]
        return [Phrase(scope.fieldname, forms)] if forms else []

    def _fuzzy(self, tail: Tail, fieldname: str) -> Callable[[str], Query]:
        """Makes the words that `~` is for: forms of nearly the same letters, without the other ways of writing."""
        distance = 1 if tail.number is None else int(tail.number)
        if distance not in (1, 2) or tail.ordered:
            distance = min(max(distance, 1), 2)
            message = "a word may differ by 1 or 2 letters"
            self._problems.add(tail.start, tail.end, message, f"~{distance}")

        def make(form: str) -> Query:
            if form.isdecimal():
                return _plain_word(fieldname, form)
            if len(form) > MOST_FUZZY_LETTERS:
                message = f"{_short(form)} has more than {MOST_FUZZY_LETTERS} letters: it is read without ~"
                self._problems.add(tail.start, tail.end, message)
                return _plain_word(fieldname, form)
            allowed = min(distance, len(form) - 1)
            if allowed < distance:
                message = f"{_short(form)} has {len(form)} letters: too few to differ by {distance}"
                self._problems.add(tail.start, tail.end, message, f"~{allowed}" if allowed else "")
            if not allowed or not self._may_cost(tail):
                return _plain_word(fieldname, form)
            return Fuzzy(fieldname, form, allowed)

        return make

    def _patterns_of(self, lexeme: Lexeme, scope: Scope) -> list[Query]:
        parts: list[Query] = []
        for piece in PIECE.finditer(visible(lexeme.text)):
            if not WILDCARD.search(piece[0]):
                forms = self._analyzer.normalized(piece[0])
                parts += plain_words(forms, scope.fieldname, every=True)
            elif not has_letter(piece[0]):
                message = (
                    f"{_short(piece[0])} alone would be any word: it needs a letter beside it, as in كتاب*"
                )
                self._problems.add(lexeme.start, lexeme.end, message)
            elif self._may_cost(lexeme):
                parts.append(pattern(piece[0], scope.fieldname))
            else:
                forms = self._analyzer.normalized(piece[0])
                parts += plain_words(forms, scope.fieldname, every=True)
        return [all_of(parts)] if parts else []

    def _may_cost(self, part: Lexeme | Tail) -> bool:
        self._patterns += 1
        if self._patterns > MOST_PATTERNS:
            message = f"more than {MOST_PATTERNS} words with * or ~: the others are read without"
            if self._patterns == MOST_PATTERNS + 1:
                self._problems.add(part.start, part.end, message)
            return False
        return True

    def _quote(self, lexeme: Lexeme, scope: Scope) -> list[Query]:
        if not lexeme.closed and lexeme.text.strip():
            self._problems.add(
                lexeme.start,
                lexeme.end,
                "a quote without an end: it goes to the end",
                f'"{lexeme.text}"',
            )
        forms = self._analyzer.normalized(lexeme.text)
        if not forms:
            message = "no word in the quote" if lexeme.closed else "a quotation mark with no word behind it"
            self._problems.add(lexeme.start, lexeme.end, message)
            return []
        if scope.name in METADATA:
            self._no_wildcards(lexeme, scope, forms)
            self._no_tails(lexeme, scope)
            return [FieldValue(scope.name, tuple(forms))]
        lexeme = self._without_stars(lexeme)
        distance, ordered = self._distance(lexeme, len(forms))
        if any(map(is_pattern, lexeme.text.split())):
            items = self._patterns_in_quote(lexeme, scope)
            if len(items) == 1:
                return items
            return [Near(tuple(items), distance or 0, ordered or distance is None)] if items else []
        if distance is None:
            return [Phrase(scope.fieldname, forms)]
        return [Near(tuple(Phrase(scope.fieldname, [form]) for form in forms), distance, ordered)]

    def _without_stars(self, quote: Lexeme) -> Lexeme:
        """The quote with room for a word wherever a * stands alone, which would be any word.

        As a pattern it would be looked for in every article.
        """
        words = quote.text.split()
        stars = {at for at, word in enumerate(words) if "*" in word and not has_letter(word)}
        if not stars:
            return quote
        with_letters = [at for at, word in enumerate(words) if has_letter(word)]
        between = sum(with_letters[0] < at < with_letters[-1] for at in stars)
        text = " ".join(word for at, word in enumerate(words) if at not in stars)
        hint, tails = f'"{text}"', quote.tails
        if between and not any(tail.mark == "~" for tail in tails):
            hint += f"~>{between}"
            tails += (Tail("~", between, ordered=True, start=quote.start, end=quote.end),)
        message = "* alone would be any word: ~> behind the quote says how many may stand between"
        self._problems.add(quote.start, quote.end, message, hint)
        return quote._replace(text=text, tails=tails)

    def _distance(self, quote: Lexeme, words: int) -> tuple[int | None, bool]:
        """How many words may stand between those of a quote, and whether their order counts; None: a phrase."""
        near = self._tilde(quote)
        if near is None:
            return None, False
        if near.number is None:
            message = "~ at a quote needs a number: how many words may stand between its words"
            self._problems.add(near.start, near.end, message)
        elif words == 1:
            message = "one word is near nothing; without quotes ~ says how many letters may differ"
            self._problems.add(near.start, near.end, message)
        else:
            return int(near.number), near.ordered
        return None, False

    def _patterns_in_quote(self, quote: Lexeme, scope: Scope) -> list[Query]:
        """The words of a quote, each by its very form or its pattern."""
        items: list[Query] = []
        for word in quote.text.split():
            if is_pattern(word):
                items += near_items(all_of(self._patterns_of(quote._replace(text=word), scope) or [Every()]))
            else:
                items += [Phrase(scope.fieldname, [token.form]) for token in self._analyzer.tokens(word)]
        return items

    # --- fields

    def _values(self, lexeme: Lexeme, scope: Scope) -> list[Query]:
        """Values of a metadata field: one a word of a stretch, or one of a run."""
        tokens = self._analyzer.tokens(lexeme.text)
        self._no_wildcards(lexeme, scope, [token.form for token in tokens])
        self._no_tails(lexeme, scope)
        if lexeme.kind == "stretch":
            return [FieldValue(scope.name, (token.form,)) for token in tokens]
        return [
            FieldValue(scope.name, tuple(token.form for token in thing))
            for thing in things(tokens, lexeme.text)
        ]

    def _no_wildcards(self, lexeme: Lexeme, scope: Scope, forms: Sequence[str]) -> None:
        if forms and WILDCARD.search(visible(lexeme.text)):
            value = " ".join(forms)
            hint = f'"{value}"' if lexeme.kind == "quote" or " " in value else value
            message = f"{scope.name}: holds whole words, without * and ?"
            self._problems.add(lexeme.start, lexeme.end, message, hint)

    def _no_tails(self, lexeme: Lexeme, scope: Scope) -> None:
        for tail in lexeme.tails:
            message = f"{scope.name}: restricts and does not rank: {tail.mark} says nothing here"
            self._problems.add(tail.start, tail.end, message)

    def _has(self, lexeme: Lexeme) -> list[Query]:
        found: list[Query] = []
        take = "author, source, category, date or title"
        names = re.findall(r"[^\W_]+", visible(lexeme.text))
        for name in names:
            fieldname = _HAS.get(name.lower(), "")
            if fieldname:
                found.append(Has(fieldname))
            else:
                message = f"{_short(name)} is nothing that an article has: take {take}"
                self._problems.add(lexeme.start, lexeme.end, message)
        if not names:
            self._problems.add(lexeme.start, lexeme.end, f"has: needs the name of something: take {take}")
        return found

    def _dates(self, lexeme: Lexeme) -> list[Query]:
        found: list[Query] = []
        text = visible(lexeme.text)
        several = [] if lexeme.kind == "quote" else dates_in(text, self._today)
        values = several or ALTERNATIVES.split(text.strip("()（） "))
        for value in values:
            if not any(map(str.isalnum, value)) and "*" not in value:
                self._problems.add(lexeme.start, lexeme.end, "no date there", "2015-08")
                continue
            span, reading = span_of(value, self._today)
            if span is None:
                message = f"{_short(value)} is no date: write 2015, 2015-08, 12/08/2015, 2015-08..2015-10 or last-7d"
                self._problems.add(lexeme.start, lexeme.end, message)
                continue
            if reading:
                message = "a range goes from the earlier date to the later, both being dates"
                message = message if ".." in reading else f"{_short(value)} is no date"
                instead = text.replace(value, reading, 1) if len(values) > 1 else reading
                hint = f'"{instead}"' if " " in instead else instead
                self._problems.add(lexeme.start, lexeme.end, message, hint)
            first, last = span
            if first is None and last is None:
                found.append(Has("date"))
            else:
                found.append(DateRange(*(None if end is None else seconds_of(end) for end in (first, last))))
        if not ALTERNATIVES.search(text):
            found = with_both_ends(found)
        return [any_of(found)] if found and lexeme.kind == "dates" else found


def _short(text: str) -> str:
    """A piece of a query as a message names it."""
    return text if len(text) <= _NAMED else text[:_NAMED] + "…"


def _plain_word(fieldname: str, form: str) -> Query:
    """A word in any of its ways of writing."""
    return plain_words([form], fieldname, every=True)[0]
