"""The stems of the commonest words of news are those in a file: a changed rule shows in its diff."""

from pathlib import Path

import pytest

from benchmarks.relevance import vocabulary

NEWS = Path(__file__).parents[4] / "shared" / "corpora" / "saudinewsnet"


def differences(found: dict[str, str], written: dict[str, str]) -> list[str]:
    return [
        f"{form}: {written.get(form)} is now {found.get(form)}"
        for form in found | written
        if found.get(form) != written.get(form)
    ]


def test_the_stems_are_the_ones_of_the_file() -> None:
    """Where a change is meant: `make vocabulary`, and read the diff."""
    written = vocabulary.read_stems()
    assert len(written) == vocabulary.WORDS
    found = vocabulary.stems(vocabulary.read_evidence())
    assert list(found) == list(written)
    assert differences(found, written) == []


@pytest.mark.skipif(not NEWS.is_dir(), reason="no SaudiNewsNet in ../shared")
def test_the_whole_vocabulary_gives_the_same_stems_as_the_evidence() -> None:
    """Where it does not, a rule asks for forms that the evidence lacks: `make vocabulary`."""
    assert differences(vocabulary.stems(vocabulary.news_frequencies(NEWS)), vocabulary.read_stems()) == []


def test_evidence_is_what_decides_the_stems_of_the_commonest_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "WORDS", 1)
    monkeypatch.setattr(vocabulary, "COMMON", 50)
    frequencies = {"ومدرستها": 90, "مدرستها": 3, "مدرسه": 40, "المدرسه": 30, "شائع": 50, "نادر": 20}
    kept = vocabulary.evidence(frequencies)
    assert {"ومدرستها", "مدرستها", "مدرسه", "المدرسه", "شائع"} == set(kept)
    assert vocabulary.stems(kept) == vocabulary.stems(frequencies) == {"ومدرستها": "مدرسه"}
