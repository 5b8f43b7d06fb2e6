"""The knowledge is fit to be shown, and the check would notice if it were not."""

import msgspec
import pytest

from bot.i18n.words import Name
from knowledge import check, check_articles, gazetteer


def test_nothing_is_wrong():
    assert check.problems() == []
    assert check.main() == 0


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"name": Name("Lahore", "لاهور", "Lahore")}, "Arabic letters"),
        ({"name": Name("Lahore", "", "Lahore")}, "no name in ur"),
        ({"name": Name("Lahore", "Lahore", "Lahore")}, "wrong script"),
        ({"name": Name("Lahore of the very long name", "لاہور", "Lahore")}, "24 fit"),
        ({"province": "atlantis"}, "not known"),
        ({"lat": 51.5}, "not in Pakistan"),
        ({"lat": None}, "half a place"),
        ({"source": ""}, "source or licence"),
        ({"aliases": ("Lah\u200bore",)}, "hidden"),
    ],
)
def test_what_is_wrong_is_said(monkeypatch, capsys, change, complaint):
    changed = dict(gazetteer.districts())
    changed["lahore"] = msgspec.structs.replace(changed["lahore"], **change)
    monkeypatch.setattr(check, "districts", lambda: changed)
    monkeypatch.setattr(check_articles, "problems", list)  # nothing about them has changed, and there are many
    assert check.main() == 1
    assert complaint in capsys.readouterr().out
