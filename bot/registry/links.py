"""Joining a second channel: a code from one, written on the other, and a yes on both.

What is to be done about a link without anybody writing (asking the first channel, telling how it ended) is due: see
`bot.inbox.occasions`.
"""

import datetime as dt
import hashlib
import secrets
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.contract import WINDOW, Sender
from bot.chat.requests import Done, Outcome, Refused
from bot.db import new_id
from bot.registry.models import link, link_try, person
from bot.registry.requests import AnswerLink, LinkCard, LinkEnd, TakeLinkCode
from bot.registry.wished import Wished

LIVES = dt.timedelta(minutes=10)
MOST_CODES, MOST_TRIES, WITHIN = 3, 5, dt.timedelta(hours=1)

OPEN = ("offered", "taken", "agreed", "asked")
OVER = ("merged", "unsafe", "ended", "expired")
_l = link.c


def hash_of(code: str) -> str:
    """What is kept of a code: dear enough to compute that its ten minutes are over before all have been tried."""
    return hashlib.scrypt(code.encode(), salt=b"a code for a second channel", n=2**12, r=8, p=1, dklen=32).hex()


def new_link_code(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    return [_new_code(connection, wish) for wish in wishes]


def _new_code(connection: Connection, wish: Wished) -> Outcome:
    recent = sa.select(sa.func.count()).where(_l.giver == wish.person_id, _l.made_at > wish.now - WITHIN)
    if connection.execute(recent).scalar_one() >= MOST_CODES:
        return Refused("too_many")
    mine = sa.and_(_l.giver == wish.person_id, _l.state.in_(OPEN))  # only the newest code counts
    connection.execute(sa.update(link).where(mine).values(**forgotten("expired")))
    code = f"{secrets.randbelow(1_000_000):06d}"
    while connection.execute(sa.select(_l.id).where(_l.code_hash == hash_of(code), _l.state == "offered")).first():
        code = f"{secrets.randbelow(1_000_000):06d}"
    connection.execute(
        sa.insert(link).values(
            id=new_id(),
            code_hash=hash_of(code),
            giver=wish.person_id,
            giver_sender=msgspec.to_builtins(wish.sender),
            giver_seen_at=wish.sent_at or wish.now,
            language=wish.language,
            state="offered",
            made_at=wish.now,
            expires_at=wish.now + LIVES,
            due_at=wish.now + LIVES,
        )
    )
    return Done(code)


def take_link_code(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    return [_take_code(connection, wish) for wish in wishes]


def _take_code(connection: Connection, wish: Wished) -> Outcome:
    asked = wish.request
    assert isinstance(asked, TakeLinkCode)
    tries = sa.select(sa.func.count()).where(link_try.c.person_id == wish.person_id, link_try.c.at > wish.now - WITHIN)
    if connection.execute(tries).scalar_one() >= MOST_TRIES:
        return Refused("too_many")
    query = sa.select(link).where(_l.code_hash == hash_of(asked.code), _l.state == "offered", _l.expires_at > wish.now)
    found = connection.execute(query.with_for_update()).mappings().one_or_none()
    if found is not None and found["giver"] == wish.person_id:
        return Refused("same")
    if found is None or _is_gone(connection, found["giver"]):
        connection.execute(sa.insert(link_try).values(id=new_id(), person_id=wish.person_id, at=wish.now))
        return Refused("wrong")
    before = sa.and_(_l.taker == wish.person_id, _l.state == "taken")
    connection.execute(sa.update(link).where(before).values(**forgotten("expired")))
    taken = {"taker": wish.person_id, "taker_sender": msgspec.to_builtins(wish.sender), "state": "taken"}
    _set(connection, found["id"], **taken, taker_seen_at=wish.sent_at or wish.now)
    return Done(msgspec.to_builtins(_card(found["id"], found["giver_sender"], found["language"])))


def answer_link(connection: Connection, wishes: list[Wished]) -> list[Outcome]:
    return [_answer(connection, wish) for wish in wishes]


def _answer(connection: Connection, wish: Wished) -> Outcome:
    """First the one who wrote the code, then the one who had got it."""
    asked = wish.request
    assert isinstance(asked, AnswerLink)
    found = connection.execute(sa.select(link).where(_l.id == asked.link).with_for_update()).mappings().one_or_none()
    if found is None:
        return Refused("over")
    is_taker = found["taker"] == wish.person_id
    if found["state"] != ("taken" if is_taker else "asked") or wish.person_id not in (found["giver"], found["taker"]):
        return Refused("over")
    if wish.now >= found["expires_at"]:
        return Refused("over")
    if is_taker and asked.agreed and wish.now >= found["giver_seen_at"] + WINDOW:
        _set(connection, asked.link, **forgotten("ended"))
        return Refused("shut")
    if is_taker:
        state = "agreed" if asked.agreed else "disowned"
    else:
        state = "confirmed" if asked.agreed else "declined"
    _set(connection, asked.link, state=state, due_at=wish.now)
    return Done()


def link_asked(connection: Connection, wishes: list[Wished]) -> list[LinkCard | None]:
    return [_asked(connection, wish) for wish in wishes]


def _asked(connection: Connection, wish: Wished) -> LinkCard | None:
    query = sa.select(link).where(_l.giver == wish.person_id, _l.state == "asked").order_by(_l.id.desc()).limit(1)
    found = connection.execute(query).mappings().one_or_none()
    return None if found is None else _card(found["id"], found["taker_sender"], "")


def link_news(connection: Connection, wishes: list[Wished]) -> list[LinkEnd | None]:
    return [_news(connection, wish) for wish in wishes]


def _news(connection: Connection, wish: Wished) -> LinkEnd | None:
    mine = sa.or_(_l.giver == wish.person_id, _l.taker == wish.person_id)
    query = sa.select(link).where(mine, _l.state.in_(OVER)).order_by(_l.made_at.desc(), _l.id.desc()).limit(1)
    found = connection.execute(query).mappings().one_or_none()
    if found is None:
        return None
    # After a merge both sides are one person; which one is told shows in the name she is told under.
    is_taker = found["taker_sender"] is not None and msgspec.convert(found["taker_sender"], Sender) == wish.sender
    other = found["giver_sender" if is_taker else "taker_sender"]
    return LinkEnd(found["state"], other["channel"] if other else "")


def forgotten(state: str) -> dict[str, Any]:
    """A link that is over, and who it was between is nobody's business any more."""
    return {"state": state, "due_at": None, "giver_sender": None, "taker_sender": None}


def _card(id: int, sender: Any, language: str) -> LinkCard:
    known = msgspec.convert(sender, Sender)
    number = next((handle.value for handle in known.handles if handle.kind == "phone"), "")
    initial = known.name.strip()[:1]
    return LinkCard(
        link=id,
        channel=known.channel,
        tail=number[-2:],
        initial="" if number or not initial.isalpha() else initial.upper(),
        language=language,
    )


def _is_gone(connection: Connection, owner: int) -> bool:
    query = sa.select(person.c.id).where(person.c.id == owner, person.c.merged_into.is_(None))
    return connection.execute(query).first() is None


def _set(connection: Connection, id: int, **values: Any) -> None:
    connection.execute(sa.update(link).where(_l.id == id).values(**values))
