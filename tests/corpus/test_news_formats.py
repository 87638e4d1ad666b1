"""SGML, feeds, the IPTC's XML and web pages."""

from __future__ import annotations

from datetime import datetime

import pytest
from lxml import etree

from corpus import news_xml

TREC = """
<DOC>
<DOCNO> SHR-1 </DOCNO>
<URL>http://example.org/?a=1&copy=2</URL>
<SRC>الشروق</SRC><CAT>رياضة</CAT>
<TITLE>فوز فريق R&D على الساحل</TITLE>
<TIME>05/03/2016</TIME>
<AUTHOR></AUTHOR>
<ABSTRACT>
موجز الخبر
</ABSTRACT>
<TEXT>
فاز الفريق &quot;أمس&quot; 3 < 5.
وقال مدربه إنه سعيد.
</TEXT>
</DOC>
<doc>
<DOCNO>SHR-2</DOCNO>
<HEADLINE>عنوان ثان</HEADLINE>
<DATE_TIME>Mon, 26 Feb 2018 05:54:56 GMT</DATE_TIME>
<BODY><TEXT><P>
أولى</P><P>ثانية <b>غليظة</b>
</TEXT></BODY>
</doc>
"""


def test_trec_documents_with_bare_ampersands(read) -> None:
    first, second = read(TREC).articles
    assert first.id == "SHR-1"
    assert first.url == "http://example.org/?a=1&copy=2"
    assert first.title == "فوز فريق R&D على الساحل"
    assert (first.source, first.category, first.author, first.summary) == (
        "الشروق",
        "رياضة",
        "",
        "موجز الخبر",
    )
    assert first.paragraphs == ('فاز الفريق "أمس" 3 < 5.', "وقال مدربه إنه سعيد.")
    assert first.date == datetime(2016, 3, 5)
    assert second.paragraphs == ("أولى", "ثانية غليظة")
    assert second.date == datetime(2018, 2, 26, 5, 54, 56)


def test_gigaword_documents_are_dated_by_their_id(read) -> None:
    article = read(
        '<DOC id="AFP_ARB_20001101.0001" type="story">\n<HEADLINE>\nعنوان\n</HEADLINE>\n'
        "<DATELINE>\nغزة\n</DATELINE>\n<TEXT>\n<P>\nنص\n</P>\n</TEXT>\n</DOC>\n"
    ).one
    assert (article.id, article.source, article.date) == (
        "AFP_ARB_20001101.0001",
        "AFP",
        datetime(2000, 11, 1),
    )
    assert (article.title, article.paragraphs) == ("عنوان", ("نص",))


def test_documents_without_end_tags_are_read_and_counted(read) -> None:
    found = read("<DOC><DOCNO>1</DOCNO><TEXT>أول</TEXT>\n<DOC><DOCNO>2</DOCNO><TEXT>ثان مقطوع")
    assert [article.paragraphs for article in found.articles] == [("أول",), ("ثان مقطوع",)]
    assert found.report.warnings["record without an end tag"] == 2


@pytest.mark.parametrize("lost", ["C>", "/DOC>", "</DOC>", "T></DOC>", "</TEXT></DOC>", "كامل</TEXT></DOC>"])
@pytest.mark.parametrize("before", [0, 1, 3])
def test_a_file_that_ends_within_a_record_is_cut_off_there(read, lost: str, before: int) -> None:
    """The half text replaced the whole one."""
    record = "<DOC><DOCNO>{}</DOCNO><TITLE>عنوان</TITLE><TEXT>نص كامل</TEXT></DOC>\n"
    whole = "".join(map(record.format, range(before + 1)))
    found = read(whole.rstrip().removesuffix(lost))
    if before == 0 and lost == "</DOC>":  # one record alone may have been written without an end tag
        assert (found.one.id, found.reasons) == ("0", [])
    else:
        assert [article.id for article in found.articles] == [str(n) for n in range(before)]
        assert found.reasons == [(f"record {before + 1}", "cut off: the file ends before the record does")]


@pytest.mark.parametrize("cut", ["<", "<D", "<DO", "<doc", "<DOC id="])
def test_a_file_that_ends_within_a_start_tag_is_cut_off_there(read, cut: str) -> None:
    found = read(f"<DOC><DOCNO>1</DOCNO><TEXT>أول</TEXT></DOC>\n{cut}")
    assert found.one.id == "1"
    assert [place for place, _ in found.reasons] == ["record 2"]


@pytest.mark.parametrize(
    "content",
    [
        "<DOC><DOCNO>1</DOCNO><TITLE>عنوان</TITLE><TEXT>نص 3 < 5</TEXT>\n",
        "<DOC><DOCNO>1</DOCNO><TITLE>عنوان</TITLE>\nنص 3 < 5",
        "<DOC><DOCNO>1<TITLE>عنوان<TEXT>نص 3 < 5\n",
        "<DOC><DOCNO>1</DOCNO><TEXT>نص 3 < 5\n",
        "<DOC id='1'><TEXT><P>أولى<P>نص 3 < 5",
    ],
)
@pytest.mark.parametrize("times", [1, 3])
def test_collections_without_end_tags_are_read_to_their_end(read, content: str, times: int) -> None:
    found = read("\n".join([content] * times))
    assert [article.id for article in found.articles] == ["1"] * times
    assert all(article.paragraphs[-1] == "نص 3 < 5" for article in found.articles)
    assert not found.reasons


def test_a_long_sgml_file_is_read_document_by_document(read) -> None:
    documents = (f"<DOC><DOCNO>{n}</DOCNO><TEXT>{'كلمة ' * 500}</TEXT></DOC>\n" for n in range(300))
    assert [article.id for article in read("".join(documents)).articles] == [str(n) for n in range(300)]


RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>صحيفة الساحل</title>
<item><title>أول &amp;amp; ثان</title><link>https://example.org/1</link><guid>g-1</guid>
<dc:creator><![CDATA[سلمى هادي]]></dc:creator>
<category>رياضة</category><pubDate>Sun, 23 Feb 2025 16:47:17 +0000</pubDate><description><![CDATA[موجز]]></description>
<content:encoded><![CDATA[<p>فقرة أولى.</p><p>فقرة&nbsp;ثانية.</p>]]></content:encoded></item>
<item><title>مزدوج</title><link>https://example.org/2</link>
<description>&amp;lt;p&amp;gt;أولى&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;ثانية&amp;lt;/p&amp;gt;</description></item>
<item><title></title></item>
</channel></rss>"""


def test_rss_with_full_text_and_double_escaped_html(read) -> None:
    found = read(RSS, ".xml")
    first, second = found.articles
    assert (first.id, first.url, first.title) == ("g-1", "https://example.org/1", "أول & ثان")
    assert first.paragraphs == ("فقرة أولى.", "فقرة\xa0ثانية.")
    assert (first.summary, first.author, first.category) == ("موجز", "سلمى هادي", "رياضة")
    assert (first.source, first.date) == ("صحيفة الساحل", datetime(2025, 2, 23, 16, 47, 17))
    assert (second.id, second.paragraphs) == ("https://example.org/2", ("أولى", "ثانية"))
    assert second.summary == ""  # its description is its text
    assert found.reasons == [("record 3", "empty: no title and no text")]


def test_atom(read) -> None:
    article = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>الساحل</title>'
        '<entry><id>tag:1</id><title type="html">خبر &amp;quot;عاجل&amp;quot;</title>'
        '<link href="https://example.org/1"/><updated>2020-05-01T10:00:00Z</updated><published>2020-04-30T09:00:00+03:00</published>'
        "<author><name>سلمى</name></author><summary>موجز</summary>"
        '<content type="html">&lt;p&gt;نص&lt;/p&gt;</content></entry></feed>'
    ).one
    assert (article.id, article.title, article.paragraphs) == ("tag:1", 'خبر "عاجل"', ("نص",))
    assert (article.author, article.source, article.date) == ("سلمى", "الساحل", datetime(2020, 4, 30, 9))


def test_the_text_of_an_atom_entry_is_not_its_summary_too(read) -> None:
    article = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>الساحل</title><entry><id>tag:1</id><title>خبر</title>'
        '<content type="html">&lt;p&gt;أولى&lt;/p&gt;&lt;p&gt;ثانية&lt;/p&gt;</content></entry></feed>'
    ).one
    assert (article.paragraphs, article.summary) == (("أولى", "ثانية"), "")


def test_a_feed_that_is_cut_off_gives_what_it_has(read) -> None:
    found = read(RSS[: RSS.index("<item><title></title>")] + "<item><title>مقط")
    assert [article.title for article in found.articles][:2] == ["أول & ثان", "مزدوج"]
    assert found.report.rejections


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("salma@sahil.example (سلمى هادي)", "سلمى هادي"),
        ("سلمى هادي", "سلمى هادي"),
        ("سلمى (القاهرة)", "سلمى (القاهرة)"),
    ],
)
def test_the_author_of_an_rss_entry_is_named_without_an_address(read, author: str, expected: str) -> None:
    item = f"<item><title>خبر</title><author>{author}</author></item>"
    assert read(f"<rss version='2.0'><channel>{item}</channel></rss>").one.author == expected


@pytest.mark.parametrize(
    "prologue",
    [
        "",
        "<?xml version='1.0' encoding='windows-1256'?>",
        "\ufeff\n<?xml version='1.0'?>\n<!-- <rss> <!DOCTYPE x [ -->\n<?xml-stylesheet href='a>b'?>\n",
        "<!DOCTYPE rss PUBLIC '-//Netscape//DTD RSS 0.91//EN' 'rss.dtd'>",
        "<!-- a --><!DOCTYPE rss [ <!ENTITY a 'x'> ] >\n<!-- b -->",
    ],
)
def test_a_text_that_speaks_of_a_doctype_keeps_it(read, prologue: str) -> None:
    text = "أول &lt;!DOCTYPE html [a]&gt; ثان <![CDATA[<!DOCTYPE [b]>]]> ثالث"
    item = f"<item><title>خبر</title><description>{text}</description></item>"
    article = read(f"{prologue}<rss version='2.0'><channel>{item}</channel></rss>").one
    assert article.paragraphs == ("أول <!DOCTYPE html [a]> ثان <!DOCTYPE [b]> ثالث",)


NITF = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">
<nitf><head><title>عنوان الصفحة</title><tobject tobject.type="سياسة"/>
<docdata><doc-id id-string="nitf-1"/><date.issue norm="20200501T101500+0300"/></docdata></head>
<body><body.head><hedline><hl1>عنوان أول</hl1></hedline>
<byline>بقلم <person>سلمى هادي</person><byttl>القاهرة</byttl></byline>
<distributor><org>وكالة الساحل</org></distributor><abstract><p>موجز</p></abstract></body.head>
<body.content><media media-type="image"><media-caption>صورة الميناء</media-caption></media>
<p>فقرة <em>أولى</em> &amp; &lt;ب&gt;.</p><hl2>فرعي</hl2><p>فقرة ثانية.</p></body.content></body></nitf>"""


def test_nitf(read) -> None:
    article = read(NITF).one
    assert (article.id, article.title, article.author) == ("nitf-1", "عنوان أول", "سلمى هادي")
    assert (article.source, article.category, article.summary) == ("وكالة الساحل", "سياسة", "موجز")
    assert article.paragraphs == ("فقرة أولى & <ب>.", "فرعي", "فقرة ثانية.")
    assert (article.captions, article.date) == (("صورة الميناء",), datetime(2020, 5, 1, 10, 15))


def g2_item(number: int, content: str) -> str:
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:{number}">'
        '<itemMeta><provider literal="الساحل"/>'
        "<firstCreated>2019-03-04T05:06:07+02:00</firstCreated></itemMeta><contentMeta><headline>عنوان</headline>"
        "<by>سلمى</by><subject><name>اقتصاد</name></subject></contentMeta>"
        f"<contentSet><inlineXML>{content}</inlineXML></contentSet></newsItem>"
    )


XHTML = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>لا</title></head><body><p>أولى</p><p>ثانية</p></body></html>'


def test_newsml_g2_items_in_a_message(read) -> None:
    items = g2_item(1, XHTML) + g2_item(2, NITF[NITF.index("<nitf>") :])
    found = read(
        f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{items}</itemSet></newsMessage>'
    )
    first, second = found.articles
    assert (first.id, first.title, first.paragraphs) == ("urn:1", "عنوان", ("أولى", "ثانية"))
    assert (first.source, first.author, first.category) == ("الساحل", "سلمى", "اقتصاد")
    assert first.date == datetime(2019, 3, 4, 5, 6, 7)
    assert (second.id, second.paragraphs[1]) == ("urn:2", "فرعي")


def test_a_message_that_breaks_off_gives_the_items_before(read) -> None:
    found = read(f"<newsMessage><itemSet>{g2_item(1, XHTML)}{g2_item(2, XHTML)[:-60]}")
    assert [article.id for article in found.articles] == ["urn:1"]
    assert found.reasons[0][0] == "record 2"


BOMB = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 12))


def nitf_with_entities(declared: str, text: str) -> str:
    return (
        f"<!DOCTYPE nitf [<!ENTITY b0 'كلمة'>{declared}]>"
        "<nitf><body><body.head><hedline><hl1>عنوان</hl1></hedline></body.head>"
        f"<body.content><p>{text}</p></body.content></body></nitf>"
    )


def test_entities_of_a_document_are_never_expanded(read, tmp_path) -> None:
    (tmp_path / "secret.txt").write_text("سر الدولة")
    declared = f'<!ENTITY s SYSTEM "file://{tmp_path}/secret.txt">'
    article = read(nitf_with_entities(declared, "قبل &b0; &s; بعد"), "x.xml").one
    assert article.paragraphs == ("قبل &b0; &s; بعد",)
    feed = RSS.replace("<rss", f"<!DOCTYPE rss [<!ENTITY b0 'كلمة'>{BOMB}]><rss").replace("موجز", "&b11;")
    assert [article.summary for article in read(feed).articles] == ["&b11;", ""]


def test_entities_that_would_expand_to_gigabytes_are_told_and_cost_nothing_else(read) -> None:
    found = read(nitf_with_entities(BOMB, "قبل &b11; بعد"), "x.xml")
    assert all(len("".join(article.paragraphs)) < 1000 for article in found.articles)
    assert len(found.articles) + len(found.reasons) == 1


PARAGRAPHS = [
    "افتتحت البلدية صباح اليوم حديقة عامة جديدة على ضفة النهر بعد عامين من العمل، وحضر الافتتاح مئات السكان.",
    "وقالت المهندسة المشرفة إن الحديقة تضم ملاعب للأطفال ومكتبة صغيرة، وإن الدخول إليها مجاني طوال أيام الأسبوع.",
    "وأضافت أن 20 ألف شجرة ستزرع قبل 15/11/2030 على طول الضفة الشرقية.",
]


def page(*, head: str = "", date: str = "", paragraphs: list[str] = PARAGRAPHS) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!DOCTYPE html><html lang=ar><head><title>حديقة جديدة - الساحل</title>{head}</head><body>"
        "<nav><ul><li><a href=/>الرئيسية</a></li><li><a href=/s>رياضة</a></li></ul></nav>"
        f"<article><h1>حديقة جديدة على ضفة النهر</h1>{date}{body}</article>"
        "<footer>جميع الحقوق محفوظة</footer></body></html>"
    )


def test_a_web_page_is_its_article_without_menus(read) -> None:
    article = read(
        page(head='<meta name=author content="سلمى هادي"><meta property="og:site_name" content="الساحل">')
    ).one
    assert article.title == "حديقة جديدة على ضفة النهر"
    assert list(article.paragraphs) == PARAGRAPHS
    assert (article.author, article.source) == ("سلمى هادي", "الساحل")


@pytest.mark.parametrize(
    ("head", "date", "expected"),
    [
        (
            '<meta property="article:published_time" content="2020-05-01T10:15:00+03:00">',
            "",
            datetime(2020, 5, 1, 10, 15),
        ),
        (
            '<script type="application/ld+json">{"@graph": [{"datePublished": "2020-05-01T08:00:00Z"}]}</script>',
            "",
            datetime(2020, 5, 1, 8),
        ),
        ("", '<time datetime="2020-05-01T09:30">أمس</time>', datetime(2020, 5, 1, 9, 30)),
        ("", "<p class=date>Fri, 01 May 2020 21:13:59 +0400</p>", datetime(2020, 5, 1, 21, 13, 59)),
        ("", '<span class="post-date">الجمعة 1 أيار 2020 - 7:05 م</span>', datetime(2020, 5, 1, 19, 5)),
        ("", "", None),
    ],
    ids=["meta", "linked data", "time", "a dated paragraph", "Arabic", "figures of the text are no date"],
)
def test_the_date_that_a_page_states(read, head: str, date: str, expected: datetime | None) -> None:
    article = read(page(head=head, date=date)).one
    assert article.date == expected
    assert list(article.paragraphs) == PARAGRAPHS


def test_a_very_short_page_is_read_whole(read) -> None:
    article = read("<html><head><title>خبر</title></head><body><p>سطر واحد.</p></body></html>").one
    assert (article.title, article.paragraphs) == ("خبر", ("سطر واحد.",))


def test_a_short_page_keeps_its_paragraphs_apart(read) -> None:
    head = '<?xml version="1.0" encoding="windows-1256"?><html xmlns="http://www.w3.org/1999/xhtml">'
    body = "<body><h1>خبر عن النهر</h1><p>أولى</p><p>ثانية</p></body></html>"
    article = read(f"{head}<head><title>خبر عن النهر</title></head>{body}".encode("cp1256")).one
    assert (article.title, article.paragraphs) == ("خبر عن النهر", ("أولى", "ثانية"))


def test_angle_brackets_of_a_page_stay(read) -> None:
    paragraphs = [
        *PARAGRAPHS,
        "وكتبت على اللوحة: &lt;b&gt;أهلا&lt;/b&gt; &amp;amp; سهلا بكم جميعا في حديقة المدينة الجديدة.",
    ]
    assert "<b>أهلا</b> &amp; سهلا" in read(page(paragraphs=paragraphs)).one.paragraphs[-1]


def test_unknown_xml_is_rejected(read) -> None:
    assert "root <kml>" in read('<?xml version="1.0"?><kml><a>نص</a></kml>').reasons[0][1]


def test_an_entry_within_which_a_feed_ends_is_no_article(read) -> None:
    items = "".join(
        f"<item><guid>{number}</guid><title>خبر {number}</title>"
        f"<description>نص الخبر رقم {number} كاملا</description></item>"
        for number in range(3)
    )
    whole = f'<?xml version="1.0"?><rss version="2.0"><channel><title>صحيفة</title>{items}</channel></rss>'
    last = whole.index("<guid>2")
    for end in range(last + 10, whole.index("</item></channel>"), 9):
        found = read(whole[:end], "a.xml")
        assert [article.id for article in found.articles] == ["0", "1"], whole[last:end]
        assert found.reasons == [("record 3", "the feed is cut off within it")]
    found = read(whole[: whole.index("</channel>")], "a.xml")
    assert [article.id for article in found.articles] == ["0", "1", "2"]
    assert found.reasons == [("after record 3", "the feed is cut off")]


@pytest.mark.parametrize(
    "media",
    [
        '<media:content url="u"><media:description>تعليق الصورة</media:description></media:content>',
        "<media:description>وصف</media:description><media:title>عنوان صورة</media:title>",
        "<itunes:summary>ملخص حلقة</itunes:summary>",
    ],
)
def test_the_caption_of_a_picture_is_not_the_text_of_an_entry(read, media: str) -> None:
    spaces = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    item = f"<item><guid>1</guid><title>ارتفاع أسعار القمح</title><description>نص الخبر.</description>{media}</item>"
    found = read(f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel>{item}</channel></rss>', "a.xml")
    assert found.one.title == "ارتفاع أسعار القمح"
    assert found.one.paragraphs == ("نص الخبر.",)


def test_where_an_entry_has_no_other_text_the_description_of_its_media_is_it(read) -> None:
    item = "<item><guid>1</guid><title>لقاء</title><media:description>نص اللقاء.</media:description></item>"
    spaces = 'xmlns:media="http://search.yahoo.com/mrss/"'
    channel = f"<channel><description>قناة</description>{item}</channel>"
    found = read(f'<?xml version="1.0"?><rss version="2.0" {spaces}>{channel}</rss>', "a.xml").one
    assert "نص اللقاء." in (found.summary, *found.paragraphs)


def test_elements_within_their_likes_are_read_once() -> None:
    """Each was read once for every pair of those that it is in: 18 KB took 22 seconds."""
    inner = "<creator>" * 9 + "<name/>" * 40 + "</creator>" * 9
    root = etree.fromstring("<item>" + "<contentMeta>" * 9 + inner + "</contentMeta>" * 9 + "</item>")
    assert len(list(news_xml._all(root, "contentmeta", "creator", "name"))) == 40
    assert len(list(news_xml._all(root, "contentmeta", "creator"))) == 9
