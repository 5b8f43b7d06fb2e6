"""What the messages of a month cost: by category, by flow, for each finished registration, and beside a naive bot.

The naive bot sends every paragraph as a message of its own: each remark, complaint and question that our turns join
into one. It is counted in the texts as they were sent, so it is what this talk would have cost, not a guess at
another one; questions that we never had to ask, because one sentence answered several, are not counted in.
"""

import calendar
import datetime as dt
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.clock import KARACHI
from bot.outbox.models import outbound
from bot.registry.models import case
from knowledge.prices import PriceTable, in_force

_o = outbound.c
_PARAGRAPH = "\\n\\n"
"""An empty line, as JSON writes it inside the text of `outbound.body`."""

_BY_RULE = sa.and_(_o.billable, _o.billed_by == "rule", _o.category == "service")


class Line(msgspec.Struct, frozen=True):
    """One line of the report. `micro_usd` are millionths of a US dollar."""

    name: tuple[str, ...]
    rows: int
    messages: int
    """As the carrier counts: a long text goes out in several."""
    billed: int
    micro_usd: int
    unpriced: int
    """Billed messages without a known price."""
    naive_messages: int
    naive_micro_usd: int


class Report(msgspec.Struct, frozen=True):
    """The costs of one month in Pakistan."""

    month: str
    table: PriceTable | None
    by_category: list[Line]
    by_flow: list[Line]
    total: Line
    free: int
    """Messages taken off because a number's first ones in a month are free."""
    free_micro_usd: int
    naive_free_micro_usd: int
    by_status: int
    """Rows for which the carrier itself has said whether it bills them."""
    unknown: int
    """Messages that may or may not have gone out; not counted in."""
    repeated: int
    """Messages that were handed over twice; counted once."""
    registrations: int
    registration: Line
    """What was sent to the people who finished, up to the moment they had."""
    versions: list[str]

    @property
    def payable(self) -> int:
        """Millionths of a US dollar, with the free messages taken off."""
        return self.total.micro_usd - self.free_micro_usd

    @property
    def naive_payable(self) -> int:
        return self.total.naive_micro_usd - self.naive_free_micro_usd


def report(connection: Connection, month: str, tables: list[PriceTable]) -> Report:
    """The costs of a month, "2026-11", by Pakistan's calendar."""
    begin, end = _bounds(month)
    sent = sa.and_(_o.sent_at >= begin, _o.sent_at < end, _o.billed_by.is_not(None))
    table = in_force(tables, "whatsapp", "PK", _last_day(begin))
    free, free_cost, naive_free = _free(connection, sent, table.free_service if table is not None else 0)
    people, registrations = _finished(begin, end)
    counts = connection.execute(
        sa.select(
            sa.func.coalesce(sa.func.sum(sa.case((_o.billed_by == "status", 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((_o.attempts > 1, 1), else_=0)), 0),
        ).where(sent)
    ).one()
    unknown = sa.select(sa.func.count()).where(_o.state == "unknown", _o.created_at >= begin, _o.created_at < end)
    versions = sa.select(_o.price_version).where(sent, _o.price_version != "").distinct()
    return Report(
        month=month,
        table=table,
        by_category=_lines(connection, sent, _o.channel, _o.category),
        by_flow=_lines(connection, sent, _o.flow),
        total=_total(connection, sent),
        free=free,
        free_micro_usd=free_cost,
        naive_free_micro_usd=naive_free,
        by_status=int(counts[0]),
        unknown=connection.execute(unknown).scalar_one(),
        repeated=int(counts[1]),
        registrations=connection.execute(registrations).scalar_one(),
        registration=_total(connection, sa.and_(sent, people)),
        versions=sorted(connection.execute(versions).scalars()),
    )


def _bounds(month: str) -> tuple[dt.datetime, dt.datetime]:
    begin = dt.datetime.strptime(month, "%Y-%m").replace(tzinfo=KARACHI)
    days = calendar.monthrange(begin.year, begin.month)[1]
    return begin, begin + dt.timedelta(days=days)


def _last_day(begin: dt.datetime) -> dt.date:
    return begin.date().replace(day=calendar.monthrange(begin.year, begin.month)[1])


def _columns() -> list[sa.ColumnElement[Any]]:
    """The sums of a line, in its order."""
    empty_lines = (sa.func.length(_o.body) - sa.func.length(sa.func.replace(_o.body, _PARAGRAPH, ""))) // len(
        _PARAGRAPH
    )
    # A text without empty lines that is too long for one message would be too long for the naive bot as well.
    naive = sa.case((empty_lines + 1 > _o.parts, empty_lines + 1), else_=_o.parts)
    each = _o.micro_usd // _o.parts
    sums: list[sa.ColumnElement[Any]] = [
        sa.func.count(),
        sa.func.sum(_o.parts),
        sa.func.sum(sa.case((_o.billable, _o.parts), else_=0)),
        sa.func.sum(_o.micro_usd),
        sa.func.sum(sa.case((_o.micro_usd.is_(None), _o.parts), else_=0)),
        sa.func.sum(naive),
        sa.func.sum(each * naive),
    ]
    return [sa.func.coalesce(one, 0) for one in sums]


def _lines(connection: Connection, which: sa.ColumnElement[bool], *by: sa.ColumnElement[str]) -> list[Line]:
    query = sa.select(*by, *_columns()).where(which).group_by(*by).order_by(sa.func.count().desc(), *by)
    cut = len(by)
    return [Line(tuple(row[:cut]), *(int(value) for value in row[cut:])) for row in connection.execute(query)]


def _total(connection: Connection, which: sa.ColumnElement[bool]) -> Line:
    return Line(("total",), *(int(value) for value in connection.execute(sa.select(*_columns()).where(which)).one()))


def _free(connection: Connection, sent: sa.ColumnElement[bool], allowed: int) -> tuple[int, int, int]:
    """What is off the bill because each number's first service messages in a month are free: messages, the amount, and
    the naive bot's amount.

    A message of which the carrier itself has said that it bills it, or does not, has had that taken into account; the
    latter have used up some of what is free.
    """
    said_free = sa.and_(_o.billed_by == "status", sa.not_(_o.billable), _o.category == "service")
    used = sa.func.sum(sa.case((sa.and_(said_free, _o.delivery != "failed"), _o.parts), else_=0))
    *_, parts, _billed, amount, _unpriced, naive, naive_amount = _columns()
    numbers = sa.select(_o.account, used).where(sent, _o.channel == "whatsapp").group_by(_o.account)
    messages = money = naive_money = 0
    used_by = {account: int(many or 0) for account, many in connection.execute(numbers)}
    billed = sa.select(_o.account, parts, amount, naive, naive_amount).where(sent, _BY_RULE).group_by(_o.account)
    for account, *sums in connection.execute(billed):
        count, cost, naive_count, naive_cost = map(int, sums)
        left = max(0, allowed - used_by.get(account, 0))
        messages += min(left, count)
        money += cost * min(left, count) // max(1, count)
        naive_money += naive_cost * min(left, naive_count) // max(1, naive_count)
    return messages, money, naive_money


def _finished(begin: dt.datetime, end: dt.datetime) -> tuple[sa.ColumnElement[bool], sa.Select[int]]:
    """Which messages led to the registrations of the month, and how many registrations there are."""
    within = sa.and_(case.c.created_at >= begin, case.c.created_at < end)
    later = sa.exists().where(case.c.person_id == _o.person_id, within, case.c.created_at >= _o.created_at)
    return later, sa.select(sa.func.count()).select_from(case).where(within)
