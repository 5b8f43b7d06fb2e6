"""Accepted sentences: kept apart from the gaps they come from, written into files, taken out by an erasure."""

import datetime as dt
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.answered import exemplars, gaps, service
from bot.answered.clusters import clusters
from bot.answered.exemplars import NotAccepted
from bot.answered.models import gap
from bot.answered.written import as_toml, write
from bot.db import engine_for
from bot.language.exemplars import LANGUAGES, Exemplar
from bot.mydata.declared import KEPT
from bot.mydata.sweeps import RULES
from tests.answered.test_gaps import NOW, missed
from tests.house import empty_database


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    shutil.copy(empty_database(), tmp_path / "exemplars.db")
    made = engine_for(f"sqlite:///{tmp_path}/exemplars.db")
    yield made
    made.dispose()


def labelled(connection: Connection, text: str = "zarai alat kahan milte hain") -> int:
    service.note(connection, [missed(text)], NOW)
    [row] = [row for row in service.gaps(connection) if row.text == text]
    service.label(connection, [row.id], intent="vendor", by="a@smeda", now=NOW)
    return row.id


def test_what_a_reviewer_accepts_is_learnt_and_stays_when_the_gap_is_swept(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        id = labelled(connection)
        made = exemplars.accept(connection, id, "zarai alat kahan milte hain", ("vendor", ""), by="h@smeda", now=NOW)
        assert exemplars.to_learn(connection) == (Exemplar(made.text, "ur_Latn", "vendor"),)
        assert service.counts(connection) == {"accepted": 1}
        assert service.reopen(connection, [id]) == 0, "it is learnt from already"
        old = [sweep for table, sweep in RULES.values() if table == "gap" and sweep.since == "last_at"]
        which = sa.and_(gap.c.last_at < NOW + dt.timedelta(days=181), old[0].where(gap))  # type: ignore[misc]
        assert connection.execute(sa.delete(gap).where(which)).rowcount == 1
        assert len(exemplars.to_learn(connection)) == 1
        assert exemplars.drop(connection, made.id)
        assert exemplars.to_learn(connection) == ()


def test_a_label_nobody_reviews_is_not_kept_for_ever() -> None:
    assert [sweep.since for sweep in KEPT["gap"].sweeps] == ["last_at", "labelled_at"]


def test_it_is_accepted_as_it_was_read_or_not_at_all(sqlite: Engine) -> None:
    with sqlite.connect() as connection, connection.begin():
        id = labelled(connection)
        for text, meaning, reason in (
            ("zarai alat", ("training", ""), exemplars.GONE),
            ("0300 1234567", ("vendor", ""), exemplars.EMPTY),
            ("call 0300 1234567", ("vendor", ""), exemplars.PRIVATE),
            ("stop", ("vendor", ""), exemplars.COMMAND),
            ("la " * 200, ("vendor", ""), exemplars.EMPTY),
        ):
            with pytest.raises(NotAccepted) as why:
                exemplars.accept(connection, id, text, meaning, by="h@smeda", now=NOW)
            assert why.value.reason == reason
        assert exemplars.accepted(connection) == []


def test_two_wordings_of_one_sound_are_one_sentence(sqlite: Engine) -> None:
    with sqlite.connect() as connection, connection.begin():
        first, second = labelled(connection, "zarai alat chahiye"), labelled(connection, "kheti ka saman")
        exemplars.accept(connection, first, "zarai alat chahiye", ("vendor", ""), by="h", now=NOW)
        exemplars.accept(connection, second, "zaraai alaat chahye", ("vendor", ""), by="h", now=NOW)
        assert [one.text for one in exemplars.accepted(connection)] == ["zaraai alaat chahye"]


def test_an_erasure_takes_out_what_sounds_like_her(sqlite: Engine) -> None:
    with sqlite.connect() as connection, connection.begin():
        exemplars.accept(
            connection, labelled(connection), "zarai alat kahan milte hain", ("vendor", ""), by="h", now=NOW
        )
        assert exemplars.forget(connection, [gaps.key_of("something else")]) == 0
        assert exemplars.forget(connection, [gaps.key_of("Zaraai alaat kahan miltay hain?")]) == 1
        assert exemplars.accepted(connection) == []


SAID = (
    Exemplar("kheti ka saman", "ur_Latn", "vendor"),
    Exemplar("کھیتی کا سامان “بیچنا” ہے", "ur", "vendor"),
    Exemplar('say "hs" \\ code', "en", "kb_question", "hs_code"),
)


def test_files_have_the_format_of_the_others(tmp_path: Path) -> None:
    for file, text in as_toml(SAID).items():
        data = tomllib.loads(text)
        assert set(data) <= set(LANGUAGES)
        meant = [one for one in SAID if file.stem in (one.topic, one.intent)]
        assert sorted((language, one) for language, texts in data.items() for one in texts) == sorted(
            (one.language, one.text) for one in meant
        )


def test_they_are_added_to_files_once_and_nothing_else_is_touched(tmp_path: Path) -> None:
    (tmp_path / "intents").mkdir()
    file = tmp_path / "intents" / "vendor.toml"
    file.write_text('# A remark.\n\nen = [\n    "sell to a company",\n]\n\nur = [\n    "کمپنی کو بیچنا",\n]\n', "utf-8")
    assert {path.name: count for path, count in write(tmp_path, SAID).items()} == {"vendor.toml": 2, "hs_code.toml": 1}
    text = file.read_text("utf-8")
    assert tomllib.loads(text) == {
        "en": ["sell to a company"],
        "ur": ["کمپنی کو بیچنا", "کھیتی کا سامان “بیچنا” ہے"],
        "ur_Latn": ["kheti ka saman"],
    }
    assert text.startswith("# A remark.\n")
    assert write(tmp_path, SAID) == {}
    assert file.read_text("utf-8") == text


def test_near_rows_are_one_group_and_the_same_ones_every_time(sqlite: Engine) -> None:
    rare = {"zr": 8.0, "alt": 8.0, "bkr": 8.0, "mnd": 7.0}

    def weight(sound: str) -> float:
        return rare.get(sound, 1.0)

    texts = ["mujhe zarai alat chahiye", "zarai alat kahan milenge", "bakra mandi", "bakra mandi kahan hai", "chahiye"]
    with sqlite.connect() as connection, connection.begin():
        service.note(connection, [missed(text) for text in texts for _time in range(1 + ("mandi" in text))], NOW)
        rows = service.gaps(connection)
    found = clusters(rows, weight)
    assert [(group.times, sorted(row.text for row in group.rows)) for group in found] == [
        (4, ["bakra mandi", "bakra mandi kahan hai"]),
        (2, ["mujhe zarai alat chahiye", "zarai alat kahan milenge"]),
        (1, ["chahiye"]),
    ]
    assert clusters(list(reversed(rows)), weight) == found
