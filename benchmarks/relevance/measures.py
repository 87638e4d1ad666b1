"""Measures of a run per query (by ir-measures), and whether two runs differ by more than chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

#: What is reported, in ir-measures' names.
MEASURES: Final = ("RR@10", "nDCG@10", "R@100")
# Of signs that are drawn for `paired_p`.
_ROUNDS: Final = 20_000


def measured(
    judgements: Mapping[str, Mapping[str, int]], run: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, float]]:
    """For each measure its value for each query; queries without an answer in the run have 0."""
    import ir_measures

    values: dict[str, dict[str, float]] = {name: dict.fromkeys(judgements, 0.0) for name in MEASURES}
    measures = {ir_measures.parse_measure(name): name for name in MEASURES}
    given = {query: dict(scores) for query, scores in run.items() if scores}
    for metric in ir_measures.iter_calc(list(measures), {q: dict(j) for q, j in judgements.items()}, given):
        values[measures[metric.measure]][metric.query_id] = metric.value
    return values


def paired_p(a: Sequence[float], b: Sequence[float]) -> float:
    """Two-sided p of a paired randomisation test: how often signs drawn at random give as large a mean difference.

    The test that Smucker, Allan and Carterette (2007) recommend for comparing rankings. The smallest p that it can give
    is 1 / (`_ROUNDS` + 1).
    """
    differences = np.asarray(a, np.float64) - np.asarray(b, np.float64)
    differences = differences[differences != 0]
    if not len(differences):
        return 1.0
    observed = abs(differences.sum())
    rng = np.random.default_rng(1)
    as_large = 0
    for start in range(0, _ROUNDS, 1000):
        signs = rng.integers(0, 2, (min(1000, _ROUNDS - start), len(differences)), np.int8) * 2 - 1
        as_large += int((np.abs(signs @ differences) >= observed - 1e-12).sum())
    return (as_large + 1) / (_ROUNDS + 1)
