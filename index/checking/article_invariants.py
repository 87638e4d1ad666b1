"""What has to hold of a segment's article file and deletion file, rule after rule (`index.checking.consistency`)."""

from __future__ import annotations

from typing import Final

import numpy as np

from index.checking.invariants import Rule, ascend, begin, below, permutation, require, texts
from index.segments.bodies import decode_body
from index.segments.segment import BANDS, METADATA, SegmentView, id_hash, seconds_of


def _passages(view: SegmentView) -> None:
    starts, first_positions = view.articles_array("passages.starts"), view.passages.first_positions
    begin(starts, view.article_count, len(first_positions) - 1, "passages.starts", gaps=False)
    begin(first_positions, len(first_positions) - 1, int(first_positions[-1]), "passages.places", gaps=False)
    lengths = np.diff(first_positions.astype(np.int64)) - 1
    titles = lengths[view.passages.first[:-1]]
    bodies = np.add.reduceat(lengths, view.passages.first[:-1]) - titles
    require(np.array_equal(view.articles_array("title_lengths"), titles), "'title_lengths' are others")
    require(np.array_equal(view.articles_array("body_lengths"), bodies), "'body_lengths' are others")
    counts = {
        "passages": len(first_positions) - 1,
        "title_words": int(titles.sum()),
        "body_words": int(bodies.sum()),
    }
    for name, count in counts.items():
        require(
            view.articles_file.values.get(name) == count,
            f"it has {count} {name.replace('_', ' ')}, and says otherwise",
        )


def _sentences(view: SegmentView) -> None:
    sentences, first_positions = view.sentence_starts, view.passages.first_positions
    ascend(sentences, "sentences")
    below(sentences, int(first_positions[-1]), "sentences")
    passages = view.passages.containing(sentences.astype(np.int64))
    inside = (sentences > first_positions[passages]) & (sentences < first_positions[passages + 1] - 1)
    require(inside.all(), "'sentences' names places where none begins within a passage")


def _columns(view: SegmentView) -> None:
    entries = {"dates": 1, "groups": 1, "content_hashes": 2, "signatures": BANDS}
    for name, each in entries.items():
        view.articles_file.require_length(name, each * view.article_count)
    permutation(view.articles_array("group_order"), view.article_count, "group_order")
    labels = view.groups[view.articles_array("group_order")]
    require((labels[1:] >= labels[:-1]).all(), "'group_order' is not the order of 'groups'")
    require(len(view.articles_array("superseded")) % 3 == 0, "'superseded' ends within a version")
    for name in METADATA:
        texts(view.articles_file, name, ascending=True)
        view.articles_file.require_length(name, view.article_count)
        below(view.value_numbers(name), len(view.values(name)), name)


def _ids(view: SegmentView) -> None:
    require(
        len(texts(view.articles_file, "heads", ascending=False)) == 2 * view.article_count,
        "'heads' are not two each",
    )
    ids = view.ids()
    hashes, numbers = view.articles_array("id_hashes"), view.articles_array("id_numbers")
    permutation(numbers, view.article_count, "id_numbers")
    found = [id_hash(ids[number]) for number in numbers.tolist()]
    require(hashes.tolist() == found == sorted(found), "'id_hashes' are not those of the ids")
    permutation(view.id_ranks, view.article_count, "id_ranks")
    in_order = [ids[number] for number in np.argsort(view.id_ranks).tolist()]
    require(in_order == sorted(in_order), "'id_ranks' is not the order of the ids")


def _texts_of_articles(view: SegmentView) -> None:
    """Every article can be read, is the one that was added, and is described rightly by the columns."""
    require(len(view.bodies) == view.article_count, "'bodies' are not as many as there are articles")
    blocks = [block for block, _, _ in view.bodies.blocks()]
    require(blocks == list(range(len(blocks))), "'bodies.places' does not name block after block")
    data = view.articles_array("bodies.data")
    begin(view.articles_array("bodies.blocks"), len(blocks), len(data), "bodies.blocks")
    values = {name: (list(view.values(name)), view.value_numbers(name).tolist()) for name in METADATA}
    passages, dates = np.diff(view.passages.first).tolist(), view.dates.tolist()
    heads = zip(view.ids(), view.titles(), strict=True)
    for number, (record, head) in enumerate(zip(view.bodies, heads, strict=True)):
        article = decode_body(record, *head)
        require(
            article.content_hash() == view.content_hash(number)
            and len(article.paragraphs) + 1 == passages[number]
            and seconds_of(article.date) == dates[number]
            and all(getattr(article, name) == known[of[number]] for name, (known, of) in values.items()),
            f"article {number} ({article.id!r}) is another than was added",
        )


def _deletions(view: SegmentView) -> None:
    assert view.deletions_file is not None  # whose rule this is
    deleted = view.deletions_file["deleted"]
    ascend(deleted, "deleted")
    below(deleted, view.article_count, "deleted")


ARTICLE_RULES: Final[tuple[Rule, ...]] = (_passages, _sentences, _columns, _ids, _texts_of_articles)
DELETION_RULES: Final[tuple[Rule, ...]] = (_deletions,)
