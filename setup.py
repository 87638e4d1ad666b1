"""The two parts of Fihris that are compiled; everything else about the project is in pyproject.toml."""

from pathlib import Path

from setuptools import Extension, setup


def extension(name: str, source: Path) -> Extension:
    """Where there is no C compiler the installation goes on without it: see searcher/postings and index/compiled.py."""
    return Extension(
        name,
        sources=[str(source)],
        depends=[str(header) for header in sorted(source.parent.glob("*.h"))],
        extra_compile_args=["-O3", "-std=c11", "-ffp-contract=off"],
        optional=True,
    )


setup(
    ext_modules=[
        extension("searcher.postings._lists", Path("searcher/postings/native/lists.c")),
        extension("index._compiled", Path("index/native/compiled.c")),
    ]
)
