"""`main.py staff …` and `main.py registry …`, run in this process."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import group
from bot.db import engine_for
from bot.staff import accounts, audit, passwords

HEADER = "owner_name,business_name,trade,district,since,people,women,turnover,legal_form,has_ntn,exporting\n"


class Commands:
    """The command line on one database."""

    def __init__(self, database: str, folder: Path) -> None:
        self.database, self.folder = database, folder

    def __call__(self, *arguments: str) -> Result:
        environment = {"DATABASE_URL": self.database, "MUNSHI_ENV": "development"}
        return CliRunner().invoke(group, arguments, env=environment, obj=None)

    def account(self, email: str) -> accounts.Account | None:
        engine = engine_for(self.database)
        with engine.connect() as connection:
            return accounts.by_email(connection, email)


@pytest.fixture
def commands(database: str, tmp_path: Path) -> Commands:
    return Commands(database, tmp_path)


def test_an_account_is_made_with_a_password_that_is_printed_once(commands: Commands) -> None:
    ended = commands("staff", "add", "Ali@Example.org", "--role", "officer", "--name", "Ali Raza")
    assert ended.exit_code == 0, ended.output
    [password] = re.findall(r"\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b", ended.output)
    account = commands.account("ali@example.org")
    assert account is not None
    assert (account.name, account.role, account.must_change) == ("Ali Raza", "officer", True)
    assert passwords.fits(password, account.password_hash)
    reset = commands("staff", "reset", "ali@example.org")
    assert password not in reset.output
    again = commands.account("ali@example.org")
    assert again is not None
    assert not passwords.fits(password, again.password_hash)
    assert "ali@example.org  officer  Ali Raza" in commands("staff", "list").output


@pytest.mark.parametrize(
    "arguments",
    [
        ("staff", "add", "nonsense", "--role", "officer"),
        ("staff", "add", "a@example.org", "--role", "king"),
        ("staff", "add", "a@example.org"),
        ("staff", "reset", "nobody@example.org"),
        ("staff", "disable", "nobody@example.org"),
        ("registry", "export", "registry.pdf"),
        ("registry", "import", "not-there.csv"),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_says_why(commands: Commands, arguments: tuple[str, ...]) -> None:
    ended = commands(*arguments)
    assert ended.exit_code == 2
    assert ended.stderr.strip()
    assert "Traceback" not in ended.output


def test_an_account_is_disabled_and_let_in_again(commands: Commands) -> None:
    for email, role in (("boss@example.org", "admin"), ("ali@example.org", "officer")):
        assert commands("staff", "add", email, "--role", role).exit_code == 0
    assert commands("staff", "disable", "ali@example.org").exit_code == 0
    assert not commands.account("ali@example.org").is_on  # type: ignore[union-attr]
    assert "disabled" in commands("staff", "list").output
    assert commands("staff", "enable", "ali@example.org").exit_code == 0
    assert commands.account("ali@example.org").is_on  # type: ignore[union-attr]
    assert commands("staff", "disable", "boss@example.org").exit_code == 2


def test_a_file_is_looked_at_and_only_then_applied_and_comes_out_again(commands: Commands) -> None:
    file = commands.folder / "in.csv"
    rows = ("عائشہ خان,النور ٹریڈرز,handicrafts,Sialkot,2019,5,3,5 to 30 lakh,One owner,No,No\n"
            "12345,Bad Row,handicrafts,Atlantis,2019,2,3,5 to 30 lakh,One owner,No,No\n")  # fmt: skip
    file.write_text(HEADER + rows, encoding="utf-8")
    looked = commands("registry", "import", str(file))
    assert looked.exit_code == 0, looked.output
    assert "1 new, 0 changed, 0 same, 1 bad" in looked.output
    assert "row 3, owner_name:" in looked.output
    assert "row 3, district:" in looked.output
    out = commands.folder / "out.xlsx"
    assert "0 businesses" in commands("registry", "export", str(out)).output
    assert "1 rows are written" in commands("registry", "import", str(file), "--apply").output
    assert "0 rows are written" in commands("registry", "import", str(file), "--apply").output
    assert "1 businesses" in commands("registry", "export", str(out)).output
    assert "0 new, 0 changed, 1 same, 0 bad" in commands("registry", "import", str(out)).output
    engine = engine_for(commands.database)
    with engine.connect() as connection:
        trail = [entry.what for entry in audit.find(connection, audit.Wanted())]
    assert trail == ["registry exported", "registry imported", "registry exported"]


def test_a_file_without_its_columns_is_refused_in_one_line(commands: Commands) -> None:
    file = commands.folder / "in.csv"
    file.write_text("name,city\nAli,Multan\n")
    ended = commands("registry", "import", str(file))
    assert ended.exit_code == 2
    assert "owner_name" in ended.stderr
    assert ended.stderr.count("\n") == 1
