"""Rules that were compiled say what the same rules say as Python; and only the same rules are used compiled."""

from __future__ import annotations

import ast
import shutil
import sys
from collections import Counter
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import read_articles, samples_path
from index import compiled_analysis
from index.analysis import Analyzer, bulk
from index.analysis.evidence import by_itself
from index.compiled_analysis import sources
from index.storage import compiled as c_loops

ANALYSIS = Path(bulk.__file__).parent
compiled = pytest.mark.skipif(
    not compiled_analysis.AVAILABLE, reason="the rules could not be compiled here, or have changed since"
)


def asked(rules: Any, counts: dict[str, int], some: list[str]) -> tuple[Any, ...]:
    """Everything that rules say of a vocabulary: of all its forms, of some, and how their stems are related."""
    take_turns = compiled_analysis.take_turns
    answering = by_itself if rules is bulk else compiled_analysis.answering
    stems, keys = rules.BulkStemmer(counts, len(counts), answering).of(list(counts), take_turns)
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
    stem_of = [number_of[stem] for stem in stems]
    by_rule = rules.RelatedByRule(
        distinct, rules.Sums(counts, answering), sorted(by_key), starts, members, stem_of
    )
    related = by_rule.of(range(len(distinct)), take_turns)
    stemmer = rules.BulkStemmer(counts, len(some), answering)
    return stems, keys, [stemmer.of(each, take_turns) for each in (some, some[1:], list(counts))], related


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


@pytest.mark.parametrize("rules", [bulk, pytest.param(compiled_analysis.bulk, marks=compiled)])
@pytest.mark.parametrize("asked_for", [1, 1000], ids=["a few forms", "most forms"])
def test_what_is_said_of_parts_is_what_is_said_of_all(rules: ModuleType, asked_for: int) -> None:
    """Whatever was asked before; and of each stem the keys are told once."""
    words = ["وزير", "قرار", "مدرس", "والوزير", "القرار", "وزيره", "قرارات", "والمدرسون"]
    counts = {word: len(words) - number for number, word in enumerate(words)}

    def stemmer() -> Any:
        return rules.BulkStemmer(counts, asked_for, by_itself)

    stems, keys = stemmer().of(words, compiled_analysis.take_turns)
    assert set(keys) == set(stems) < set(words)
    in_parts = stemmer()
    parts = [in_parts.of([word], compiled_analysis.take_turns) for word in words]
    assert [stem for found, _ in parts for stem in found] == stems
    assert [stem for _, told in parts for stem in told] == list(keys)
    assert {stem: each for _, told in parts for stem, each in told.items()} == keys


@compiled
@given(
    st.dictionaries(LETTERS | INFLECTED, st.integers(1, 10**6), max_size=60), st.lists(INFLECTED, max_size=5)
)
def test_what_is_said_of_any_words_with_any_counts(counts: dict[str, int], some: list[str]) -> None:
    assert asked(compiled_analysis.bulk, counts, some) == asked(bulk, counts, some)


@compiled
@pytest.mark.parametrize("letter", "وف")
def test_a_page_of_one_letter(letter: str) -> None:
    """Compiled code that calls itself for each would end the process: there is no limit as of Python's own."""
    counts = {letter * 100_000: 1, letter * 64: 1, letter * 65: 1, "وزير": 3}
    assert asked(compiled_analysis.bulk, counts, [letter * 70_000]) == asked(bulk, counts, [letter * 70_000])


@pytest.mark.parametrize("rules", [bulk, pytest.param(compiled_analysis.bulk, marks=compiled)])
def test_turns_are_taken_every_few_milliseconds(rules: ModuleType) -> None:
    """Compiled code is deaf to signals by itself, and lets no other thread send or write anything before it ends."""
    counts = {f"كلمات{number}ون": number for number in range(1, 5_000)}
    turns: list[int] = []
    stemmer = rules.BulkStemmer(counts, len(counts), by_itself)
    stems, _ = stemmer.of(list(counts), lambda: turns.append(1))
    assert len(turns) > len(counts) / 400, "while forms are stemmed, and while their stems get keys"
    turns.clear()
    distinct = sorted(set(stems))
    number_of = {stem: number for number, stem in enumerate(distinct)}
    stem_of = [number_of[stem] for stem in stems]
    by_rule = rules.RelatedByRule(distinct, rules.Sums(counts, by_itself), [], [0], [], stem_of)
    by_rule.of(range(1000), lambda: turns.append(1))
    assert len(turns) > 10
    for ask in (
        partial(stemmer.of, list(counts)),
        partial(by_rule.of, range(1000)),
    ):
        with pytest.raises(KeyboardInterrupt):
            ask(interrupted)


def interrupted() -> None:
    raise KeyboardInterrupt


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, ModuleType]:
    """Something compiled, from the sources that are there: the rules, and what tells from which they are."""
    rules, origin = (ModuleType(f"{compiled_analysis.__name__}.{name}") for name in ("bulk", "origin"))
    origin.DIGEST = sources.digest(ANALYSIS)  # type: ignore[attr-defined]
    for module in (rules, origin):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return rules, origin


def test_rules_that_were_compiled_from_these_sources_are_used(built: tuple[ModuleType, ModuleType]) -> None:
    assert compiled_analysis._bulk() is built[0]


def test_rules_that_were_compiled_from_other_sources_are_not_used(
    built: tuple[ModuleType, ModuleType], tmp_path: Path
) -> None:
    shutil.copytree(ANALYSIS, tmp_path, dirs_exist_ok=True)
    assert sources.digest(tmp_path) == sources.digest(ANALYSIS)
    changed = tmp_path / "evidence.py"
    changed.write_text(changed.read_text(encoding="utf-8").replace("0.02", "0.03", 1), encoding="utf-8")
    built[1].DIGEST = sources.digest(tmp_path)  # type: ignore[attr-defined]
    assert compiled_analysis._bulk() is bulk


def test_where_nothing_could_be_compiled_the_rules_are_asked_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "index.compiled_analysis.origin", None)
    assert compiled_analysis._bulk() is bulk


@pytest.mark.skipif(not c_loops.AVAILABLE, reason="nothing could be compiled here")
def test_where_c_could_be_compiled_the_rules_are_too() -> None:
    """An installation that goes on without them says so where nobody may read it."""
    assert compiled_analysis.AVAILABLE


def test_all_that_compiled_rules_import_of_the_analysis_is_compiled_with_them() -> None:
    for name in sources.MODULES:
        tree = ast.parse((ANALYSIS / f"{name}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                assert not any(alias.name.startswith("index") for alias in node.names), (
                    "setup.py rewrites no such"
                )
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("index"):
                assert node.module is not None
                if (
                    node.module == "index.lazy"
                ):  # says when a pattern is compiled, and nothing of what is found
                    continue
                package, _, module = node.module.partition("index.analysis")
                imported = [module[1:]] if module else [alias.name for alias in node.names]
                assert package == ""
                assert set(imported) <= set(sources.MODULES), f"{name} imports {imported}"
