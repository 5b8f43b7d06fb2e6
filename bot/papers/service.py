"""Asking for a number, taking it, showing it to those who may see it, and erasing it."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.agenda import service as agenda
from bot.agenda.service import Due
from bot.chat.requests import Done, Outcome, Refused, Request
from bot.db import new_id
from bot.keys import Vault
from bot.papers.models import form, paper
from bot.papers.numbers import read
from bot.papers.requests import BringToOffice, FormCard, FormGiven, FormWanted, OpenForm
from bot.registry.models import case, case_event
from bot.registry.wished import Wished

LIVES = dt.timedelta(hours=24)
"""How long the address works: as long as the reply window in which it is sent."""

MOST_TRIES = 10
"""Numbers that are not one, before the page closes: a person mistypes three times, a machine does not stop."""

KEPT_AT_MOST = dt.timedelta(days=180)
_LOOK_AGAIN = dt.timedelta(days=1)
_ENDED = ("accepted", "declined", "withdrawn")
_ERASE = "paper_erase"

_f, _p = form.c, paper.c

Row = Mapping[str, Any]


def ask_for(connection: Connection, case_id: int, asks: str, officer: str, now: dt.datetime) -> bool:
    """An officer needs a number; the owner is told. False where it is asked for already, or the case is over."""
    row = connection.execute(sa.select(case).where(case.c.id == case_id)).mappings().first()
    waits = sa.select(_f.id).where(_f.case_id == case_id, _f.asks == asks, _f.state.in_(("wanted", "open")))
    if row is None or row["state"] in _ENDED or connection.execute(waits).first() is not None:
        return False
    made = {
        "id": new_id(), "person_id": row["person_id"], "case_id": case_id, "asks": asks, "state": "wanted",
        "asked_by": officer, "asked_at": now,
    }  # fmt: skip
    connection.execute(sa.insert(form), [made])
    _note(connection, case_id, officer, "asked_for_number", {"kind": asks}, now)
    agenda.tell(
        connection, row["person_id"], "papers", now, politely=True, reference=row["reference"], subject=made["id"]
    )
    return True


def find_form(connection: Connection, code: str, now: dt.datetime) -> Row | None:
    """The open form behind an address, with its case's number; None for one that was never given out or is over."""
    query = sa.select(form, case.c.reference).join(case, case.c.id == _f.case_id).where(_f.code_hash == _hash(code))
    row = connection.execute(query).mappings().first()
    return dict(row) if row is not None and row["state"] == "open" and now < row["expires_at"] else None


def take(connection: Connection, vault: Vault, code: str, typed: str, now: dt.datetime) -> bool | None:
    """The number typed on the page. True: taken, once; False: it is not such a number; None: the page is over."""
    locked = sa.select(_f.id).where(_f.code_hash == _hash(code)).with_for_update()
    connection.execute(locked)
    row = find_form(connection, code, now)
    if row is None:
        return None
    number = read(row["asks"], typed)
    if number is None:
        over = {"state": "over", "ended_at": now} if row["tries"] + 1 >= MOST_TRIES else {}
        connection.execute(sa.update(form).where(_f.id == row["id"]).values(tries=row["tries"] + 1, **over))
        return None if over else False
    _keep(connection, vault, row, number, "page", now)
    connection.execute(sa.update(form).where(_f.id == row["id"]).values(state="given", ended_at=now))
    agenda.drop(connection, agenda.TELL, row["id"])
    agenda.tell(connection, row["person_id"], "papers given", now, reference=row["reference"])
    return True


def take_at_office(
    connection: Connection, vault: Vault, case_id: int, kind: str, typed: str, officer: str, now: dt.datetime
) -> bool:
    """An officer enters the number from the card in front of them. False where it is not such a number."""
    number = read(kind, typed)
    row = connection.execute(sa.select(case).where(case.c.id == case_id)).mappings().first()
    if number is None or row is None or row["state"] in _ENDED:
        return False
    _keep(connection, vault, {**row, "case_id": case_id, "asks": kind}, number, officer, now)
    asked = sa.update(form).where(_f.case_id == case_id, _f.asks == kind, _f.state.in_(("wanted", "open", "office")))
    for id in connection.execute(asked.values(state="given", ended_at=now).returning(_f.id)).scalars().all():
        agenda.drop(connection, agenda.TELL, id)
    return True


def held(connection: Connection, case_id: int) -> list[Row]:
    """The numbers held for a case, without the numbers themselves; the newest first."""
    query = sa.select(_p.id, _p.kind, _p.given_at, _p.how, _p.erased_at).where(_p.case_id == case_id)
    return [dict(row) for row in connection.execute(query.order_by(_p.id.desc())).mappings()]


def reveal(connection: Connection, vault: Vault, paper_id: int) -> str | None:
    """The number itself, for an officer whose look is audited by the caller. None once it is erased."""
    sealed = connection.execute(sa.select(_p.sealed).where(_p.id == paper_id)).scalar_one_or_none()
    return None if sealed is None else vault.open(sealed, f"paper:{paper_id}")


def same_number(connection: Connection, vault: Vault, paper_id: int) -> list[int]:
    """Other cases for which the very same number was given."""
    own = connection.execute(sa.select(_p.sealed, _p.case_id).where(_p.id == paper_id)).first()
    if own is None or own.sealed is None:
        return []
    marks = vault.marks(vault.open(own.sealed, f"paper:{paper_id}"))
    query = sa.select(_p.case_id).where(_p.mark.in_(marks), _p.case_id != own.case_id).distinct()
    return list(connection.execute(query).scalars())


def erase(connection: Connection, which: sa.ColumnElement[bool], now: dt.datetime) -> int:
    """Erase numbers for good; returns how many."""
    query = sa.update(paper).where(which, _p.sealed.is_not(None)).values(sealed=None, mark=None, erased_at=now)
    return int(connection.execute(query).rowcount)


def reseal(connection: Connection, vault: Vault) -> int:
    """Seal everything with the newest key that is not yet; returns how many were sealed anew."""
    rows = connection.execute(sa.select(_p.id, _p.sealed).where(_p.sealed.is_not(None))).all()
    old = [row for row in rows if not vault.is_newest(row.sealed)]
    for row in old:
        number = vault.open(row.sealed, f"paper:{row.id}")
        new = {"sealed": vault.seal(number, f"paper:{row.id}"), "mark": vault.mark(number)}
        connection.execute(sa.update(paper).where(_p.id == row.id).values(**new))
    return len(old)


def _keep(connection: Connection, vault: Vault, about: Row, number: str, how: str, now: dt.datetime) -> None:
    """Keep the number, in place of an earlier one of its kind."""
    erase(connection, sa.and_(_p.case_id == about["case_id"], _p.kind == about["asks"]), now)
    id = new_id()
    row = {
        "id": id, "person_id": about["person_id"], "case_id": about["case_id"], "kind": about["asks"],
        "sealed": vault.seal(number, f"paper:{id}"), "mark": vault.mark(number), "given_at": now, "how": how,
    }  # fmt: skip
    connection.execute(sa.insert(paper), [row])
    actor = "owner" if how == "page" else how
    _note(connection, about["case_id"], actor, "number_given", {"kind": about["asks"]}, now)
    agenda.put(connection, _ERASE, id, now + _LOOK_AGAIN, person_id=about["person_id"])


def _erase_when_over(connection: Connection, due: Due, now: dt.datetime) -> None:
    """Erase the number once nobody needs it; else look again tomorrow."""
    query = sa.select(_p.given_at, case.c.state).join(case, case.c.id == _p.case_id).where(_p.id == due.subject)
    row = connection.execute(query).first()
    if row is None:
        return
    if row.state in _ENDED or now >= row.given_at + KEPT_AT_MOST:
        erase(connection, _p.id == due.subject, now)
    else:
        agenda.put(connection, _ERASE, due.subject, now + _LOOK_AGAIN, person_id=due.person_id)


def _note(
    connection: Connection, case_id: int, actor: str, what: str, detail: dict[str, Any], now: dt.datetime
) -> None:
    id = new_id()
    row = {"id": id, "case_id": case_id, "at": now, "actor": actor, "what": what, "detail": detail,
           "origin": f"papers:{id}"}  # fmt: skip
    connection.execute(sa.insert(case_event), [row])


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


# --- what flows ask


def _wanted(connection: Connection, wishes: list[Wished]) -> list[FormCard | None]:
    return [_card(connection, wish, ("wanted", "open", "office")) for wish in wishes]


def _given(connection: Connection, wishes: list[Wished]) -> list[FormCard | None]:
    return [_card(connection, wish, ("given",)) for wish in wishes]


def _card(connection: Connection, wish: Wished, states: tuple[str, ...]) -> FormCard | None:
    query = sa.select(_f.id, _f.asks, case.c.reference).join(case, case.c.id == _f.case_id)
    query = query.where(_f.person_id == wish.person_id, _f.state.in_(states), case.c.state.not_in(_ENDED))
    row = connection.execute(query.order_by(_f.id.desc()).limit(1)).first()
    return None if row is None else FormCard(row.id, row.asks, row.reference)


def _open(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for wish in wishes:
        assert isinstance(wish.request, OpenForm)
        code = secrets.token_urlsafe(16)  # 128 bits: nobody guesses one
        values = {"state": "open", "code_hash": _hash(code), "expires_at": wish.now + LIVES,
                  "language": wish.language, "tries": 0, "origin": wish.key}  # fmt: skip
        done = _change(connection, wish, wish.request.form, values)
        hours = int(LIVES / dt.timedelta(hours=1))
        outcomes.append(Done({"code": code, "hours": hours}) if done else Refused("over"))
    return outcomes


def _bring(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for wish in wishes:
        assert isinstance(wish.request, BringToOffice)
        values = {"state": "office", "code_hash": None, "expires_at": None}
        outcomes.append(Done() if _change(connection, wish, wish.request.form, values) else Refused("over"))
    return outcomes


def _change(connection: Connection, wish: Wished, form_id: int, values: dict[str, Any]) -> bool:
    query = sa.update(form).where(
        _f.id == form_id, _f.person_id == wish.person_id, _f.state.in_(("wanted", "open", "office"))
    )
    # She knows of it: at night she wrote before we did, and would be told in the morning what she has done already.
    agenda.drop(connection, agenda.TELL, form_id)
    return bool(connection.execute(query.values(**values)).rowcount)


ANSWERS: dict[type[Request], Callable[[Connection, list[Wished]], list[Any]]] = {
    FormWanted: _wanted,
    FormGiven: _given,
    OpenForm: _open,
    BringToOffice: _bring,
}
DUE: dict[str, Callable[[Connection, Due, dt.datetime], None]] = {_ERASE: _erase_when_over}
