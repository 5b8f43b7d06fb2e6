"""Agreements as the console records them: in production no packet goes to an address inside."""

import datetime as dt

import pytest
from sqlalchemy.engine import Connection

from bot.referrals import agreeing, partners
from bot.referrals.agreeing import NotAgreed, Terms
from tests.referrals.test_service import NOW, TODAY, VAULT, connection, engine

__all__ = ["connection", "engine"]


@pytest.mark.parametrize(
    ("url", "why"),
    [("https://10.0.0.8/hook", "inside"), ("http://127.0.0.1/hook", "plain"), ("https://localhost/hook", "inside")],
)
def test_in_production_no_webhook_lies_inside(connection: Connection, url: str, why: str) -> None:
    terms = Terms("asa", "Ali", TODAY, webhook_url=url)
    with pytest.raises(NotAgreed, match=why):
        agreeing.record(connection, terms, 0, VAULT, NOW, in_production=True)
    assert partners.all_agreements(connection) == []


def test_what_is_recorded_opens_with_its_own_secret_only(connection: Connection) -> None:
    terms = Terms("asa", "Ali", TODAY, webhook_url="https://partner.example/hook")
    id, secret = agreeing.record(connection, terms, 0, VAULT, NOW, in_production=True)
    [row] = partners.all_agreements(connection)
    assert VAULT.open(row.secret, partners.about(id)) == secret


@pytest.mark.parametrize(
    ("begins", "ends", "stands"),
    [(0, None, "holds"), (1, None, "future"), (-9, -1, "over"), (0, 0, "holds"), (5, 4, "over")],
)
def test_how_an_agreement_stands(connection: Connection, begins: int, ends: int | None, stands: str) -> None:
    terms = Terms("asa", "Ali", TODAY + dt.timedelta(days=begins))
    id, _secret = agreeing.record(connection, terms, 0, VAULT, NOW, in_production=True)
    if ends is not None:
        assert agreeing.end(connection, id, "", TODAY + dt.timedelta(days=ends))
    [one] = agreeing.agreements(connection)
    assert one.stands(TODAY) == stands
