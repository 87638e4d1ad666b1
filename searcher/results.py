"""What a search gives back: a `Page` of `Hit`s, each with the `Snippet`s that show why it is there.

These are plain values, complete in themselves: they outlive the searcher that made them, and hold the raw
text of the article. The JSON form is described, with its version, in docs/json-output.md. How results are
printed is left to `cli`, which text is shown to `searcher.snippets`.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from corpus import Article

__all__ = ["Hit", "Page", "Snippet"]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A fragment of an article, exactly as it was given, with the matched words marked.

    `text` is characters `start` to `end` of paragraph `paragraph` (counted from 0), or of the headline where
    `paragraph` is None. `highlights` are (start, end) offsets into `text`, ascending and disjoint, each
    covering one matched word, or one whole occurrence of a phrase, with all its marks and clitics.
    """

    paragraph: int | None
    start: int
    end: int
    text: str
    highlights: tuple[tuple[int, int], ...] = ()

    def html(self) -> str:
        """The text as HTML: every character escaped that needs it, each highlight in `<mark>`."""
        pieces = []
        done = 0
        for start, end in self.highlights:
            pieces += [escape(self.text[done:start]), "<mark>", escape(self.text[start:end]), "</mark>"]
            done = end
        return "".join(pieces) + escape(self.text[done:])

    def as_json(self) -> dict[str, Any]:
        """The snippet as the `snippets` of docs/json-output.md hold it."""
        return {
            "paragraph": self.paragraph,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "highlights": [list(highlight) for highlight in self.highlights],
        }


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found, or, where paragraphs were ranked, one of its paragraphs (`paragraph`).

    `rank` counts from 1 over the whole result, not the page.
    """

    rank: int
    score: float
    article: Article
    snippets: tuple[Snippet, ...] = ()
    paragraph: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The hit as one object of docs/json-output.md, made of what `json.dumps` takes."""
        article = self.article
        found: dict[str, Any] = {
            "rank": self.rank,
            "score": self.score,
            "id": article.id,
            "title": article.title,
            "date": article.date.isoformat() if article.date else None,
            "source": article.source,
            "category": article.category,
            "author": article.author,
            "url": article.url,
        }
        if self.paragraph is not None:
            found["paragraph"] = self.paragraph
        found["snippets"] = [snippet.as_json() for snippet in self.snippets]
        return found


@dataclass(frozen=True, slots=True)
class Page:
    """Some consecutive hits of a result: `total` counts all of it, `offset` the hits before these."""

    total: int
    hits: tuple[Hit, ...]
    offset: int = 0
