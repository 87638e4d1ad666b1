"""How the files of an index folder are called, and what a name tells. What each is for: docs/index-format.md."""

from __future__ import annotations

import re
import time
from typing import Final

from index.lazy import lazy_pattern

#: What Whoosh calls the index of a folder, and the names of its segments begin with.
INDEX_NAME: Final = "MAIN"
#: The file that the writer locks, as Whoosh's own writers do.
WRITE_LOCK: Final = "MAIN_WRITELOCK"
#: What the last run of `fihris index` found (`index.last_run`), and what is to become that.
LAST_RUN: Final = "_MAIN_last-run.json"
NEW_LAST_RUN: Final = "_MAIN_last-run.new"
#: How the name of a scratch file begins, where it has one; eight characters of `tempfile` follow.
SCRATCH_PREFIX: Final = "MAIN_scratch-"

_TOC: Final = re.compile(r"_MAIN_(0|[1-9][0-9]*)\.toc")
_OF_GENERATION: Final = lazy_pattern(r"^(?:_MAIN_([0-9]+)\.toc|MAIN_g([0-9]+)n[0-9]+)\b")
_OF_SEGMENT: Final = lazy_pattern(r"^MAIN_g([0-9]+)n[0-9]+\.(?:[0-9]+\.)?(?:pst|art|del)$")
# Tables of contents, the files of our segments, what was to become `LAST_RUN`, and those that Whoosh's own writer
# leaves behind, whose segments it names by sixteen random characters.
_OURS: Final = lazy_pattern(
    r"^(_MAIN_[0-9]+\.toc(\.[0-9.]+)?"
    r"|_MAIN_last-run\.new"
    r"|MAIN_(g[0-9]+n[0-9]+|[0-9a-z]{16})\.([0-9]+\.)?(pst|art|del)"
    r"|MAIN_scratch-[0-9a-z_]{8}"
    r"|MAIN_[0-9a-z]{16}\.(seg|trm|vps|[a-z_]*\.?col))$"
)


def toc(generation: int) -> str:
    """The table of contents of a generation."""
    return f"_{INDEX_NAME}_{generation}.toc"


def new_toc(generation: int) -> str:
    """What is to become it: no two have one name."""
    return f"{toc(generation)}.{time.time()}"


def segid(generation: int, number: int) -> str:
    """What names a segment: the generation that is written, and a number."""
    return f"g{generation}n{number}"


def segment(segid: str) -> str:
    """What the names of a segment's files begin with."""
    return f"{INDEX_NAME}_{segid}"


def postings(segment: str) -> str:
    """The posting file of a segment."""
    return f"{segment}.pst"


def articles(segment: str) -> str:
    """Its article file."""
    return f"{segment}.art"


def deletions(segment: str, generation: int) -> str:
    """Its deletion file of a generation."""
    return f"{segment}.{generation}.del"


def generation_of_toc(name: str) -> int | None:
    """The generation of a table of contents; None for other files."""
    found = _TOC.fullmatch(name)
    return int(found[1]) if found else None


def generation_of_segment(name: str) -> int | None:
    """The generation whose writer made a segment's file; None for other files."""
    found = _OF_SEGMENT.match(name)
    return int(found[1]) if found else None


def generation(name: str) -> int | None:
    """The generation whose writer made a file, as far as its name tells."""
    found = _OF_GENERATION.match(name)
    return int(found[1] or found[2]) if found else None


def is_ours(name: str) -> bool:
    """Whether a file is one that writers make and remove, whatever generation made it."""
    return bool(_OURS.match(name))
