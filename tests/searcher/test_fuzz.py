"""No string is an error: a few of those that `make fuzz` asks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.fuzz import SCREENS, Strings
from index import index_articles
from searcher import Searcher
from searcher.printing.carets import problem_lines

#: What could steer a terminal: line ends and other controls, surrogates, and bidi controls that nothing closes.
STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066\u2067\ud800-\udfff]")


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("index")
    samples = Path(__file__).parents[2] / "corpus" / "samples"
    assert index_articles(folder, [samples / "manara.jsonl", samples / "marfa.json"]).added
    with Searcher.open(folder) as opened:
        yield opened


@pytest.mark.parametrize("seed", range(4))
def test_every_string_is_answered_and_its_problems_can_be_told(searcher: Searcher, seed: int) -> None:
    for number, query in enumerate(itertools.islice(Strings(seed), 500)):
        page = searcher.search(query, match="all" if number % 2 else "any", paragraphs=number % 3 == 0)
        assert len(page.hits) <= page.total
        for problem in page.problems:
            assert 0 <= problem.start < problem.end <= len(query)
            assert problem.message
        for screen in SCREENS:
            for line in problem_lines(query, page.problems, screen):
                assert not STEERING.search(line)


def test_the_same_seed_makes_the_same_strings() -> None:
    assert list(itertools.islice(Strings(7), 20)) == list(itertools.islice(Strings(7), 20))
