"""Everything the carrier says that is not about one person: accounts, templates, prices, the unknown.

Meta, "Webhook fields". Stored and shown to the operator; an alarm means that sending is at stake.
"""

from typing import Literal

from bot.channels.contract import Notice, Remedy
from bot.channels.whatsapp.errors import remedy_for
from bot.channels.whatsapp.people import NAME
from bot.channels.whatsapp.statuses import error_of
from bot.channels.wire import Json, fingerprint, items, mapping, record, word

Severity = Literal["info", "warning", "alarm"]

_FIELD_SEVERITY: dict[str, Severity] = {
    "account_alerts": "warning",
    "account_settings_update": "warning",
    "business_capability_update": "warning",
    "business_status_update": "warning",
    "message_template_components_update": "warning",
    "message_template_quality_update": "warning",
    "phone_number_name_update": "warning",
    "phone_number_quality_update": "warning",
    "security": "warning",
    "template_category_update": "warning",  # another category is another price
    "template_correct_category_detection": "warning",
    "messaging_handovers": "warning",
}
# Meta, account_update: after these, nothing of ours goes out any more.
_SENDING_ENDED = {
    "ACCOUNT_BANNED",
    "ACCOUNT_DELETED",
    "ACCOUNT_OFFBOARDED",
    "ACCOUNT_VIOLATION",
    "PARTNER_APP_UNINSTALLED",
    "PARTNER_REMOVED",
}
_GOOD_NEWS = {"ACCOUNT_RECONNECTED", "AD_ACCOUNT_LINKED", "PARTNER_ADDED", "PARTNER_APP_INSTALLED"}


def notice(
    item: object,
    account: str,
    field: str,
    *context: object,
    severity: Severity = "info",
) -> Notice:
    """A notice of this item; `context` (entry id and time, place) tells apart two that say the same."""
    return Notice(
        key=fingerprint(item, field, *context),
        channel=NAME,
        account=account,
        field=field,
        severity=severity,
        raw=record(item)[0],
    )


def severity_of(field: str, value: Json) -> Severity:
    """How much a change of this field matters to the operator."""
    event = word(value.get("event"), 60).upper()
    if field == "account_update":
        return _account_severity(event, value)
    if field == "message_template_status_update":
        return "info" if event in ("APPROVED", "PENDING", "REINSTATED", "UNARCHIVED") else "warning"
    if field == "account_review_update":
        return "info" if word(value.get("decision")).upper() == "APPROVED" else "alarm"
    if field == "account_alerts" and "CRITICAL" in word(value.get("alert_severity"), 60).upper():
        return "alarm"
    if field == "phone_number_quality_update" and event in ("UPGRADE", "UNFLAGGED", "ONBOARDING"):
        return "info"
    if "payment" in field:
        return "alarm"
    return _FIELD_SEVERITY.get(field, "info")


def _account_severity(event: str, value: Json) -> Severity:
    if event == "ACCOUNT_RESTRICTION":
        kinds = [word(mapping(i).get("restriction_type"), 80) for i in items(value.get("restriction_info"))]
        # Restricted calling does not touch messages.
        return "warning" if kinds and all(kind.endswith("CALLING") for kind in kinds) else "alarm"
    if event == "DISABLED_UPDATE":
        state = word(mapping(value.get("ban_info")).get("waba_ban_state"), 60).upper()
        return "warning" if state == "REINSTATE" else "alarm"
    if event in _SENDING_ENDED:
        return "alarm"
    return "info" if event in _GOOD_NEWS else "warning"


def error_severity(item: Json) -> Severity:
    """How much an error that came by webhook matters: an alarm where it stops the whole channel."""
    code, _ = error_of({"errors": [item]})
    return "alarm" if remedy_for(code) is Remedy.STOP_CHANNEL else "warning"
