"""Making receipts and finding them again."""

import datetime as dt
import secrets
from collections.abc import Callable
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.chat.requests import Done, Outcome, Refused, Request
from bot.clock import day_in_pakistan
from bot.db import insert_new, new_id
from bot.receipts.models import receipt
from bot.receipts.requests import IssueReceipt, ReceiptCard
from bot.registry.models import case
from bot.registry.wished import Wished

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without those that are mistaken for each other."""

_LENGTH = 12
"""31^12 codes: nobody finds one by trying."""


def issue(
    connection: Connection, person_id: int, kind: str, subject: int, number: str, day: dt.date, now: dt.datetime
) -> ReceiptCard:
    """The receipt of this kind about this row; made now if there is none yet."""
    row = {
        "id": new_id(), "person_id": person_id, "code": _new_code(), "kind": kind, "subject": subject,
        "number": number, "on_day": day.isoformat(), "made_at": now, "origin": f"{kind}:{subject}",
    }  # fmt: skip
    insert_new(connection, receipt, ["kind", "subject"], [row])
    query = sa.select(receipt).where(receipt.c.kind == kind, receipt.c.subject == subject)
    return _card(connection.execute(query).mappings().one())


def find(connection: Connection, code: str) -> tuple[ReceiptCard, str] | None:
    """The receipt with this code, and where its case stands now ("" where it is about no case)."""
    query = sa.select(receipt, sa.func.coalesce(case.c.state, "").label("state"))
    query = query.outerjoin(case, case.c.id == receipt.c.subject).where(receipt.c.code == code)
    row = connection.execute(query).mappings().first()
    return None if row is None else (_card(row), row["state"])


def _issue_receipts(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    return [_issue_one(connection, wish) for wish in wishes]


def _issue_one(connection: Connection, wish: Wished) -> Outcome:
    asked = wish.request
    assert isinstance(asked, IssueReceipt)
    query = sa.select(case).where(
        case.c.business_id == asked.business, case.c.person_id == wish.person_id, case.c.state != "withdrawn"
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        return Refused("not_yours")
    day = day_in_pakistan(row["created_at"])
    made = issue(connection, wish.person_id, "recorded", row["id"], row["reference"], day, wish.now)
    return Done(msgspec.to_builtins(made))


def _card(row: Any) -> ReceiptCard:
    return ReceiptCard(row["code"], row["kind"], row["number"], row["on_day"])


def _new_code() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


ANSWERS: dict[type[Request], Callable[[Connection, list[Wished]], list[Any]]] = {IssueReceipt: _issue_receipts}
