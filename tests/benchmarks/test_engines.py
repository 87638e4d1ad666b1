"""Every engine answers the same questions over the same articles, so that their times can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.engines import ENGINES, Engine, Opened
from benchmarks.questions import CLASSES, drawn_questions
from tests.benchmarks.stories import stories

ARTICLES = stories(60)
TITLES = {article.id: article.title for article in ARTICLES}


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    found = ENGINES[request.param]
    if not found.is_installed:
        pytest.skip(f"{found.package} is not installed; make bench installs it")
    return found


@pytest.fixture(scope="module")
def folder(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(engine.name)
    for kind in engine.kinds:
        build = engine.build(folder / kind, kind)
        build.add(ARTICLES[:30])
        build.add(ARTICLES[30:])
        build.finish()
    return folder


@pytest.fixture(params=CLASSES)
def class_name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def opened(engine: Engine, folder: Path, class_name: str) -> Iterator[Opened]:
    kind = engine.kind_for(CLASSES[class_name].kind)
    assert kind
    opened = engine.open(folder / kind, kind)
    yield opened
    opened.close()


def test_questions_find_what_they_were_drawn_from(opened: Opened, class_name: str) -> None:
    ask = opened.asker(CLASSES[class_name].shape)
    if ask is None:
        pytest.skip("the engine has no such query")
    for question in drawn_questions(ARTICLES, class_name, 10):
        answer = ask(question)
        assert 0 < len(answer) <= 10
        assert all(TITLES[article_id] == title for article_id, title in answer)


def test_a_headline_finds_its_article_first(engine: Engine, folder: Path) -> None:
    opened = engine.open(folder / engine.kinds[0], engine.kinds[0])
    ask = opened.asker("any")
    assert ask
    for question in drawn_questions(ARTICLES, "headline", 10):
        assert ask(question)[0][1].split() == question.text.split()
    opened.close()


def test_the_newest_of_a_source_come_first(engine: Engine, folder: Path) -> None:
    opened = engine.open(folder / engine.kinds[0], engine.kinds[0])
    ask = opened.asker("newest of a source")
    if ask is None:
        pytest.skip("the engine has no such query")
    by_id = {article.id: article for article in ARTICLES}
    for question in drawn_questions(ARTICLES, "filter", 10):
        found = [by_id[article_id] for article_id, _ in ask(question)]
        assert {article.source for article in found} == {question.source}
        dates = [article.date for article in found if article.date]
        assert dates == sorted(dates, reverse=True)
    opened.close()


def test_what_is_added_later_is_found(engine: Engine, tmp_path: Path) -> None:
    if not engine.is_updatable:
        pytest.skip("the engine has to index everything again")
    kind = engine.kinds[0]
    build = engine.build(tmp_path / "index", kind)
    build.add(ARTICLES[:20])
    build.finish()
    engine.update(tmp_path / "index", kind, ARTICLES[20:40])
    opened = engine.open(tmp_path / "index", kind)
    ask = opened.asker("any")
    assert ask
    (question,) = drawn_questions(ARTICLES[39:40], "headline", 1)
    assert ask(question)[0][0] == ARTICLES[39].id
    opened.close()
