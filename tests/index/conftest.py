"""What several tests of the index need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.storage import compiled


@pytest.fixture(scope="module", params=["compiled", "arrays"])
def each_way(request: pytest.FixtureRequest) -> Iterator[None]:
    """What is in C where it could be compiled, done so and with NumPy."""
    if request.param == "compiled" and not compiled.AVAILABLE:
        pytest.skip("the extension could not be compiled here")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(compiled, "AVAILABLE", request.param == "compiled")
        yield


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers start at once, and have much to do."""
    monkeypatch.setattr("index.building.segment_builder.BATCH_CHARACTERS", 200)
    monkeypatch.setattr("index.ingestion.analysis_pool._WORTH_STARTING", 1)
    monkeypatch.setattr("index.ingestion.sharing._MANY", 1)
    monkeypatch.setattr("index.building.terms.FEW_TERMS", 1)
    monkeypatch.setattr("index.building.term_stems._FORMS_IN_PART", 20)
    monkeypatch.setattr("index.building.stem_relations._STEMS_IN_PART", 10)
    monkeypatch.setattr("index.building.inversion._AT_ONCE", 50)
    monkeypatch.setattr("index.building.inversion._LEAST_AT_ONCE", 10)
