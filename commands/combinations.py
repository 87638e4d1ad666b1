"""Which options of `fihris search` go together: one that asks for what would not be printed is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import click
from click.core import ParameterSource

from commands.options import NARROWING

#: What names the index, narrows the question, or says how to print: of use whatever is printed.
_EVERYWHERE: Final = {"query", "directory", *NARROWING, "form", "no_bom", "no_pager", "bidi"}
#: What says in which order hits come, and which of them: an alias may have it, and a count is the same with it.
_OF_HITS: Final = {"sort", "half_life", "limit", "offset"}
#: What asks for something else than hits, and all that goes with it.
_INSTEAD_OF_HITS: Final = {
    "kwic": _EVERYWHERE | {"kwic", "sort", "limit", "offset", "width"},
    "count": _EVERYWHERE | _OF_HITS | {"count", "batch", "paragraphs"},
}
#: What not every format has room for.
_FORMATS: Final = {
    "kwic": ("text", "json", "csv"),
    "count": ("text", "json", "csv"),
    "explain": ("text", "json"),
    "facets": ("text", "json"),
    "timeline": ("text", "json"),
}
#: What has no meaning without another option.
_BELONGING_TO: Final = {"width": "kwic", "facet_limit": "facets"}


def refuse_what_would_be_ignored(context: click.Context) -> None:
    """Raises click.UsageError where options, or formats, do not go together."""
    given = {
        parameter.name: parameter.opts[-1]
        for parameter in context.command.params
        if context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE
    }
    for complaint in _complaints(given, context.params):
        raise click.UsageError(complaint, context)


def _complaints(given: dict[str, str], values: dict[str, Any]) -> Iterator[str]:
    """given: the options of the command line as they are written, by the names of their values."""
    for name, of_use in _INSTEAD_OF_HITS.items():
        if name in given and (useless := [option for other, option in given.items() if other not in of_use]):
            yield f"{given[name]} has no use for {', '.join(useless)}"
    for name, formats in _FORMATS.items():
        if name in given and values["form"] not in formats:
            others = f"{', '.join(formats[:-1])} or {formats[-1]}"
            yield f"{given[name]} has no place in {values['form']}: take --format {others}"
    for name, owner in _BELONGING_TO.items():
        if name in given and owner not in given:
            yield f"{given[name]} needs --{owner}"
    if "kwic" not in given and values["sort"] in ("before", "after"):
        yield f"--sort {values['sort']} needs --kwic"
    if "kwic" in given and not values["query"].strip():
        yield "--kwic needs a QUERY"
    if "explain" in given and values["limit"] == 0:
        yield "--explain has no hit to explain with --limit 0"
