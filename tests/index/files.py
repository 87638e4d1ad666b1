"""Files of articles that come and go, and what an index holds of them."""

from __future__ import annotations

import json
from pathlib import Path

from index import Index


def written(path: Path, *ids: str) -> Path:
    path.write_text("".join(json.dumps({"id": each, "title": each, "text": "خبر"}) + "\n" for each in ids))
    return path


def appended(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


def held(folder: Path) -> set[str]:
    snapshot = Index.open(folder).snapshot()
    return {
        view.head(number)[0] for view in snapshot.segments for number in view.live().nonzero()[0].tolist()
    }
