"""The registry as a table: what goes out comes in again, and what cannot be taken is named."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from openpyxl import Workbook, load_workbook
from sqlalchemy.engine import Connection

from bot.db import engine_for
from bot.registry import exchange, sheets
from bot.registry.fields import BUSINESS_FIELDS
from bot.registry.listing import BusinessFilter, all_businesses, businesses
from bot.registry.models import business, case_event
from bot.registry.officers import Officer
from bot.registry.sheets import Unreadable
from knowledge import districts, trades
from tests.house import empty_database

NOW = dt.datetime(2026, 11, 28, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
SANA = Officer(7, "Sana Malik")
ROW = {"owner_name": "Ayesha Khan", "business_name": "Al-Noor Traders", "trade": "Handicrafts", "district": "Sialkot",
       "since": "2019", "people": "5", "women": "3", "turnover": "5 to 30 lakh", "legal_form": "One owner",
       "has_ntn": "No", "exporting": "No"}  # fmt: skip


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    file = tmp_path / "munshi.db"
    file.write_bytes(empty_database().read_bytes())
    engine = engine_for(f"sqlite:///{file}")
    with engine.begin() as opened:
        yield opened
    engine.dispose()


def table(*rows: dict[str, str]) -> list[list[str]]:
    header = list(dict.fromkeys(name for row in rows for name in row))
    return [header, *([row.get(name, "") for name in header] for row in rows)]


def taken(connection: Connection, *rows: dict[str, str]) -> exchange.Report:
    report = exchange.check(connection, table(*rows), TODAY)
    exchange.apply(connection, report.rows, SANA, NOW)
    return report


def outcomes(report: exchange.Report) -> list[str]:
    return [row.outcome for row in report.rows]


@pytest.mark.parametrize("language", ["en", "ur", "ur_Latn"])
def test_every_choice_comes_in_as_it_went_out(language: str) -> None:
    values = {
        "district": list(districts.DISTRICTS),
        "trade": [*(f"group:{id}" for id in trades.GROUPS), *trades.TRADES],
        "has_ntn": [True, False],
    }
    for name, field in BUSINESS_FIELDS.items():
        for value in values.get(name, [option.id for option in field.kind.options]):
            cell = exchange._cell(name, value, language)
            assert exchange._read(field.kind, str(cell), TODAY) == value, cell


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_comes_in_as_the_same(connection: Connection, kind: str) -> None:
    taken(connection, ROW, {**ROW, "owner_name": "عائشہ خان", "business_name": "", "district": "Mirpur"})
    rows = [exchange.row_of(line, "ur") for line in all_businesses(connection, BusinessFilter())]
    assert len(rows) == 2
    if kind == "csv":
        content = sheets.write_csv(exchange.HEADER, rows)
    else:
        content = sheets.write_xlsx(exchange.HEADER, rows, title="registry", right_to_left=True)
    report = exchange.check(connection, sheets.read(f"registry.{kind}", content), TODAY)
    assert outcomes(report) == ["same", "same"]
    assert report.ignored == ["state", "smeda_number", "recorded_on"]


def test_columns_may_be_called_as_in_the_chat(connection: Connection) -> None:
    urdu = {"owner_name": "آپ کا نام", "district": "ضلع"}
    row = {urdu.get(name, BUSINESS_FIELDS[name].label.msgid): cell for name, cell in ROW.items()}  # type: ignore[union-attr]
    assert outcomes(exchange.check(connection, table(row), TODAY)) == ["new"]


def test_every_bad_cell_is_named_and_the_good_rows_are_taken(connection: Connection) -> None:
    bad = {**ROW, "owner_name": "12345", "district": "Atlantis", "since": "2031", "women": "9", "turnover": ""}
    report = taken(connection, ROW, bad, {**ROW, "owner_name": "Bilal Ahmed"})
    assert outcomes(report) == ["new", "bad", "new"]
    [row] = report.bad
    assert row.line == 3
    assert {problem.field for problem in row.problems} == {"owner_name", "district", "since", "women", "turnover"}
    assert businesses(connection, BusinessFilter()).total == 2


def test_applied_twice_or_listed_twice_a_business_is_recorded_once(connection: Connection) -> None:
    report = taken(connection, ROW, ROW)
    assert outcomes(report) == ["new", "same"]
    assert exchange.apply(connection, report.rows, SANA, NOW) == 0
    assert outcomes(taken(connection, ROW)) == ["same"]
    assert businesses(connection, BusinessFilter()).total == 1


def test_a_corrected_export_changes_what_is_there_and_says_who(connection: Connection) -> None:
    taken(connection, ROW)
    [line] = businesses(connection, BusinessFilter()).lines
    report = taken(connection, {**ROW, "reference": line.reference, "people": "2", "women": "2", "district": "Multan"})
    assert outcomes(report) == ["changed"]
    [after] = businesses(connection, BusinessFilter()).lines
    assert (after.facts["people"], after.facts["women"], after.facts["district"]) == (2, 2, "multan")
    events = connection.execute(sa.select(case_event.c.what, case_event.c.actor, case_event.c.detail)).all()
    assert {event.actor for event in events} == {"staff:7"}
    assert sorted(event.detail["field"] for event in events if event.what == "changed") == [
        "district",
        "people",
        "women",
    ]
    more = taken(connection, {**ROW, "reference": line.reference, "people": "9", "women": "8"})
    assert outcomes(more) == ["changed"]


@pytest.mark.parametrize("reference", ["111-222-3334", "=1+1"])
def test_a_number_nobody_has_is_bad(connection: Connection, reference: str) -> None:
    report = exchange.check(connection, table({**ROW, "reference": reference}), TODAY)
    assert [problem.field for row in report.bad for problem in row.problems] == ["reference"]


def test_a_table_without_needed_columns_is_not_looked_at(connection: Connection) -> None:
    report = exchange.check(connection, [["Name", "District"], ["Ali", "Multan"]], TODAY)
    assert "owner_name" in report.missing
    assert report.rows == []
    assert exchange.check(connection, [], TODAY).missing


def test_the_list_is_filtered_and_searched_by_sound_in_any_script(connection: Connection) -> None:
    taken(
        connection, ROW,
        {**ROW, "owner_name": "Bilal Ahmed", "business_name": "Daska Honey", "district": "Multan", "women": "0",
         "exporting": "Yes, already"},
    )  # fmt: skip

    def names(**wanted: object) -> list[str]:
        page = businesses(connection, BusinessFilter(**wanted))  # type: ignore[arg-type]
        return sorted(line.facts["owner_name"] for line in page.lines)

    assert names() == ["Ayesha Khan", "Bilal Ahmed"]
    assert names(words="النور") == ["Ayesha Khan"]
    assert names(words="bilaal") == ["Bilal Ahmed"]
    assert names(district="multan") == names(exporting="yes") == ["Bilal Ahmed"]
    assert names(with_women=True) == ["Ayesha Khan"]
    assert names(state="accepted") == names(since=NOW + dt.timedelta(days=1)) == []
    assert connection.execute(sa.select(sa.func.count()).select_from(business)).scalar() == 2


def test_a_cell_that_looks_like_a_formula_is_a_text_and_comes_back_as_it_was() -> None:
    wild = ['=HYPERLINK("http://x")', "+923001234567", "-1", "@x", "'quoted", "plain"]
    content = sheets.write_csv(["a"] * 6, [wild])
    assert content.decode("utf-8-sig").splitlines()[1].startswith("\"'=HYPERLINK")
    assert sheets.read("x.csv", content)[1] == wild
    packed = sheets.write_xlsx(["a"] * 6, [wild], title="t", right_to_left=False)
    assert all(cell.data_type == "s" for cell in load_workbook(io.BytesIO(packed)).worksheets[0][2])
    assert sheets.read("x.XLSX", packed)[1] == wild


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_as_spreadsheets_write_it(coding: str, separator: str) -> None:
    content = f"name{separator}city\r\nعلی{separator}لاہور\r\n".replace("ی", "ي" if coding == "cp1256" else "ی")
    content = content.replace("ہ", "ه" if coding == "cp1256" else "ہ")
    rows = sheets.read("x.csv", content.encode(coding))
    assert rows[0] == ["name", "city"]
    assert [len(row) for row in rows] == [2, 2]
    assert rows[1][0].startswith("عل")


def test_files_that_are_no_tables_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_MOST_UNPACKED", 2_000_000)
    monkeypatch.setattr(sheets, "MOST_ROWS", 500)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (sheets._MOST_UNPACKED + 1))
    long = Workbook(write_only=True)
    sheet = long.create_sheet()
    for _ in range(sheets.MOST_ROWS + 2):
        sheet.append(["x"])
    rows = io.BytesIO()
    long.save(rows)
    for name, content, reason in (
        ("x.pdf", b"%PDF-", "kind"),
        ("x.xlsx", b"not a zip", "broken"),
        ("x.xlsx", b"PK\x03\x04" + b"\0" * 100, "broken"),
        ("x.xlsx", bomb.getvalue(), "large"),
        ("x.csv", b"\x89PNG\r\n\x1a\n\0\0", "broken"),
        ("x.csv", b"a" * (sheets.MOST_BYTES + 1), "large"),
        ("x.csv", b"a\n" * (sheets.MOST_ROWS + 2), "rows"),
        ("x.xlsx", rows.getvalue(), "rows"),
    ):
        with pytest.raises(Unreadable) as refused:
            sheets.read(name, content)
        assert refused.value.reason == reason, name
