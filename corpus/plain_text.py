"""Reader of plain text: one article a file, its parts told by how news sites print them.

Two shapes are known. A page copied from a site has a header of short lines before the first paragraph (section,
photo caption, date line, headline, byline, some of them twice), in an order that each site has its own; a title-first
text has the headline on line 1, and a date perhaps on line 2. What a line is, is decided by what it looks like and by
where it stands to the date line; a line that looks like nothing known stays a paragraph, and so does a byline that says
more than who wrote where. So nothing is lost but the date line as it is printed and the usual words of bylines. A text
that begins with a paragraph has no headline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TextIO

from corpus.article import MARKUP, Article
from corpus.cleaning import clean, has_markup, markup_paragraphs
from corpus.dates import parse_date_line
from corpus.documents import MAX_RECORD, Document
from corpus.fields import article_from
from corpus.report import Rejection

_HEADER_LINES = 12  # a date further down belongs to the text
_LONGEST_TITLE = 160
_LONGEST_CAPTION = 220
_LONGEST_BYLINE = 80
_LABEL_WORDS = 3  # a section or a site has a short name

_LETTER = re.compile(r"[^\W_]")
_ENDS_SENTENCE = re.compile(r"(?:(?<![.…])\.|[:،,؛;])[\"”»’')\]]*$")
_PHOTO = re.compile(r"^(?:ال)?(?:صورة|صور|تصوير)\b[^:]{0,20}[:：]|\((?:صورة|تصوير)[^()]*\)")
# Whose picture or report it is, at the end in brackets: (أ ف ب), (رويترز), (أرشيفية).
_CREDIT = re.compile(
    r"\((?:أ\s*\.?\s*ف\s*\.?\s*ب\.?|ا\s*ف\s*ب|رويترز|أ\s*\.?\s*ب\.?|د\s*\.?\s*ب\.?\s*أ\.?|وام|واس|قنا|سانا|وفا|بترا|الأناضول|وكالات"
    r"|أرشيف(?:ية|ي)?|الأرشيف|AFP|Reuters|AP|EPA|Getty[^()]*|من المصدر|إكس|تويتر|مواقع التواصل)\)\s*$"
)
_WRITTEN_BY = re.compile(
    r"^(?:كتبت?|كتبه|كتبها|بقلم|إعداد|اعداد|تحرير|حوار|تقرير|ترجمة|أعدها?|أعده|المحررة?|الكاتبة?|تحقيق)"
    r"(\s*[:：/\-–—]\s*|\s+)(.+)$"
)
_ALWAYS_BYLINE = ("بقلم", "إعداد", "اعداد")
_PART = re.compile(r"\s+[-–—|/ـ]+\s+|\s*\|\s*")
_PLACE_AGENCY = re.compile(r"^([^()\d]{2,30}?)\s*[-–—]?\s*\(([^()]{2,30})\)\s*[-–—:]?$")
_FROM_PLACE = re.compile(r"^(\S+(?:\s\S+)?)\s+من\s+(\S+(?:\s\S+)?)$")
_NO_AUTHOR = frozenset(
    [
        "خاص",
        "وكالات",
        "وكالة",
        "متابعات",
        "متابعة",
        "تقرير",
        "ترجمة",
        "محليات",
        "خدمة",
        "الموقع",
        "أونلاين",
        "مراسلنا",
    ]
)
# Places that stand before a reporter's name: capitals and the larger cities of the Arab states, and some more.
_PLACES = frozenset(
    "الرياض جدة مكة الدمام المدينة أبها تبوك دبي أبوظبي الشارقة الدوحة المنامة الكويت مسقط صنعاء عدن القاهرة "
    "الإسكندرية الخرطوم طرابلس بنغازي تونس صفاقس الجزائر وهران الرباط الدار_البيضاء مراكش فاس طنجة أكادير العيون "
    "نواكشوط بيروت دمشق حلب عمان عمّان القدس غزة رام_الله بغداد البصرة أربيل واشنطن نيويورك لندن باريس برلين موسكو "
    "أنقرة إسطنبول طهران جنيف بروكسل مكة_المكرمة المدينة_المنورة أبو_ظبي عواصم".replace("_", "\xa0").split(
        " "
    )
)
_WORD = re.compile(r"[^\W_ـ]+")
# Words of bylines that are not worth a paragraph; "من" stands before a place.
_BYLINE_WORDS = frozenset(_WORD.findall(" ".join(("من", *_NO_AUTHOR, *_PLACES))))
# The first words of sections' names, for folders: SOURCE/اخبار/العالم/x.txt has its source above the section.
_SECTIONS_LISTED = (
    "اخبار أخبار الأخبار اقتصاد الاقتصاد سياسة سياسية السياسة رياضة الرياضة ثقافة الثقافة فن فنون مجتمع "
    "المجتمع محليات دولي دولية عالم العالم منوعات علوم تكنولوجيا تقنية صحة رأي آراء مقالات حوادث news sport "
    "sports economy business politics culture society world local opinion technology health "
)
_SECTIONS = frozenset(_SECTIONS_LISTED.split())


@dataclass
class _Parts:
    title: str = ""
    date: datetime | None = None
    source: str = ""
    author: str = ""
    category: str = ""
    captions: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)


def read_plain_text(document: Document, text: TextIO, start: str) -> Iterator[Article | Rejection]:
    """The one article of the file."""
    content = text.read(MAX_RECORD + 1) + text.read(1)  # which raises where the file is cut off
    if len(content) > MAX_RECORD:
        yield document.reject("", f"larger than {MAX_RECORD >> 20} MB for one article")
        return
    if "<" in content and has_markup(content):
        lines = markup_paragraphs(content, document.warnings)
    else:
        content = clean(content, document.warnings, markup=True)
        lines = [line for line in (line.strip(" \t\xa0\ufeff") for line in content.split("\n")) if line]
    defaults = folder_names(document.folders)
    parts = _divide(lines, defaults)
    record = {
        "title": parts.title, "text": parts.body, "date": parts.date, "source": parts.source, "author": parts.author,
        "category": parts.category, "captions": parts.captions, MARKUP: False,
    }  # fmt: skip
    article = article_from(record, origin=document.origin, warnings=document.warnings, defaults=defaults)
    yield document.reject("", article) if isinstance(article, str) else article


def folder_names(folders: Sequence[str]) -> dict[str, str]:
    """The source and the category that SOURCE/CATEGORY/x.txt names, or SOURCE/SECTION/CATEGORY/x.txt."""
    named = [name for name in folders if not name.isdigit()]  # 2023/09 is a day, not a section
    if not named:
        return {}
    *above, category = named
    while above and re.split(r"\s", above[-1].lower())[0] in _SECTIONS:
        above.pop()
    return {"category": category, "source": above[-1]} if above else {"category": category}


def _divide(lines: list[str], folders: dict[str, str]) -> _Parts:
    for index, line in enumerate(lines[:_HEADER_LINES]):
        if index and len(lines[index - 1]) > _LONGEST_CAPTION:
            break  # already in the text
        if (date := parse_date_line(line)) is not None:
            above = [line for line in lines[:index] if _LETTER.search(line)]
            parts = _with_date(above, lines[index + 1 :], folders)
            parts.date = date
            return parts
    return _without_date(lines)


def _without_date(lines: list[str]) -> _Parts:
    if len(lines) < 2 or not _is_title(lines[0]):
        return _Parts(body=lines)
    parts = _Parts(title=lines[0])
    rest = lines[1:]
    if rest[0] == parts.title:
        del rest[0]
    if len(rest) > 1 and (byline := _byline(rest[0], sure=True)):
        parts.body = _signed(parts, rest[0], byline)
        del rest[0]
    parts.body += rest
    return parts


def _with_date(above: list[str], below: list[str], folders: dict[str, str]) -> _Parts:
    parts = _Parts()
    below = [line for line in below if _LETTER.search(line)] or below
    title_below = _is_title(below[0]) if len(below) > 1 else False
    if title_below and (_stands_again(below) or _byline(below[1]) or not _titles(above, folders)):
        _title_below(parts, below)
        _labels(parts, above, all_before_title=True)
    else:
        parts.body = below
        _title_above(parts, above, folders)
    return parts


def _stands_again(below: list[str]) -> bool:
    return below[0] in below[1:6]


def _title_below(parts: _Parts, below: list[str]) -> None:
    """date, headline, byline, text; or headline, author, author again, headline again, text."""
    parts.title = below[0]
    rest = below[1:]
    if parts.title in rest[:5]:
        end = rest.index(parts.title)
        between, rest = list(dict.fromkeys(rest[:end])), rest[end + 1 :]
        for line in between:
            if not parts.author and _is_name(line):
                parts.author = line
            else:
                parts.body.append(line)
    elif len(rest) > 1 and (byline := _byline(rest[0])):
        parts.body += _signed(parts, rest[0], byline)
        del rest[0]
    parts.body += rest


def _title_above(parts: _Parts, above: list[str], folders: dict[str, str]) -> None:
    """Section, headline, headline again, credit, byline, date, text; or headline, date, text."""
    titles = _titles(above, folders)
    again = [line for line in titles if above.count(line) > 1]
    title = again[0] if again else titles[0] if titles else _credited_title(above)
    parts.title = title
    first = above.index(title) if title else 0
    _labels(parts, above[:first], all_before_title=False)
    left = []
    for line in above[first:]:
        if line == title:
            continue
        byline = _byline(line, source=parts.source)
        if byline and not parts.author:
            left += _signed(parts, line, byline)
        elif _is_photo(line):
            parts.captions.append(line)
        elif (
            not (parts.author or _CREDIT.search(line))
            and line == above[-1]
            and _is_name(line)
            and 2 <= len(line.split()) <= 4
        ):
            parts.author = line  # a name between the headline and the date
        else:
            left.append(line)
    parts.body = left + parts.body


def _titles(above: list[str], folders: dict[str, str]) -> list[str]:
    """The lines that may be the headline: no labels, no photo credits, no bylines."""
    found = [
        line
        for line in above
        if _is_title(line)
        and not _is_photo(line)
        and line not in folders.values()
        and not _CREDIT.search(line)
    ]
    # A byline looks like a headline of few words; alone it is only taken for one if it is unmistakable.
    found = [line for line in found if not _byline(line) or above.count(line) > 1]
    longer = [line for line in found if len(line.split()) > _LABEL_WORDS]
    return longer or [line for line in found if len(line.split()) > 1 or len(found) == 1]


def _credited_title(above: list[str]) -> str:
    """The one line that ends in an agency, where no other can be the headline: then it is no caption."""
    found = {line for line in above if _is_title(line) and _CREDIT.search(line) and not _PHOTO.search(line)}
    return found.pop() if len(found) == 1 and not any(map(_byline, found)) else ""


def _labels(parts: _Parts, lines: list[str], *, all_before_title: bool) -> None:
    """What stands before the headline: a site's name, a section, captions."""
    lines = list(dict.fromkeys(lines))
    labels = []
    for line in lines:
        byline = _byline(line)
        if len(line.split()) <= _LABEL_WORDS and not _is_photo(line) and not byline:
            labels.append(line)
        elif byline and not parts.author and not all_before_title:
            parts.body += _signed(parts, line, byline)
        elif _is_photo(line) or all_before_title:
            parts.captions.append(line)
        else:
            parts.body.append(line)
    if len(labels) == 1:
        parts.category = labels[0]
    elif labels:
        parts.source, parts.category = parts.source or labels[0], labels[1]
        parts.body = [line for line in (labels[0], *labels[2:]) if line != parts.source] + parts.body


def _is_title(line: str) -> bool:
    return (
        len(line) <= _LONGEST_TITLE and not _ENDS_SENTENCE.search(line) and _LETTER.search(line) is not None
    )


def _is_photo(line: str) -> bool:
    return _PHOTO.search(line) is not None or (_CREDIT.search(line) is not None and len(line.split()) > 4)


def _is_name(text: str) -> bool:
    """Whether the text may be a name: a few words without figures or a sentence's punctuation."""
    return 0 < len(text.split()) <= 5 and not re.search(r"[\d؟?!:؛\"“”«»]|\.\.", text) and len(text) <= 50


def _byline(line: str, *, sure: bool = False, source: str = "") -> tuple[str, str] | None:
    """(source, author) if the line says who wrote; `sure` asks for more than two names and a dash."""
    if len(line) > _LONGEST_BYLINE:
        return None
    if written := _WRITTEN_BY.match(line):
        name = written[2].strip(" .:")
        certain = written[1].strip() or line.startswith(_ALWAYS_BYLINE)
        if _is_name(name) and (certain or (not sure and len(name.split()) <= 3)):
            return _credits(name) if _PART.search(name) else ("", name)
        return None
    if place_and_agency := _PLACE_AGENCY.match(line):
        place, agency = place_and_agency.groups()
        # More than two words are a headline or a caption, unless they are known to be a place.
        short = len(place.split()) <= 2 and _CREDIT.search(f"({agency})")
        return ("", agency) if short or _is_place(place) else None
    if from_place := _FROM_PLACE.match(line):
        site, place = from_place.groups()
        return (site, "") if site == source or _is_place(place) else None
    if not _PART.search(line) or not all(_is_name(part) or part.isdigit() for part in _PART.split(line)):
        return None
    split = _PART.split(line)
    known = any(part in _NO_AUTHOR or _is_place(part) for part in split)
    if len(split) > 4 or any(len(part.split()) > 4 for part in split) or (sure and not known):
        return None
    return _credits(line)


def _signed(parts: _Parts, line: str, byline: tuple[str, str]) -> list[str]:
    """Take source and author from a byline. The line itself is left where it says more, as a place nobody knows."""
    parts.source = parts.source or byline[0]
    parts.author = parts.author or byline[1]
    told = _WORD.findall(f"{parts.source} {parts.author}")
    return [] if set(_WORD.findall(_WRITTEN_BY.sub(r"\2", line))) <= _BYLINE_WORDS.union(told) else [line]


def _credits(line: str) -> tuple[str, str]:
    """Source and author of "المصدر - الكاتب - خاص": places and "خاص" name nobody."""
    split = _PART.split(line)
    names = [part for part in split if part not in _NO_AUTHOR and not _is_place(part)]
    if not names:
        return "", ""
    if len(names) == 1:
        # "الرياض - محمد" names a reporter, "24 - خاص" a site.
        has_place = any(_is_place(part) for part in split)
        return ("", names[0]) if has_place else (names[0], "")
    return names[0], "، ".join(names[1:])


def _is_place(text: str) -> bool:
    return text.strip().replace(" ", "\xa0") in _PLACES
