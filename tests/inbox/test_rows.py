"""The look for messages that are in the inbox already does not grow with the inbox."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from bot.inbox.rows import which_are_stored
from tests.both import engine_of

MANY = 3_000


def test_on_postgresql_it_reads_what_is_asked_for_alone_also_before_there_are_statistics() -> None:
    fill = sa.text(
        "INSERT INTO inbound (channel, key, kind, state, sent_at, received_at, body) "
        "SELECT 'whatsapp', 'wamid.' || n, 'text', 'done', 0, 0, '{}' FROM generate_series(1, :many) AS n"
    )
    asked = {"channels": ["whatsapp"] * 50, "keys": [f"wamid.{n * 100}" for n in range(50)]}
    how = sa.text(f"EXPLAIN (ANALYZE, FORMAT JSON) {which_are_stored('postgresql')}")
    typed = [sa.bindparam(name, type_=ARRAY(sa.Text)) for name in asked]
    with engine_of("postgresql", None) as engine, engine.begin() as connection:
        connection.execute(fill, {"many": MANY})
        found = connection.execute(which_are_stored("postgresql"), asked).all()
        told = connection.execute(how.bindparams(*typed), asked).scalar_one()
    assert [(row.channel, row.key) for row in found] == [("whatsapp", f"wamid.{n * 100}") for n in range(1, 31)]
    [plan] = told if isinstance(told, list) else json.loads(told)
    read = [node["Actual Rows"] + node.get("Rows Removed by Filter", 0) for node in nodes(plan["Plan"])]
    assert max(read) <= 50, plan


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)
