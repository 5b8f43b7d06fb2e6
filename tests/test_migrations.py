"""The schema: made by migrations alone, the same as the models, up and down; what stood there before is carried on."""

import datetime as dt
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from bot.complaints import desk
from bot.complaints.models import complaint
from bot.db import engine_for
from bot.migrate import config
from bot.referrals import partners
from bot.registry.duplicates import sound_of
from bot.registry.models import person
from tests import check_migrations

NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)


def test_models_and_migrations_agree_and_the_last_one_can_be_taken_back() -> None:
    check_migrations.main()


def test_answers_to_complaints_from_before_there_was_a_history_stand_in_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'before.db'}"
    command.upgrade(config(url), "20261128_0008_mydata")
    row = {"person_id": 1, "category": "delay", "words": "Nobody answers", "language": "ur", "channel": "whatsapp",
           "due_at": NOW, "created_at": NOW}  # fmt: skip
    answered = {"state": "answered", "answer": "We ask.", "answered_by": "Bilal", "answered_at": NOW}
    waiting = {"state": "open", "answer": "", "answered_by": "", "answered_at": None}
    with engine_for(url).begin() as connection:
        connection.execute(sa.insert(person), [{"id": 1, "created_at": NOW}])
        rows = [{"id": 7, "reference": "a", "origin": "a", **row, **answered},
                {"id": 8, "reference": "b", "origin": "b", **row, **waiting}]  # fmt: skip
        connection.execute(sa.insert(complaint), rows)
    command.upgrade(config(url), "head")
    with engine_for(url).begin() as connection:
        found = [desk.complaint_of(connection, id) for id in (7, 8)]
    assert [[(step.at, step.officer, step.text) for step in one.steps] for one in found if one is not None] == [
        [(NOW, "Bilal", "We ask.")],
        [],
    ]


def test_names_from_before_are_heard_anew(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'before.db'}"
    command.upgrade(config(url), "20261128_0010_exemplars")
    with engine_for(url).begin() as connection:
        connection.execute(sa.insert(person), [{"id": 1, "created_at": NOW}])
        needed = [
            row[1:3] for row in connection.exec_driver_sql("PRAGMA table_info(business)") if row[3] and row[4] is None
        ]
        values = {name: 1 if "INT" in kind.upper() else "x" for name, kind in needed}
        values |= {"id": 5, "person_id": 1, "business_name": "Noor Silai", "owner_name": "Zainab Bibi",
                   "name_key": "old", "owner_key": "old"}  # fmt: skip
        business = sa.table("business", *map(sa.column, values))
        connection.execute(sa.insert(business), [values])
    command.upgrade(config(url), "head")
    with engine_for(url).begin() as connection:
        row = connection.execute(sa.select(business.c.name_key, business.c.owner_key)).one()
    assert tuple(row) == (sound_of("Noor Silai"), sound_of("Zainab Bibi"))


def test_agreements_from_before_are_counted_by_lender_and_those_of_the_release_before_stay_uncounted(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'before.db'}"
    command.upgrade(config(url), "20261128_0011_sounds")
    names = ("id", "lender", "products", "provinces", "begins_on", "contact", "made_at")
    insert = f"INSERT INTO partner_agreement ({', '.join(names)}) VALUES (?, ?, '[]', '[]', '2026-01-01', 'Ali', 0)"
    with engine_for(url).begin() as connection:
        for row in ((5, "asa"), (7, "kashf"), (9, "asa")):
            connection.exec_driver_sql(insert, row)
    command.upgrade(config(url), "head")
    with engine_for(url).begin() as connection:
        for row in ((11, "asa"), (12, "asa")):
            connection.exec_driver_sql(insert, row)
        found = connection.exec_driver_sql("SELECT id, nth FROM partner_agreement ORDER BY id").all()
        assert partners.recorded(connection, "asa") == 4
    assert [tuple(row) for row in found] == [(5, 1), (7, 1), (9, 2), (11, None), (12, None)]
