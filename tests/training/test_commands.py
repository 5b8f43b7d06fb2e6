"""Trainings from the command line, as the operator runs it."""

import datetime as dt
import re
from pathlib import Path

from bot import clock
from tests.processes import Ended, run
from tests.training.test_importing import table


def main(folder: Path, *arguments: str) -> Ended:
    """`main.py …` on a database of its own."""
    environment = {"PATH": "/usr/bin:/bin", "DATABASE_URL": f"sqlite:///{folder / 'cli.db'}"}
    return run(*arguments, folder=folder, environment=environment)


def test_the_operator_imports_a_file_first_dry_then_for_good(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(table({"date": "2020-01-01"}, {"seats": "0", "sitting": "b2"}), encoding="utf-8")
    ran = main(tmp_path, "training", "import", str(file), "--apply")
    assert ran.returncode == 2
    assert "line 2: date: Is more than a year away" in ran.stdout
    assert "line 3: seats:" in ran.stdout
    assert "nothing was changed" in ran.stderr
    day = _soon()
    file.write_text(table({"date": day}, {"sitting": "b2", "date": day, "attendance_code": ""}), encoding="utf-8")
    ran = main(tmp_path, "training", "import", str(file))
    assert ran.returncode == 0
    assert "2 rows are right" in ran.stdout
    assert "No training is open" in main(tmp_path, "training", "list").stdout
    ran = main(tmp_path, "training", "import", str(file), "--apply")
    assert "2 opened, 0 changed" in ran.stdout
    assert re.search(r"Attendance code of b2 .*: \d{4}", ran.stdout)
    listed = main(tmp_path, "training", "list").stdout
    assert f"brand-lhr  {day} 10:00  lahore  30 seats  30 free  0 wait  Branding" in listed
    assert "2 as they were" in main(tmp_path, "training", "import", str(file), "--apply").stdout
    assert main(tmp_path, "training", "import", str(tmp_path / "none.csv")).returncode == 2


def _soon() -> str:
    return (clock.day_in_pakistan(clock.now()) + dt.timedelta(days=10)).isoformat()
