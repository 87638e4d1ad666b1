"""What an index stores of the analysis is that of a version: another one refuses old indexes.

The tables of rules are part of the fingerprint, but rules are code as well.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Final

import pytest

from index.analysis import stem_groups
from index.analysis.analyzer import VERSION
from index.analysis.relations import related_stems
from tests.index.test_relating import Vocabulary

EVIDENCE: Final = Path(__file__).parents[2] / "data" / "vocabulary-evidence.tsv.gz"
#: A version of the rules, and a digest of what they say of words of news. Where they say something else, raise
#: `index.analysis.analyzer.VERSION` and put both here: what is stored is compared with nothing else.
STORED: Final = (2, "3abeee632ba65772b196301a24541bbb")
# Stems whose relatives are looked at.
_RELATED: Final = 1_500


@pytest.fixture(scope="module")
def counts() -> Mapping[str, int]:
    lines = gzip.decompress(EVIDENCE.read_bytes()).decode().splitlines()
    return {form: int(count) for form, count in (line.split("\t") for line in lines if "\t" in line)}


def digest(counts: Mapping[str, int]) -> str:
    stems = stem_groups(counts)
    vocabulary = Vocabulary(counts)
    chosen = list(dict.fromkeys(stems.values()))[:_RELATED]
    related = [
        sorted((stem, round(weight, 6)) for stem, weight in related_stems(each, vocabulary).items())
        for each in chosen
    ]
    return blake2b(repr((stems, related)).encode(), digest_size=16).hexdigest()


def test_other_rules_are_another_version(counts: Mapping[str, int]) -> None:
    assert (VERSION, digest(counts)) == STORED


@pytest.mark.parametrize(
    ("weight", "other"),
    [
        ("derivations.PLURAL", 0.4),
        ("relations.ROOT", 0.25),
        ("endings.NOISE", 0.2),
        ("vocabulary.NOISE", 0.2),
    ],
)
def test_a_rule_that_is_changed_is_noticed(
    counts: Mapping[str, int], monkeypatch: pytest.MonkeyPatch, weight: str, other: float
) -> None:
    monkeypatch.setattr(f"index.analysis.{weight}", other)
    assert digest(counts) != STORED[1]
