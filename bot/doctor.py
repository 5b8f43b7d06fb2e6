"""What is configured, what can be reached, and what is wrong, in plain words."""

from collections.abc import AsyncIterator

import aiohttp
import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.config import DEMONSTRATION, Settings
from bot.db import engine_for, reading
from bot.inbox.models import inbound
from bot.migrate import behind
from bot.outbox.models import outbound
from bot.registry.models import ticket

_PATIENCE = aiohttp.ClientTimeout(total=10)


class Finding(msgspec.Struct, frozen=True):
    """One line of the report."""

    fine: bool
    text: str


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything. Never raises for what it finds."""
    findings = [_operator(settings), *_database(settings)]
    findings += [finding async for finding in _whatsapp(settings)]
    return findings


def _operator(settings: Settings) -> Finding:
    if settings.operator_name == DEMONSTRATION:
        return Finding(True, f"Run as a {DEMONSTRATION}; set OPERATOR_NAME to say who runs it.")
    return Finding(True, f"Run by: {settings.operator_name}.")


def _database(settings: Settings) -> list[Finding]:
    path = settings.sqlite_path
    if path is None or not path.exists():
        return [Finding(True, f"No database yet at {path}; it is created at the first start.")]
    engine = engine_for(settings.database_url)
    try:
        if behind(engine):
            return [Finding(False, "The database is not at the newest schema; run: python main.py migrate")]
        with reading(engine) as connection:
            return [Finding(True, f"The database {path} is there and up to date."), *_work(connection)]
    except sa.exc.SQLAlchemyError as error:
        return [Finding(False, f"The database {path} cannot be read: {error.__cause__ or error}")]
    finally:
        engine.dispose()


def _work(connection: Connection) -> list[Finding]:
    """What waits for somebody in the database."""

    def count(table: sa.Table, state: str) -> int:
        query = sa.select(sa.func.count()).select_from(table).where(table.c.state == state)
        return int(connection.execute(query).scalar_one())

    parked = count(inbound, "parked")
    failed, unknown = count(outbound, "failed"), count(outbound, "unknown")
    findings = [
        Finding(True, f"{count(ticket, 'waiting')} people wait for a person at the helpdesk."),
        Finding(True, f"{count(outbound, 'queued')} messages wait to be sent."),
        Finding(not parked, f"{parked} messages are parked: their answers failed three times."),
        Finding(not failed, f"{failed} messages could not be sent."),
        Finding(True, f"{unknown} messages may or may not have been delivered."),
    ]
    if parked:
        query = sa.select(inbound.c.id, inbound.c.channel, inbound.c.key, inbound.c.error)
        for row in connection.execute(query.where(inbound.c.state == "parked").limit(20)):
            findings.append(Finding(False, f"  parked: {row.channel} message {row.id} ({row.key}): {row.error}"))
    alarms = sa.select(inbound.c.received_at, inbound.c.body).where(
        inbound.c.kind == "notice", inbound.c.body.like('%"severity":"alarm"%')
    )
    for at, body in connection.execute(alarms.order_by(inbound.c.id.desc()).limit(5)):
        field = msgspec.json.decode(body)["field"]
        findings.append(Finding(False, f"WhatsApp raised an alarm at {at:%Y-%m-%d %H:%M} UTC: {field}."))
    return findings


async def _whatsapp(settings: Settings) -> AsyncIterator[Finding]:
    if not settings.whatsapp_is_on:
        yield Finding(True, "WhatsApp is off. To switch it on, set the WHATSAPP_… settings (README).")
        return
    yield Finding(True, f"WhatsApp is on for phone number id {settings.whatsapp_phone_number_id}.")
    if not settings.public_url:
        yield Finding(True, "PUBLIC_URL is not set: Meta must be told the address of /webhooks/whatsapp by hand.")
    url = f"{settings.whatsapp_api_url}/{settings.whatsapp_api_version}/{settings.whatsapp_phone_number_id}"
    name, _, scheme = settings.whatsapp_auth_header.partition(":")
    token = settings.whatsapp_access_token.get_secret_value()
    headers = {name.strip(): f"{scheme.strip()} {token}".strip()}
    try:
        async with aiohttp.ClientSession(timeout=_PATIENCE) as session, session.get(url, headers=headers) as answer:
            if answer.status == 200:
                yield Finding(True, f"{settings.whatsapp_api_url} answers and accepts the access token.")
            else:
                yield Finding(False, f"{settings.whatsapp_api_url} answers {answer.status}; check the access token.")
    except (TimeoutError, aiohttp.ClientError) as error:
        yield Finding(False, f"{settings.whatsapp_api_url} cannot be reached: {type(error).__name__}.")
