"""A POST from Meta as events: everything in it, one event for each item, whatever shape it is in.

Meta, "Create a webhook endpoint": up to 1,000 updates in one POST, in several entries, changes and arrays;
delivered at least once, in any order, and again for seven days unless we answer 200. So one item that nobody
understands must neither be lost nor take the others with it: it becomes a Notice.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from bot.channels.contract import Event, Handle, IdentityChanged, Preference
from bot.channels.whatsapp.messages import key_of, message_of
from bot.channels.whatsapp.notices import Severity, error_severity, notice, severity_of
from bot.channels.whatsapp.people import NAME, Contacts, handles, person_of, sender_of
from bot.channels.whatsapp.statuses import status_of
from bot.channels.wire import Json, NotJson, decode, fingerprint, items, mapping, number, word

__all__ = ["NotJson", "parse"]


def parse(body: bytes, account: str, now: dt.datetime | None = None) -> list[Event]:
    """The events in this body for our number `account` (its phone number id).

    Raises `NotJson` where the body is not a JSON object, and nothing else.
    """
    payload = decode(body)
    now = now or dt.datetime.now(dt.UTC)
    events: list[Event] = []
    entries = payload.get("entry")
    if not isinstance(entries, list) or not entries:
        return [notice(payload, account, "unknown", severity="warning")]
    for place, entry in enumerate(entries):
        changes = mapping(entry).get("changes")
        if not isinstance(changes, list) or not changes:
            events.append(notice(entry, account, "unknown", place, severity="warning"))
            continue
        for index, change in enumerate(changes):
            _Change(change, entry, account, now, (place, index), events).read()
    return events


class _Change:
    """One change of one entry: a field, its value, and what its items need to know around them."""

    __slots__ = ("account", "change", "contacts", "context", "events", "field", "now", "place", "value")

    def __init__(
        self,
        change: Any,
        entry: Json,
        account: str,
        now: dt.datetime,
        place: tuple[int, int],
        events: list[Event],
    ) -> None:
        self.change, self.account, self.now, self.place, self.events = change, account, now, place, events
        fields = mapping(change)
        self.field = word(fields.get("field"), 80)
        self.value = mapping(fields.get("value"))
        self.context = (entry.get("id"), entry.get("time"))
        self.contacts = Contacts(self.value.get("contacts") or mapping(self.value.get("standby")).get("contacts"))

    def read(self) -> None:
        """Append one event for each item of this change, or one for the change itself if it has no items."""
        number_id = word(mapping(self.value.get("metadata")).get("phone_number_id"))
        if number_id and number_id != self.account:
            self._note_other_number(number_id)
            return
        before = len(self.events)
        for read, found in self._arrays():
            for index, item in enumerate(found):
                self._read_item(read, item, index)
        if len(self.events) == before:
            self._note(self.change, severity_of(self.field, self.value))

    def _arrays(self) -> Iterator[tuple[Callable[[Json], Event | None], list[Any]]]:
        """The arrays of items in this change, each with what reads one of them."""
        value, field = self.value, self.field
        standby = value.get("standby")
        if isinstance(standby, dict):
            # Conversation routing: another app answers these people, we only look on.
            yield self._standby_message, items(standby.get("messages"))
            yield self._status, items(standby.get("statuses"))
            yield self._echo, items(standby.get("message_echoes"))
        yield (self._standby_message if field == "standby" else self._message), items(value.get("messages"))
        if "statuses" in value:
            yield self._status, items(value["statuses"])
        if "message_echoes" in value:
            yield self._echo, items(value["message_echoes"])
        if "errors" in value:
            yield self._error, items(value["errors"])
        if field == "user_preferences":
            yield self._preference, items(value.get("user_preferences"))
        elif field == "user_id_update":
            yield self._user_id_update, items(value.get("user_id_update"))
        elif field == "history":
            yield from self._history()
        elif field == "smb_app_state_sync":
            yield self._address_book, items(value.get("state_sync"))

    def _read_item(self, read: Callable[[Json], Event | None], item: Any, index: int) -> None:
        try:
            event = read(item) if isinstance(item, dict) else None
        except Exception:  # one poisoned item must not cost the others
            event = None
        if event is not None:
            self.events.append(event)
        else:
            self._note(item, "warning", read.__name__, index)

    def _note(self, item: Any, severity: Severity, *context: object) -> None:
        where = (*self.context, *context)
        field = self.field or "unknown"
        try:
            self.events.append(notice(item, self.account, field, *where, severity=severity))
        except Exception:  # what cannot even be written down still leaves a trace
            self.events.append(notice(None, self.account, field, *self.place, *context, severity="warning"))

    def _note_other_number(self, number_id: str) -> None:
        """A shared app gets other numbers' traffic too. What people wrote there is none of our business."""
        counts = {key: len(found) for key, found in self.value.items() if isinstance(found, list)}
        kept = {"phone_number_id": number_id, "field": self.field, "items": counts}
        self.events.append(notice(kept, self.account, "other number", *self.context, fingerprint(self.value)))

    def _message(self, item: Json) -> Event | None:
        if item.get("type") == "system" or ("system" in item and "type" not in item):
            return self._system(item)
        sender = sender_of(item, self.contacts, self.account)
        if sender is None:
            return None
        return message_of(item, sender, self.now)

    def _standby_message(self, item: Json) -> Event | None:
        sender = sender_of(item, self.contacts, self.account)
        if sender is None:
            return None
        # Another key: the same message may be handed over to us later, and must then not count as seen.
        return message_of(item, sender, self.now, answerable=False, key="standby:" + key_of(item, *self.context))

    def _echo(self, item: Json) -> Event | None:
        """Something staff wrote on the business phone."""
        sender = sender_of(item, self.contacts, self.account, "to")
        if sender is None:
            return None
        return message_of(item, sender, self.now, answerable=False, from_us=True)

    def _status(self, item: Json) -> Event | None:
        return status_of(item, self.account, self.now)

    def _error(self, item: Json) -> Event:
        return notice(item, self.account, "errors", *self.context, severity=error_severity(item))

    def _system(self, item: Json) -> Event | None:
        """A notice inside a chat that the same person goes by another name now; it may have no sender."""
        system = mapping(item.get("system"))
        old = handles(system.get("previous_user_id"), item.get("from_user_id"), item.get("from"))
        new = handles(system.get("user_id"), system.get("new_wa_id"), system.get("wa_id"), system.get("parent_user_id"))
        if system.get("type") not in _RENAMES:
            return notice(item, self.account, "messages.system", *self.context)
        return self._identity(key_of(item, *self.context), old, new)

    def _user_id_update(self, item: Json) -> Event | None:
        user_id, parent = mapping(item.get("user_id")), mapping(item.get("parent_user_id"))
        wa_id = item.get("wa_id")
        old = handles(user_id.get("previous"), parent.get("previous"), wa_id)
        new = handles(user_id.get("current"), parent.get("current"), wa_id)
        return self._identity(key_of({**item, "id": None}, *self.context), old, new)

    def _identity(self, key: str, old: tuple[Handle, ...], new: tuple[Handle, ...]) -> Event | None:
        if not old or not new or set(new) <= set(old):
            return None
        return IdentityChanged(key, NAME, self.account, old, new)

    def _preference(self, item: Json) -> Event | None:
        wish = {"stop": False, "resume": True}.get(word(item.get("value")).lower())
        sender = person_of(item, self.contacts, self.account)
        if wish is None or sender is None or item.get("category", "marketing_messages") != "marketing_messages":
            return None
        return Preference(key_of({**item, "id": None}, *self.context), sender, wants_broadcasts=wish)

    def _history(self) -> Iterator[tuple[Callable[[Json], Event | None], list[Any]]]:
        """Old messages of a number that moved here from the WhatsApp Business app, thread by thread."""
        ours = word(mapping(self.value.get("metadata")).get("display_phone_number")).lstrip("+")
        for chunk in items(self.value.get("history")):
            if not isinstance(chunk, dict) or not items(chunk.get("threads")):
                yield self._history_state, [chunk]
                continue
            for thread in items(chunk.get("threads")):
                yield self._from_thread(mapping(thread), ours), items(mapping(thread).get("messages"))

    def _from_thread(self, thread: Json, ours: str) -> Callable[[Json], Event | None]:
        context = mapping(thread.get("context"))
        person = {"from": context.get("wa_id") or thread.get("id"), "from_user_id": context.get("user_id")}

        def history_message(item: Json) -> Event | None:
            from_us = bool(ours) and word(item.get("from")).lstrip("+") == ours
            named = item if not from_us and (item.get("from") or item.get("from_user_id")) else person
            sender = sender_of(named, self.contacts, self.account)
            if sender is None:
                return None
            return message_of(item, sender, self.now, answerable=False, from_us=from_us)

        return history_message

    def _history_state(self, item: Json) -> Event:
        """The owner declined to share, or a chunk came without threads."""
        return notice(item, self.account, "history", *self.context)

    def _address_book(self, item: Json) -> Event:
        """A contact of the phone the number came from. Whom somebody knows is not ours to keep."""
        when = number(item.get("timestamp") or mapping(item.get("metadata")).get("timestamp"))
        kept = {"type": word(item.get("type")), "action": word(item.get("action")), "timestamp": when}
        return notice(kept, self.account, self.field, *self.context, fingerprint(item))


# The last one is the old API's word for a changed number.
_RENAMES = ("user_changed_number", "user_changed_user_id", "customer_changed_number")
