"""`main.py articles`: the table of what can be answered."""

import datetime as dt

from click.testing import CliRunner
from sqlalchemy.engine import Engine

from bot.answered import service
from bot.answered.listed import table
from bot.cli import group
from knowledge import library
from tests.answered.test_articles import NOW, TOPIC, body

TODAY = dt.date(2026, 11, 28)


def test_every_topic_is_a_line_with_what_staff_did_to_it(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        made = service.publish(connection, TOPIC, body(short="Ask the branch."), by="a", now=NOW)
        service.withdraw(connection, "smeda_head", by="a", now=NOW)
        assert list(table(connection, TODAY, only_to_review=True)) == ["Nothing is to be reviewed."]
        lines = list(table(connection, TODAY))
        reviewed = list(table(connection, dt.date(2099, 1, 1), only_to_review=True))
    assert "review is due" in reviewed[1]
    by_topic = {line.split()[0]: line for line in lines[1:] if line.split()[:1]}
    assert set(library.articles()) <= set(by_topic)
    assert "published here" in by_topic[TOPIC]
    assert made.version in by_topic[TOPIC]
    assert "en ur ur_Latn" in by_topic[TOPIC]
    assert "taken back" in by_topic["smeda_head"]
    assert f"{len(library.articles())} articles" in lines[-3]
    assert "published here: 1, taken back: 1" in lines[-1]


def test_it_is_a_command() -> None:
    said = CliRunner().invoke(group, ["articles", "--help"])
    assert said.exit_code == 0
    assert "--to-review" in said.output
