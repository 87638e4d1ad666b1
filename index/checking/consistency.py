"""Whether the arrays of an index fit one another, as `index.segments.segment` says that they do: the part of `fihris
check` that checksums can't do.

A checksum says that a file is what was written. That what was written is an index, not the work of a mistake in this
program, of a processor or of somebody who makes files to harm, is found out here: every number is looked up where it
leads, every text is read, and what is kept twice is worked out anew and compared. Nothing is analysed again, so a
word that was cut or stemmed wrongly is not found, nor one that is related to another wrongly.

A rule (`index.checking.posting_invariants`, `index.checking.article_invariants`) relies on those before it: so the
first that does not hold is the last that is tried, and a file gets one line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
import zstandard

from index.checking.article_invariants import ARTICLE_RULES, DELETION_RULES
from index.checking.invariants import Inconsistent, Rule, require
from index.checking.posting_invariants import LIST_RULES, TERM_RULES
from index.errors import IndexDamaged
from index.segments.segment import SegmentView
from index.storage.arrayfile import ArrayFile

# What reading something else than was meant raises.
_UNREADABLE: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    zstandard.ZstdError,
)


def inconsistencies(views: Sequence[SegmentView]) -> list[str]:
    """What does not fit in the segments of an index, a line each; every file's checksum should have been verified."""
    problems = []
    for view in views:
        articles, postings = found = [
            _first_problem(view, view.articles_file, ARTICLE_RULES),
            _first_problem(view, view.postings_file, TERM_RULES),
        ]
        if view.deletions_file:
            found.append(_first_problem(view, view.deletions_file, DELETION_RULES))
        if not articles and not postings:  # for lists lead from terms to positions in articles
            found.append(_first_problem(view, view.postings_file, LIST_RULES))
        problems += [problem for problem in found if problem]
    return problems or [*_parents(views), *_held_twice(views)]


def _first_problem(view: SegmentView, file: ArrayFile, rules: Sequence[Rule]) -> str | None:
    for rule in rules:
        try:
            rule(view)
        except Inconsistent as problem:
            return f"{file.path}: {problem}"
        except IndexDamaged as damage:  # an array that is missing
            return str(damage)
        except _UNREADABLE as error:
            return f"{file.path}: its {rule.__name__.strip('_').replace('_', ' ')} can't be read ({error})"
    return None


def _parents(views: Sequence[SegmentView]) -> list[str]:
    """Segments that have other stems in common with their parent than they say."""
    by_name = {view.name: view for view in views}

    def stems_of_its_parent(view: SegmentView) -> None:
        if (parent := by_name.get(view.terms.parent or "")) is None:
            return
        theirs, own = view.terms.parent_stems()
        numbers = parent.terms.stems.numbers_of(list(view.terms.stems))
        common = np.flatnonzero(numbers >= 0)
        require(
            np.array_equal(own, common) and np.array_equal(theirs, numbers[common]),
            f"'parent.stems' are not those of {parent.postings_file.path}",
        )

    found = [_first_problem(view, view.postings_file, [stems_of_its_parent]) for view in views]
    return [problem for problem in found if problem]


def _held_twice(views: Sequence[SegmentView]) -> list[str]:
    """Ids under which there is more than one article."""
    counts: Counter[str] = Counter()

    def live_articles(view: SegmentView) -> None:
        ids = view.ids()
        counts.update(ids[number] for number in np.flatnonzero(view.live()).tolist())

    found = [_first_problem(view, view.articles_file, [live_articles]) for view in views]
    twice = [f"article {each!r} is there {count} times" for each, count in counts.items() if count > 1]
    return [problem for problem in found if problem] or twice
