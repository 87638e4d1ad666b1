"""The records of the lists in one JSON object, as news services answer: {"status": "ok", "news": […], "posts": […]}.

Such an answer may be as long as an archive, so it is read by the events of ijson, one record at a time; what stands
beside the lists is passed over, but for what a reader has to tell of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.fields import field_named
from corpus.json_chunks import JsonChunks
from corpus.values import words_in

_RECORD = "record"


class JsonLists:
    """Iterates over what stands in the lists of an object, and of those that follow it, and says what stands where."""

    def __init__(self, source: JsonChunks) -> None:
        self._source = source
        self.name = ""  # of the list that the last record is in
        self.text = ""  # the name of a text that stands beside the lists
        self._string = ""  # of such a name, the last one

    def __iter__(self) -> Iterator[Any]:
        import ijson

        records: Iterator[Any] = ijson.items(self._events(), _RECORD)
        return records

    def _events(self) -> Iterator[tuple[str, str, Any]]:
        """What ijson finds, the lists' items under one prefix, whatever their lists are called."""
        import ijson

        item = ""
        for prefix, event, value in ijson.parse(self._source, multiple_values=True):
            if not prefix and event == "map_key":
                self.name, item, self._string = value, "", ""
            elif event == "start_array" and prefix == self.name:
                item = f"{prefix}.item"
            elif event == "string" and prefix in (self.name, item) and field_named(self.name) == "text":
                if words_in([self._string, value]):
                    self.text = self.name
                self._string = value
            yield _RECORD if prefix and prefix == item else "", event, value
