"""The bundled sample corpus: every file is a valid one of its kind and reads in full."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import datetime
from glob import glob
from pathlib import Path

import pytest

from corpus import Article, ReadingReport, read_articles, samples_path

SOURCES = {"المنارة", "المرفأ", "صدى الواحة", "الربوة", "سنابل", "مدار"}
ARTICLES_BY_FILE = {
    "beir/corpus.jsonl": 3,
    "column.json": 1,
    "feeds/madar.atom.xml": 3,
    "feeds/rabwa.rss.xml": 3,
    "madar.json.zst": 2,
    "manara.jsonl": 7,
    "marfa.json": 4,
    "mixed.tar.gz": 3,
    "mixed.zip": 4,
    "pages/library.windows-1256.html": 1,
    "pages/mosaic.html": 1,
    "rabwa.tsv": 3,
    "sada-alwaha.csv": 4,
    "sada-sport.csv.bz2": 2,
    "sanabil-stories.sgml.xz": 2,
    "sanabil.jsonl.gz": 3,
    "sanabil.sgml": 3,
    "text/المرفأ/تراث/السفينة-الغارقة.iso-8859-6.txt": 1,
    "text/المرفأ/رياضة/فريق-السيدات.txt": 1,
    "text/المرفأ/سياسة/نتائج-الانتخابات.txt": 1,
    "text/المرفأ/محليات/تعويضات-السد.txt": 1,
    "text/المنارة/اقتصاد/سوق-التمور.txt": 1,
    "text/المنارة/ثقافة/ترميم-المخطوطات.utf16.txt": 1,
    "text/المنارة/نقل/أنفاق-المترو.utf8-bom.txt": 1,
    "text/المنارة/نقل/مترو-قصر-الرمان.txt": 1,
    "text/صدى الواحة/صحة/العيادة-المتنقلة.windows-1256.txt": 1,
    "wire/manara.nitf.xml": 1,
    "wire/sanabil.newsml.xml": 2,
}


@pytest.fixture(scope="module")
def reading() -> tuple[list[Article], ReadingReport]:
    report = ReadingReport()
    return list(read_articles(samples_path(), report=report)), report


@pytest.fixture(scope="module")
def articles(reading: tuple[list[Article], ReadingReport]) -> list[Article]:
    return reading[0]


def file_of(article: Article) -> str:
    return article.origin.partition("samples/")[2].partition("!")[0]


def titled(articles: list[Article], title: str) -> Article:
    (found,) = [article for article in articles if article.title == title]
    return found


def test_no_article_is_rejected_and_nothing_is_warned_of(
    reading: tuple[list[Article], ReadingReport],
) -> None:
    articles, report = reading
    assert not report.rejections
    assert not report.warnings
    assert report.read == len(articles) >= 40


def test_every_file_gives_its_articles(articles: list[Article]) -> None:
    assert Counter(file_of(article) for article in articles) == ARTICLES_BY_FILE


def test_every_article_is_whole(articles: list[Article]) -> None:
    for article in articles:
        assert article.title, article.origin
        assert len(article.paragraphs) >= 3, article.origin
        assert article.source in SOURCES, article.origin
        assert article.category, article.origin
        assert article.date is not None, article.origin
        assert 2021 <= article.date.year <= 2024, article.origin


def test_ids_are_unique(articles: list[Article]) -> None:
    assert len({article.id for article in articles}) == len(articles)


def test_every_text_is_arabic_as_written(articles: list[Article]) -> None:
    for article in articles:
        for text in (article.title, *article.paragraphs, *article.captions, article.author, article.category):
            letters = [character for character in text if character.isalpha()]
            arabic = [c for c in letters if "\u0621" <= c <= "\u06ff" or "\ufb50" <= c <= "\ufefc"]
            assert len(arabic) >= 0.9 * len(letters), (article.origin, text)
            assert "\ufffd" not in text, (article.origin, text)
            assert not {"\r", "&", "<", ">"} & set(text.replace("نور & شركاؤها", "")), (article.origin, text)


@pytest.mark.parametrize(
    ("file", "title", "written"),
    [
        (
            "manara.jsonl",
            "النخيل يهزم الميناء ويبلغ نهائي كـــأس الواحات",
            (
                datetime(2023, 5, 9, 22, 15),
                "المنارة",
                "رياضة",
                "فهد السالمي",
                ("لاعبو النخيل يحتفلون بهدف الفوز (المنارة)",),
            ),
        ),
        (
            "marfa.json",
            "معرض الكتاب في قصر الرمان يحتفي بأدب الرحلات",
            (
                datetime(2022, 11, 4, 12, 0),
                "المرفأ",
                "ثقافة",
                "نادين الخوري",
                (),
            ),
        ),
        (
            "rabwa.tsv",
            "محطّة صغيرة لتحلية مياه البحر تعمل بالريح",
            (
                datetime(2024, 1, 30),
                "الربوة",
                "تكنولوجيا",
                "سنية بن عمار",
                (),
            ),
        ),
        (
            "beir/corpus.jsonl",
            "دراسة: النوم المنتظم يخفض خطر ارتفاع ضغط الدم",
            (
                datetime(2023, 3, 2),
                "مدار",
                "صحة",
                "دانا المصري",
                (),
            ),
        ),
        (
            "text/المنارة/نقل/مترو-قصر-الرمان.txt",
            "الخط الثالث لمترو قصر الرمان ينقل ركّابه الأوائل",
            (
                datetime(2023, 9, 12, 12, 38),
                "المنارة",
                "نقل",
                "هدى الكيلاني",
                ("قطار من الخط الثالث في محطة السوق القديم (المنارة)",),
            ),
        ),
        (
            "text/المنارة/ثقافة/ترميم-المخطوطات.utf16.txt",
            "مخطوطات نادرة تعود إلى الحياة في مختبر المتحف",
            (
                datetime(2023, 2, 6, 9, 15),
                "المنارة",
                "ثقافة",
                "عبد الله الحمادي",
                (),
            ),
        ),
        (
            "text/المنارة/اقتصاد/سوق-التمور.txt",
            "سوق التمور الموسمية تستقبل باكورة الإنتاج",
            (
                datetime(2023, 8, 31),  # 15 Safar 1445
                "المنارة",
                "اقتصاد",
                "حمدان الشامسي",
                (),
            ),
        ),
        (
            "text/المرفأ/رياضة/فريق-السيدات.txt",
            "فريق السيدات في نادي السنديان يستعد لأول بطولة كأس",
            (
                datetime(2024, 9, 2, 11, 30),
                "المرفأ",
                "رياضة",
                "ليال منصور",
                (),
            ),
        ),
        (
            "text/المرفأ/تراث/السفينة-الغارقة.iso-8859-6.txt",
            "غواصون يعثرون على حمولة سفينة غارقة قبالة رأس المرجان",
            (
                datetime(2021, 8, 30),
                "المرفأ",
                "تراث",
                "",
                (),
            ),
        ),
        (
            "text/صدى الواحة/صحة/العيادة-المتنقلة.windows-1256.txt",
            "عيادة متنقلة تكشف السكرى مبكرا فى القرى",
            (
                datetime(2021, 6, 14, 10, 30),
                "صدى الواحة",
                "صحة",
                "",
                (),
            ),
        ),
        (
            "pages/library.windows-1256.html",
            "مكتبة على ظهر «تروسيكل» تطوف شوارع كفر النخيل",
            (
                datetime(2023, 1, 25, 10, 30),
                "صدى الواحة",
                "مجتمع",
                "محمود الشناوى",
                (),
            ),
        ),
        (
            "feeds/rabwa.rss.xml",
            "السينما القصيرة تجد بيتا في قاعة مهجورة",
            (
                datetime(2024, 11, 17, 19, 0),
                "الربوة",
                "فنون",
                "كمال الزواري",
                (),
            ),
        ),
        (
            "wire/manara.nitf.xml",
            "ميناء رأس المرجان يشغّل رافعات كهربائية بلا دخان",
            (
                datetime(2022, 6, 9, 15, 45),
                "المنارة",
                "نقل",
                "فهد السالمي",
                ("رافعة كهربائية تفرّغ سفينة حاويات",),
            ),
        ),
        (
            "wire/sanabil.newsml.xml",
            "أشجار الشوارع تخفض حرارة المدن أربع درجات",
            (
                datetime(2024, 8, 6, 10, 15),
                "سنابل",
                "بيئة",
                "منى الأشقر",
                (),
            ),
        ),
        (
            "sanabil-stories.sgml.xz",
            "مجلس عين السنديان يقرّ موازنته الأولى بعد جدل",
            (
                datetime(2021, 12, 21),
                "سنابل",
                "سياسة",
                "أنس الخطيب",
                (),
            ),
        ),
        (
            "mixed.zip",
            "إقبال كثيف على صناديق الاقتراع في عين السنديان",
            (
                datetime(2021, 5, 23),
                "المرفأ",
                "سياسة",
                "جاد الصايغ",
                (),
            ),
        ),
        (
            "mixed.tar.gz",
            "لغة الضاد في يومها: احتفال بالكلمات المنسية",
            (
                datetime(2023, 12, 18),
                "المرفأ",
                "تعليم",
                "نادين الخوري",
                (),
            ),
        ),
    ],
)
def test_a_file_reads_as_it_was_written(
    articles: list[Article], file: str, title: str, written: tuple[object, ...]
) -> None:
    """`written`: date, source, category, author, captions."""
    article = titled([article for article in articles if file_of(article) == file], title)
    assert (article.date, article.source, article.category, article.author, article.captions) == written


def test_a_page_copied_as_text_keeps_lead_sub_headings_and_paragraphs_in_order(
    articles: list[Article],
) -> None:
    article = titled(articles, "الخط الثالث لمترو قصر الرمان ينقل ركّابه الأوائل")
    assert len(article.paragraphs) == 7
    assert article.paragraphs[0].startswith("انطلق، اليوم الثلاثاء، أول قطار")
    assert (article.paragraphs[1], article.paragraphs[4]) == ("محطات جديدة", "زحام أقل")
    assert article.paragraphs[-1].endswith("ستنتهي خلال ثلاثة أسابيع.")


def test_html_keeps_the_article_and_drops_what_stands_around_it(articles: list[Article]) -> None:
    article = titled(articles, "اكتشاف أرضية فسيفساء ملونة في تل الأرجوان")
    assert len(article.paragraphs) == 4
    assert article.paragraphs[0].startswith("كشفت بعثة تنقيب محلية")
    assert article.paragraphs[-1].endswith("عدم الاقتراب من الموقع حفاظا عليه.")


def test_characters_copied_from_pages_and_pdfs_stay_as_they_are(articles: list[Article]) -> None:
    text = "\n".join(paragraph for article in articles for paragraph in article.paragraphs)
    for written in (
        "ف\ufefc العودة الكاملة",  # a ligature in its presentation form
        "الجراد الصحراو\u06cc",  # Persian ya
        "العر\u200bبية",  # a zero-width space
        "«زرقاء 1»\u200f،",  # a right-to-left mark
        "أَعْشَاشِ السَّلَاحِفِ",
        "“لم يكن لدينا ملعب",
        "شركة نور & شركاؤها",
    ):
        assert written in text


def test_every_sample_comes_with_the_package() -> None:
    """As setuptools finds a package's data: by patterns below its folder, with `**` for any folders."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    package = samples_path().parent
    found: set[str] = set()
    for pattern in project["tool"]["setuptools"]["package-data"].get("corpus", ()):
        found.update(glob(pattern, root_dir=package, recursive=True))
    samples = {str(path.relative_to(package)) for path in samples_path().rglob("*") if path.is_file()}
    assert samples
    assert samples <= found
