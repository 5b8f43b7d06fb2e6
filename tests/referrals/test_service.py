"""Agreements, referrals and the partner's answer, on both databases."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.agenda.models import timer
from bot.agenda.service import Due
from bot.chat.requests import Done, Outcome, Refused
from bot.keys import Vault
from bot.referrals import courier, partners, service
from bot.referrals.models import partner_token, referral, referral_delivery
from bot.referrals.partners import CannotAgree, NoReferral, NotAllowed
from bot.referrals.requests import Agreement, Agreements, MyReferrals, Refer, ReferralCard, ReferralNews
from bot.referrals.service import SEND, SILENCE, STALE
from bot.registry.models import person
from bot.registry.wished import Wished
from tests.both import KINDS, engine_of, undone

NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)
AYESHA, BILAL = 11, 22
VAULT = Vault({"k1": bytes(range(32))})
WISH = Refer("akhuwat", "akhuwat", "punjab", "sialkot", 40_000, "stock", "Ayesha Khan", "+923001234567", "777-000-0001")


@pytest.fixture(scope="module", params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine_of(request.param, tmp_path_factory.mktemp("referrals")) as made:
        yield made


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with undone(engine) as connection:
        connection.execute(sa.insert(person), [{"id": id, "created_at": NOW} for id in (AYESHA, BILAL)])
        yield connection


def agree(connection: Connection, lender: str = "akhuwat", **how: Any) -> int:
    terms = {"contact": "Ali", "begins_on": TODAY, "ends_on": None, "products": (), "provinces": (),
             "webhook_url": "", "vault": VAULT, **how}  # fmt: skip
    id, _secret = partners.add_agreement(connection, lender, now=NOW, **terms)
    return id


def do(connection: Connection, request: Any, key: str = "a:1", who: int = AYESHA, now: dt.datetime = NOW) -> Any:
    [answer] = service.ANSWERS[type(request)](connection, [Wished(request, who, now, key)])
    return answer


def refer(connection: Connection, key: str = "a:1", who: int = AYESHA, **other: Any) -> Outcome:
    import msgspec

    return do(connection, msgspec.structs.replace(WISH, **other), key, who)


def number_of(connection: Connection, key: str = "a:1", who: int = AYESHA, **other: Any) -> str:
    outcome = refer(connection, key, who, **other)
    assert isinstance(outcome, Done)
    return str(outcome.value)


# --- agreements ----------------------------------------------------------------------------------------------------


def test_without_an_agreement_nothing_is_passed_on(connection: Connection) -> None:
    assert refer(connection) == Refused("no_agreement")
    assert connection.execute(sa.select(referral)).all() == []


@pytest.mark.parametrize(
    ("terms", "holds"),
    [
        ({}, True),
        ({"begins_on": TODAY + DAY}, False),
        ({"begins_on": TODAY - 9 * DAY, "ends_on": TODAY}, True),
        ({"begins_on": TODAY - 9 * DAY, "ends_on": TODAY - DAY}, False),
        ({"products": ("akhuwat-women",)}, False),
        ({"products": ("akhuwat-women", "akhuwat")}, True),
        ({"provinces": ("sindh",)}, False),
        ({"provinces": ("sindh", "punjab")}, True),
        ({"lender": "asa"}, False),
    ],
)
def test_an_agreement_holds_for_its_days_products_and_places(
    connection: Connection, terms: dict[str, Any], holds: bool
) -> None:
    agree(connection, **terms)
    assert isinstance(refer(connection), Done) is holds


@pytest.mark.parametrize(
    ("lender", "how", "told"),
    [
        ("apna", {}, "must not be routed to"),
        ("kamyab", {}, "must not be routed to"),
        ("lolc", {}, "must not be routed to"),
        ("nobody", {}, "there is no lender nobody"),
        ("asa", {"products": ("akhuwat",)}, "asa has no product akhuwat"),
        ("asa", {"ends_on": TODAY - DAY}, "would end before it begins"),
    ],
)
def test_what_must_not_be_agreed_is_not_recorded(
    connection: Connection, lender: str, how: dict[str, Any], told: str
) -> None:
    with pytest.raises(CannotAgree, match=told):
        agree(connection, lender, **how)
    assert partners.all_agreements(connection) == []


def test_an_agreement_that_ends_refers_nobody_any_more(connection: Connection) -> None:
    id = agree(connection)
    assert do(connection, Agreements()) == [Agreement(id, "akhuwat")]
    assert partners.end_agreement(connection, id, TODAY - DAY)
    assert do(connection, Agreements()) == []
    assert not partners.end_agreement(connection, 1, TODAY)


def test_the_webhook_secret_is_sealed_and_can_be_sealed_anew(connection: Connection) -> None:
    terms = {"contact": "Ali", "begins_on": TODAY, "ends_on": None, "products": (), "provinces": (), "vault": VAULT}
    url = "https://partner.example/hook"
    id, secret = partners.add_agreement(connection, "asa", now=NOW, webhook_url=url, **terms)  # type: ignore[arg-type]
    agree(connection)  # this one posts nothing, so it has no secret
    stored = partners.all_agreements(connection)[0].secret
    assert secret not in stored
    assert VAULT.open(stored, partners.about(id)) == secret
    newer = Vault({"k2": bytes(32), "k1": bytes(range(32))})
    assert partners.reseal(connection, newer) == 1
    assert partners.reseal(connection, newer) == 0
    assert Vault({"k2": bytes(32)}).open(partners.all_agreements(connection)[0].secret, partners.about(id)) == secret


# --- referrals -----------------------------------------------------------------------------------------------------


def test_done_twice_it_is_referred_once(connection: Connection) -> None:
    agree(connection, webhook_url="https://partner.example/hook")
    assert refer(connection) == refer(connection)
    assert len(connection.execute(sa.select(referral)).all()) == 1
    assert len(connection.execute(sa.select(referral_delivery)).all()) == 1
    kinds = sorted(connection.execute(sa.select(timer.c.kind)).scalars())
    assert kinds == [SEND, STALE]


def test_without_a_webhook_nothing_is_posted(connection: Connection) -> None:
    agree(connection)
    number_of(connection)
    assert connection.execute(sa.select(referral_delivery)).all() == []


def test_a_person_sees_her_own_only(connection: Connection) -> None:
    agree(connection)
    number = number_of(connection)
    [card] = do(connection, MyReferrals())
    assert card == ReferralCard(card.id, number, "akhuwat", "akhuwat", 40_000, "recorded", "", "2026-11-23")
    assert do(connection, MyReferrals(), who=BILAL) == []
    assert do(connection, ReferralNews(card.id)) == card
    assert do(connection, ReferralNews(card.id), who=BILAL) is None


def test_a_packet_is_leased_by_one_process_at_a_time(connection: Connection) -> None:
    agree(connection, webhook_url="https://partner.example/hook")
    number = number_of(connection)
    assert courier.lease(connection, NOW) == [], "its time has not come"
    [delivery] = connection.execute(sa.select(referral_delivery.c.id)).scalars()
    service.DUE[SEND](connection, Due(SEND, delivery, None, {}), NOW)
    [parcel] = courier.lease(connection, NOW)
    assert courier.lease(connection, NOW) == []
    assert [again.body for again in courier.lease(connection, NOW + courier.LEASE)] == [parcel.body]
    courier.mark(connection, parcel, 204, "", NOW)
    courier.mark(connection, parcel, None, "TimeoutError", NOW)  # the slower process comes too late
    assert connection.execute(sa.select(referral_delivery.c.state)).scalar_one() == "delivered"
    assert [row.state for row in partners.histories(connection, number)] == ["recorded", "sent"]


# --- the partner's answer ------------------------------------------------------------------------------------------


def told(connection: Connection) -> list[str]:
    """What is on the agenda to be told, the oldest first."""
    rows = connection.execute(sa.select(timer.c.detail).where(timer.c.kind == "tell").order_by(timer.c.id)).scalars()
    return [row["command"].partition(":")[0] for row in rows]


def report(
    connection: Connection, number: str, state: str, note: str = "", key: str = "", lender: str = "akhuwat"
) -> Any:
    return partners.report(connection, lender, number, state, note, key, NOW)


def test_each_change_is_told_to_the_owner_once(connection: Connection) -> None:
    agree(connection)
    number = number_of(connection)
    assert report(connection, number, "in_review", key="k1").changed
    assert not report(connection, number, "in_review", key="k1").changed, "the same report again"
    assert not report(connection, number, "in_review", key="k2").changed, "nothing new in it"
    assert report(connection, number, "visit", "Come on Monday.", "k3").changed
    assert not report(connection, number, "in_review", key="k1").changed, "an old report, played again"
    assert do(connection, MyReferrals())[0].state == "visit"
    assert report(connection, number, "in_review").changed, "back to looking at it, without a key"
    assert told(connection) == ["referral news"] * 3
    states = [row.state for row in partners.histories(connection, number)]
    assert states == ["recorded", "in_review", "visit", "in_review"]


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [("accepted", "closed", True), ("accepted", "declined", False), ("declined", "accepted", False),
     ("closed", "in_review", False), ("visit", "declined", True)],
)  # fmt: skip
def test_an_answer_that_has_been_given_stands(connection: Connection, before: str, after: str, allowed: bool) -> None:
    agree(connection)
    number = number_of(connection)
    report(connection, number, before)
    if allowed:
        assert report(connection, number, after).changed
        return
    with pytest.raises(NotAllowed, match=f"it is {before} already"):
        report(connection, number, after)
    assert do(connection, MyReferrals())[0].state == before


def test_a_partner_reaches_only_its_own(connection: Connection) -> None:
    agree(connection)
    number = number_of(connection)
    with pytest.raises(NoReferral):
        report(connection, number, "accepted", lender="asa")
    assert partners.packets(connection, "asa") == []


def test_a_cnic_in_a_partners_remark_is_hidden(connection: Connection) -> None:
    agree(connection)
    number = number_of(connection)
    report(connection, number, "visit", "CNIC 35202-1234567-1 needed")
    note = do(connection, MyReferrals())[0].note
    assert "1234567" not in note
    assert "needed" in note


def test_a_new_token_ends_the_old_one_and_only_the_hash_is_kept(connection: Connection) -> None:
    with pytest.raises(CannotAgree, match="there is no agreement with akhuwat"):
        partners.new_token(connection, "akhuwat", NOW)
    agree(connection)
    old = partners.new_token(connection, "akhuwat", NOW)
    assert partners.lender_of(connection, old) == "akhuwat"
    new = partners.new_token(connection, "akhuwat", NOW)
    assert partners.lender_of(connection, old) is None
    assert partners.lender_of(connection, new) == "akhuwat"
    assert partners.lender_of(connection, "munshi_nonsense") is None
    assert new not in str(connection.execute(sa.select(partner_token)).all())


# --- as a file -----------------------------------------------------------------------------------------------------


def test_the_file_holds_the_packet_and_nothing_else(connection: Connection) -> None:
    agree(connection)
    first = number_of(connection)
    second = number_of(connection, "b:1", BILAL, name='=HYPERLINK("x")', phone=None)
    answered = number_of(connection, "a:2")
    report(connection, answered, "declined")
    file = io.StringIO()
    assert partners.export(connection, file, "akhuwat", NOW) == 2
    rows = list(csv.DictReader(io.StringIO(file.getvalue())))
    assert [row["number"] for row in rows] == [first, second]
    assert set(rows[0]) == {"number", "product", "amount", "purpose", "district", "name", "phone", "made_at", "state"}
    assert (rows[0]["phone"], rows[0]["name"]) == ("+923001234567", "Ayesha Khan")
    assert (rows[1]["phone"], rows[1]["name"]) == ("", '\'=HYPERLINK("x")'), "no spreadsheet runs it"
    assert do(connection, MyReferrals())[0].state == "sent"


def test_a_partner_fetches_what_it_has_not_got_yet(connection: Connection) -> None:
    agree(connection)
    first, second = number_of(connection), number_of(connection, "b:1", BILAL)
    assert [packet["number"] for packet in partners.packets(connection, "akhuwat")] == [first, second]
    assert [packet["number"] for packet in partners.packets(connection, "akhuwat", after=first)] == [second]


# --- silence -------------------------------------------------------------------------------------------------------


def stale(connection: Connection, now: dt.datetime) -> list[str]:
    """Let the reminder come due; what is told because of it."""
    [id] = connection.execute(sa.select(referral.c.id)).scalars()
    connection.execute(sa.delete(timer).where(timer.c.kind == STALE))
    service.DUE[STALE](connection, Due(STALE, id, None, {}), now)
    return [word for word in told(connection) if word == "referral unanswered"]


def test_a_silent_partner_raises_a_reminder(connection: Connection) -> None:
    agree(connection)
    number_of(connection)
    assert stale(connection, NOW + SILENCE) == ["referral unanswered"]


def test_not_where_it_has_answered(connection: Connection) -> None:
    agree(connection)
    report(connection, number_of(connection), "declined")
    assert stale(connection, NOW + SILENCE) == []


def test_not_yet_where_something_happened_meanwhile(connection: Connection) -> None:
    agree(connection)
    number = number_of(connection)
    partners.report(connection, "akhuwat", number, "in_review", "", "", NOW + 5 * DAY)
    assert stale(connection, NOW + SILENCE) == []
    due = connection.execute(sa.select(timer.c.due_at).where(timer.c.kind == STALE)).scalar_one()
    assert due == NOW + 5 * DAY + SILENCE
