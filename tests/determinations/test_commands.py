"""`main.py determinations …` and `main.py partners …`: what they print, and that wrong usage ends with one line."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from bot.cli import group
from bot.db import engine_for
from bot.determinations import service
from bot.determinations.requests import Determine
from bot.registry.models import person
from bot.registry.wished import Wished
from knowledge import programmes
from knowledge.conditions import dumped
from tests.determinations.test_determinations import GRANT, NOW, TODAY, change_the_grant, folder  # noqa: F401
from tests.house import empty_database

Run = Callable[..., Result]


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    file = tmp_path / "munshi.db"
    file.write_bytes(empty_database().read_bytes())
    url = f"sqlite:///{file}"
    monkeypatch.setenv("DATABASE_URL", url)
    return url


@pytest.fixture
def run(database: str) -> Run:
    return lambda *words: CliRunner().invoke(group, words)


@pytest.fixture
def number(database: str) -> str:
    """Somebody was told no."""
    engine = engine_for(database)
    with engine.begin() as connection:
        connection.execute(sa.insert(person), [{"id": 11, "created_at": NOW}])
        wish = Wished(Determine("certification-grant", dumped(GRANT), TODAY), 11, NOW, "a:1")
        [outcome] = service.ANSWERS[Determine](connection, [wish])
    engine.dispose()
    return str(outcome.value)


def test_affected_lists_the_numbers_of_those_who_were_told_otherwise(
    run: Run,
    number: str,
    folder: Path,  # noqa: F811
) -> None:
    assert run("determinations", "affected", "certification-grant").output == "0 people were told otherwise.\n"
    change_the_grant(folder)
    text = (folder / "certification_grant_2.toml").read_text(encoding="utf-8")
    (folder / "certification_grant_2.toml").write_text(text.replace("2026-12-01", "2026-01-01"), encoding="utf-8")
    programmes.versions.cache_clear()
    said = run("determinations", "affected", "certification-grant")
    assert (said.exit_code, said.stdout) == (0, f"{number}  no -> yes\n")


def test_show_says_what_it_rests_on(run: Run, number: str) -> None:
    said = run("determinations", "show", number)
    assert said.exit_code == 0
    assert f"{number}: certification-grant, version 1" in said.output
    assert "outcome: no" in said.output
    assert "answer: years = 4" in said.output
    assert "rule: years is broken" in said.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("determinations", "affected", "nothing"), "There is no programme nothing; known are: "),
        (("determinations", "show", "482-915-7036"), "There is no determination 482-915-7036; check its digits."),
        (("partners", "add", "apna", "--contact", "x"), "Not recorded: Apna Microfinance Bank must not be routed to"),
        (("partners", "add", "asa", "--contact", "x", "--province", "utopia"), "--province: utopia: known are punjab"),
        (("partners", "add", "asa", "--contact", "x", "--webhook", "ftp://x"), "--webhook: write a whole address"),
        (("partners", "add", "asa", "--contact", "x", "--webhook", "http://x.pk/a"), "--webhook: people's details go"),
        (("partners", "token", "asa"), "No token: there is no agreement with asa"),
        (("partners", "end", "7"), "There is no agreement 7; see: partners list"),
        (("referrals", "show", "482-915-7036"), "There is no referral 482-915-7036; check its digits."),
    ],
)
def test_wrong_usage_ends_with_one_line(run: Run, words: tuple[str, ...], told: str) -> None:
    said = run(*words)
    assert said.exit_code == 2
    assert said.output.startswith(told)
    assert said.output.count("\n") == 1


def test_an_agreement_from_its_beginning_to_its_end(run: Run) -> None:
    added = run("partners", "add", "asa", "--contact", "Ali", "--product", "asa-small", "--from", "2026-01-01")
    assert added.exit_code == 0
    id = added.output.split()[1]
    assert "secret" not in added.output, "nothing is posted, so nothing is signed"
    listed = run("partners", "list").output
    assert listed == f"{id}  asa  2026-01-01 to further notice  asa-small  everywhere  Ali  CSV\n"
    assert run("partners", "end", id, "--on", "2026-06-30").output == f"Agreement {id} ends with 2026-06-30.\n"
    assert "to 2026-06-30" in run("partners", "list").output
