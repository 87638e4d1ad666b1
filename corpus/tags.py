"""HTML before it is parsed, without tags that would cost its parser hours.

libxml2 compares each attribute of a tag with all before it: 300 KB of them took seconds, 30 MB would have taken hours.
No tag that anyone writes has so many. Tags are told from texts, comments and scripts as libxml2 does (HTML5's rules).
"""

from __future__ import annotations

import re
from itertools import islice

_MOST_ATTRIBUTES = 500
_SHORT = 1 << 14  # what no tag can make slow

_ATTRIBUTE = r"""
    [^ \t\n\r\f/>] [^ \t\n\r\f/>=]*+
    (?: [ \t\n\r\f]*+ = [ \t\n\r\f]*+
        (?: "[^"]*+ (?:"|\Z) | '[^']*+ (?:'|\Z) | [^ \t\n\r\f>"'] [^ \t\n\r\f>]*+ )?+
    )?+
"""
_ATTRIBUTES = rf"(?: [ \t\n\r\f]++ | /(?!>) | {_ATTRIBUTE} )*+"
_END = r"(?: /?> | \Z )"
_NAME_END = r"[ \t\n\r\f/>]"
_SCRIPT_END = rf"</(?i:script){_NAME_END}"
# In a script's comment, in which scripts may be written, what would end it ends one of those.
_SCRIPT = rf"""
    (?: [^<]++
    | <!(?=--)
      (?: [^<-]++
      | (?!-->)
        (?: <(?i:script){_NAME_END} (?: [^<-]++ | (?! --> | {_SCRIPT_END} ) . )*+ (?: {_SCRIPT_END} )?+
        | (?! {_SCRIPT_END} ) .
        )
      )*+
      (?: --> )?+
    | (?! {_SCRIPT_END} ) .
    )*+
"""
# All that is no text. Each begins at a "<" and ends somewhere, be it at the end of all: nothing is looked at twice.
_TOKEN = re.compile(
    rf"""
    <!-- (?: -?> | .*? (?: --!?> | \Z ) )
    | <[!?] [^>]*+ (?: > | \Z )
    | </ (?: [a-zA-Z] [^ \t\n\r\f/>]*+ {_ATTRIBUTES} {_END} | [^a-zA-Z>] [^>]*+ (?: > | \Z ) )
    | < (?P<code> (?P<script> (?i:script) ) | (?i:style|title|textarea|xmp|iframe|noembed|noframes) ) (?= {_NAME_END} )
      (?P<of_code> {_ATTRIBUTES} )
      (?: /> | > (?(script) {_SCRIPT} | .*? (?= </ (?i:(?P=code)) {_NAME_END} | \Z ) ) | \Z )
    | < [a-zA-Z] [^ \t\n\r\f/>]*+ (?P<of_tag> {_ATTRIBUTES} ) {_END}
    """,
    re.DOTALL | re.VERBOSE,
)
_END_WITHIN_VALUE = re.compile(r"""=[ \t\n\r\f]*+(?:"[^">]*+>|'[^'>]*+>)""")
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE, re.VERBOSE)


def without_endless_tags(markup: str) -> str:
    """The HTML, its tags of very many attributes without any."""
    if not _may_have_endless_tags(markup):
        return markup
    pieces = []
    at = 0
    for token in _TOKEN.finditer(markup):
        start, end = token.span("of_code" if token["code"] else "of_tag")
        if end - start >= 2 * _MOST_ATTRIBUTES and _has_too_many(markup, start, end):
            pieces.append(markup[at:start])
            at = end
    return "".join((*pieces, markup[at:]))


def _may_have_endless_tags(markup: str) -> bool:
    """What is quickly answered for nearly every text: each ">" in it is near its "<", and none is within a value."""
    if len(markup) <= _SHORT:
        return False
    far_end = rf"(?:\A|>)[^<>]*+<[^>]{{{2 * _MOST_ATTRIBUTES}}}"
    return re.search(far_end, markup) is not None or _END_WITHIN_VALUE.search(markup) is not None


def _has_too_many(markup: str, start: int, end: int) -> bool:
    """Whether there are more attributes in this part of the markup than a tag may have."""
    return any(islice(_ONE_ATTRIBUTE.finditer(markup, start, end), _MOST_ATTRIBUTES, None))
