"""What an index stores of the analysis is that of a version: another one refuses old indexes.

The tables of rules are part of the fingerprint, but rules are code as well.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from index.analysis import stem_groups
from index.analysis.analyzer import VERSION
from index.analysis.relations import related_stems
from tests.index.test_relating import Vocabulary

EVIDENCE: Final = Path(__file__).parents[2] / "data" / "vocabulary-evidence.tsv.gz"
#: A version of the rules, and a digest of what they say of words of news. Where they say something else, raise
#: `index.analysis.analyzer.VERSION` and put both here: what is stored is compared with nothing else.
STORED: Final = (10, "12b6f5e577dc60a1edcbe5237e06e490")


@pytest.fixture(scope="module")
def counts() -> Mapping[str, int]:
    lines = gzip.decompress(EVIDENCE.read_bytes()).decode().splitlines()
    return {form: int(count) for form, count in (line.split("\t") for line in lines if "\t" in line)}


def digest(counts: Mapping[str, int]) -> str:
    stems = stem_groups(counts)
    vocabulary = Vocabulary(counts)
    related = [
        sorted((stem, round(weight, 6)) for stem, weight in related_stems(each, vocabulary).items())
        for each in vocabulary.stems
    ]
    said = repr((stems, related, kept(vocabulary)))
    return blake2b(said.encode(), digest_size=16).hexdigest()


def kept(vocabulary: Vocabulary) -> list[list[int]]:
    """What an index keeps of it: stems, relatives and, in hundredths, their weights."""
    frequencies = np.zeros(len(vocabulary.stems), np.int64)
    np.add.at(frequencies, vocabulary.stem_numbers(), list(vocabulary.counts.values()))
    owners, stems, weights = vocabulary.relating(frequencies).best(range(len(vocabulary.stems)))
    return [owners.tolist(), stems.tolist(), np.rint(weights * 100).astype(int).tolist()]


def test_other_rules_are_another_version(counts: Mapping[str, int]) -> None:
    assert (VERSION, digest(counts)) == STORED


@pytest.mark.parametrize(
    ("rule", "other"),
    [
        ("analysis.derivations.PLURAL", 0.4),
        ("analysis.derivations._AFTER_HAMZA", ("ين", "ات")),
        ("analysis.word_classes.PRONOUNS_OF_NISBA_NOUN", 0.4),
        ("analysis.vocabulary.FUNCTION_WORD_WITH_ARTICLE", 0.9),
        ("analysis.attestation.RARE", 20),
        ("analysis.relations.ROOT", 0.25),
        ("analysis.word_classes.NOISE", 0.2),
        ("analysis.vocabulary.NOISE", 0.2),
        ("building.relating.WEAK_RELATIVES", 6),
    ],
)
def test_a_rule_that_is_changed_is_noticed(
    counts: Mapping[str, int], monkeypatch: pytest.MonkeyPatch, rule: str, other: object
) -> None:
    monkeypatch.setattr(f"index.{rule}", other)
    assert digest(counts) != STORED[1]
