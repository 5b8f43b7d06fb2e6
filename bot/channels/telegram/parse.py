"""An update from Telegram as events: whatever shape it is in, it is stored and never comes back.

core.telegram.org/bots/api, "Update". What is not answered 200 is delivered again for a day, so an update that nobody
understands becomes a Notice. The dictionary is walked by hand: 5 to 7 µs for an update, against 70 to 110 µs for
python-telegram-bot's `Update.de_json`, which moreover raises on every update that lacks a field it takes for required.

Keys. `update_id` alone is no key: after a week without updates Telegram goes on from a random number (same page,
"Update"), which may be one we have seen. A message is known by our bot, its chat and its id in that chat, a tap by its
callback id; what has neither (an edit, a block) by its update id together with its time, which cannot come again.
The bot belongs to every key: message ids are counted per bot, and operators change bots.
"""

import datetime as dt
from collections.abc import Callable
from typing import Literal

from bot.channels.contract import Event, Handle, Message, Notice, Preference, Sender
from bot.channels.telegram.messages import message_of, tap_of
from bot.channels.wire import Json, NotJson, decode, fingerprint, mapping, moment, prose, record, word
from bot.chat.heard import Heard

__all__ = ["NAME", "NotJson", "callback_id", "events_of", "parse"]

NAME = "telegram"
_TAP = ":tap:"


def parse(body: bytes, account: str, now: dt.datetime | None = None) -> list[Event]:
    """The events in one delivery to our bot `account` (its id). Raises `NotJson`, and nothing else."""
    return events_of(decode(body), account, now or dt.datetime.now(dt.UTC))


def events_of(update: object, account: str, now: dt.datetime) -> list[Event]:
    """The events in one update; one of them, as a rule. Never raises."""
    try:
        event = _event(update, account, now) if isinstance(update, dict) else None
    except Exception:  # one poisoned update must not stop the others
        event = None
    if event is None:
        return [_notice(update, account, _kind(update) or "unknown", warning=True)]
    return [event]


def callback_id(event: Event) -> str:
    """The id by which a tap must be answered; "" for anything else."""
    if isinstance(event, Message) and event.kind == "callback_query":
        return event.key.partition(_TAP)[2]
    return ""


def _event(update: Json, account: str, now: dt.datetime) -> Event | None:
    item = update.get("message")
    if isinstance(item, dict):
        return _message(update, item, account, now)
    item = update.get("callback_query")
    if isinstance(item, dict):
        return _tap(item, account, now)
    for kind, read in _OTHERS.items():
        item = update.get(kind)
        if isinstance(item, dict):
            return read(update, item, account, now)
    # Everything else Telegram has or invents. Nothing that is not in `allowed_updates` should come at all.
    return _notice(update, account, _kind(update) or "unknown")


def _message(update: Json, item: Json, account: str, now: dt.datetime) -> Event | None:
    chat, sender = mapping(item.get("chat")), _sender(item.get("from"), account)
    if "migrate_to_chat_id" in item or "migrate_from_chat_id" in item:
        return _notice(update, account, "group moved")
    chat_id, message_id = word(chat.get("id")), word(item.get("message_id"))
    if sender is None or not chat_id or not message_id:
        return None
    return message_of(
        item,
        sender,
        now,
        key=f"{account}:{chat_id}:{message_id}",
        # Groups are talk between other people; another bot must not be talked to, or it might never end.
        answerable=chat.get("type") == "private" and mapping(item.get("from")).get("is_bot") is not True,
    )


def _tap(item: Json, account: str, now: dt.datetime) -> Event | None:
    sender, tap_id = _sender(item.get("from"), account), word(item.get("id"))
    if sender is None or not tap_id:
        return None
    return tap_of(item, sender, now, key=f"{account}{_TAP}{tap_id}")


def _edited(update: Json, item: Json, account: str, now: dt.datetime) -> Event | None:
    """What she changed her words into, kept. The conversation does not go back for it."""
    chat, sender = mapping(item.get("chat")), _sender(item.get("from"), account)
    if sender is None:
        return None
    chat_id, edited_at = word(chat.get("id")), word(item.get("edit_date"))
    key = f"{account}:edit:{chat_id}:{word(item.get('message_id'))}:{edited_at}:{word(update.get('update_id'))}"
    return message_of(item, sender, now, key=key, answerable=False, kind="edited_message", at="edit_date")


def _reaction(update: Json, item: Json, account: str, now: dt.datetime) -> Event | None:
    sender = _sender(item.get("user"), account)
    if sender is None:
        return None
    key = f"{account}:reaction:{word(item.get('date'))}:{word(update.get('update_id'))}"
    sent_at = moment(item.get("date"), now)
    return Message(key, sender, sent_at, Heard(), answerable=False, kind="message_reaction", raw=record(item)[0])


def _membership(update: Json, item: Json, account: str, now: dt.datetime) -> Event | None:
    """In a private chat this means that she blocked or unblocked us ("ChatMemberUpdated"); in a group, anything."""
    sender = _sender(item.get("from"), account)
    status = word(mapping(item.get("new_chat_member")).get("status"), 40)
    if mapping(item.get("chat")).get("type") != "private":
        return _notice(update, account, "my_chat_member")
    if sender is None or status not in ("kicked", "member"):
        return None
    key = f"{account}:{status}:{sender.handles[0].value}:{word(item.get('date'))}:{word(update.get('update_id'))}"
    # Unblocking is no wish for announcements: she stopped them by blocking, and START resumes them.
    return Preference(key, sender, wants_broadcasts=False, blocked=status == "kicked")


_OTHERS: dict[str, Callable[[Json, Json, str, dt.datetime], Event | None]] = {
    "edited_message": _edited,
    "my_chat_member": _membership,
    "message_reaction": _reaction,
}


def _sender(user: object, account: str) -> Sender | None:
    """Who it is from; None where nobody is named (channels, anonymous admins)."""
    if not isinstance(user, dict):
        return None
    user_id = user.get("id")
    if not isinstance(user_id, int) or isinstance(user_id, bool) or user_id <= 0:
        return None
    first, last = user.get("first_name"), user.get("last_name")
    name = f"{first} {last}" if isinstance(first, str) and isinstance(last, str) else first
    return Sender(NAME, account, (Handle("telegram", str(user_id)),), prose(name)[0][:200])


def _kind(update: object) -> str:
    """The update's own word for what it is: its one key beside `update_id`."""
    return next((word(key, 60) for key in mapping(update) if key != "update_id"), "")


def _notice(update: object, account: str, field: str, *, warning: bool = False) -> Event:
    severity: Literal["info", "warning"] = "warning" if warning else "info"
    try:
        return Notice(fingerprint(update, account), NAME, account, field, severity, record(update)[0])
    except Exception:  # what cannot even be written down still leaves a trace
        return Notice(fingerprint(None, account, repr(update)[:200]), NAME, account, field, "warning", "{}")
