"""What is compiled, and from what. setup.py runs this file too, where nothing is installed yet: it imports no other."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import Final

#: The modules of `index.analysis` that are asked about a whole vocabulary, and all that they import of it.
MODULES: Final = (
    "attestation",
    "bulk",
    "derivations",
    "endings",
    "evidence",
    "lexicon",
    "likeness",
    "names",
    "plurals",
    "relations",
    "stemming",
    "verb_lexicon",
    "verbs",
    "vocabulary",
    "word_classes",
)


def digest(analysis: Path) -> str:
    """A hex digest of the sources of the `MODULES` in a folder. Raises OSError where one is missing."""
    sources = (b"%s\n%s" % (name.encode(), (analysis / f"{name}.py").read_bytes()) for name in MODULES)
    return blake2b(b"\0".join(sources), digest_size=16).hexdigest()
