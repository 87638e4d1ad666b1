"""What the words of an index have to say to whoever types a query: suggestions and completions, of one snapshot."""

from __future__ import annotations

from index import Snapshot
from index.analysis import Analyzer
from searcher.completion import Completer
from searcher.raw_forms import RawForms
from searcher.suggestions import Suggester


class Wording:
    """The suggester and the completer of a snapshot. Making one costs nothing. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot, analyzer: Analyzer) -> None:
        self.snapshot = snapshot
        raw_forms = RawForms(snapshot, analyzer)
        self.suggest = Suggester(snapshot, analyzer, raw_forms).suggest
        self.complete = Completer(snapshot, analyzer, raw_forms).complete
