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
    return _TOKEN.sub(_without_attributes, markup) if _may_have_endless_tags(markup) else markup


def _may_have_endless_tags(markup: str) -> bool:
    """What is quickly answered for nearly every text: each ">" in it is near its "<", and none is within a value."""
    if len(markup) <= _SHORT:
        return False
    return _END_WITHIN_VALUE.search(markup) is not None or any(
        0 <= piece.find("<") < len(piece) - 2 * _MOST_ATTRIBUTES
        for piece in markup.split(">")
        if len(piece) > 2 * _MOST_ATTRIBUTES
    )


def _without_attributes(token: re.Match[str]) -> str:
    group = "of_code" if token["code"] else "of_tag"
    attributes = token[group]
    if attributes is None or len(attributes) < 2 * _MOST_ATTRIBUTES:
        return token[0]
    if next(islice(_ONE_ATTRIBUTE.finditer(attributes), _MOST_ATTRIBUTES, None), None) is None:
        return token[0]
    return token.string[token.start() : token.start(group)] + token.string[token.end(group) : token.end()]
