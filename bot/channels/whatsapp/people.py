"""Who is meant: business-scoped user ids (BSUID), their parents, and phone numbers.

Meta, "Business-scoped user IDs" (29 June 2026): a BSUID is a country code, a full stop and up to 128 letters
and digits; a parent BSUID has "ENT." after the country. People with a username may have no phone number.
`contacts` is not in the order of `messages`, may be shorter, and may be missing.
"""

from typing import Any

from bot.channels.contract import Handle, Sender
from bot.channels.wire import Json, items, mapping, prose, word

NAME = "whatsapp"
_LONGEST_PHONE = 20  # E.164 has 15 digits; a stranger number is better kept than lost with its message


def handle(value: object) -> Handle | None:
    """The name in this value, whichever kind it is: relays put BSUIDs where a phone number is expected."""
    name = word(value)
    if not name:
        return None
    digits = name[1:] if name[0] == "+" else name
    if digits.isascii() and digits.isdigit():
        return Handle("phone", "+" + digits) if len(digits) <= _LONGEST_PHONE else None
    if len(name) < 4 or name[2] != "." or not (name.isascii() and name[:2].isalpha()) or " " in name:
        return None
    return Handle("parent_bsuid" if name[3:7].upper() == "ENT." else "bsuid", name)


def handles(*values: object) -> tuple[Handle, ...]:
    """The names in these values, the strongest kind first, one of each kind; the first given wins."""
    bsuid = parent = phone = None
    seen: list[object] = []
    for value in values:
        if not value or value in seen:  # a contact names its sender once more
            continue
        seen.append(value)
        found = handle(value)
        if found is None:
            continue
        if found.kind == "bsuid":
            bsuid = bsuid or found
        elif found.kind == "phone":
            phone = phone or found
        else:
            parent = parent or found
    return tuple(name for name in (bsuid, parent, phone) if name is not None)


class Contacts:
    """The `contacts` of one change, found by user id first and phone number second."""

    __slots__ = ("_by_name",)

    def __init__(self, contacts: object) -> None:
        self._by_name: dict[str, Json] = {}
        for contact in items(contacts):
            if isinstance(contact, dict):
                for key in ("user_id", "wa_id"):
                    name = contact.get(key)
                    if isinstance(name, str) and name:
                        self._by_name.setdefault(name, contact)

    def of(self, *names: Any) -> Json:
        """The contact that goes by one of these names, or an empty object."""
        for name in names:
            if isinstance(name, str) and name in self._by_name:
                return self._by_name[name]
        return {}


def sender_of(item: Json, contacts: Contacts, account: str, prefix: str = "from") -> Sender | None:
    """Who wrote this item, or with `prefix` "to" whom it went to; None where nobody is named."""
    phone, user_id = item.get(prefix), item.get(prefix + "_user_id")
    contact = contacts.of(user_id, phone)
    found = handles(
        user_id,
        phone,
        item.get(prefix + "_parent_user_id"),
        contact.get("user_id"),
        contact.get("parent_user_id"),
        contact.get("wa_id"),
    )
    return Sender(NAME, account, found, _name(contact)) if found else None


def person_of(item: Json, contacts: Contacts, account: str) -> Sender | None:
    """Who an item about a person is about (`user_id` and `wa_id` instead of `from`)."""
    user_id, wa_id = item.get("user_id"), item.get("wa_id")
    contact = contacts.of(user_id, wa_id)
    found = handles(user_id, item.get("parent_user_id"), wa_id, contact.get("user_id"), contact.get("wa_id"))
    return Sender(NAME, account, found, _name(contact)) if found else None


def _name(contact: Json) -> str:
    """The name on the person's profile. Usernames are not used: they move from one person to another."""
    return prose(mapping(contact.get("profile")).get("name"))[0][:200] if contact else ""
