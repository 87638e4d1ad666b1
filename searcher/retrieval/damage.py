"""What a damaged index leads to: opening it verifies little, so any error may be the work of a file that is not what
was written. Which it is the checksums tell, and then IndexDamaged says which file and what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec, Protocol, TypeVar

from index.errors import IndexDamaged, IndexStoreError
from searcher.errors import SearchError

if TYPE_CHECKING:
    from corpus import Article
    from index import Snapshot
    from index.segments.segment import SegmentView
    from searcher.retrieval.evaluation import Evaluator
    from searcher.retrieval.whole_results import FoundArticle


class _Asking(Protocol):
    """Whatever asks an index."""

    @property
    def evaluator(self) -> Evaluator: ...


Asking = TypeVar("Asking", bound=_Asking)
Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")

# What is no wonder, or has another cause.
_OTHERS: Final = (IndexStoreError, SearchError, MemoryError)


def telling_damage(
    method: Callable[Concatenate[Asking, Parameters], Answer],
) -> Callable[Concatenate[Asking, Parameters], Answer]:
    """A method, as of `Searcher`, that raises IndexDamaged where it fails because of a damaged file."""

    # Not by `later`: what it makes, and one more call, would be a hundredth of a short search.
    @wraps(method)
    def told(asking: Asking, /, *arguments: Parameters.args, **options: Parameters.kwargs) -> Answer:
        snapshot = asking.evaluator.snapshot  # that is asked, whatever `refresh` does meanwhile
        try:
            return method(asking, *arguments, **options)
        except Exception as error:
            _require_whole(snapshot, error)
            raise

    return told


def later(snapshot: Snapshot, work: Callable[Parameters, Answer]) -> Callable[Parameters, Answer]:
    """What is worked out of an index when it is asked for, if at all: it tells of damage, too."""

    def told(*arguments: Parameters.args, **options: Parameters.kwargs) -> Answer:
        try:
            return work(*arguments, **options)
        except Exception as error:
            _require_whole(snapshot, error)
            raise

    return told


def _require_whole(snapshot: Snapshot, error: Exception) -> None:
    """Raise IndexDamaged where the index is damaged, which may have led to an error: every byte of it is read."""
    if isinstance(error, _OTHERS):
        return
    if error.__traceback__ is not None and error.__traceback__.tb_next is None:
        return  # nothing was run: the arguments were not those of the method
    snapshot.require_whole_after(error)


def readable(found: Iterable[FoundArticle]) -> Iterator[Article]:
    """What was found, each article read when it is asked for; those that can't be read are passed over.

    Raises IndexDamaged behind the last, where any was.
    """
    lost = 0
    first: tuple[SegmentView, Exception] | None = None
    for each in found:
        try:
            article = each.read()
        except _OTHERS:
            raise
        except Exception as error:
            lost += 1
            first = first or (each.view, error)
        else:
            yield article
    if first:
        view, reason = first
        problems = (file.verify() for file in view.files)
        problem = next(filter(None, problems), f"{view.files[-1].path}: {type(reason).__name__}")
        raise IndexDamaged(
            f"{problem}; articles that can't be read, and were left out: {lost}; restore the index from a copy"
        ) from reason
