"""Rules that were compiled say what the same rules say as Python; and only the same rules are used compiled."""

from __future__ import annotations

import ast
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import read_articles, samples_path
from index import compiled_analysis
from index.analysis import Analyzer, bulk
from index.compiled_analysis import sources

ANALYSIS = Path(bulk.__file__).parent
compiled = pytest.mark.skipif(
    not compiled_analysis.AVAILABLE, reason="the rules could not be compiled here, or have changed since"
)


def asked(rules: Any, counts: dict[str, int], some: list[str]) -> tuple[Any, ...]:
    """Everything that rules say of a vocabulary: of all its forms, of some, and how their stems are related."""
    stems, keys = rules.stems_and_keys(list(counts), counts)
    distinct = sorted(set(stems))
    number_of = {stem: number for number, stem in enumerate(distinct)}
    by_key: dict[str, list[int]] = {}
    for number, stem in enumerate(distinct):
        for key in keys[stem]:
            by_key.setdefault(key, []).append(number)
    starts, members = [0], []
    for key in sorted(by_key):
        members += by_key[key]
        starts.append(len(members))
    related = rules.stems_related_by_rule(
        range(len(distinct)),
        distinct,
        counts,
        sorted(by_key),
        starts,
        members,
        [number_of[stem] for stem in stems],
    )
    return stems, keys, rules.stems_and_keys(some, counts), related


@compiled
def test_what_is_said_of_the_words_of_the_samples() -> None:
    analyzer = Analyzer()
    counts: Counter[str] = Counter()
    for article in read_articles([samples_path()]):
        for text in (article.title, *article.paragraphs):
            counts.update(analyzer.normalized(text))
    some = ["والمراسلين", "للوزراء", *list(counts)[:20]]
    answer = asked(bulk, dict(counts), some)
    assert asked(compiled_analysis.bulk, dict(counts), some) == answer
    stems, keys, _, related = answer
    assert len(set(stems)) < len(stems) * 0.8, "the samples show too little"
    assert sum(map(len, related)) > len(related) * 1.1
    assert all(keys[stem] for stem in stems if stem == "وزير")


LETTERS = st.text(st.sampled_from("اوينمتسكبرله1aé\ud800😀ء"), min_size=1, max_size=12)
INFLECTED = st.tuples(
    st.sampled_from(["", "ال", "و", "وال", "لل", "ب", "ف", "س", "ي", "ك"]),
    st.sampled_from(["وزير", "مدرس", "شرك", "لبنان", "قرار", "علن", "صناع", "روسيا", "فن"]),
    st.sampled_from(["", "ه", "ات", "ون", "ين", "ها", "هم", "ي", "يه", "تين", "وا", "ا", "ته"]),
).map("".join)


@compiled
@given(
    st.dictionaries(LETTERS | INFLECTED, st.integers(1, 10**6), max_size=60), st.lists(INFLECTED, max_size=5)
)
def test_what_is_said_of_any_words_with_any_counts(counts: dict[str, int], some: list[str]) -> None:
    assert asked(compiled_analysis.bulk, counts, some) == asked(bulk, counts, some)


@compiled
def test_other_threads_have_their_turn_while_compiled_rules_run() -> None:
    """Compiled code gives none by itself: whatever is sent or written meanwhile would wait to the end."""
    import threading
    import time

    counts = {f"كلمات{number}ون": number for number in range(1, 40_000)}
    done, turns = threading.Event(), 0

    def count() -> None:
        nonlocal turns
        while not done.is_set():
            turns += 1
            time.sleep(0.0001)

    thread = threading.Thread(target=count)
    thread.start()
    compiled_analysis.bulk.stems_and_keys(list(counts), counts)
    done.set()
    thread.join()
    assert turns > 5


def test_rules_that_were_compiled_from_other_sources_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ANALYSIS, tmp_path, dirs_exist_ok=True)
    assert sources.digest(tmp_path) == sources.digest(ANALYSIS)
    changed = tmp_path / "endings.py"
    changed.write_text(changed.read_text(encoding="utf-8").replace("0.02", "0.03", 1), encoding="utf-8")
    digest = sources.digest(tmp_path)
    assert digest != sources.digest(ANALYSIS)
    monkeypatch.setattr(sources, "digest", lambda _folder: digest)
    assert compiled_analysis._bulk() is bulk


def test_where_nothing_could_be_compiled_the_rules_are_asked_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "index.compiled_analysis.origin", None)
    assert compiled_analysis._bulk() is bulk


def test_all_that_compiled_rules_import_of_the_analysis_is_compiled_with_them() -> None:
    for name in sources.MODULES:
        tree = ast.parse((ANALYSIS / f"{name}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("index"):
                assert node.module is not None
                package, _, module = node.module.partition("index.analysis")
                imported = [module[1:]] if module else [alias.name for alias in node.names]
                assert package == ""
                assert set(imported) <= set(sources.MODULES), f"{name} imports {imported}"
