"""Articles that staff publish: versions, reviews, what people are told, and whether it helped."""

import datetime as dt
import tomllib
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.answered import service
from bot.answered.requests import ArticleTold, ArticleWanted, RateArticle
from bot.db import new_id
from bot.registry.models import person
from bot.registry.wished import Wished
from knowledge import library, live, search

NOW = dt.datetime(2026, 11, 28, 8, 0, tzinfo=dt.UTC)
TOPIC = "akhuwat_loan"


def body(**changes: Any) -> dict[str, Any]:
    """The file's article as staff would send it back, with something changed in its English text."""
    file = next(library.FOLDER.glob(f"*/{TOPIC}.toml"))
    data: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    return {**data, "group": file.parent.name, "en": {**data["en"], **changes}}


def wish(request: Any, person_id: int = 1, key: str = "k") -> Wished:
    return Wished(request, person_id, NOW, key, "ur", "whatsapp", "m")


def ask(engine: Engine, *topics: str) -> list[Any]:
    with engine.connect() as connection, connection.begin():
        return service.ANSWERS[ArticleWanted](connection, [wish(ArticleWanted(topic)) for topic in topics])


def test_without_anything_published_the_file_is_told(engine: Engine) -> None:
    card, nothing = ask(engine, TOPIC, "no_such_topic")
    assert card.version == library.article(TOPIC).version
    assert card.short.ur == library.article(TOPIC).texts["ur"].short
    assert {near.topic for near in card.related} == set(library.article(TOPIC).related)
    assert nothing is None


def test_what_is_published_counts_at_once_and_the_history_stays(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        first = service.publish(connection, TOPIC, body(short="Ask the branch."), by="a@smeda", now=NOW, note="shorter")
        second = service.publish(connection, TOPIC, body(short="Ask at the branch."), by="b@smeda", now=NOW)
    (card,) = ask(engine, TOPIC)
    assert (card.short.en, card.version) == ("Ask at the branch.", second.version)
    with engine.connect() as connection:
        versions = service.history(connection, TOPIC)
    assert [(one.version, one.state, one.published_by) for one in versions] == [
        (second.version, "current", "b@smeda"),
        (first.version, "old", "a@smeda"),
    ]
    assert versions[1].note == "shorter"


def test_taken_back_and_restored(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        service.withdraw(connection, TOPIC, by="a@smeda", now=NOW)
    assert ask(engine, TOPIC) == [None]
    with engine.connect() as connection, connection.begin():
        service.restore(connection, TOPIC)
    assert ask(engine, TOPIC)[0].version == library.article(TOPIC).version


@pytest.mark.parametrize(
    "wrong",
    [
        {"short": "You are registered with SMEDA."},
        {"label": "A label that is far too long for a button"},
        {"short": ""},
        {"asked": []},
    ],
)
def test_what_no_article_may_say_is_not_published(engine: Engine, wrong: dict[str, Any]) -> None:
    with engine.connect() as connection, connection.begin(), pytest.raises(service.Unfit) as refused:
        service.publish(connection, TOPIC, body(**wrong), by="a@smeda", now=NOW)
    assert refused.value.problems
    assert ask(engine, TOPIC)[0].version == library.article(TOPIC).version


def test_half_an_article_is_not_published(engine: Engine) -> None:
    whole = body()
    del whole["facts"]
    with engine.connect() as connection, connection.begin(), pytest.raises(service.Unfit):
        service.publish(connection, TOPIC, whole, by="a@smeda", now=NOW)


def test_search_and_buttons_follow_once_a_process_is_told(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        service.publish(
            connection, TOPIC, body(asked=[*body()["en"]["asked"], "zorblax money"], label="Zorblax"), by="a", now=NOW
        )
    assert not [hit for hit in search.find("zorblax", 3) if hit.id == TOPIC]
    with engine.connect() as connection:
        service.refresh(connection)
    assert search.find("zorblax", 1)[0].id == TOPIC
    assert live.label(TOPIC).en == "Zorblax"  # type: ignore[union-attr]
    with engine.connect() as connection, connection.begin():
        service.withdraw(connection, TOPIC, by="a", now=NOW)
        service.refresh(connection)
    assert TOPIC not in [hit.id for hit in search.find("akhuwat loan", 10)]
    assert live.article(TOPIC) is None


def test_a_newer_file_and_a_day_that_has_come_ask_for_a_review(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        service.publish(connection, TOPIC, body(short="Ask the branch."), by="a", now=NOW)
        assert TOPIC not in service.to_review(connection, dt.date(2026, 11, 28))
        connection.execute(sa.text("UPDATE article_version SET file_version = 'older'"))
        assert service.to_review(connection, dt.date(2026, 11, 28))[TOPIC] == "file"
        assert set(service.to_review(connection, dt.date(2099, 1, 1)).values()) == {"due", "file"}


def test_who_was_told_what_and_whether_it_helped(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        people = [new_id() for _one in range(3)]
        connection.execute(sa.insert(person), [{"id": id, "created_at": NOW} for id in people])
        for place, id in enumerate(people):
            told = wish(ArticleTold(TOPIC, "v1"), id, f"told {place}")
            for _time in range(2):  # a repeated turn tells nobody twice
                service.ANSWERS[ArticleTold](connection, [told])
            rated = wish(RateArticle(TOPIC, "v1", useful=place > 0), id, f"rated {place}")
            service.ANSWERS[RateArticle](connection, [rated, rated])
        service.ANSWERS[RateArticle](connection, [wish(RateArticle(TOPIC, "v1", useful=True), people[0], "again")])
        assert service.told(connection, TOPIC, "v1") == sorted(people)
        assert service.told(connection, TOPIC, "v2") == []
        assert service.ratings(connection, TOPIC) == {(TOPIC, "v1"): (3, 0)}
        assert service.ratings(connection, "other") == {}
