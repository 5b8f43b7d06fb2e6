"""Doing what flows ask of the registry: all wishes of a round at once, in the batch's own transaction.

Every command has a key (session, command, occurrence). A command whose key is already in the database has happened;
its outcome is given again and nothing is done twice.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda.models import timer
from bot.agenda.service import Due, drop
from bot.chat.requests import Done, Outcome, Refused, Request
from bot.clock import day_in_pakistan
from bot.db import insert_new, new_id
from bot.registry import cases, duplicates, links, locks, models
from bot.registry.fields import BUSINESS_FIELDS
from bot.registry.kinds import division_of
from bot.registry.reference import new_references
from bot.registry.requests import (
    AnswerCase,
    AnswerLink,
    BusinessCard,
    ChangeBusiness,
    LinkAsked,
    LinkNews,
    MyBusinesses,
    MyCase,
    MyLock,
    MyOpenQuestions,
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

__all__ = ["ANSWERS", "DUE", "Wished"]


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
    numbers = new_references(connection, models.case.c.reference, len(wishes))
    businesses, opened, events, agenda = [], [], [], []
    for wish in wishes:
        if wish.key in done:
            continue
        asked = wish.request
        assert isinstance(asked, RecordBusiness)
        business_id, case_id = new_id(), new_id()
        reference = done[wish.key] = next(numbers)
        businesses.append(
            {
                "id": business_id,
                "person_id": wish.person_id,
                **msgspec.structs.asdict(asked),
                "isic_division": division_of(asked.trade),
                "name_key": duplicates.sound_of(asked.business_name),
                "owner_key": duplicates.sound_of(asked.owner_name),
                "created_at": wish.now,
                "updated_at": wish.now,
            }
        )
        opened.append(
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
        late = wish.now + cases.PATIENCE["recorded"]
        agenda.append(_due(cases.WAITS_TOO_LONG, case_id, wish.person_id, late))
        agenda.append(_due(duplicates.LOOK, business_id, wish.person_id, wish.now))
    if businesses:
        connection.execute(sa.insert(models.business), businesses)
        connection.execute(sa.insert(models.case), opened)
        connection.execute(sa.insert(models.case_event), events)
        insert_new(connection, timer, ["kind", "subject"], agenda)
    return [Done(done[wish.key]) for wish in wishes]


def _due(kind: str, subject: int, person_id: int, due_at: dt.datetime) -> dict[str, Any]:
    return {"id": new_id(), "kind": kind, "subject": subject, "person_id": person_id, "due_at": due_at}


def _references(connection: Connection, keys: list[str]) -> dict[str, str]:
    query = sa.select(models.case.c.origin, models.case.c.reference).where(models.case.c.origin.in_(keys))
    return dict(connection.execute(query).all())


def _my_businesses(connection: Connection, wishes: list[Wished]) -> list[list[BusinessCard]]:
    b, c = models.business.c, models.case.c
    query = (
        sa.select(
            models.business,
            c.reference,
            c.state,
            c.created_at.label("recorded_at"),
            c.id.label("case_id"),
            c.remark,
            c.smeda_number,
        )
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
                case=row["case_id"],
                remark=row["remark"] or "",
                smeda_number=row["smeda_number"] or "",
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
    if asked.field in _NAMES:
        values[_NAMES[asked.field]] = duplicates.sound_of(asked.value)
        insert_new(
            connection, timer, ["kind", "subject"], [_due(duplicates.LOOK, asked.business, wish.person_id, wish.now)]
        )
    connection.execute(sa.update(models.business).where(models.business.c.id == asked.business).values(**values))
    # Whoever is deciding on what it was has to look again.
    connection.execute(
        sa.update(models.case).where(models.case.c.id == case_id).values(version=models.case.c.version + 1)
    )
    insert_new(connection, models.case_event, ["origin"], [_event(wish, case_id, "changed", {"field": asked.field})])
    return Done()


_NAMES = {"business_name": "name_key", "owner_name": "owner_key"}


def _withdraw_business(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    return [_withdraw_one(connection, wish) for wish in wishes]


def _withdraw_one(connection: Connection, wish: Wished) -> Outcome:
    asked = wish.request
    assert isinstance(asked, WithdrawBusiness)
    case_id = _own_case(connection, wish.person_id, asked.business)
    if case_id is None:
        return Refused("not_yours")
    connection.execute(sa.delete(models.business).where(models.business.c.id == asked.business))
    c, e = models.case.c, models.case_event.c
    taken_back = {
        "state": "withdrawn",
        "state_at": wish.now,
        "version": c.version + 1,
        "remark": None,
        "overdue_at": None,
    }
    connection.execute(sa.update(models.case).where(c.id == case_id).values(**taken_back))
    # What the officer and she wrote to each other were details of it, too.
    connection.execute(sa.update(models.case_event).where(e.case_id == case_id).values(detail=None))
    drop(connection, cases.WAITS_TOO_LONG, case_id)
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
    MyCase: cases.my_case,
    MyOpenQuestions: cases.my_open_questions,
    AnswerCase: cases.answer_case,
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

DUE: dict[str, Callable[[Connection, Due, dt.datetime], None]] = {
    cases.WAITS_TOO_LONG: cases.waits_too_long,
    duplicates.LOOK: duplicates.find,
}
