"""The articles to measure on: SaudiNewsNet as it is, and 310,300 articles made from its sentences.

The real ones come first, then nine rounds over them. An article made from the real article A in round r has

- A's source, number of paragraphs, and publication date, 45 days later for each round;
- paragraphs that are, each by the toss of a coin, one of A's or one of a partner's, drawn anew each round among the
  articles of the same source that are nearest in length; the sentences within a paragraph are shuffled. So a story
  keeps to one or two subjects and says its words several times, as real ones do, and lengths stay what they are;
- a headline that begins as A's does and ends as the partner's does.

Sentences repeat, so the vocabulary would stop growing; in a real archive it does not (names, places, misspellings: by
Heaps' law V = K n^β, and β is near the share of words that occur once). Hence in each round `RESPELLED` of the words
that occur once in the real corpus get two inner letters replaced, the same way wherever the word stands in that round,
by letters drawn as often as they occur in such words. 9.0 million words have 262,000 distinct forms, and from the first
half of them to the whole β is 0.44, which makes 720,000 at ten times as many; `RESPELLED` is chosen to give that.
Everything follows from fixed seeds.

The articles are kept in the work folder in batches, so that no process has to hold the whole corpus.
"""

from __future__ import annotations

import json
import pickle
import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import blake2b
from itertools import chain, islice
from pathlib import Path
from typing import Final

import corpus as readers
from corpus import Article, read_articles
from index.analysis import Analyzer

LARGE: Final = 310_300
RESPELLED: Final = 0.9
_PARTNERS: Final = 50
_BATCH: Final = 1000
_SENTENCE_END: Final = re.compile(r"(?<=[.؟!?])\s+")
_CAN_BE_RESPELLED: Final = re.compile(r"[ء-ي]{5,}")

# A sentence cut at the words that may be respelled: those are at the odd places.
_Sentence = tuple[str, ...]
_Paragraph = tuple[_Sentence, ...]


@dataclass(frozen=True)
class Corpus:
    """Batches of articles in a folder; `text_bytes` is the UTF-8 size of headlines and paragraphs."""

    folder: Path
    articles: int
    text_bytes: int
    digest: str  # of its articles

    def batches(self) -> Iterator[list[Article]]:
        """The articles, a list of some at a time."""
        for path in sorted(self.folder.glob("*.batch")):
            yield pickle.loads(path.read_bytes())


def find_saudinewsnet() -> Path | None:
    """The folder of SaudiNewsNet beside the checkout, or None."""
    folder = Path(__file__).parents[2] / "shared" / "corpora" / "saudinewsnet"
    return folder if folder.is_dir() else None


def stored_corpus(folder: Path, articles: Iterator[Article], source: Path) -> Corpus:
    """The corpus in `folder`, put there from `articles` unless it is there already.

    source: what they are made of; where that, or how they are made of it, is another than before, they are made anew.
    """
    manifest = folder / "manifest.json"
    made_of = _digest(source)
    if not manifest.exists() or json.loads(manifest.read_text()).get("made_of") != made_of:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        count = text_bytes = 0
        digest = blake2b(digest_size=8)
        for number, batch in enumerate(_batches(articles)):
            pickled = pickle.dumps(batch)
            (folder / f"{number:05}.batch").write_bytes(pickled)
            digest.update(pickled)
            count += len(batch)
            text_bytes += sum(len("".join((each.title, *each.paragraphs)).encode()) for each in batch)
        known = {"articles": count, "text_bytes": text_bytes, "digest": digest.hexdigest()}
        manifest.write_text(json.dumps(known | {"made_of": made_of}))
    known = json.loads(manifest.read_text())
    return Corpus(folder, known["articles"], known["text_bytes"], known["digest"])


def _digest(source: Path) -> str:
    """Of the files of a folder, by names, sizes and times, and of the code that reads them and makes more of them."""
    files = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in sorted(source.rglob("*"))]
    code = [Path(__file__), *sorted(Path(readers.__file__).parent.glob("*.py"))]
    known = files, Analyzer.WORD.pattern, [path.read_bytes() for path in code]
    return blake2b(repr(known).encode(), digest_size=8).hexdigest()


def _batches(articles: Iterator[Article]) -> Iterator[list[Article]]:
    while batch := list(islice(articles, _BATCH)):
        yield batch


def real_articles(folder: Path) -> list[Article]:
    """SaudiNewsNet, in the order of its files."""
    return list(read_articles(folder))


def many_articles(real: Sequence[Article], count: int) -> Iterator[Article]:
    """`count` articles: the real ones, and then as many made ones as it takes."""
    return islice(chain(real, _made(real)), count)


def new_articles(real: Sequence[Article], count: int) -> Iterator[Article]:
    """Articles to add to an index that holds any of the above: text of real ones under new ids."""
    return (replace(real[n % len(real)], id=f"{real[n % len(real)].id}+{n}") for n in range(count))


def _made(real: Sequence[Article]) -> Iterator[Article]:
    rare = _rare_words(real)
    letters = "".join(sorted(rare))
    cut = [tuple(_paragraph(text, rare) for text in article.paragraphs) for article in real]
    by_source: dict[str, list[int]] = {}
    for number, article in enumerate(real):
        by_source.setdefault(article.source, []).append(number)
    for numbers in by_source.values():
        numbers.sort(
            key=lambda number: (len(real[number].paragraphs), sum(map(len, real[number].paragraphs)))
        )
    round_number = 0
    while True:
        round_number += 1
        rng = random.Random(round_number)
        spelling = _Spelling(round_number, letters)
        partners = {
            number: alike[(place + rng.randint(1, _PARTNERS)) % len(alike)]
            for alike in by_source.values()
            for place, number in enumerate(alike)
        }
        for number, article in enumerate(real):
            partner = partners[number]
            yield replace(
                article,
                id=f"{article.id}#{round_number}",
                url=f"{article.url}#{round_number}" if article.url else "",
                title=_headline(article.title, real[partner].title),
                paragraphs=tuple(_paragraphs(cut[number], cut[partner], rng, spelling)),
                date=article.date + timedelta(days=45 * round_number) if article.date else None,
            )


def _rare_words(articles: Sequence[Article]) -> set[str]:
    """Words that occur once, where they are of Arabic letters and long enough to be told from others respelled."""
    counts: Counter[str] = Counter()
    for article in articles:
        for text in article.paragraphs:
            counts.update(Analyzer.WORD.findall(text))
    return {word for word, count in counts.items() if count == 1 and _CAN_BE_RESPELLED.fullmatch(word)}


def _paragraph(text: str, rare: set[str]) -> _Paragraph:
    sentences = []
    for sentence in _SENTENCE_END.split(text):
        pieces, end = [], 0
        for match in Analyzer.WORD.finditer(sentence):
            if match[0] in rare:
                pieces += [sentence[end : match.start()], match[0]]
                end = match.end()
        sentences.append((*pieces, sentence[end:]))
    return tuple(sentences)


def _paragraphs(
    own: Sequence[_Paragraph], partner: Sequence[_Paragraph], rng: random.Random, spelling: _Spelling
) -> Iterator[str]:
    for _ in own:
        sentences = list(rng.choice(partner if partner and rng.random() < 0.5 else own))
        rng.shuffle(sentences)
        yield " ".join(
            "".join(piece if place % 2 == 0 else spelling[piece] for place, piece in enumerate(sentence))
            for sentence in sentences
        )


def _headline(own: str, partner: str) -> str:
    first, second = own.split(), partner.split()
    return " ".join(first[: (len(first) + 1) // 2] + second[len(second) // 2 :])


class _Spelling(dict[str, str]):
    """How the rare words are written in one round; fills itself."""

    def __init__(self, round_number: int, letters: str) -> None:
        super().__init__()
        self._round = round_number
        self._letters = letters

    def __missing__(self, word: str) -> str:
        rng = random.Random(f"{self._round} {word}")
        spelt = list(word)
        if rng.random() < RESPELLED:
            # The first two letters and the last are left: articles, prepositions and endings stay what they are.
            for place in rng.sample(range(2, len(word) - 1), 2):
                spelt[place] = rng.choice(self._letters)
        self[word] = "".join(spelt)
        return self[word]


def as_record(article: Article) -> str:
    """A line of JSON that the reader takes."""
    return json.dumps(
        {
            "id": article.id,
            "title": article.title,
            "content": "\n".join(article.paragraphs),
            "date": article.date.isoformat() if article.date else "",
            "source": article.source,
            "author": article.author,
        },
        ensure_ascii=False,
    )
