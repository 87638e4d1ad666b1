"""The relevance benchmark: reading sets, baselines, measures, pairs, each on a few documents."""

import json
from pathlib import Path

import pytest

pytest.importorskip("ir_measures", reason="the benchmark dependencies are not installed")

from benchmarks.relevance import conflation, engine, wordlists
from benchmarks.relevance.baselines import Documents, best_run, light10
from benchmarks.relevance.measures import measured, paired_p
from benchmarks.relevance.sets import QuestionSet, find_shared, read_set, read_sets
from corpus import Article


@pytest.fixture
def questions(tmp_path: Path) -> QuestionSet:
    folder = tmp_path / "tiny"
    folder.mkdir()
    documents = [
        ("1", "الميناء", "افتتح الوزير ميناء جديدا"),
        ("2", "", "فاز الفريق بالكأس"),
        ("3", "", "الفريق في الميناء"),
    ]
    (folder / "corpus.jsonl").write_text(
        "\n".join(json.dumps({"_id": id, "title": title, "text": text}) for id, title, text in documents)
    )
    (folder / "queries.jsonl").write_text(
        "\n".join(
            json.dumps({"_id": id, "text": text}) for id, text in [("a", "ميناء جديد؟"), ("b", "كأس الفريق")]
        )
    )
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\na\t1\t1\nb\t2\t1\n")
    return read_set(folder, tmp_path)


def test_a_set_is_read_whole(questions: QuestionSet) -> None:
    assert [article.title for article in questions.articles] == ["الميناء", "", ""]
    assert questions.queries == {"a": "ميناء جديد؟", "b": "كأس الفريق"}
    assert questions.judgements == {"a": {"1": 1}, "b": {"2": 1}}


@pytest.mark.parametrize(
    ("form", "stem"),
    [
        ("والوكالات", "وكال"),
        ("وزير", "زير"),
        ("للجنه", "جن"),
        ("كتابها", "كتاب"),
        ("في", "في"),
        ("ولد", "ولد"),
    ],
)
def test_light10_cuts_as_lucene_does(form: str, stem: str) -> None:
    assert light10(form) == stem


def test_a_baseline_ranks_what_holds_the_words(questions: QuestionSet) -> None:
    run = Documents(questions).run(light10, 1.2, 0.75)
    assert next(iter(run["a"])) == "1"
    assert next(iter(run["b"])) == "2"
    assert "2" not in run["a"]


def test_the_better_parameters_are_taken(questions: QuestionSet) -> None:
    runs = iter([0.2, 0.7])
    assert best_run(Documents(questions), light10, lambda _run: next(runs))["a"]


def test_measures_count_queries_without_an_answer() -> None:
    values = measured({"a": {"1": 1}, "b": {"2": 1}}, {"a": {"9": 2.0, "1": 1.0}, "b": {}})
    assert values["RR@10"] == {"a": 0.5, "b": 0.0}
    assert values["R@100"] == {"a": 1.0, "b": 0.0}


def test_p_is_small_for_a_steady_difference_and_large_for_none() -> None:
    assert paired_p([0.6] * 30, [0.5] * 30) < 0.001
    assert paired_p([0.6, 0.5] * 15, [0.5, 0.6] * 15) > 0.5
    assert paired_p([0.5], [0.5]) == 1


def test_the_engine_answers_the_questions(questions: QuestionSet, tmp_path: Path) -> None:
    engine.build(tmp_path / "index", questions.articles)
    run = engine.run(tmp_path / "index", questions.queries)
    assert next(iter(run["a"])) == "1"
    assert next(iter(run["b"])) == "2"


def test_pairs_are_asked_of_an_index(tmp_path: Path) -> None:
    pairs = [
        conflation.Pair("شركة", "الشركات", True, "sound plural"),
        conflation.Pair("شركة", "حديقة", True, "none"),
        conflation.Pair("شركة", "مصنع", False, "apart"),
    ]
    news = [Article(id="n", paragraphs=("شركة الشركة شركات الشركات",) * 3)]
    engine.build(tmp_path / "index", [*news, *conflation.articles_of(pairs)])
    assert conflation.failures(tmp_path / "index", pairs) == [pairs[1]]


def test_word_lists_give_precision_and_recall(tmp_path: Path) -> None:
    path = tmp_path / "list.tsv"
    path.write_text(
        "word\tlemma\troot\tstem\tnote\nالسوسن\tسوسن\t\t\t\nقرنفل\tسوسن\t\t\t\nكتبن\tكتب;تبن\t\t\t\n"
    )
    lemmas = wordlists.lemmas(path)
    assert set(lemmas) == {"السوسن", "سوسن", "قرنفل"}
    result = wordlists.joined(lemmas, {"سوسن": 50, "السوسن": 50})
    assert (result.right, result.wrong) == (2, 0)
    assert result.precision == 1
    assert result.recall == pytest.approx(1 / 3)


def test_the_shared_sets_can_be_read() -> None:
    shared = find_shared()
    if shared is None:
        pytest.skip("no ../shared beside the checkout")
    first = next(iter(read_sets(shared)))
    known = {article.id for article in first.articles}
    assert first.judgements.keys() <= first.queries.keys()
    assert all(answers.keys() <= known for answers in first.judgements.values())
