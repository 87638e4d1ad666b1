"""The one part of Fihris that is compiled; everything else about the project is in pyproject.toml."""

from pathlib import Path

from setuptools import Extension, setup

SOURCES = Path("searcher/postings/native")

# Where there is no C compiler the installation goes on without it: see searcher/postings.
setup(
    ext_modules=[
        Extension(
            "searcher.postings._lists",
            sources=[str(SOURCES / "lists.c")],
            depends=[str(header) for header in sorted(SOURCES.glob("*.h"))],
            extra_compile_args=["-O3", "-std=c11", "-ffp-contract=off"],
            optional=True,
        )
    ]
)
