"""Doing what flows ask of the registry: all wishes of a round at once, in the batch's own transaction.

Every command has a key (session, command, occurrence). A command whose key is already in the database has happened;
its outcome is given again and nothing is done twice.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.chat.requests import Done, Outcome, Refused, Request
from bot.clock import day_in_pakistan
from bot.db import insert_new, new_id
from bot.registry import links, locks, models
from bot.registry.fields import BUSINESS_FIELDS
from bot.registry.kinds import division_of
from bot.registry.reference import new_reference
from bot.registry.requests import (
    AnswerLink,
    AskForPerson,
    BusinessCard,
    ChangeBusiness,
    LinkAsked,
    LinkNews,
    MyBusinesses,
    MyLock,
    NewLinkCode,
    RecordBusiness,
    RecordConsent,
    RemoveLock,
    SetBroadcasts,
    SetLockWord,
    ShutLock,
    TakeLinkCode,
    TryLockWord,
    WithdrawBusiness,
)
from bot.registry.wished import Wished

__all__ = ["ANSWERS", "Wished"]


def _record_consent(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    rows = []
    for wish in wishes:
        asked = wish.request
        assert isinstance(asked, RecordConsent)
        rows.append(
            {
                "id": new_id(),
                "person_id": wish.person_id,
                "topic": asked.topic,
                "wording": asked.wording,
                "given": asked.given,
                "language": wish.language,
                "channel": wish.channel,
                "message_key": wish.message_key,
                "at": wish.now,
                "origin": wish.key,
            }
        )
    insert_new(connection, models.consent, ["origin"], rows)
    return [Done() for _wish in wishes]


def _record_business(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    done = _references(connection, [wish.key for wish in wishes])
    businesses, cases, events = [], [], []
    for wish in wishes:
        if wish.key in done:
            continue
        asked = wish.request
        assert isinstance(asked, RecordBusiness)
        business_id, case_id = new_id(), new_id()
        reference = done[wish.key] = new_reference()
        businesses.append(
            {
                "id": business_id,
                "person_id": wish.person_id,
                **msgspec.structs.asdict(asked),
                "isic_division": division_of(asked.trade),
                "created_at": wish.now,
                "updated_at": wish.now,
            }
        )
        cases.append(
            {
                "id": case_id,
                "person_id": wish.person_id,
                "business_id": business_id,
                "reference": reference,
                "state": "recorded",
                "origin": wish.key,
                "created_at": wish.now,
            }
        )
        events.append(_event(wish, case_id, "recorded"))
    if businesses:
        connection.execute(sa.insert(models.business), businesses)
        connection.execute(sa.insert(models.case), cases)
        connection.execute(sa.insert(models.case_event), events)
    return [Done(done[wish.key]) for wish in wishes]


def _references(connection: Connection, keys: list[str]) -> dict[str, str]:
    query = sa.select(models.case.c.origin, models.case.c.reference).where(models.case.c.origin.in_(keys))
    return dict(connection.execute(query).tuples().all())


def _my_businesses(connection: Connection, wishes: list[Wished]) -> list[list[BusinessCard]]:
    b, c = models.business.c, models.case.c
    query = (
        sa.select(models.business, c.reference, c.state, c.created_at.label("recorded_at"))
        .join(models.case, c.business_id == b.id)
        .where(b.person_id.in_({wish.person_id for wish in wishes}), c.state != "withdrawn")
        .order_by(b.id)
    )
    cards: dict[int, list[BusinessCard]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        cards[row["person_id"]].append(
            BusinessCard(
                id=row["id"],
                reference=row["reference"],
                name=row["business_name"] or "",
                owner_name=row["owner_name"],
                recorded_on=day_in_pakistan(row["recorded_at"]).isoformat(),
                state=row["state"],
                facts={name: row[name] for name in BUSINESS_FIELDS},
            )
        )
    return [cards[wish.person_id] for wish in wishes]


def _change_business(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    return [_change_one(connection, wish) for wish in wishes]


def _change_one(connection: Connection, wish: Wished) -> Outcome:
    asked = wish.request
    assert isinstance(asked, ChangeBusiness)
    case_id = _own_case(connection, wish.person_id, asked.business)
    if case_id is None:
        return Refused("not_yours")
    if asked.field not in BUSINESS_FIELDS:
        raise ValueError(f"{asked.field} is not a fact about a business")
    values = {asked.field: asked.value, "updated_at": wish.now}
    if asked.field == "trade":
        values["isic_division"] = division_of(str(asked.value))
    connection.execute(sa.update(models.business).where(models.business.c.id == asked.business).values(**values))
    insert_new(connection, models.case_event, ["origin"], [_event(wish, case_id, "changed", {"field": asked.field})])
    return Done()


def _withdraw_business(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    return [_withdraw_one(connection, wish) for wish in wishes]


def _withdraw_one(connection: Connection, wish: Wished) -> Outcome:
    asked = wish.request
    assert isinstance(asked, WithdrawBusiness)
    case_id = _own_case(connection, wish.person_id, asked.business)
    if case_id is None:
        return Refused("not_yours")
    connection.execute(sa.delete(models.business).where(models.business.c.id == asked.business))
    connection.execute(sa.update(models.case).where(models.case.c.id == case_id).values(state="withdrawn"))
    insert_new(connection, models.case_event, ["origin"], [_event(wish, case_id, "withdrawn")])
    return Done()


def _own_case(connection: Connection, person_id: int, business_id: int) -> int | None:
    c = models.case.c
    query = sa.select(c.id).where(c.business_id == business_id, c.person_id == person_id, c.state != "withdrawn")
    return connection.execute(query).scalar_one_or_none()


def _event(wish: Wished, case_id: int, what: str, detail: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "id": new_id(),
        "case_id": case_id,
        "at": wish.now,
        "actor": "owner",
        "what": what,
        "detail": detail,
        "origin": wish.key,
    }


def _ask_for_person(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    """One waiting ticket a person; asking again keeps the place."""
    t = models.ticket.c
    waiting = {
        row.person_id: row.id
        for row in connection.execute(sa.select(t.person_id, t.id).where(t.state == "waiting").order_by(t.id))
    }
    outcomes: list[Outcome] = []
    for wish in wishes:
        asked = wish.request
        assert isinstance(asked, AskForPerson)
        if wish.person_id not in waiting:
            made = waiting[wish.person_id] = new_id()
            row = {"id": made, "person_id": wish.person_id, "reason": asked.reason, "state": "waiting",
                   "opened_at": wish.now, "origin": wish.key}  # fmt: skip
            insert_new(connection, models.ticket, ["origin"], [row])
        mine = waiting[wish.person_id]
        outcomes.append(Done(sum(1 for id in waiting.values() if id < mine)))
    return outcomes


def _set_broadcasts(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    for wanted in (True, False):
        ids = [w.person_id for w in wishes if isinstance(w.request, SetBroadcasts) and w.request.wanted is wanted]
        if ids:
            connection.execute(
                sa.update(models.person).where(models.person.c.id.in_(ids)).values(wants_broadcasts=wanted)
            )
    return [Done() for _wish in wishes]


ANSWERS: dict[type[Request], Callable[[Connection, list[Wished]], list[Any]]] = {
    RecordConsent: _record_consent,
    RecordBusiness: _record_business,
    MyBusinesses: _my_businesses,
    ChangeBusiness: _change_business,
    WithdrawBusiness: _withdraw_business,
    AskForPerson: _ask_for_person,
    SetBroadcasts: _set_broadcasts,
    MyLock: locks.my_lock,
    TryLockWord: locks.try_lock_word,
    SetLockWord: locks.set_lock_word,
    ShutLock: locks.shut_lock,
    RemoveLock: locks.remove_lock,
    NewLinkCode: links.new_link_code,
    TakeLinkCode: links.take_link_code,
    AnswerLink: links.answer_link,
    LinkAsked: links.link_asked,
    LinkNews: links.link_news,
}
