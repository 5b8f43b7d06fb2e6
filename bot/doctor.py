"""What is configured, what can be reached, and what is wrong, in plain words."""

import datetime as dt
from collections.abc import AsyncIterator

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot import clock
from bot.channels.pool import Pool
from bot.channels.telegram import health
from bot.channels.telegram.client import Telegram
from bot.channels.whatsapp.api import Paths
from bot.config import DEMONSTRATION, Settings
from bot.db import engine_for, reading
from bot.inbox.models import inbound
from bot.log import masked
from bot.migrate import behind
from bot.outbox.models import outbound
from bot.registry.models import ticket

_PATIENCE = dt.timedelta(seconds=10)
_RECENT = dt.timedelta(days=7)
"""What went wrong longer ago is history: whoever could be helped has been, or has given up."""


class Finding(msgspec.Struct, frozen=True):
    """One line of the report."""

    fine: bool
    text: str


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything. Never raises for what it finds."""
    findings = [_operator(settings), *_database(settings)]
    findings += [finding async for finding in _whatsapp(settings)]
    findings += await _telegram(settings)
    return findings


def _operator(settings: Settings) -> Finding:
    if settings.operator_name == DEMONSTRATION:
        return Finding(True, f"Run as a {DEMONSTRATION}; set OPERATOR_NAME to say who runs it.")
    return Finding(True, f"Run by: {settings.operator_name}.")


def _database(settings: Settings) -> list[Finding]:
    path = settings.sqlite_path
    if path is not None and not path.exists():
        return [Finding(True, f"No database yet at {path}; it is created at the first start.")]
    where = path or "(PostgreSQL)"
    engine = engine_for(settings.database_url)
    try:
        if behind(engine):
            return [Finding(False, "The database is not at the newest schema; run: python main.py migrate")]
        with reading(engine) as connection:
            return [Finding(True, f"The database {where} is there and up to date."), *_work(connection)]
    except sa.exc.SQLAlchemyError as error:
        return [Finding(False, f"The database {where} cannot be read: {_first_line(error)}")]
    finally:
        engine.dispose()


def _first_line(error: sa.exc.SQLAlchemyError) -> str:
    return str(error.__cause__ or error).splitlines()[0]


def _work(connection: Connection) -> list[Finding]:
    """What waits for somebody in the database."""

    def count(table: sa.Table, state: str) -> int:
        query = sa.select(sa.func.count()).select_from(table).where(table.c.state == state)
        return int(connection.execute(query).scalar_one())

    findings = [
        Finding(True, f"{count(ticket, 'waiting')} people wait for a person at the helpdesk."),
        Finding(True, f"{count(outbound, 'queued')} messages wait to be sent."),
        Finding(True, f"{count(outbound, 'unknown')} messages may or may not have been delivered."),
    ]
    return [*findings, *_parked(connection), *_failed(connection), *_alarms(connection)]


def _parked(connection: Connection) -> list[Finding]:
    """Messages nobody was answered about."""
    i = inbound.c
    query = sa.select(i.id, i.channel, i.key, i.error, sa.func.count().over()).where(i.state == "parked")
    rows = connection.execute(query.order_by(i.id).limit(20)).all()
    many = rows[0][-1] if rows else 0
    return [
        Finding(not many, f"{many} messages are parked: their answers failed three times."),
        *(Finding(False, masked(f"  parked: {channel} message {id} ({key}): {error}"))
          for id, channel, key, error, _many in rows),
    ]  # fmt: skip


def _failed(connection: Connection) -> list[Finding]:
    """Messages of ours that did not go out lately, by what the carrier gave as the reason."""
    o = outbound.c
    query = sa.select(o.error_code, sa.func.count(), sa.func.max(o.error)).where(
        o.state == "failed", o.created_at > clock.now() - _RECENT
    )
    rows = connection.execute(query.group_by(o.error_code).order_by(sa.func.count().desc())).all()
    many = sum(row[1] for row in rows)
    return [
        Finding(not many, f"{many} messages of the last {_RECENT.days} days could not be sent."),
        *(Finding(False, masked(f"  not sent: {number} with code {code or '–'}: {error}"))
          for code, number, error in rows[:10]),
    ]  # fmt: skip


def _alarms(connection: Connection) -> list[Finding]:
    findings = []
    alarms = sa.select(inbound.c.received_at, inbound.c.body).where(
        inbound.c.kind == "notice",
        inbound.c.body.like('%"severity":"alarm"%'),
        inbound.c.received_at > clock.now() - _RECENT,
    )
    for at, body in connection.execute(alarms.order_by(inbound.c.id.desc()).limit(5)):
        field = msgspec.json.decode(body)["field"]
        findings.append(Finding(False, f"WhatsApp raised an alarm at {at:%Y-%m-%d %H:%M} UTC: {field}."))
    return findings


async def _telegram(settings: Settings) -> list[Finding]:
    if not settings.telegram_is_on:
        return [Finding(True, "Telegram is off. To switch it on, set TELEGRAM_BOT_TOKEN (README).")]
    telegram = Telegram(token=settings.telegram_bot_token.get_secret_value(), base_url=settings.telegram_api_url)
    webhook_url = f"{settings.public_url}/webhooks/telegram" if settings.public_url else ""
    try:
        found = await health.examine(telegram, webhook_url, clock.now())
    finally:
        await telegram.close()
    return [Finding(True, f"Telegram is on for bot {telegram.account}."), *(Finding(*each) for each in found)]


async def _whatsapp(settings: Settings) -> AsyncIterator[Finding]:
    if not settings.whatsapp_is_on:
        yield Finding(True, "WhatsApp is off. To switch it on, set the WHATSAPP_… settings (README).")
        return
    yield Finding(True, f"WhatsApp is on for phone number id {settings.whatsapp_phone_number_id}.")
    if not settings.public_url:
        yield Finding(True, "PUBLIC_URL is not set: Meta must be told the address of /webhooks/whatsapp by hand.")
    own_paths = settings.whatsapp_messages_path != Paths().messages
    where = settings.whatsapp_api_url
    url = f"{where}/{'' if own_paths else f'{settings.whatsapp_api_version}/{settings.whatsapp_phone_number_id}'}"
    name, _, scheme = settings.whatsapp_auth_header.partition(":")
    token = settings.whatsapp_access_token.get_secret_value()
    headers = {name.strip(): f"{scheme.strip()} {token}".strip()}
    pool = Pool(_PATIENCE)
    try:
        status = (await pool.get(url, headers)).status
    except Exception as error:
        yield Finding(False, f"{where} cannot be reached: {type(error).__name__}.")
        return
    finally:
        await pool.close()
    if own_paths:
        # A provider has no page that tells who we are; whether it takes the key shows at the first send.
        yield Finding(True, f"{where} answers. It has paths of its own: send a message to see if it takes the key.")
    elif status == 200:
        yield Finding(True, f"{where} answers and accepts the access token.")
    else:
        yield Finding(False, f"{where} answers {status}; check access token and number id.")
