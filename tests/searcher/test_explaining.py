"""An explanation adds up to the score: it is the formula once more, number by number, and so checks the fast path."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Index
from searcher import Hit, Searcher, SearchError
from searcher.explanations.explained_ranking import Explained
from searcher.explanations.explaining import explain
from searcher.explanations.explanation import Explanation
from searcher.language.query import (
    And,
    AndMaybe,
    AtLeast,
    Every,
    FieldValue,
    First,
    Fuzzy,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Within,
    Word,
)
from searcher.retrieval.evaluation import Evaluator
from searcher.retrieval.rankings import Sort
from tests.builders import article, segmented_index

# Words with relatives of every kind, function words, a number, a name in two spellings.
WORDS = """
    وزير الوزير وزراء ووزير كتاب الكتاب كتب مكتب وكتابه مدينة المدينة مدن أعلن يعلن إعلان في من على التي هذا غوغل جوجل
    2015 النفط نفط للنفط أسعار سعر الأسعار مجلس المجلس المدرسة مدرسة مدارس روسيا الروسي
""".split()  # noqa: SIM905  # a word list is read as words
SOURCES = ("الديار", "المنارة")


def text(rng: random.Random, most: int) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(1, most)))


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Three segments, some articles of which are deleted."""
    rng = random.Random(4)
    segments = [
        [
            article(
                f"{segment}-{number}",
                *(text(rng, 60) for _ in range(rng.randint(0, 3))),
                title=text(rng, 6) if rng.random() < 0.8 else "",
                source=rng.choice(SOURCES),
            )
            for number in range(70)
        ]
        for segment in range(3)
    ]
    deleted = ["0-3", *(f"1-{number}" for number in range(0, 60, 7))]
    index = segmented_index(tmp_path_factory.mktemp("explaining"), *segments, deleted=deleted)
    with Searcher(index) as searcher:
        views = searcher.evaluator.snapshot.segments
        assert len(views) > 2
        assert any(view.deleted is not None for view in views)
        yield searcher


def assert_adds_up(explanation: Explanation) -> None:
    """Every sum is the sum of its parts, every product their product."""
    values = [part.value for part in explanation.parts]
    if explanation.combined == "sum":
        assert explanation.value == pytest.approx(sum(values))
    elif explanation.combined == "product":
        product = 1.0
        for value in values:
            product *= value
        assert explanation.value == pytest.approx(product)
    else:
        assert (explanation.combined == "number") == (not values)
    for part in explanation.parts:
        assert_adds_up(part)


def assert_explains(hit: Hit) -> None:
    explanation = hit.explain()
    assert explanation.value == pytest.approx(hit.score, rel=1e-5), explanation.text()
    assert_adds_up(explanation)


def random_query(rng: random.Random) -> str:
    parts = []
    for _ in range(rng.randint(1, 5)):
        kind = rng.random()
        if kind < 0.15:
            parts.append(f'"{" ".join(rng.sample(WORDS, rng.randint(1, 2)))}"')
        elif kind < 0.25:
            parts.append(f"title:{rng.choice(WORDS)}")
        elif kind < 0.35:
            parts.append(f"+{rng.choice(WORDS)}")
        elif kind < 0.4:
            parts.append(f"-{rng.choice(WORDS)}")
        elif kind < 0.5:
            parts.append(f"({rng.choice(WORDS)} AND {rng.choice(WORDS)})")
        elif kind < 0.55:
            parts.append(f"source:{rng.choice(SOURCES)}")
        else:
            parts.append(rng.choice(WORDS))
    if rng.random() < 0.1:
        parts.append(parts[0])
    return " ".join(parts)


@pytest.mark.parametrize("paragraphs", [False, True], ids=["articles", "paragraphs"])
@pytest.mark.parametrize("seed", range(60))
def test_explanations_of_hits_add_up_to_their_scores(searcher: Searcher, seed: int, paragraphs: bool) -> None:
    """On the first page, and after the ones that are looked at a second time."""
    rng = random.Random(seed)
    query = random_query(rng)
    for offset in (0, 27):
        page = searcher.search(query, limit=6, offset=offset, paragraphs=paragraphs, snippets=False)
        for hit in page.hits:
            assert_explains(hit)


@pytest.mark.parametrize(
    ("query", "once"),
    [
        ("وزير وزير", "وزير"),
        ("وزير مجلس وزير كتاب", "وزير مجلس كتاب"),
        ("+وزير وزير كتاب", "+وزير كتاب"),
        ('"وزير" "وزير" مجلس', '"وزير" مجلس'),
    ],
)
def test_what_is_asked_for_twice_counts_twice_in_paragraphs_whatever_orders_them(
    searcher: Searcher, query: str, once: str
) -> None:
    def scores(query: str, sort: Sort) -> dict[tuple[str, int | None], float]:
        hits = searcher.search(query, limit=1000, sort=sort, paragraphs=True, snippets=False).hits
        for hit in hits[:5]:
            assert_explains(hit)
        return {(hit.id, hit.paragraph): hit.score for hit in hits}

    found = scores(query, "relevance")
    assert found
    assert scores(query, "newest") == pytest.approx(found)
    of_once = scores(once, "relevance")
    assert all(score >= of_once[place] for place, score in found.items())
    assert sum(found.values()) > 1.1 * sum(of_once.values())


def random_tree(rng: random.Random, depth: int = 2) -> Query:
    kind = rng.random()
    if depth == 0 or kind < 0.4:
        boost = rng.choice([0.5, 1.0, 3.0])
        fieldname = rng.choice(["text", "text", "title"])
        if rng.random() < 0.25:
            words = rng.sample(WORDS, rng.choice([1, 2]))
            firsts = (words[0], *rng.sample(sorted(set(WORDS) - {words[0]}), 3)) if rng.random() < 0.5 else ()
            return Phrase(fieldname, words, boost=boost, firsts=firsts)
        return Word(fieldname, rng.choice(WORDS), boost=boost)
    children = [random_tree(rng, depth - 1) for _ in range(rng.randint(2, 3))]
    if kind < 0.6:
        return Or(children)
    if kind < 0.75:
        return And(children)
    if kind < 0.85:
        return AndMaybe(children[0], children[1])
    if kind < 0.95:
        return And([children[0], Not(children[1])])
    return Or([FieldValue("source", ("المناره",)), *children])


@pytest.mark.parametrize("seed", range(60))
def test_explanations_of_trees_add_up_for_everything_that_matches(searcher: Searcher, seed: int) -> None:
    rng = random.Random(seed)
    tree = random_tree(rng)
    evaluator = Evaluator(searcher.evaluator.snapshot, searcher._analyzer)
    for segment, matches in enumerate(evaluator.articles(tree)):
        for number, score in list(zip(matches.numbers.tolist(), matches.scores.tolist(), strict=True))[:25]:
            explanation = explain(evaluator, tree, Explained(segment, number))
            assert explanation.value == pytest.approx(score, rel=1e-5, abs=1e-7), explanation.text()
            assert_adds_up(explanation)


@pytest.mark.parametrize(
    "tree",
    [
        Pattern("text", "وز*", boost=2.0),
        Or([Fuzzy("text", "وزير", 1), Word("text", "مدينه")]),
        Near((Word("text", "وزير"), Word("text", "مجلس")), 9),
        And(
            [
                Word("text", "كتاب"),
                Within("paragraph", And([Word("text", "وزير"), Not(Word("text", "مجلس"))])),
            ]
        ),
        Or([First(Word("text", "وزير"), 10), AtLeast(Word("text", "كتاب"), 3), Word("title", "سعر")]),
        And([Within("paragraph", And([Every(), Not(Word("text", "وزير"))])), Word("text", "كتاب")]),
    ],
    ids=lambda tree: type(tree).__name__,
)
def test_explanations_of_every_other_node_add_up(searcher: Searcher, tree: Query) -> None:
    evaluator = searcher.evaluator
    for segment, matches in enumerate(evaluator.articles(tree)):
        for number, score in list(zip(matches.numbers.tolist(), matches.scores.tolist(), strict=True))[:10]:
            explanation = explain(evaluator, tree, Explained(segment, number))
            assert explanation.value == pytest.approx(score, rel=1e-5, abs=1e-7), explanation.text()
    for segment, matches in enumerate(evaluator.matches(tree, evaluator.scorer.paragraphs)):
        view = evaluator.snapshot.segments[segment]
        columns = matches.numbers, matches.scores, view.passages.articles(matches.numbers)
        for passage, score, number in list(zip(*(each.tolist() for each in columns), strict=True))[:10]:
            paragraph = passage - int(view.passages.first[number]) - 1
            explanation = explain(evaluator, tree, Explained(segment, number, paragraph))
            assert explanation.value == pytest.approx(score, rel=1e-5, abs=1e-7), explanation.text()


def leaves(explanation: Explanation) -> list[str]:
    return [description for _, _, description in explanation.lines()]


def test_it_names_forms_weights_places_and_counts(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    with index.writer() as writer:
        writer.add(article("a", "وصل الوزير أمس.", "والوزير يغادر غدا.", title="زيارة وزير"))
        writer.add(article("b", "خبر آخر لا صلة له."))
    with Searcher(index) as searcher:
        told = "\n".join(leaves(searcher.search("الوزير").hits[0].explain()))
    assert "form الوزير: weight 1 × (1 in the body + 1 in the lead)" in told
    assert "form وزير: weight 0.7 × (3 × 1 in the headline)" in told
    assert "n = 1 of 2 articles have a form of the word" in told
    assert "6 words, articles have 5.5 on average" in told


def test_it_names_neighbours_and_the_window(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    with index.writer() as writer:
        writer.add(article("a", "أسعار النفط في الأسواق"))
        writer.add(article("b", "خبر آخر لا صلة له."))
    with Searcher(index) as searcher:
        told = leaves(searcher.search("أسعار النفط").hits[0].explain())
    assert any(line.startswith("words اسعار and النفط as neighbours: 1 times 1 apart;") for line in told)
    assert any(line.startswith("within 16 words: اسعار النفط") for line in told)


def test_text_indents_what_a_number_is_made_of_and_json_nests_it() -> None:
    explanation = Explanation(3.0, "the sum of", (Explanation(1.0, "one"), Explanation(2.0, "two")), "sum")
    assert explanation.text() == "3.0000  the sum of\n  1.0000  one\n  2.0000  two"
    assert explanation.as_json() == {
        "value": 3.0,
        "description": "the sum of",
        "combined": "sum",
        "parts": [
            {"value": 1.0, "description": "one", "combined": "number"},
            {"value": 2.0, "description": "two", "combined": "number"},
        ],
    }


def test_a_hit_that_no_search_gave_has_nothing_to_explain() -> None:
    with pytest.raises(SearchError, match="does not come from a search"):
        Hit(1, 2.0, article("a")).explain()
