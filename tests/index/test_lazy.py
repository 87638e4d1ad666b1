"""A pattern that is compiled late is the one that was written."""

import re

import pytest

from index.lazy import lazy_pattern


def test_it_does_what_a_compiled_pattern_does() -> None:
    pattern = lazy_pattern("(ب)(.)")
    for _ in range(2):
        assert pattern.pattern == "(ب)(.)"
        found = pattern.fullmatch("با")
        assert found is not None
        assert found.groups() == ("ب", "ا")
        assert pattern.findall("باتبث") == [("ب", "ا"), ("ب", "ث")]
        assert pattern.sub("", "باتبث") == "ت"
        assert pattern.search("ات") is None


def test_nothing_is_compiled_before_it_is_used() -> None:
    pattern = lazy_pattern("(")
    with pytest.raises(re.error):
        pattern.search("")


def test_what_no_pattern_has_is_an_error() -> None:
    with pytest.raises(AttributeError):
        lazy_pattern("ب").found  # type: ignore[attr-defined]  # noqa: B018
