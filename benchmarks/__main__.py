"""`python -m benchmarks`: the command line of the whole run."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.corpus import find_saudinewsnet
from benchmarks.engines import ENGINES
from benchmarks.questions import CLASSES
from benchmarks.report import as_json, as_markdown
from benchmarks.run import Run, Sizes, say


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse, run, write what is known so far, print the tables."""
    options = _parser().parse_args(arguments)
    source = find_saudinewsnet()
    if source is None:
        sys.exit(say("the benchmark needs SaudiNewsNet at ../shared/corpora/saudinewsnet", 2))
    for name in options.engines:
        if not ENGINES[name].is_installed:
            sys.exit(say(f"{ENGINES[name].title} is not installed; run: make bench", 2))
    engines = [ENGINES[name] for name in options.engines]
    sizes = Sizes(rounds=options.rounds)
    names = {"small": ["small"], "large": ["large"], "both": ["small", "large"]}[options.size]
    if options.quick:
        names, sizes = ["quick"], Sizes(rounds=2, questions=40, builds=1, updates=5)
    written = options.json or options.work / "results.json"
    results = {}
    for name in names:
        sizes.builds = 1 if name == "large" else sizes.builds
        run = Run(options.work, source, name, engines, options.classes, sizes)
        for results[name] in run.steps():
            # After each step, for a run takes up to two hours, and may be cut off.
            written.write_text(json.dumps(as_json(results), indent=1))
            written.with_suffix(".md").write_text(as_markdown(results) + "\n")
    print(as_markdown(results))


def _parser() -> argparse.ArgumentParser:
    def listed(known: Sequence[str]) -> Any:
        def split(text: str) -> list[str]:
            names = text.split(",")
            if unknown := sorted(set(names) - set(known)):
                raise argparse.ArgumentTypeError(
                    f"unknown: {', '.join(unknown)}; there are {', '.join(known)}"
                )
            return names

        return split

    work = Path(tempfile.gettempdir()) / "fihris-bench"
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--size", choices=("small", "large", "both"), default="small")
    parser.add_argument("--engines", type=listed(list(ENGINES)), default=list(ENGINES), metavar="A,B")
    parser.add_argument("--classes", type=listed(list(CLASSES)), default=list(CLASSES), metavar="A,B")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--work", type=Path, default=work, help=f"folder for corpora and indexes ({work})")
    parser.add_argument(
        "--json",
        type=Path,
        help="where to write the results as JSON after each step, and the tables (results.json in the work folder)",
    )
    parser.add_argument("--quick", action="store_true", help="2,000 articles, a minute: does it run?")
    return parser


if __name__ == "__main__":
    main()
