"""The rules of `index.analysis`, compiled, for whole vocabularies: twice as fast as Python, and written once.

Where there is a C compiler, setup.py has mypyc compile copies of the modules that `sources` names into this package;
they say the same, being the same. `bulk` is `index.analysis.bulk` compiled so, or itself: where nothing could be
compiled, and where a module has been changed since. Only indexing asks for it. A search, which asks the rules about a
few words, is begun sooner with the modules as they are, for an extension module takes a millisecond to load.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from time import sleep
from types import ModuleType

from index.analysis.evidence import Frequencies
from index.compiled_analysis import sources
from index.storage import compiled


def take_turns() -> None:
    """Let signals be heard and other threads run, which compiled code does not by itself: `bulk` calls it."""
    sleep(0)


def answering(counts: Mapping[str, int]) -> Frequencies:
    """What says of any word how often it occurs by some counts, which may not change: what `bulk` is to ask."""
    if compiled.AVAILABLE and type(counts) is dict:
        return compiled.loops.Counts(counts)
    return counts


def _bulk() -> ModuleType:
    try:
        compiled_from = import_module(f"{__name__}.origin").DIGEST
        if compiled_from == sources.digest(Path(__file__).parents[1] / "analysis"):
            return import_module(f"{__name__}.bulk")
    except (ImportError, OSError):
        pass
    return import_module("index.analysis.bulk")


bulk = _bulk()
#: Whether the rules are compiled.
AVAILABLE = bulk.__name__.startswith(__name__)
