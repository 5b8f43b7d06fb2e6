"""A list of sittings from a file: everything wrong is named by line; what is right takes effect, once."""

import csv
import datetime as dt
import io

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.clock import KARACHI
from bot.training.importing import COLUMNS, MOST_ROWS, apply, read
from bot.training.models import course, sitting
from bot.training.samples import FILE, load
from tests.training.conftest import NOW, people
from tests.training.hall import Hall

TODAY = dt.date(2026, 11, 23)
GOOD = {
    "course": "brand", "title_en": "Branding", "title_ur": "برانڈنگ", "title_ur_latn": "Branding", "topic": "branding",
    "sitting": "brand-lhr", "online": "no", "district": "Lahore", "place": "Hall 3", "language": "ur",
    "women_only": "no", "date": "2026-12-05", "from": "10:00", "to": "12:30", "seats": "30", "fee": "",
    "trainer": "Sana Malik", "state": "", "attendance_code": "4821",
}  # fmt: skip


def table(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows({**GOOD, **row} for row in rows)
    return written.getvalue()


def problems(*rows: dict[str, str]) -> list[str]:
    return [str(problem) for problem in read(table(*rows), TODAY).problems]


class TestReading:
    def test_a_good_row(self) -> None:
        [row] = read(table({}), TODAY).rows
        assert row.course["title_ur"] == "برانڈنگ"
        assert row.sitting["district"] == "lahore"
        assert row.sitting["fee"] is None
        assert row.sitting["starts_at"] == dt.datetime(2026, 12, 5, 10, 0, tzinfo=KARACHI)
        assert not row.cancelled

    def test_what_spreadsheets_add_does_no_harm(self) -> None:
        text = "\ufeff" + table({"fee": "1,500", "online": "YES", "from": "9.30", "district": ""}) + "\r\n,,,\r\n"
        [row] = read(text.replace("\r\n", "\n"), TODAY).rows
        assert (row.sitting["fee"], row.sitting["online"], row.sitting["district"]) == (1500, True, None)

    @pytest.mark.parametrize(
        ("wrong", "named"),
        [
            ({"title_en": "x" * 21}, "title_en: Must have 1 to 20 characters"),
            ({"title_ur": ""}, "title_ur: Must have 1 to 20"),
            ({"topic": "cooking"}, "topic: Must be one of: value"),
            ({"district": "Atlantis"}, "district: Must name one district"),
            ({"district": "Karachi"}, "district: Must name one district"),
            ({"language": "fr"}, "language: Must be one of"),
            ({"women_only": "maybe"}, "women_only: Must be yes or no"),
            ({"date": "05/12/2026"}, "date: Must be a date like"),
            ({"date": "+7"}, "date: Must be a date like"),
            ({"date": "2036-12-05"}, "date: Is more than a year away"),
            ({"from": "25:00"}, "from: Must be a time"),
            ({"to": "09:00"}, "to: Must be later than the beginning"),
            ({"to": "23:00"}, "to: Must be later than the beginning, and at most 12 hours"),
            ({"seats": "0"}, "seats: Must be a whole number"),
            ({"seats": "many"}, "seats: Must be a whole number"),
            ({"fee": "free"}, "fee: Must be whole rupees"),
            ({"fee": "-5"}, "fee: Must be whole rupees"),
            ({"state": "perhaps"}, "state: Must be open or cancelled"),
            ({"attendance_code": "12"}, "attendance_code: Must have 4 to 20"),
            ({"sitting": "a b"}, "sitting: Must be 2 to 40 Latin letters"),
            ({"place": "x" * 201}, "place: Must have at most 200"),
        ],
    )
    def test_everything_wrong_is_named_by_line(self, wrong: dict[str, str], named: str) -> None:
        [problem] = problems(wrong)
        assert problem.startswith(f"line 2: {named}")

    def test_all_that_is_wrong_with_a_row_is_said_at_once(self) -> None:
        assert len(problems({"seats": "0", "date": "x", "topic": "x"})) == 3

    def test_rows_that_contradict_each_other(self) -> None:
        found = problems({}, {"title_en": "Brands", "sitting": "other"}, {})
        assert found == [
            "line 3: Course brand has another title or topic than in line 2.",
            "line 4: Sitting brand-lhr stands in line 2 already.",
        ]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "line 1: These columns are missing: course"),
            ("course,course\n", "line 1: These columns are missing"),
            (table({}).replace("trainer", "teacher", 1), "line 1: These columns are missing: trainer."),
            (table({}) + "one,two\n", "line 3: This line has 2 columns instead of 19."),
            (table({}) + '"open', "line 3: From here on it is not CSV"),
        ],
    )
    def test_what_is_no_such_table_is_said_so(self, text: str, said: str) -> None:
        assert str(read(text, TODAY).problems[0]).startswith(said)

    def test_a_file_without_end_is_not_read_to_its_end(self) -> None:
        assert "split the file" in problems(*[{"sitting": f"s{n}"} for n in range(MOST_ROWS + 1)])[-1]


class TestEffect:
    def test_the_same_file_again_changes_nothing(self, connection: Connection) -> None:
        rows = read(table({}, {"sitting": "second"}), TODAY).rows
        assert apply(connection, rows, NOW).opened == 2
        again = apply(connection, rows, NOW)
        assert (again.opened, again.changed, again.same) == (0, 0, 2)

    def test_another_time_and_a_cancellation_are_told(self, connection: Connection) -> None:
        people(connection, 3)
        apply(connection, read(table({}), TODAY).rows, NOW)
        hall = Hall(connection, NOW)
        id = connection.execute(sa.select(sitting.c.id)).scalar_one()
        hall.takes(1, id)
        assert apply(connection, read(table({"from": "11:00"}), TODAY).rows, NOW).changed == 1
        assert hall.told() == [(1, "seat moved")]
        effect = apply(connection, read(table({"state": "cancelled"}), TODAY).rows, NOW)
        assert (effect.cancelled, effect.told) == (1, 1)
        assert hall.told() == [(1, "seat news")]
        back = apply(connection, read(table({}), TODAY).rows, NOW)
        assert back.changed == 1
        assert hall.takes(2, id)["state"] == "booked"

    def test_without_a_code_one_is_made_up_and_shown_once(self, connection: Connection) -> None:
        rows = read(table({"attendance_code": ""}), TODAY).rows
        [code] = apply(connection, rows, NOW).codes.values()
        assert len(code) == 4
        assert apply(connection, rows, NOW).codes == {}
        stored = connection.execute(sa.select(sitting.c.code_hash, sitting.c.code_salt)).one()
        assert code not in str(stored)[:6]

    def test_what_has_begun_stays_as_it_is(self, connection: Connection) -> None:
        later = NOW + dt.timedelta(days=30)
        rows = read(table({}), TODAY).rows
        assert apply(connection, rows, later).past == 1
        apply(connection, rows, NOW)
        assert apply(connection, read(table({"seats": "99"}), TODAY).rows, later).past == 1
        assert connection.execute(sa.select(sitting.c.seats)).scalar_one() == 30


class TestSamples:
    def test_they_are_good_marked_and_soon(self, connection: Connection) -> None:
        effect = load(connection, NOW)
        assert effect.opened >= 5
        rows = connection.execute(sa.select(sitting)).mappings().all()
        assert all(row["sample"] for row in rows)
        assert all(NOW < row["starts_at"] < NOW + dt.timedelta(days=30) for row in rows)
        assert all(row["fee"] is None for row in rows), "no fee is made up"
        titles = connection.execute(sa.select(course.c.title_en, course.c.title_ur, course.c.title_ur_latn)).all()
        assert all(
            en.startswith("Sample:") and ur.startswith("نمونہ:") and roman.startswith("Namoona:")
            for en, ur, roman in titles
        )

    def test_once_and_never_beside_real_ones(self, connection: Connection) -> None:
        load(connection, NOW)
        assert load(connection, NOW).opened == 0
        assert FILE.exists()

    def test_not_where_a_desk_has_begun_its_own_list(self, connection: Connection) -> None:
        apply(connection, read(table({}), TODAY).rows, NOW)
        assert load(connection, NOW).opened == 0
