"""Did you mean: a query with the words changed that were hardly meant, where one may say so.

`searcher.suggesting.corrections` knows for a word what else may have been meant and how likely; here it is decided
which words of a query are open to doubt at all, and the query is written anew.

Left alone is whatever is not a plain word: quotations, fields and their values, operators and their names, patterns,
numbers, words to leave out (`open_to_doubt`). A word is open to doubt where the odds are against it: the index lacks
it, or a neighbour outnumbers it so far that, with one word in fifty mistyped, the neighbour is three times as likely to
have been meant. For one of six letters that was dropped, that takes 4,500 times as many occurrences; for one of two
that lost its dot, 1,500 times. The words on both sides help to decide: whether the index has them beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from index import Snapshot
from index.analysis import Analyzer
from index.analysis.folding import ACCENTS, ARABIC_MARKS, INVISIBLE
from searcher.language.plain import is_sentence, is_words_alone
from searcher.suggesting.corrections import Correction, Corrections
from searcher.suggesting.raw_forms import RawForms
from searcher.suggesting.typos import other_keyboard

__all__ = ["IF_NOTHING_IS_FOUND", "LIKELY", "Change", "Suggester", "Suggestion", "open_to_doubt"]

#: How much likelier than what was typed a correction has to be to be worth proposing unasked …
LIKELY: Final = 3.0
#: … but where a query finds nothing, or the index has none of its words, less will do.
IF_NOTHING_IS_FOUND: Final = 0.003

# What the words beside a word say can hardly make up for odds below this, in parts of those asked for.
_WITHOUT_CONTEXT: Final = 0.03
# Of a longer query the first words are looked at; whoever pastes an article has made no slip of the keyboard.
_WORDS: Final = 50
_CHARACTERS: Final = 2_000

# Patterns are compiled when a query is more than words: that takes longer than anything else that is done here.
#: Stops that belong to the sentence, not to the word.
_AROUND: Final = r"(?P<core>.*?)[،؛؟!.,…]*$"
_ONE_WORD: Final = rf"(?:[^\W\d_]|[{ARABIC_MARKS}{ACCENTS}{INVISIBLE}])+"


class Change(NamedTuple):
    """What stands at characters `start` to `end` of the query, and what is proposed in its place.

    `frequency`: occurrences in the index of what is proposed; of several words, side by side.
    """

    start: int
    end: int
    written: str
    proposed: str
    frequency: int


class Suggestion(NamedTuple):
    """The query as it may have been meant, and what differs, in the order of the query.

    `odds` are those of the least likely change, against what was typed: from `LIKELY` on the suggestion is worth
    making unasked.
    """

    text: str
    changes: tuple[Change, ...]
    odds: float


class _Piece(NamedTuple):
    """A stretch of the query that may be changed, and the forms that stand there."""

    start: int
    end: int
    text: str
    forms: tuple[str, ...]


class _Doubt(NamedTuple):
    """A stretch of the query and what may have been meant, best first."""

    start: int
    end: int
    corrections: tuple[Correction, ...]


def open_to_doubt(query: str) -> Iterator[tuple[int, str]]:
    """What in a query may be plain words: where each run of characters without a space begins, and the run.

    The query is taken apart as it is when it is read: neither values of fields nor what is left out are among them.
    """
    if is_sentence(query):
        yield from _runs(query)
        return
    from searcher.language.lexemes import scan  # it takes its time, but to read such a query it was loaded

    left_alone = False  # the next word, quote or group
    depth = 0  # of parentheses within a group that is left alone
    for lexeme in scan(query, _is_date):
        match lexeme.kind:
            case "field":
                left_alone = True
            case "sign":
                left_alone = left_alone or lexeme.text == "-"
            case "operator":
                left_alone = lexeme.text == "NOT"
            case "call" | "stray":
                pass  # the group of a call is next, and what is stray means nothing
            case "open":
                depth += bool(depth or left_alone)
                left_alone = False
            case "close":
                depth -= bool(depth)
                left_alone = False
            case kind:
                is_exact = kind not in ("words", "stretch") or any(tail.mark == "~" for tail in lexeme.tails)
                if not (is_exact or depth or left_alone):
                    yield from _runs(lexeme.text, lexeme.start)
                left_alone = False


def _runs(text: str, start: int = 0) -> Iterator[tuple[int, str]]:
    for run in re.finditer(r"\S+", text):
        yield start + run.start(), run[0]


def _is_date(value: str) -> bool:
    from searcher.language.periods import is_value  # few queries have a date

    return is_value(value)


class Suggester:
    """Suggestions from the words of a snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot, analyzer: Analyzer, raw_forms: RawForms) -> None:
        self._analyzer = analyzer
        self._corrections = Corrections(snapshot)
        self._raw_forms = raw_forms

    def suggest(
        self, query: str, limit: int = 3, *, unasked: bool = False, found: bool = True
    ) -> tuple[Suggestion, ...]:
        """The query as it may have been meant, the likeliest first, `limit` at most.

        Changes have to be `LIKELY`; where the query has found nothing (`found`), or the index has none of its words,
        less will do. A query of one word and nothing else is answered with all the words that may have been meant, even
        where there is no reason to doubt it, unless nobody asked for a suggestion (`unasked`).
        """
        pieces = list(self._pieces(query)) if len(query) <= _CHARACTERS else []
        if not unasked and len(pieces) == 1 and (pieces[0].start, pieces[0].end) == (0, len(query)):
            least_odds = 0.0
        elif found and any(
            map(self._corrections.frequency, (form for piece in pieces for form in piece.forms))
        ):
            least_odds = LIKELY
        else:
            least_odds = IF_NOTHING_IS_FOUND
        doubts = list(self._doubts(query, pieces[:_WORDS], least_odds))
        if not doubts or limit < 1:
            return ()
        # The best of every doubt; then, for one doubt at a time, its others, those first that lose least.
        best = [doubt.corrections[0] for doubt in doubts]
        others = [
            (best[at].score - other.score, at, other)
            for at, doubt in enumerate(doubts)
            for other in doubt.corrections[1:limit]
        ]
        others.sort(key=lambda entry: entry[:2])
        made = [self._suggestion(query, doubts, best)]
        for _, at, other in others[: limit - 1]:
            made.append(self._suggestion(query, doubts, [*best[:at], other, *best[at + 1 :]]))
        return tuple(made)

    # --- what may be changed

    def _pieces(self, query: str) -> Iterator[_Piece]:
        """The plain words of a query, and what a keyboard in the other language would have given."""
        if is_words_alone(query):
            for start, word in _runs(query):
                yield _Piece(start, start + len(word), word, self._forms(word))
            return
        for start, run in open_to_doubt(query):
            around = re.match(_AROUND, run, re.DOTALL)
            assert around is not None  # it may be empty, but it matches
            core = around["core"]
            # A comma may be the key of a letter: what the whole run gives on the other keyboard goes first.
            whole = _Piece(start, start + len(run), run, ())
            if run != core and any(self._retyped(whole)):
                yield whole
            elif re.fullmatch(_ONE_WORD, core):
                yield _Piece(start, start + len(core), core, self._forms(core))
            elif run.isascii() and not any(map(str.isdigit, run)):
                yield whole

    def _forms(self, text: str) -> tuple[str, ...]:
        return tuple(self._analyzer.normalized(text))

    # --- what is open to doubt

    def _doubts(self, query: str, pieces: Sequence[_Piece], least: float) -> Iterator[_Doubt]:
        passed = 0
        for at, piece in enumerate(pieces):
            if piece.start < passed:
                continue
            before, following = (
                other
                if other and query[min(piece.end, other.end) : max(piece.start, other.start)].isspace()
                else None
                for other in (
                    pieces[at - 1] if at else None,
                    pieces[at + 1] if at + 1 < len(pieces) else None,
                )
            )
            doubt = self._doubt(piece, least, before, following)
            if following:
                apart = self._needless_space(piece, following, least)
                if apart and (doubt is None or apart.corrections[0].score > doubt.corrections[0].score):
                    doubt = apart
            if doubt:
                passed = doubt.end
                yield doubt

    def _doubt(
        self, piece: _Piece, least: float, before: _Piece | None, after: _Piece | None
    ) -> _Doubt | None:
        if len(piece.forms) != 1:
            found = list(self._retyped(piece))
        elif least > 0 and self._unsuspicious(piece.forms[0]):
            return None
        else:
            form = piece.forms[0]
            beside = [other.forms[0] if other and len(other.forms) == 1 else "" for other in (before, after)]
            found = list(self._retyped(piece))
            if not (least > 0 and self._corrections.unrivalled(form, _WITHOUT_CONTEXT * least)):
                found += self._corrections.of(form)
            if any(beside):
                found = [
                    self._corrections.in_context(form, each, *beside)
                    for each in found
                    if each.odds > _WITHOUT_CONTEXT * least
                ]
        found = [each for each in found if each.odds >= least]
        found.sort(key=lambda each: -each.score)
        return _Doubt(piece.start, piece.end, tuple(found)) if found else None

    def _unsuspicious(self, form: str) -> bool:
        return len(form) == 1 or self._corrections.beyond_doubt(form)

    def _retyped(self, piece: _Piece) -> Iterator[Correction]:
        """A piece as the keyboard in the other language would have written it, if the index has such words."""
        typed = self._forms(piece.text)
        for reading in other_keyboard(piece.text):
            forms = self._forms(reading)
            if len("".join(forms)) > 2 and all(len(form) > 1 for form in forms):
                found = self._corrections.retyped(forms, typed)
                if found:
                    yield found

    def _needless_space(self, one: _Piece, other: _Piece, least: float) -> _Doubt | None:
        """Two words that are one without the space between them."""
        if len(one.forms) != 1 or len(other.forms) != 1:
            return None
        pair = (one.forms[0], other.forms[0])
        if any(map(self._corrections.beyond_doubt, pair)):
            return None
        found = self._corrections.joined(pair)
        return _Doubt(one.start, other.end, (found,)) if found and found.odds >= least else None

    # --- how it is written

    def _suggestion(self, query: str, doubts: Sequence[_Doubt], chosen: Sequence[Correction]) -> Suggestion:
        text, done, changes = [], 0, []
        for doubt, correction in zip(doubts, chosen, strict=True):
            written = query[doubt.start : doubt.end]
            proposed = self._written(written, correction.forms)
            changes.append(Change(doubt.start, doubt.end, written, proposed, correction.frequency))
            text += [query[done : doubt.start], proposed]
            done = doubt.end
        text.append(query[done:])
        return Suggestion("".join(text), tuple(changes), min(each.odds for each in chosen))

    def _written(self, typed: str, forms: Sequence[str]) -> str:
        """Forms as a reader would write them: what was only cut apart stays as typed, the rest is as in the archive."""
        if len(forms) > 1 and len(typed) == sum(map(len, forms)):
            ends = [sum(map(len, forms[: at + 1])) for at in range(len(forms))]
            parts = [typed[end - len(form) : end] for form, end in zip(forms, ends, strict=True)]
            if all(self._forms(part) == (form,) for part, form in zip(parts, forms, strict=True)):
                return " ".join(parts)
        return " ".join(map(self._raw_forms.of, forms))
