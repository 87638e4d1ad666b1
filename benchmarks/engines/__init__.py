"""The engines, each behind the same two doors: `Build` to make an index, `Opened` to ask one.

An adapter is a module here with

- `Build(folder, kind)`: `add(articles)` any number of times, then `finish()`, after which the index is on disk; Fihris'
  also takes `jobs`, the number of processes;
- `Opened(folder, kind)`: `asker(shape)` gives the function that answers such questions with the ids and titles of the
  top 10, or None where the engine has no such query; `close()`;
- `update(folder, kind, articles)`: adds articles to the index, committed. Only where an index can be added to
  (`Engine.is_updatable`).

`kind` says whether the tokens are stems or exact forms (`benchmarks.tokens`). Fihris ignores it: its one index answers
for both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Protocol

from benchmarks.questions import Question, Shape
from benchmarks.tokens import Kind
from corpus import Article

TOP: Final = 10

Answer = list[tuple[str, str]]
Asker = Callable[[Question], Answer]


class Build(Protocol):
    """An index in the making."""

    def add(self, articles: Sequence[Article]) -> None: ...

    def finish(self) -> None: ...


class Opened(Protocol):
    """An index open for questions."""

    def asker(self, shape: Shape) -> Asker | None: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Engine:
    """An engine: `package` is what has to be installed.

    Because it is slow, an engine may be measured on `build_sample` articles when building, and be asked only every
    `ask_every`-th question.
    """

    name: str
    title: str
    module: str
    package: str
    kinds: tuple[Kind, ...] = ("stems", "forms")
    build_sample: int | None = None
    ask_every: int = 1
    is_updatable: bool = True

    @property
    def is_installed(self) -> bool:
        return find_spec(self.package) is not None

    def build(self, folder: Path, kind: Kind, **options: Any) -> Build:
        made: Build = import_module(self.module).Build(folder, kind, **options)
        return made

    def open(self, folder: Path, kind: Kind) -> Opened:
        opened: Opened = import_module(self.module).Opened(folder, kind)
        return opened

    def update(self, folder: Path, kind: Kind, articles: Sequence[Article]) -> None:
        import_module(self.module).update(folder, kind, articles)

    def kind_for(self, kind: Kind) -> Kind | None:
        """Which of its indexes answers questions of a kind."""
        return kind if kind in self.kinds else self.kinds[0] if len(self.kinds) == 1 else None


ENGINES: Final = {
    engine.name: engine
    for engine in (
        Engine("fihris", "Fihris", "benchmarks.engines.fihris", "index", kinds=("stems",)),
        Engine("tantivy", "Tantivy", "benchmarks.engines.tantivy_py", "tantivy"),
        Engine("sqlite", "SQLite FTS5", "benchmarks.engines.sqlite_fts5", "sqlite3"),
        Engine("bm25s", "bm25s", "benchmarks.engines.bm25s_mapped", "bm25s", is_updatable=False),
        Engine(
            "whoosh",
            "stock Whoosh",
            "benchmarks.engines.stock_whoosh",
            "whoosh",
            build_sample=4000,
            ask_every=5,
        ),
    )
}
