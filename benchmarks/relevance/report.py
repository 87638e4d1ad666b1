"""Run everything and print a table."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

from benchmarks.relevance import conflation, engine, wordlists
from benchmarks.relevance.baselines import Documents, Run, best_run, stemmers
from benchmarks.relevance.measures import MEASURES, measured, paired_p
from benchmarks.relevance.sets import QuestionSet, find_shared, read_sets
from index.analysis import Analyzer


def compare(questions: QuestionSet, folder: Path) -> None:
    """Print the measures of Fihris and the baselines on one set; p is that of nDCG@10 against Fihris."""
    print(f"\n{questions.name}: {len(questions.queries)} queries, {len(questions.articles)} documents")
    print(f"{'':14}" + "".join(f"{name:>10}" for name in MEASURES) + "         p")
    engine.build(folder, questions.articles)
    ours = measured(questions.judgements, engine.run(folder, questions.queries))
    _print_row("Fihris", ours, "")
    documents = Documents(questions)

    def ndcg(run: Run) -> float:
        return mean(measured(questions.judgements, run)["nDCG@10"].values())

    for name, stem in stemmers().items():
        theirs = measured(questions.judgements, best_run(documents, stem, ndcg))
        order = list(questions.judgements)
        p = paired_p(
            [ours["nDCG@10"][query] for query in order], [theirs["nDCG@10"][query] for query in order]
        )
        _print_row(name, theirs, f"{p:10.5f}")


def _print_row(name: str, values: dict[str, dict[str, float]], end: str) -> None:
    print(
        f"{name:14}" + "".join(f"{mean(values[measure].values()):10.4f}" for measure in MEASURES) + end,
        flush=True,
    )


def compare_pairs(shared: Path, questions: QuestionSet, folder: Path) -> None:
    """Print which word pairs find each other in an index of the documents of a set."""
    pairs = conflation.read_pairs(shared / "conflation.tsv")
    engine.build(folder, [*questions.articles, *conflation.articles_of(pairs)])
    wrong = conflation.failures(folder, pairs)
    for join, name in ((True, "joined"), (False, "apart")):
        total = sum(pair.join == join for pair in pairs)
        print(f"{name}: {total - sum(pair.join == join for pair in wrong)} of {total}")
    for pair in wrong:
        print(f"  {'not joined' if pair.join else 'joined'}: {pair.query} {pair.text} ({pair.kind})")


def compare_lists(shared: Path, news: Counter[str]) -> None:
    """Print precision and recall of the word lists, in the vocabulary of a set."""
    for name in wordlists.LISTS:
        result = wordlists.joined(wordlists.lemmas(shared / "morphology" / name), news)
        print(f"{name:26} precision {result.precision:.3f}  recall {result.recall:.3f}", flush=True)


def forms_of(questions: QuestionSet) -> Counter[str]:
    """How often each form occurs in the documents of a set."""
    analyzer, words = Analyzer(), Counter[str]()
    for article in questions.articles:
        for text in article.paragraphs:
            words.update(Analyzer.WORD.findall(text))
    forms = Counter[str]()
    for word, count in words.items():
        for form in analyzer.forms(word):
            forms[form] += count
    return forms


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the sets named on the command line, or all of them and the word pairs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relevance", description=__doc__)
    parser.add_argument("names", nargs="*", help="sets to run, 'conflation', 'wordlists'; all by default")
    names = parser.parse_args(arguments).names
    shared = find_shared()
    if shared is None:
        sys.exit("There is no ../shared/relevance beside this checkout, so there is nothing to measure on.")
    with tempfile.TemporaryDirectory() as work:
        for questions in read_sets(shared):
            if not names or questions.name in names:
                compare(questions, Path(work) / questions.name)
            if questions.name == "saudi_titles" and (not names or "conflation" in names):
                print("\nconflation.tsv, in an index of SaudiNewsNet")
                compare_pairs(shared, questions, Path(work) / "conflation")
            if questions.name == "saudi_titles" and (not names or "wordlists" in names):
                print("\nWord lists, in the vocabulary of SaudiNewsNet")
                compare_lists(shared, forms_of(questions))
