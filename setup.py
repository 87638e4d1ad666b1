"""The parts of Fihris that are compiled; everything else about the project is in pyproject.toml.

Where there is no C compiler the installation goes on without them: see searcher/postings, index/storage/compiled.py and
index/compiled_analysis.
"""

import runpy
import sys
from pathlib import Path

from setuptools import Extension, setup

RULES = "index.compiled_analysis"


def extension(name: str, source: Path) -> Extension:
    """What is written in C."""
    return Extension(
        name,
        sources=[str(source)],
        depends=[str(header) for header in sorted(source.parent.glob("*.h"))],
        extra_compile_args=["-O3", "-std=c11", "-ffp-contract=off"],
    )


def compiled_rules() -> list[Extension]:
    """Copies of modules of index.analysis, compiled as those of a package of their own; none without mypyc.

    Nor where nothing is built: what an installation first asks for is names and versions.
    """
    if {"egg_info", "dist_info", "sdist"} & set(sys.argv):
        return []
    sources = runpy.run_path(str(Path("index/compiled_analysis/sources.py")))
    analysis, folder = Path("index/analysis"), Path("build/rules", *RULES.split("."))
    folder.mkdir(parents=True, exist_ok=True)
    for package in (folder, folder.parent):
        (package / "__init__.py").write_text("")
    copies = [folder / "origin.py"]
    copies[0].write_text(f'DIGEST = "{sources["digest"](analysis)}"\n')
    for name in sources["MODULES"]:
        text = (analysis / f"{name}.py").read_text(encoding="utf-8")
        copies.append(folder / f"{name}.py")
        copies[-1].write_text(text.replace("from index.analysis", f"from {RULES}"), encoding="utf-8")
    try:
        from mypyc.build import mypycify

        return mypycify(
            ["--config-file=", *map(str, copies)],
            opt_level="3",
            group_name=f"{RULES}.rules",
            debug_level="0",
            target_dir="build/mypyc",
        )
    except (Exception, SystemExit) as error:  # nothing but speed is lost
        print(f"the rules of index.analysis are not compiled: {error!r}", file=sys.stderr)
        return []


extensions = [
    extension("searcher.postings._lists", Path("searcher/postings/native/lists.c")),
    extension("index._compiled", Path("index/native/compiled.c")),
    *compiled_rules(),
]
for each in extensions:
    each.optional = True
setup(ext_modules=extensions)
