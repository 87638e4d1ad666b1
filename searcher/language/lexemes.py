"""The marks of the query language: what in a string is a word, and what is syntax.

`scan` reads generously, as people type: any double quotation mark, parentheses of any shape and the wrong way
round, wide signs, digits of any script on either side of their mark. It finds where things begin and end; what they
mean together is left to `searcher.language.reader`, what is a word within a run of characters to the analyser.

Invisible characters (bidi marks, joiners, soft hyphens) say nothing about syntax, nor do harakat and tatweel about a
name, so syntax is found in the other characters alone; words are given as they were typed. Offsets are offsets into
the query as it was typed, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, Literal, NamedTuple

from index.analysis.folding import INVISIBLE
from index.lazy import cached_property
from searcher.language.brackets import (
    CLOSING,
    COLONS,
    MINUS,
    ORNATE,
    PARENTHESES,
    PLUS,
    QUOTE_MARKS,
    QUOTES,
    SQUARE,
    Parentheses,
    closing_quote,
)
from searcher.language.keywords import CALLS, FIELD_NAMES, NEAR_NAMES, OPERATORS, either
from searcher.language.plain import PLAIN_LETTERS, STOPS

__all__ = ["Lexeme", "Tail", "scan"]

_LONGEST_RANGE: Final = 100  # characters between [ and ]
_LARGEST: Final = 999_999_999  # distances and counts beyond it say the same: anywhere
_MOST_DIGITS: Final = 1000  # of a number: whatever comes behind, it is beyond the largest

_CLOSES: Final = re.escape(CLOSING + ORNATE)
# Not what a keyboard for right-to-left text gives for an opening one.
_GROUP_ENDS: Final = rf"(?=[{re.escape(CLOSING)}]+(?:[\s^]|$))"
_SQUARE: Final = f"[{re.escape(SQUARE)}]"
_ENDS: Final = rf"\s{QUOTE_MARKS}{re.escape(PARENTHESES)}"

_ARABIC_CALL: Final = rf"(?:{either(CALLS, ascii_only=False)})\s*+[{re.escape(PARENTHESES)}]"

_NOT_SEEN = re.compile(f"[{INVISIBLE}]")
_MARK = re.compile(r"[\u0640\u064b-\u0652]")  # tatweel and harakat
_MAY_BE_NAME = re.compile(f"(?<![{PLAIN_LETTERS}])[{PLAIN_LETTERS}]{{3,40}}+(?![{PLAIN_LETTERS}])")
_NAMES: Final = frozenset((*FIELD_NAMES, *CALLS, *NEAR_NAMES))
_SPACES = re.compile(r"\s*")
_RUN = re.compile(f"[^{_ENDS}]+")
#: What stands next: space, some words with nothing but spaces and commas between them, or something to look into.
_NEXT = re.compile(
    rf"""(?P<space>\s+)
    | (?P<stretch>(?:
        (?:(?!{_ARABIC_CALL})[{PLAIN_LETTERS}]+|[0-9]+) (?:[{STOPS}]*(?:\s+|$|{_GROUP_ENDS})|(?=[{_ENDS}]))
      )+)
    | (?P<quote>[{QUOTE_MARKS}])
    | (?P<parenthesis>[{re.escape(PARENTHESES)}])
    | (?P<run>)""",
    re.VERBOSE,
)
#: A ! excludes before a word alone: elsewhere, and where there are several, it is no more than a mark of the text.
_SIGNS = re.compile(rf"[{re.escape(PLUS + MINUS)}]+|[!！](?=[^\s!！])")

_LEAD: Final = either(name for name in FIELD_NAMES if FIELD_NAMES[name] == "lead")
# "مصدر: …" begins many a headline; a field of an Arabic name has its value at once, and what closes is none.
_FIELD = re.compile(
    rf"""(?: (?P<english>{either(FIELD_NAMES, ascii_only=True)}) | (?P<arabic>{either(FIELD_NAMES, ascii_only=False)})
        | (?P<lead>{_LEAD})/(?P<after>\d++) | (?P<before>\d++)/(?P<last>{_LEAD}) )
    [{COLONS}]+ (?(arabic)(?=[^\s{_CLOSES}]))""",
    re.IGNORECASE | re.VERBOSE,
)
_NEAR = re.compile(
    rf"(?:(?P<name>{either(NEAR_NAMES)})/\s*+(?P<after>\d++)|(?P<before>\d++)/(?P<last>{either(NEAR_NAMES)}))"
    rf"(?=[{_ENDS}]|\Z)",
    re.IGNORECASE,
)
# "فقرة (ب)" may be of a text, and is words; a number behind it, or an English name, says that it is none.
_CALL = re.compile(
    rf"(?:(?P<name>{either(CALLS)})/?(?P<after>\d++)?|(?P<before>\d++)/(?P<last>{either(CALLS)}))"
    rf"(?=[{re.escape(PARENTHESES)}]|(?(after)|(?(before)|(?<=[a-z])))\s*+[{re.escape(PARENTHESES)}])",
    re.IGNORECASE,
)
# With the power of ten that programs write: ^1e9 is a weight, too.
_NUMBER = r"(?:\d++(?:[.,٫،]\d++)?|[.٫]\d++)(?:[eE][+-]?\d++)?+"
_SIGNED = rf"[{re.escape(PLUS + MINUS)}]?{_NUMBER}"
#: What says how a word or a quote is meant: ~1 and ~>5 and ^2 behind it, or before it, the digits on either side.
_TAIL = re.compile(rf"~[<>]?\d*+|\^(?:{_SIGNED})?")
_TAIL_OF_QUOTE = re.compile(rf"~[<>]?\d*+|\d++[<>]?~|\^(?:{_SIGNED})?")
_TAIL_APART = re.compile(rf"\s++(?=~[<>]?\d++(?:[\s{_CLOSES}^]|\Z))")
_TAIL_MARK = re.compile(r"[~^]")
_HEAD = re.compile(rf"\d++[<>]?~|~[<>]?\d++|{_NUMBER}\^|\^{_SIGNED}")
_HEAD_OF_QUOTE = re.compile(f"(?:{_HEAD.pattern})(?=[{QUOTE_MARKS}])")
_DIGITS = re.compile(r"([\d.,٫،]+)((?:[eE][+-]?\d{1,9})?)")
_POINT: Final = str.maketrans(",٫،", "...")
_MONTH_AND_YEAR = rf"""(?:(?:\d{{1,2}}\s+)?[{PLAIN_LETTERS}]+(?:\s+[{PLAIN_LETTERS}]+)?\s+\d{{4}}(?!\d)
    |(?:\d{{1,2}}[a-zA-Z]{{0,2}}\s+)?[a-zA-Z]{{3,9}}\.?(?:\s+\d{{1,2}}[a-zA-Z]{{0,2}})?(?:,\s*|\s+)\d{{4}}(?!\d))"""
#: The value of a date field: last 7 days, a month's name and a year, perhaps with a day, in Arabic or English, or what
#: has no space in it; behind a sign such as >=, and others behind such signs; a range of these with .. between them.
_ONE_DATE = rf"""(?:[<>=≤≥]+\s*)?(?:(?:last|آخر|اخر)\s+(?:\d{{1,5}}\s+)?[{PLAIN_LETTERS}a-z]+
    |{_MONTH_AND_YEAR}
    |(?:[^\s{QUOTE_MARKS}()（）]|[{QUOTE_MARKS}][^{QUOTE_MARKS}]*[{QUOTE_MARKS}])+)"""
#: The same, or all in parentheses, or between [ and ].
_DATES = re.compile(
    rf"""\s*(?:[(（][^()（）]*[)）]
    |{_SQUARE}[^\[\]{{}}]{{1,{_LONGEST_RANGE}}}{_SQUARE}
    |{_ONE_DATE}(?:
        (?:\.\.+|\s*\.\.+\s*(?=[\d{QUOTE_MARKS}]|{_MONTH_AND_YEAR})){_ONE_DATE}
        |(?:\s+(?=[<>=≤≥]+\s*(?:\d|{_MONTH_AND_YEAR})){_ONE_DATE})+
    )?)""",
    re.VERBOSE,
)
_SIGN_OF_DATE = re.compile(rf"(?:[{re.escape(MINUS)}]|[!！])(?=[\w{QUOTE_MARKS}(（<>=≤≥\[*])")
#: What may be words beside a date: several, or in parentheses, where a sign may stand before one.
_PERHAPS_WORDS = re.compile(rf"\s*(?:[(（]|(?!{_SQUARE})\S+\s+\S)")
_ONE_WORD = re.compile(rf"\s*(?:[<>=≤≥]+\s*)?[^{_ENDS}]+")


class Tail(NamedTuple):
    """`~` or `^` at a word, a quote or a group: `number` is None where there is none; `ordered` is that of ~>5."""

    mark: Literal["~", "^"]
    number: float | None
    ordered: bool
    start: int
    end: int


class Lexeme(NamedTuple):
    """A piece of a query: characters `start` to `end` of it.

    `text` is the raw text of "words" (no space in it, perhaps no word either), of a "stretch" (words apart), of what
    is in a "quote" and of a "dates" value; "+" or "-" of a "sign"; AND, OR, NOT, "near" or "before" of an "operator";
    the tree's name of a "field"; "paragraph", "sentence" or "atleast" of a "call", which an "open" follows.
    `number` is the one of "near", "before", "atleast" and "lead"; None where none was given. A "stray" parenthesis
    or sign means nothing; a "quote" that is not `closed` goes on to the end.
    """

    kind: Literal[
        "words", "stretch", "quote", "dates", "open", "close", "stray", "sign", "operator", "field", "call"
    ]
    text: str
    start: int
    end: int
    number: int | None = None
    tails: tuple[Tail, ...] = ()
    closed: bool = True


def scan(text: str, is_date: Callable[[str], bool] = lambda _: True) -> Iterator[Lexeme]:
    """The lexemes of a query, in order. Every "close" has its "open"; an "open" may lack its "close".

    `is_date` decides where the value of a date field ends that could be several words or one.
    """
    return _Scanner(text, is_date).lexemes()


def _marks_of_names(text: str) -> Iterator[int]:
    """Where in a text tatweel and harakat stand in what is the name of a field or a call without them."""
    for word in _MAY_BE_NAME.finditer(text):
        if _MARK.search(word[0]) and _MARK.sub("", word[0]) in _NAMES:
            yield from (word.start() + mark.start() for mark in _MARK.finditer(word[0]))


class _Scanner:
    def __init__(self, text: str, is_date: Callable[[str], bool]) -> None:
        self._text = text
        self._is_date = is_date
        self._end_of_dates = 0
        self._offsets: list[int] | None = None
        self._visible = text
        if _NOT_SEEN.search(text):
            self._hide({found.start() for found in _NOT_SEEN.finditer(text)})
        if _MARK.search(text):  # the names of fields may be written with them, as any word
            self._hide(set(_marks_of_names(self._visible)))

    def _hide(self, offsets: set[int]) -> None:
        """Leave characters out of what syntax is found in."""
        visible = [offset for offset in range(len(self._visible)) if offset not in offsets]
        self._visible = "".join([self._visible[offset] for offset in visible])
        self._offsets = visible if self._offsets is None else [self._offsets[offset] for offset in visible]

    @cached_property
    def _brackets(self) -> Parentheses:
        return Parentheses(self._visible)

    def _raw(self, start: int, end: int) -> tuple[int, int]:
        """Offsets into the query of the visible characters `start` to `end`."""
        offsets = self._offsets
        if offsets is None:
            return start, end
        if start < end:
            return offsets[start], offsets[end - 1] + 1
        return (offsets[start] if start < len(offsets) else len(self._text),) * 2

    def _lexeme(
        self, kind: str, start: int, end: int, text: str | None = None, digits: str | None = None
    ) -> Lexeme:
        raw_start, raw_end = self._raw(start, end)
        given = self._text[raw_start:raw_end] if text is None else text
        number = min(int(digits[:_MOST_DIGITS]), _LARGEST) if digits else None
        return Lexeme(kind, given, raw_start, raw_end, number)  # type: ignore[arg-type]  # one of the kinds

    def lexemes(self) -> Iterator[Lexeme]:
        visible = self._visible
        here = 0
        item_begins = True  # a sign or a field counts only at the start of an item: كوفيد-19 excludes nothing
        bound = False  # after a sign, field or operator: it is for the next word alone
        called = False
        head: tuple[Tail, ...] = ()
        while here < len(visible):
            found = _NEXT.match(visible, here)
            assert found is not None  # a run takes what nothing else does
            kind, end = found.lastgroup, found.end()
            if kind == "space":
                item_begins, here = True, end
            elif kind == "stretch" and not bound:
                yield self._lexeme("stretch", here, here + len(found[0].rstrip()))
                item_begins, here = found[0][-1].isspace(), end
            elif kind == "quote":
                lexeme, here = self._quote(here, head)
                yield lexeme
                item_begins = bound = False
                head = ()
            elif kind == "parenthesis":
                lexeme, here = self._parenthesis(here, called)
                yield lexeme
                item_begins, bound, called = lexeme.kind == "open", False, False
            else:
                if before_quote := _HEAD_OF_QUOTE.match(visible, here):  # 5~"أ ب"
                    head, here = self._tails(before_quote[0], here), before_quote.end()
                    continue
                for lexeme, behind, state in self._run(here, item_begins):
                    yield lexeme
                    here = behind
                    bound, called, item_begins = (
                        state in ("bound", "field"),
                        state == "called",
                        state == "field",
                    )

    def _run(self, here: int, item_begins: bool) -> Iterator[tuple[Lexeme, int, str]]:
        """What a run of characters begins with: lexeme, where to go on, and what that follows."""
        visible = self._visible
        if item_begins:
            if signs := _SIGNS.match(visible, here):
                after = signs.end()
                if len(signs[0]) == 1 and after < len(visible) and not visible[after].isspace():
                    sign = "+" if signs[0] in PLUS else "-"  # ! too
                    field_follows = _FIELD.match(visible, after) or _CALL.match(visible, after)
                    yield (
                        self._lexeme("sign", here, after, sign),
                        after,
                        "field" if field_follows else "bound",
                    )
                else:
                    yield self._lexeme("stray", here, after), after, ""
                return
            if field := _FIELD.match(visible, here):
                yield from self._field(field)
                return
            if (call := _CALL.match(visible, here)) and self._opens(call.end()):
                name = CALLS[(call["name"] or call["last"]).lower()]
                number = call["after"] or call["before"]
                yield self._lexeme("call", here, call.end(), name, number), call.end(), "called"
                return
        run = _RUN.match(visible, here)  # as late as that: it may be long, and hold a thousand fields
        assert run is not None
        end = run.end()
        before = visible[here - 1] if here else " "
        if before.isspace() or before in QUOTES or before in PARENTHESES:
            if run[0] in OPERATORS:
                yield self._lexeme("operator", here, end, OPERATORS[run[0]]), end, "bound"
                return
            if near := _NEAR.match(visible, here):
                name = NEAR_NAMES[(near["name"] or near["last"]).lower()]
                number = near["after"] or near["before"]
                yield self._lexeme("operator", here, near.end(), name, number), near.end(), "bound"
                return
        yield self._words(run), end, ""

    def _field(self, field: re.Match[str]) -> Iterator[tuple[Lexeme, int, str]]:
        """A field; one of dates with its value, before which a sign may stand, as at any word."""
        name = FIELD_NAMES[(field["english"] or field["arabic"] or field["lead"] or field["last"]).lower()]
        number = field["after"] or field["before"]
        end = field.end()
        yield self._lexeme("field", field.start(), end, name, number), end, "field"
        if name != "date":
            return
        if (sign := _SIGN_OF_DATE.match(self._visible, end)) is not None:
            yield self._lexeme("sign", end, sign.end(), "-"), sign.end(), "field"
            end = sign.end()
        if value := self._dates(end):
            yield value, self._end_of_dates, ""

    def _opens(self, end_of_call: int) -> bool:
        """Whether a parenthesis that begins something stands behind a name such as para, at once or apart."""
        here = self._behind_spaces(end_of_call)
        return self._brackets.opens(here, called=here == end_of_call)

    def _behind_spaces(self, here: int) -> int:
        return _SPACES.match(self._visible, here).end()  # type: ignore[union-attr]  # none at all match, too

    def _words(self, run: re.Match[str]) -> Lexeme:
        """A run of words with what was written to it before and behind."""
        start, end = run.span()
        tails: tuple[Tail, ...] = ()
        if "~" in run[0] or "^" in run[0]:
            head = _HEAD.match(run[0])
            if head and run[0][head.end() : head.end() + 1].strip("~^").isalpha():
                tails = self._tails(head[0], start)
                start += len(head[0])
            behind = self._start_of_tails(start, end)
            figures = self._visible[start:behind].isdecimal() and self._visible.startswith("~", behind)  # 3~5
            if behind < end and not figures:
                tails += self._tails(self._visible[behind:end], behind)
                end = behind
        return self._lexeme("words", start, end)._replace(tails=tails)

    def _start_of_tails(self, start: int, end: int) -> int:
        """Where the tails begin with which a run ends, behind something else; its end, if it has none.

        From the last on: whoever looked from every ^ to the end would look at the whole run again and again.
        """
        begin = end
        for mark in reversed([*_TAIL_MARK.finditer(self._visible, start, end)]):
            if not _TAIL.fullmatch(self._visible, mark.start(), end):
                break
            end = mark.start()
            if end > start and self._visible[end - 1] not in "~^":
                begin = end
        return begin

    def _tails(self, written: str, start: int) -> tuple[Tail, ...]:
        found = []
        pattern = _HEAD if _HEAD.fullmatch(written) else _TAIL_OF_QUOTE
        for tail in pattern.finditer(written):
            digits = _DIGITS.search(tail[0])
            number = None
            if digits:
                number = float(digits[1][:_MOST_DIGITS].translate(_POINT) + digits[2])
                number = min(number, _LARGEST)
                number = -number if tail[0].strip("^")[0] in MINUS else number
            ordered = "<" in tail[0] or ">" in tail[0]
            raw = self._raw(start + tail.start(), start + tail.end())
            found.append(Tail("~" if "~" in tail[0] else "^", number, ordered, *raw))
        return tuple(found)

    def _tails_at(self, here: int, pattern: re.Pattern[str]) -> tuple[tuple[Tail, ...], int]:
        """The tails that begin at `here`, and where they end."""
        end = here
        while tail := pattern.match(self._visible, end):
            end = tail.end()
        return (self._tails(self._visible[here:end], here), end) if end > here else ((), here)

    def _quote(self, opening: int, head: tuple[Tail, ...]) -> tuple[Lexeme, int]:
        closing = closing_quote(self._visible, opening)
        closed = closing < len(self._visible)
        apart = _TAIL_APART.match(self._visible, closing + 1)  # "أ ب" ~5
        behind = apart.end() if apart else closing + 1
        tails, after = self._tails_at(behind, _TAIL_OF_QUOTE) if closed else ((), closing)
        inner = self._raw(opening + 1, closing)
        start = self._raw(opening, opening + 1)[0]
        end = self._raw(closing, closing + 1)[1] if closed else len(self._text)
        lexeme = Lexeme("quote", self._text[slice(*inner)], start, end, None, head + tails, closed)
        return lexeme, after

    def _parenthesis(self, here: int, called: bool) -> tuple[Lexeme, int]:
        role = self._brackets.role(here, called=called)
        lexeme = self._lexeme(role or "stray", here, here + 1)
        if role != "close":
            return lexeme, here + 1
        tails, after = self._tails_at(here + 1, _TAIL)
        return lexeme._replace(tails=tails), after

    def _dates(self, here: int) -> Lexeme | None:
        """The value of a date field, which ends at `_end_of_dates`."""
        value = _DATES.match(self._visible, here)
        if value and _PERHAPS_WORDS.match(value[0]) and not self._is_date(value[0]):
            value = _ONE_WORD.match(self._visible, here)
        if value is None:
            return None
        self._end_of_dates = value.end()
        return self._lexeme("dates", self._behind_spaces(here), value.end())
