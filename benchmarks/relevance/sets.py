"""Question sets: BEIR-style folders with documents, queries, and judgements of which documents answer which query."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from corpus import Article, read_articles


@dataclass(frozen=True)
class QuestionSet:
    """Documents as articles, queries by id, and for each query the gains of the documents that answer it."""

    name: str
    articles: list[Article]
    queries: dict[str, str]
    judgements: dict[str, dict[str, int]]


def find_shared() -> Path | None:
    """The folder of shared data beside the checkout, or None."""
    folder = Path(__file__).parents[3] / "shared"
    return folder if (folder / "relevance").is_dir() else None


def read_sets(shared: Path) -> Iterator[QuestionSet]:
    """The sets in a shared folder, one after the other; what has no documents of its own is asked of SaudiNewsNet."""
    for folder in sorted((shared / "relevance").iterdir()):
        if (folder / "queries.jsonl").exists():
            yield read_set(folder, shared / "corpora" / "saudinewsnet")


def read_set(folder: Path, news: Path) -> QuestionSet:
    """One set. Without `corpus.jsonl` its documents are the articles in `news` without headlines, by their urls."""
    if (folder / "corpus.jsonl").exists():
        articles = [
            Article(id=record["_id"], title=record["title"], paragraphs=(record["text"],))
            for record in _lines(folder / "corpus.jsonl")
        ]
    else:
        articles = list(untitled(news))
    queries = {record["_id"]: record["text"] for record in _lines(folder / "queries.jsonl")}
    judgements: dict[str, dict[str, int]] = {}
    with (folder / "qrels.tsv").open(encoding="utf-8", newline="") as file:
        for query, document, gain in list(csv.reader(file, delimiter="\t"))[1:]:
            judgements.setdefault(query, {})[document] = int(gain)
    return QuestionSet(folder.name, articles, queries, judgements)


def untitled(news: Path) -> Iterator[Article]:
    """The articles of an archive without headlines and summaries; of several with one url the first."""
    seen = set()
    for article in read_articles(news):
        if article.url not in seen:
            seen.add(article.url)
            yield replace(article, id=article.url, title="", summary="")


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
