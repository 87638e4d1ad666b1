"""What WordPress and Blogger give: answers of their services, feeds, and exports of a whole blog."""

from __future__ import annotations

import json

import pytest

POST = {
    "id": 7,
    "date": "2023-09-12T10:00:00",
    "title": {"rendered": "توسعة الميناء"},
    "content": {"rendered": "<p>نص الخبر عن الميناء.</p>"},
    "author": 3,
    "categories": [12, 5],
}
TERMS = [
    [
        {"id": 12, "name": "اقتصاد", "taxonomy": "category"},
        {"id": 5, "name": "محليات", "taxonomy": "category"},
    ],
    [{"id": 9, "name": "ميناء", "taxonomy": "post_tag"}],
]


def test_numbers_of_a_database_are_no_names(read) -> None:
    article = read(json.dumps([POST]), "a.json").one
    assert (article.id, article.author, article.category) == ("7", "", "")
    other = read(
        json.dumps([POST | {"author_name": "x", "byline": "سالم", "section": "اقتصاد"}]), "a.json"
    ).one
    assert (other.author, other.category) == ("سالم", "اقتصاد")


def test_names_that_an_answer_embeds_are_read(read) -> None:
    embedded = {"author": [{"id": 3, "name": "سالم الهادي"}], "wp:term": TERMS}
    article = read(json.dumps([POST | {"_embedded": embedded}]), "a.json").one
    assert (article.author, article.category) == ("سالم الهادي", "اقتصاد، محليات")


@pytest.mark.parametrize(
    "embedded",
    [[], {}, {"author": None, "wp:term": 3}, {"author": [{"code": "rest_invalid"}], "wp:term": [3, [4]]}],
)
def test_what_is_embedded_may_be_anything(read, embedded: object) -> None:
    article = read(json.dumps([POST | {"_embedded": embedded}]), "a.json").one
    assert (article.author, article.category) == ("", "")


KIND = "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{}'/>"
AUTHOR = "<author><name>{}</name><email>noreply@blogger.com</email></author>"


def blogger(*entries: str, author: str = AUTHOR.format("أحمد علي")) -> str:
    body = "".join(f"<entry><id>{n}</id><title>خبر</title>{each}</entry>" for n, each in enumerate(entries))
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>الساحل</title>{author}{body}</feed>"


def test_of_a_backup_of_blogger_posts_and_pages_are_articles(read) -> None:
    label = "<category scheme='http://www.blogger.com/atom/ns#' term='اقتصاد'/>"
    kinds = ("settings", "template", "post", "comment", "page")
    found = read(blogger(*(f"{KIND.format(kind)}{label}<content>نص</content>" for kind in kinds)), "a.xml")
    assert [(each.id, each.category) for each in found.articles] == [("2", "اقتصاد"), ("4", "اقتصاد")]
    assert found.report.warnings == {"entry that is no article skipped": 3}


def test_an_author_of_atom_is_named_without_an_address(read) -> None:
    own, other = AUTHOR.format("سلمى"), "<author><email>q@e.example</email></author>"
    authors = [each.author for each in read(blogger(own, "", other), "a.xml").articles]
    assert authors == ["سلمى", "أحمد علي", "q@e.example"]
    site = read(blogger(own, "", author="<author><name>الساحل</name></author>"), "a.xml").articles
    assert [each.author for each in site] == ["سلمى", ""]


def test_of_an_export_of_wordpress_pictures_and_menus_are_no_articles(read) -> None:
    types = (
        "post",
        "page",
        "news",
        "attachment",
        "nav_menu_item",
        "revision",
        "wp_global_styles",
        "custom_css",
    )
    items = "".join(
        f"<item><title>خبر</title><guid>{each}</guid><wp:post_type><![CDATA[{each}]]></wp:post_type></item>"
        for each in types
    )
    channel = f"<channel><title>الساحل</title>{items}</channel>"
    found = read(f"<rss version='2.0' xmlns:wp='http://wordpress.org/export/1.2/'>{channel}</rss>", "a.xml")
    assert [each.id for each in found.articles] == ["post", "page", "news"]
    assert found.report.warnings["entry that is no article skipped"] == 5
