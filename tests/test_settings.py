"""Settings as an operator meets them."""

import re

from bot.config import ROOT, Settings


def test_every_setting_is_named_in_the_operators_handbook_and_nothing_else() -> None:
    handbook = (ROOT / "docs/operations.md").read_text(encoding="utf-8").partition("## Every setting")[2]
    rows = [line.split("|")[1] for line in handbook.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert named == {name.upper() for name in Settings.model_fields}
