"""How the bot stands with Telegram, for the operator."""

import datetime as dt

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.client import Telegram

_RECENT = dt.timedelta(days=1)
"""Telegram gives up on an update after a day; an older failure of the webhook has no consequences any more."""


async def examine(telegram: Telegram, webhook_url: str, now: dt.datetime) -> list[tuple[bool, str]]:
    """What is fine, and what is not, each in a sentence. Never raises for what it finds."""
    bot = telegram.api.bot()
    try:
        me = await bot.get_me()
        findings = [(True, f"{telegram.api.root} answers and knows the bot as @{me.username}.")]
        return [*findings, *await _webhook(bot, webhook_url, now)]
    except InvalidToken:
        return [(False, f"{telegram.api.root} does not accept TELEGRAM_BOT_TOKEN; ask @BotFather for the token.")]
    except TelegramError as error:
        return [(False, f"{telegram.api.root} cannot be used: {error.message}.")]


async def _webhook(bot: Bot, webhook_url: str, now: dt.datetime) -> list[tuple[bool, str]]:
    info = await bot.get_webhook_info()
    if info.url != webhook_url:
        wanted = webhook_url or "no webhook (it polls)"
        return [(True, f"Telegram delivers to {info.url or 'nobody'}; the server will change that to {wanted}.")]
    if not webhook_url:
        return [(True, f"Updates are fetched by polling; {info.pending_update_count} are waiting.")]
    findings = [(True, f"Telegram delivers to {info.url}; {info.pending_update_count} updates are waiting.")]
    if info.last_error_date is not None and now - info.last_error_date < _RECENT:
        findings.append(
            (False, f"Telegram could not deliver at {info.last_error_date:%H:%M} UTC: {info.last_error_message}.")
        )
    return findings
