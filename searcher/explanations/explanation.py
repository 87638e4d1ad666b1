"""A number of the ranking and what it is made of: what `Hit.explain` gives, and `explaining` beside this makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Explanation:
    """A number of the ranking and what it is made of.

    `value` is the sum or the product of the values of `parts`, as `combined` says; where that is "formula" the
    description tells how it follows from them; a "number" has no parts.
    """

    value: float
    description: str
    parts: tuple[Explanation, ...] = ()
    combined: Literal["sum", "product", "formula", "number"] = "number"

    def lines(self) -> Iterator[tuple[int, str, str]]:
        """Depth, value and description of this number and, below it, of its parts."""
        waiting: list[tuple[int, Explanation]] = [(0, self)]
        while waiting:
            depth, each = waiting.pop()
            yield depth, f"{each.value:.4f}", each.description
            waiting.extend((depth + 1, part) for part in reversed(each.parts))

    def text(self) -> str:
        """A line for each number, its parts indented below it."""
        return "\n".join(
            f"{'  ' * depth}{value}  {description}" for depth, value, description in self.lines()
        )

    def as_json(self) -> dict[str, Any]:
        """The tree as docs/json-output.md describes it."""
        found: dict[str, Any] = {
            "value": self.value,
            "description": self.description,
            "combined": self.combined,
        }
        if self.parts:
            found["parts"] = [part.as_json() for part in self.parts]
        return found


def sum_of(description: str, parts: Sequence[Explanation]) -> Explanation:
    return Explanation(sum(part.value for part in parts), description, tuple(parts), "sum")


def product_of(description: str, *parts: Explanation) -> Explanation:
    value = 1.0
    for part in parts:
        value *= part.value
    return Explanation(value, description, parts, "product")
