"""What is said of the extensions in C (`*.pyi`) names what they have: mypy holds the calls against nothing else."""

from __future__ import annotations

import ast
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


def declared(stub: Path) -> dict[str, set[str]]:
    """The functions and classes of a stub, and the methods of these."""
    found: dict[str, set[str]] = {}
    for node in ast.parse(stub.read_text()).body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
        elif isinstance(node, ast.FunctionDef):
            found[node.name] = set()
    return found


def there(module: ModuleType) -> dict[str, set[str]]:
    """The same of an extension."""
    found: dict[str, set[str]] = {}
    for name, value in vars(module).items():
        if isinstance(value, type):
            found[name] = {each for each in vars(value) if not each.startswith("_")} | {"__init__"}
        elif callable(value):
            found[name] = set()
    return found


@pytest.mark.parametrize("name", ["index._compiled", "searcher.postings._lists"])
def test_a_stub_names_what_its_extension_has(name: str) -> None:
    module = pytest.importorskip(name, reason="the extension could not be compiled here")
    assert declared(ROOT / f"{name.replace('.', '/')}.pyi") == there(module)
