"""The stems of a segment's terms beside other segments."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from index.building import term_stems
from index.ingestion.sharing import Sharing


def test_of_a_form_with_two_stems_both_are_kept_and_the_largest_segment_decides(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few, many = (SimpleNamespace(terms=SimpleNamespace(forms=["وزير"] * count)) for count in (1, 2))
    monkeypatch.setattr(term_stems, "_stems_held", lambda view, _: {"وزير": f"of {len(view.terms.forms)}"})
    for others in ([few, many], [many, few]):
        stems = term_stems.stems_beside({"وزير": 1}, cast(Any, others), Sharing([]), {})
        assert stems.of_forms == ["of 2"]
        assert stems.restemmed == {("of 1", "وزير"), ("of 2", "وزير")}
