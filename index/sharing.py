"""What is asked of whoever works beside this process: `index.workers.Analysis`, in as many processes as it has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")


class Everywhere(Generic[T]):
    """A value that every process has, or makes when it is told to; as an argument of a shared call it is this value.

    number: what the workers know it by. Nothing may change it.
    """

    def __init__(self, number: int, make: Callable[[], T]) -> None:
        self.number = number
        self._make = make

    @cached_property
    def here(self) -> T:
        """The value in this process, which makes it when it is first wanted."""
        return self._make()


class Workers(Protocol):
    """Who does what takes long."""

    def shared(
        self, function: Callable[..., Any], items: Sequence[Any], *common: Any, own: float = 1.0
    ) -> Callable[[], list[Any]]:
        """Begin to call a function of a module with consecutive parts of a list, each followed by what is common.

        There is a part for each process. What is returned does this process's own part, which is `own` times as long
        as another, and waits for all: a list of what the function returned, in order. Where others work, and `own` is
        0, this process does nothing but wait.
        """

    def everywhere(
        self, function: Callable[..., T], *arguments: Any, here: Callable[[], T] | None = None
    ) -> Everywhere[T]:
        """Have every worker call a function of a module and keep what it returns.

        here: what this process does for that, if anything else is quicker. It does so only when it wants the value.
        """

    def forget(self) -> None:
        """Have the workers let go of all that they keep; no `Everywhere` of before may be used in a shared call."""
