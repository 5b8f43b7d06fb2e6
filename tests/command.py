"""`main.py …` in this process: the same commands behind the same door, without the seconds a process takes to start."""

import os
from contextlib import chdir
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from click.testing import CliRunner

from bot.cli import group
from handlers import SCRIPT


class Ended(NamedTuple):
    """What a command left behind."""

    returncode: int
    stdout: bytes
    stderr: bytes


def run_here(*arguments: str, typed: bytes = b"", folder: Path, **settings: str) -> Ended:
    """Run a command in a folder with nothing set but what is given. What it raises is raised here."""
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    with patch.dict(os.environ, {**kept, **settings}, clear=True), chdir(folder):
        ended = CliRunner().invoke(group, arguments, input=typed, obj=SCRIPT, prog_name="main.py")
    if ended.exception is not None and not isinstance(ended.exception, SystemExit):
        raise ended.exception
    return Ended(ended.exit_code, ended.stdout_bytes, ended.stderr_bytes)
