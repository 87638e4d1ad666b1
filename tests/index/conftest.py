"""What several tests of the index need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index import compiled


@pytest.fixture(scope="module", params=["compiled", "arrays"])
def each_way(request: pytest.FixtureRequest) -> Iterator[None]:
    """What is in C where it could be compiled, done so and with NumPy."""
    if request.param == "compiled" and not compiled.AVAILABLE:
        pytest.skip("the extension could not be compiled here")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(compiled, "AVAILABLE", request.param == "compiled")
        yield
