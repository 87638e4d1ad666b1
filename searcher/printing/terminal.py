"""Hits, articles, figures and analyses as text that a person reads, on a terminal or in a pipe.

What is shown, and in which order; how any text goes out is left to `searcher.printing.screen`. What to show comes from
`searcher.presenting.results` and `corpus.Article`; data formats are in `searcher.printing.exports`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from searcher.printable import printable
from searcher.printing.screen import Screen, columns

if TYPE_CHECKING:
    from corpus import Article
    from searcher import Hit, Page, Snippet
    from searcher.analysis import Analysed
    from searcher.explanations.explanation import Explanation
    from searcher.standing import StandingSearch

_SEPARATOR = " · "
_LISTED_PARTS = 20
OPENED_AT = "> "  #: stands before the paragraph that an article was opened at


def date_text(date: datetime | None) -> str:
    """`2023-09-12 12:38`, or the day alone where no time of day is known; empty without a date."""
    if date is None:
        return ""
    return date.date().isoformat() if date.time() == time() else f"{date:%Y-%m-%d %H:%M}"


def counted(number: int, thing: str) -> str:
    """`1 article`, `31,030 articles`."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def hit_text(hit: Hit, screen: Screen) -> str:
    """A hit as lines: rank and headline, when and where, id, snippets with their paragraph numbers."""
    article = hit.article
    margin = " " * len(rank := f"{hit.rank}. ")
    lines = screen.lines(
        article.title or "(no headline)", hit.title_highlights, first=rank, indent=len(margin)
    )
    lines += _particulars(article, screen, len(margin))
    for snippet in hit.snippets:
        if snippet.paragraph is None:
            continue  # the headline stands above
        before = "… " if snippet.start else ""
        after = " …" if snippet.end < len(article.paragraphs[snippet.paragraph]) else ""
        label = f"{margin}[{snippet.paragraph}] "
        lines += screen.lines(
            before + snippet.text + after,
            [(start + len(before), end + len(before)) for start, end in snippet.highlights],
            first=label,
            indent=len(label),
        )
    if hit.duplicates:
        lines.append(f"{margin}and {hit.duplicates:,} like it")
    return "\n".join(lines)


def explanation_text(explanation: Explanation, screen: Screen) -> str:
    """How a score came about: a line for each number, what it is made of below it."""
    lines = []
    for depth, value, description in explanation.lines():
        number = f"{'  ' * (depth + 2)}{value}  "
        lines += screen.lines(description, first=number, indent=len(number))
    return "\n".join(lines)


def total_text(page: Page, limit: int, unit: str = "article") -> str:
    """`57 articles in 43 groups, showing 11-20`: how many were found, and which of them stand above.

    Of groups it is only said where some article repeats another. limit: hits that the page may have.
    """
    total = counted(page.total, unit)
    if page.groups != page.articles:
        of_articles = "" if unit == "article" else f" of {counted(page.articles, 'article')}"
        total += f"{of_articles} in {counted(page.groups, 'group')}"
    # How many paragraphs the groups show nobody counts: all of them are here where the page has room for more.
    if len(page.hits) == (page.groups if unit == "article" else page.total) or (
        page.hits and not page.offset and len(page.hits) < limit
    ):
        return total
    if not page.hits:
        return f"{total}, showing none"
    return f"{total}, showing {page.offset + 1:,}-{page.offset + len(page.hits):,}"


def article_text(article: Article, screen: Screen) -> str:
    """A whole article; its paragraphs carry the numbers that snippets name."""
    blocks = ["\n".join(screen.lines(article.title or "(no headline)") + _particulars(article, screen))]
    for caption in article.captions:
        blocks.append("\n".join(screen.lines(caption, first="caption: ", indent=9)))
    if article.summary:
        blocks.append("\n".join(screen.lines(article.summary, first="summary: ", indent=9)))
    for number, paragraph in enumerate(article.paragraphs):
        label = f"[{number}] "
        blocks.append("\n".join(screen.lines(paragraph, first=label, indent=len(label))))
    return "\n\n".join(blocks)


def marked_text(
    article: Article, texts: Sequence[Snippet], screen: Screen, *, paragraph: int | None = None
) -> str:
    """A whole article as `article_text` shows it, the highlights of `texts` (`Searcher.marked`) in bold.

    Where the screen has no bold, ** stands before and after each. The paragraph asked for has `OPENED_AT` in front.
    """
    blocks = []
    for text in texts:
        raw, spans = (text.text, text.highlights) if screen.bold else (_starred(text), ())
        if text.paragraph is None:
            lines = screen.lines(raw, spans) if raw else ["(no headline)"]
            blocks.append("\n".join(lines + _particulars(article, screen)))
        else:
            label = f"{OPENED_AT if text.paragraph == paragraph else ''}[{text.paragraph}] "
            blocks.append("\n".join(screen.lines(raw, spans, first=label, indent=len(label))))
    return "\n\n".join(blocks)


def marked_html(article: Article, texts: Sequence[Snippet]) -> str:
    """A whole article as a fragment of HTML, with the highlights of `texts` (`Searcher.marked`) in `<mark>`."""
    from html import escape  # only here, as in `Snippet.html`

    pieces = ['<article dir="auto">']
    for text in texts:
        if text.paragraph is None:
            pieces.append(f"<h1>{printable(text.html())}</h1>")
            known = filter(None, (date_text(article.date), article.source, article.category, article.author))
            pieces.append(f"<p>{escape(printable(_SEPARATOR.join(known)))}</p>")
            pieces.append(f"<p>{escape(printable(article.url or article.id))}</p>")
        else:
            pieces.append(f'<p id="{text.paragraph}">{printable(text.html())}</p>')
    return "\n".join([*pieces, "</article>"])


def _starred(text: Snippet) -> str:
    pieces = []
    done = 0
    for start, end in text.highlights:
        pieces += [text.text[done:start], "**", text.text[start:end], "**"]
        done = end
    return "".join(pieces) + text.text[done:]


def standing_rows(searches: Iterable[StandingSearch]) -> list[list[str]]:
    """Heads and rows of the table that `fihris watch list` prints."""
    rows = [["name", "query", "narrowed to", "index"]]
    for search in searches:
        names = [*search.source, *search.category, *search.author]
        dates = f"{search.date_from or ''}..{search.date_to or ''}"
        narrowed = [*names, "" if dates == ".." else dates, "all words" if search.match == "all" else ""]
        rows.append([search.name, search.query, ", ".join(filter(None, narrowed)), search.index])
    return rows


def stats_text(stats: Mapping[str, Any], screen: Screen) -> str:
    """A line for each figure; below a figure of several parts, a line for each of the largest."""
    lines = []
    for name, value in stats.items():
        if isinstance(value, Mapping):
            lines.append(f"{name}: {len(value):,}")
            lines += [
                f"  {screen.field(part) if part else '(none)'}: {number:,}"
                for part, number in [*value.items()][:_LISTED_PARTS]
            ]
            if len(value) > _LISTED_PARTS:
                lines.append("  …")
        else:
            shown = f"{value:,}" if isinstance(value, int) else screen.field(str(value or "(none)"))
            lines.append(f"{name}: {shown}")
    return "\n".join(lines)


def analysis_rows(analysis: Sequence[Analysed]) -> list[list[str]]:
    """Heads and rows of the table that `fihris analyze` prints: a row for each form that a word is searched with.

    Without an index a word has one row, of what its shape alone tells.
    """
    heads = ["place", "start", "end", "word", "form", "stem"]
    relatives = ["searched as", "weight", "use", "occurrences", "articles"]
    rows = [heads if all(word.searched is None for word in analysis) else heads + relatives]
    for word in analysis:
        cells = [str(word.position), str(word.start), str(word.end), word.word, word.form, word.stem]
        if word.searched is None:
            rows.append(cells)
        for form, weight, finds, frequency, articles in word.searched or ():
            use = "finds" if finds else "raises"
            rows.append([*cells, form, f"{weight:.2f}", use, str(frequency), str(articles)])
            cells = [""] * len(heads)
    return rows


def _particulars(article: Article, screen: Screen, indent: int = 0) -> list[str]:
    """When, where and by whom; id and url. On a narrow screen the fields go on in the next line, each whole."""
    lines: list[list[str]] = []
    used = 0
    for field in (date_text(article.date), article.source, article.category, article.author):
        if not field:
            continue
        wide = columns(printable(field)) + len(_SEPARATOR)
        if not lines or (screen.width is not None and indent + used + wide > screen.width):
            lines.append([])
            used = 0
        lines[-1].append(screen.field(field))
        used += wide
    # Alone on its line an id needs no isolate, and is copied from the screen without invisible characters.
    names = [article.id] if article.url in ("", article.id) else [article.id, article.url]
    return [" " * indent + line for line in (*map(_SEPARATOR.join, lines), *map(printable, names))]
