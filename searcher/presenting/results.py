"""What a search gives back: a `Page` of `Hit`s, each with the `Snippet`s that show why it is there.

These are plain values, complete in themselves: they outlive the searcher that made them, and hold the raw text of the
article. Pickled or copied they are without the searcher: what is worked out when it is asked for is worked out then,
but for explanations, which a copy does not have. The JSON form is described, with its version, in docs/json-output.md.
How results are printed is left to the commands, which text is shown to `searcher.presenting.snippets`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from corpus import Article
from searcher.errors import SearchError
from searcher.language.problems import Problem

if TYPE_CHECKING:
    from searcher.explanations.explanation import Explanation
    from searcher.retrieval.ranked_texts import RankedText
    from searcher.suggesting.suggestions import Suggestion

T = TypeVar("T")
#: A number, or what works it out.
Count = int | Callable[[], int]

__all__ = ["Hit", "Page", "Snippet"]


class Snippet(NamedTuple):
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
        # Only here: it loads a table of 2,000 names, and most searches show plain text.
        from html import escape

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


class Origin(Protocol):
    """Where hits come from: what is asked when more of one is wanted than a page shows."""

    def article(self, text: RankedText) -> Article: ...

    def explanation(self, text: RankedText) -> Explanation: ...

    def duplicate_ids(self, text: RankedText) -> tuple[str, ...]: ...


class Hit:
    """An article that was found, or, where paragraphs were ranked, one of its paragraphs (`paragraph`).

    `rank` counts from 1 over the whole result, not the page. `id` and `title` are at hand; `article` may be read from
    the index when it is first asked for. `title_highlights` are (start, end) offsets into the title of what is
    matched there. `duplicate_ids` are the other articles of the result that say much the same and are left out of it
    (none where duplicates are shown), worked out when first asked for; `duplicates` is their number.
    """

    __slots__ = (
        "_article",
        "_duplicates",
        "_found",
        "_score",
        "id",
        "paragraph",
        "rank",
        "snippets",
        "title",
        "title_highlights",
    )

    def __init__(
        self,
        rank: int,
        score: float | Callable[[], float],
        article: Article | tuple[str, str],
        snippets: tuple[Snippet, ...] = (),
        paragraph: int | None = None,
        title_highlights: tuple[tuple[int, int], ...] = (),
        found: tuple[Origin, RankedText] | None = None,
    ) -> None:
        """found: by what search, and where; if it is given, `article` may be the id and title alone."""
        self.rank = rank
        self._score = score
        self._article: Article | None
        if isinstance(article, tuple):
            self._article = None
            self.id, self.title = article
        else:
            self._article = article
            self.id, self.title = article.id, article.title
        self.snippets = snippets
        self.paragraph = paragraph
        self.title_highlights = title_highlights
        self._found = found
        self._duplicates: tuple[str, ...] | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Hit):
            return NotImplemented
        return self.as_json() == other.as_json() and self.article == other.article

    def __hash__(self) -> int:
        return hash((self.rank, self.id, self.paragraph))

    def __getstate__(self) -> tuple[None, dict[str, Any]]:
        values = {name: getattr(self, name) for name in Hit.__slots__}
        known = {"_score": self.score, "_article": self.article, "_duplicates": self.duplicate_ids}
        return None, values | known | {"_found": None}

    def __repr__(self) -> str:
        return f"<Hit {self.rank}: {self.id!r}, score {self.score:.3f}>"

    @property
    def score(self) -> float:
        """By what it is ranked; where dates order the result, worked out when it is asked for."""
        self._score = score = _worked_out(self._score)
        return score

    @property
    def article(self) -> Article:
        """The article, whole."""
        if self._article is None:
            assert self._found is not None
            origin, text = self._found
            self._article = origin.article(text)
        return self._article

    def explain(self) -> Explanation:
        """How the score came about, part by part; worked out when it is asked for.

        Raises SearchError for a hit that no search has given, or a copy of one.
        """
        if self._found is None:
            raise SearchError(
                f"hit {self.id!r} does not come from a search, or is a copy: explain the one that did"
            )
        origin, text = self._found
        return origin.explanation(text)

    @property
    def duplicate_ids(self) -> tuple[str, ...]:
        """Ids of the articles that this one stands for, ascending."""
        if self._duplicates is None:
            self._duplicates = self._found[0].duplicate_ids(self._found[1]) if self._found else ()
        return self._duplicates

    @property
    def duplicates(self) -> int:
        """How many articles this one stands for beside itself."""
        return len(self.duplicate_ids)

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
        found["duplicates"] = self.duplicates
        found["duplicate_ids"] = list(self.duplicate_ids)
        found["title_highlights"] = [list(highlight) for highlight in self.title_highlights]
        found["snippets"] = [snippet.as_json() for snippet in self.snippets]
        return found


class Page:
    """Some consecutive hits of a result: `total` counts all of it, `offset` the hits before these.

    `articles` counts the articles of the result, which is `total` unless paragraphs are ranked, and `groups` what is
    left of those when near-duplicates are taken for one: the hits of all pages, where articles are ranked. With
    duplicates shown it is `articles`.

    All are exact. Where the best hits can be found without looking at every match, they are counted when they are
    first asked for.
    """

    __slots__ = ("_articles", "_groups", "_problems", "_suggest", "_total", "hits", "offset")

    def __init__(
        self,
        total: Count,
        hits: tuple[Hit, ...],
        offset: int = 0,
        suggest: Callable[..., tuple[Suggestion, ...]] = lambda found: (),
        *,
        articles: Count | None = None,
        groups: Count | None = None,
        problems: Callable[[], tuple[Problem, ...]] = lambda: (),
    ) -> None:
        """suggest: what may have been meant, given whether anything was `found` (`searcher.suggesting.suggestions`)."""
        self._problems = problems
        self._total = total
        self._articles = articles
        self._groups = groups
        self.hits = hits
        self.offset = offset
        self._suggest = suggest

    @property
    def total(self) -> int:
        """How many results there are in all, near-duplicates included."""
        self._total = total = _worked_out(self._total)
        return total

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """Did you mean: the query with words changed that were hardly meant, the likeliest first; mostly none.

        Where nothing was found, less evidence will do, and each finds something. Worked out when asked for.
        """
        return self._suggest(found=bool(self.hits) or self.total > 0)

    @property
    def articles(self) -> int:
        """How many articles these are, or are of."""
        if self._articles is None:
            return self.total
        self._articles = articles = _worked_out(self._articles)
        return articles

    @property
    def groups(self) -> int:
        """How many articles there are without those that repeat another."""
        if self._groups is None:
            return self.articles
        self._groups = groups = _worked_out(self._groups)
        return groups

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What in the query can't mean what it says, by offset (`searcher.language.problems`); found when asked."""
        return self._problems()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Page):
            return NotImplemented
        return self._values() == other._values()

    def __getstate__(self) -> tuple[None, dict[str, Any]]:
        return None, {
            "hits": self.hits,
            "offset": self.offset,
            "_total": self.total,
            "_articles": self.articles,
            "_groups": self.groups,
            "_suggest": partial(_known, self.suggestions),
            "_problems": partial(_known, self.problems),
        }

    def _values(self) -> tuple[object, ...]:
        return self.total, self.articles, self.groups, self.hits, self.offset

    def __hash__(self) -> int:
        return hash((self.hits, self.offset))

    def __repr__(self) -> str:
        return f"<Page of {len(self.hits)} hits from {self.offset} on>"


def _worked_out(value: T | Callable[[], T]) -> T:
    """A value that may still have to be worked out. It is read once: another thread may put what it is in its place."""
    return value() if callable(value) else value


def _known(value: Any, *, found: bool = False) -> Any:
    """What was worked out once, for a page that works it out when asked."""
    return value
