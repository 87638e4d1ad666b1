"""The IPTC's XML where it is not as its readers would have it."""

from __future__ import annotations

import io

import pytest

from corpus import news_xml
from tests.corpus.conftest import Reader

ITEM = (
    "<NewsItem><Identification><NewsIdentifier><NewsItemId>1</NewsItemId></NewsIdentifier></Identification>"
    "<NewsComponent><NewsLines><HeadLine>خبر</HeadLine></NewsLines><ContentItem><DataContent>"
    "<p>نص الخبر.</p><p>وبقيته.</p></DataContent></ContentItem></NewsComponent></NewsItem>"
)


@pytest.mark.parametrize("items", [ITEM, ITEM * 2])
@pytest.mark.parametrize(
    "before", ["", "<?xml version='1.0'?>", "<?xml version='1.0'?><!DOCTYPE NewsML SYSTEM 'x.dtd'>\n"]
)
def test_newsml_1_is_refused_as_such(read: Reader, before: str, items: str) -> None:
    """A single item was read as a page, without its headline, id and date."""
    found = read(f"{before}<NewsML Version='1.2'>{items}</NewsML>", "x.xml")
    assert not found.articles
    assert found.reasons == [("", "NewsML 1: of the IPTC's XML only NITF and NewsML-G2 are read")]


def nitf(content: str) -> str:
    head = "<body.head><hedline><hl1>خبر</hl1></hedline></body.head>"
    return f"<nitf><body>{head}<body.content>{content}</body.content></body></nitf>"


@pytest.mark.parametrize(
    "content",
    [
        "<![CDATA[<p>قال &quot;الوزير&quot;.</p><p>&lt;b&gt;</p>]]>",
        "\n<![CDATA[<p>قال &quot;الوزير&quot;.</p>]]>\n<![CDATA[<p>&lt;b&gt;]]>\n",
        "<block><![CDATA[<p>قال &quot;الوزير&quot;.</p><p>&lt;b&gt;</p>]]></block>",
        '<p>قال "الوزير".</p><p>&lt;b&gt;</p>',
        '<p>قال "الوزير".</p><p><![CDATA[<b>]]></p>',
    ],
)
def test_markup_that_is_text_in_a_nitf_is_read_as_markup(read: Reader, content: str) -> None:
    """Its tags were words of the text, and it had no paragraphs."""
    assert read(nitf(content), "x.xml").one.paragraphs == ('قال "الوزير".', "<b>")


def test_a_nitf_without_elements_keeps_what_looks_like_an_entity(read: Reader) -> None:
    assert read(nitf("قال الوزير &amp;quot; أمس"), "x.xml").one.paragraphs == ("قال الوزير &quot; أمس",)


def test_what_says_who_sent_an_item_is_its_source_where_nothing_else_does(read: Reader) -> None:
    meta = "<headline>خبر</headline><creditline>الساحل</creditline>"
    item = f"<newsItem guid='1'><contentMeta>{meta}</contentMeta></newsItem>"
    assert read(item, "x.xml").one.source == "الساحل"


def test_a_nitf_keeps_its_own_abstract_in_an_item_with_a_description(read: Reader) -> None:
    inner = nitf("<p>نص</p>").replace("</body.head>", "<abstract><p>ملخص</p></abstract></body.head>")
    meta = "<contentMeta><description>وصف</description></contentMeta>"
    item = f"<newsItem guid='1'>{meta}<contentSet><inlineXML>{inner}</inlineXML></contentSet></newsItem>"
    assert read(item, "x.xml").one.summary == "ملخص"


DTD = '<!DOCTYPE nitf SYSTEM "nitf-3-3.dtd">\n'


@pytest.mark.parametrize("doctype", ["", DTD])
def test_characters_that_html_has_names_for_are_read(read, doctype: str) -> None:
    """They stayed as they stand, "&nbsp;" in a headline, or cost the document, for only a DTD says what they are."""
    head = "<body.head><hedline><hl1>توسعة&nbsp;الميناء</hl1></hedline></body.head>"
    text = "<p>&laquo;الميناء&raquo; &lt;b&gt; R&amp;D &quot;س&quot; &#8220;ص&#8221;</p>"
    document = (
        f"<?xml version='1.0'?>\n{doctype}<nitf><body>{head}<body.content>{text}</body.content></body></nitf>"
    )
    article = read(document, "a.xml").one
    assert (article.title, article.paragraphs) == ("توسعة الميناء", ('«الميناء» <b> R&D "س" “ص”',))


def test_a_name_across_the_pieces_that_are_read_is_one(read) -> None:
    start = "<nitf><body><body.content><p>"
    for missing in range(9):
        filled = f"{start}{'ن' * ((1 << 16) - len(start) - missing)}&raquo;</p></body.content></body></nitf>"
        assert read(filled, "a.xml").one.paragraphs[0].endswith("ن»")


def test_a_name_that_nobody_knows_is_told(read) -> None:
    document = "<nitf>\n<body><body.content><p>خبر &foo; آخر</p></body.content></body></nitf>"
    ((place, reason),) = read(document, "a.xml").reasons
    assert (place, reason.partition("unread: ")[2]) == ("record 1", "Entity 'foo' not defined, line 2")


def test_a_chunk_that_is_nothing_but_a_name_is_not_the_end(monkeypatch) -> None:
    """As little as that is left where a file comes in small pieces, and nothing to read means to the parser its end."""
    monkeypatch.setattr(news_xml, "_CHUNK", 3)
    source = news_xml._Utf8Xml(io.StringIO("<a>قال &laquo;نعم&raquo; ثم &amp; &x</a>"))
    pieces = list(iter(source.read, b""))
    assert b"".join(pieces).decode() == "<a>قال «نعم» ثم &amp; &x</a>"
