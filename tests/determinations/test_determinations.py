"""Determinations: kept once, repeated for ever, and found again when a rule changes. On both databases."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.chat.requests import Done
from bot.determinations import service
from bot.determinations.models import determination, rule_version
from bot.determinations.requests import DeterminationCard, Determine, MyDeterminations
from bot.determinations.service import NotReproduced, affected, described, reproduce
from bot.registry.models import person
from bot.registry.reference import is_reference
from bot.registry.wished import Wished
from knowledge import programmes, rules
from knowledge.conditions import dumped
from knowledge.rules import Range
from tests.both import KINDS, engine_of, undone

NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
TODAY = "2026-11-23"
AYESHA, BILAL = 11, 22
GRANT = {
    "has_ntn": True, "years": 4, "on_paper": True, "bank_account": True, "has_certificate": False,
    "other_grant": False, "owns_stake": True, "turnover": Range(1, 500_000),
}  # fmt: skip


@pytest.fixture(scope="module", params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine_of(request.param, tmp_path_factory.mktemp("determinations")) as made:
        yield made


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with undone(engine) as connection:
        connection.execute(sa.insert(person), [{"id": id, "created_at": NOW} for id in (AYESHA, BILAL)])
        yield connection


def determine(connection: Connection, programme: str, inputs: dict[str, Any], key: str, who: int = AYESHA) -> str:
    wish = Wished(Determine(programme, dumped(inputs), TODAY), who, NOW, key)
    [outcome] = service.ANSWERS[Determine](connection, [wish])
    assert isinstance(outcome, Done)
    return str(outcome.value)


def count(connection: Connection, table: sa.Table) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_it_has_a_number_and_its_rules_are_stored_once(connection: Connection) -> None:
    first = determine(connection, "certification-grant", GRANT, "a:1")
    second = determine(connection, "certification-grant", {**GRANT, "years": 9}, "b:1", BILAL)
    assert is_reference(first)
    assert is_reference(second)
    assert first != second
    assert count(connection, rule_version) == 1


def test_done_twice_it_is_kept_once(connection: Connection) -> None:
    assert determine(connection, "certification-grant", GRANT, "a:1") == determine(
        connection, "certification-grant", {**GRANT, "years": 9}, "a:1"
    )
    assert count(connection, determination) == 1


@pytest.mark.parametrize(
    ("programme", "inputs", "outcome"),
    [
        ("certification-grant", GRANT, "no"),
        ("certification-grant", {**GRANT, "years": Range(4, 5)}, "unknown"),
        ("export-fund", {"applicant": "firm", "exporting": "yes", "member": None, "trade": "tailoring"}, "unknown"),
        ("export-fund", {"applicant": "association"}, "institution"),
        ("size-class", {"turnover": Range(3_000_001, 30_000_000)}, "micro"),
        ("loans", {"amount": 50_000, "district": "sialkot", "province": "punjab", "woman": True}, "some"),
        ("loans", {"amount": 10**9, "district": "sialkot", "province": "punjab"}, "none"),
    ],
)
def test_it_comes_out_the_same_when_it_is_repeated(
    connection: Connection, programme: str, inputs: dict[str, Any], outcome: str
) -> None:
    number = determine(connection, programme, inputs, "a:1")
    assert reproduce(connection, number).outcome == outcome
    assert f"outcome: {outcome}" in list(described(connection, number))


def test_a_number_of_nobodys_is_not_repeated(connection: Connection) -> None:
    with pytest.raises(KeyError):
        reproduce(connection, "482-915-7036")


def test_what_does_not_come_out_the_same_is_told_and_not_hidden(connection: Connection) -> None:
    number = determine(connection, "certification-grant", GRANT, "a:1")
    connection.execute(sa.update(determination).values(outcome="yes"))
    with pytest.raises(NotReproduced, match="was yes, comes to no"):
        reproduce(connection, number)


def test_a_person_sees_the_last_one_of_each_programme(connection: Connection) -> None:
    determine(connection, "certification-grant", GRANT, "a:1")
    fund = determine(connection, "export-fund", {"applicant": "association"}, "a:2")
    grant = determine(connection, "certification-grant", {**GRANT, "years": 9}, "a:3")
    wishes = [Wished(MyDeterminations(), who, NOW) for who in (AYESHA, BILAL)]
    mine, his = service.ANSWERS[MyDeterminations](connection, wishes)
    assert his == []
    titles = {id: programmes.versions()[id][-1].title for id in ("export-fund", "certification-grant")}
    assert mine == [
        DeterminationCard(fund, "export-fund", titles["export-fund"], "institution", TODAY),
        DeterminationCard(grant, "certification-grant", titles["certification-grant"], "yes", TODAY),
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the rule files, to which a version can be added."""
    shutil.copytree(programmes.FOLDER, tmp_path / "programmes")
    monkeypatch.setattr(programmes, "FOLDER", tmp_path / "programmes")
    programmes.versions.cache_clear()
    yield tmp_path / "programmes"
    monkeypatch.undo()
    programmes.versions.cache_clear()


def change_the_grant(folder: Path) -> None:
    """From December on four years are enough."""
    text = (folder / "certification_grant_1.toml").read_text(encoding="utf-8")
    text = text.replace("version = 1", "version = 2").replace("from = 2024-07-01", "from = 2026-12-01")
    (folder / "certification_grant_2.toml").write_text(text.replace("years >= 5", "years >= 4"), encoding="utf-8")
    programmes.versions.cache_clear()


def test_when_a_rule_changes_those_who_were_told_otherwise_are_found(connection: Connection, folder: Path) -> None:
    told_no = determine(connection, "certification-grant", GRANT, "a:1")
    determine(connection, "certification-grant", {**GRANT, "years": 2}, "b:1", BILAL)
    december = dt.date(2026, 12, 2)
    assert list(affected(connection, "certification-grant", december)) == []
    change_the_grant(folder)
    assert list(affected(connection, "certification-grant", dt.date(2026, 11, 30))) == [], "it does not hold yet"
    [found] = affected(connection, "certification-grant", december)
    assert (found.number, found.person_id, found.before, found.now) == (told_no, AYESHA, "no", "yes")
    assert reproduce(connection, told_no).outcome == "no", "what she was told stays what she was told"


def test_whoever_has_been_told_anew_is_not_found_again(connection: Connection, folder: Path) -> None:
    determine(connection, "certification-grant", GRANT, "a:1")
    change_the_grant(folder)
    wish = Wished(Determine("certification-grant", dumped(GRANT), "2026-12-02"), AYESHA, NOW, "a:2")
    service.ANSWERS[Determine](connection, [wish])
    assert count(connection, rule_version) == 2
    assert list(affected(connection, "certification-grant", dt.date(2026, 12, 2))) == []


def test_one_lender_more_is_told_by_name(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    wish = {"amount": 50_000, "district": "sialkot", "province": "punjab", "woman": False, "age": 30}
    number = determine(connection, "loans", wish, "a:1")
    now = programmes.in_force("loans", dt.date(2026, 11, 23))
    fewer = [part for part in now.parts if part.programme != "asa-small"]
    changed = rules.restored(rules.stored(now).replace(b'"version":1', b'"version":2'))
    import msgspec

    changed = msgspec.structs.replace(changed, parts=tuple(fewer))
    monkeypatch.setitem(programmes.versions(), "loans", (changed,))
    [found] = affected(connection, "loans", dt.date(2026, 11, 24))
    assert (found.number, found.now) == (number, "some (asa-small)")


def test_rules_stored_by_the_first_release_are_read_for_ever() -> None:
    """This text stands in databases. It must be read, and decide, as it did."""
    body = (
        '{"decides":"all","facts":{"years":{"choices":[],"kind":"number","label":{"en":"Years","ur":"سال",'
        '"ur_Latn":"Saal"}}},"from":"2026-01-01","programme":"old","rules":[{"change":{"en":"later","ur":"بعد میں",'
        '"ur_Latn":"baad mein"},"id":"years","sources":["T2-021"],"when":"years >= 5 and not (years > 3 crore)"},'
        '{"id":"place","until":"2026-06-30","when":"place is one of a, b or otherwise"}],"title":{"en":"Old",'
        '"ur":"پرانا","ur_Latn":"Purana"},"version":1}'
    )
    old = rules.restored(body)
    assert rules.decide(old, {"years": 4}, dt.date(2026, 3, 1)).changes == ("years",)
    assert rules.decide(old, {"years": 5}, dt.date(2026, 3, 1)).outcome == "yes"
    assert rules.decide(old, {"years": Range(4, 6)}, dt.date(2026, 7, 1)).missing == ("years",)
