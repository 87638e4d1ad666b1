"""Whatever goes wrong at any step of a commit, the index is the old one or the new one, whole, and stays usable."""

from __future__ import annotations

import builtins
import errno
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from index import Index, IndexStoreError
from tests.builders import add_all, article, built_index

OLD = {"a": "قديم", "b": "قديم", "c": "قديم"}
NEW = {"a": "قديم", "b": "جديد", "d": "جديد"}

Fault = Callable[[], None]


def titles(folder: Path) -> dict[str, str]:
    snapshot = Index.open(folder).snapshot()
    found = [snapshot.article(article_id) for article_id in "abcd"]
    return {each.id: each.title for each in found if each}


def change(folder: Path) -> None:
    """From OLD to NEW: an update, an addition, a deletion, and a merge of everything."""
    writer = Index.open(folder).writer()
    try:
        writer.add(article("b", "نص جديد", title="جديد"))
        writer.flush()
        writer.add(article("d", "نص جديد", title="جديد"))
        writer.delete("c")
        writer.commit(optimize=True)
    except BaseException:
        writer.abandon()
        raise


class Injector:
    """Counts the steps that touch the disk and runs a fault at the one of a given number."""

    def __init__(self, at: int, fault: Fault) -> None:
        self.steps = 0
        self._at, self._fault = at, fault

    def step(self) -> None:
        self.steps += 1
        if self.steps == self._at:
            self._fault()

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """`function` with a step before and one after it."""

        def wrapped(*args: Any, **options: Any) -> Any:
            self.step()
            result = function(*args, **options)
            self.step()
            return result

        return wrapped

    def opening(self, path: Any, mode: str = "r", *args: Any, **options: Any) -> Any:
        file = REAL_OPEN(path, mode, *args, **options)
        return Torn(file, self) if "x" in mode else file


class Torn:
    """A file of which a write, at the faulty step, reaches the disk by half."""

    def __init__(self, file: Any, injector: Injector) -> None:
        self._file, self._injector = file, injector

    def write(self, data: Any) -> int:
        half = len(data) // 2
        self._file.write(data[:half])
        self._file.flush()
        self._injector.step()
        return half + int(self._file.write(data[half:]))

    def __enter__(self) -> Torn:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


REAL_OPEN = builtins.open


def inject(monkeypatch: pytest.MonkeyPatch, at: int, fault: Fault) -> Injector:
    injector = Injector(at, fault)
    for name in ("fsync", "rename", "unlink"):
        monkeypatch.setattr(os, name, injector.around(getattr(os, name)))
    monkeypatch.setattr(builtins, "open", injector.opening)
    return injector


def old_index(folder: Path) -> Path:
    built_index(folder, *(article(each, "نص قديم", title=title) for each, title in OLD.items()))
    return folder


def steps_of_the_change(tmp_path: Path) -> int:
    folder = old_index(tmp_path / "counted")
    with pytest.MonkeyPatch.context() as monkeypatch:
        injector = inject(monkeypatch, -1, lambda: None)
        change(folder)
    assert titles(folder) == NEW
    return injector.steps


def copies(folder: Path, count: int) -> Iterator[tuple[int, Path]]:
    for at in range(1, count + 1):
        copy = folder.with_name(f"copy{at}")
        shutil.copytree(folder, copy)
        yield at, copy
        shutil.rmtree(copy)


def require_usable(folder: Path) -> None:
    """The next writer cleans up, and what it writes is there."""
    index = Index.open(folder)
    with index.writer() as writer:
        add_all(writer, [article("b", title="بعد"), article("e", title="بعد")])
    assert index.check() == []
    found = index.snapshot().article("e")
    assert found is not None
    named = {path.name for view in index.snapshot().segments for path in (file.path for file in view.files)}
    assert {path.name for path in folder.iterdir() if path.suffix in (".pst", ".art", ".del")} == named
    assert len(list(folder.glob("*.toc*"))) == 1


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_an_error_of_the_disk_at_any_step(tmp_path: Path, code: int) -> None:
    def fail() -> None:
        raise OSError(code, os.strerror(code))

    folder = old_index(tmp_path / "old")
    for at, copy in copies(folder, steps_of_the_change(tmp_path)):
        with pytest.MonkeyPatch.context() as monkeypatch:
            inject(monkeypatch, at, fail)
            try:
                change(copy)
                told = False
            except (OSError, IndexStoreError):
                told = True
        assert titles(copy) in ((OLD, NEW) if told else (NEW,)), f"step {at}"
        require_usable(copy)


def test_a_kill_at_any_step(tmp_path: Path) -> None:
    folder = old_index(tmp_path / "old")
    states = []
    for at, copy in copies(folder, steps_of_the_change(tmp_path)):
        child = os.fork()
        if not child:
            with pytest.MonkeyPatch.context() as monkeypatch:
                inject(monkeypatch, at, lambda: os._exit(9))
                change(copy)
            os._exit(0)  # the fault was after the last step
        os.waitpid(child, 0)
        states.append(titles(copy))
        assert states[-1] in (OLD, NEW), f"step {at}"
        require_usable(copy)
    assert states == sorted(states, key=lambda state: state == NEW), "new, then old again"
    assert OLD in states
    assert NEW in states
