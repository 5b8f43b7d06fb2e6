"""The few words of the page itself. What the bot says is not here; it comes with the messages."""

from collections.abc import Callable
from typing import Final

from bot.i18n.words import Words, _

Translate = Callable[[Words, str], str]
"""A sentence in one of our languages; `bot.i18n.catalogues` has it."""

PAGE: Final[dict[str, Words]] = {
    "name": _("Munshi"),
    "online": _("online"),
    "typing": _("typing…"),
    "placeholder": _("Message"),
    "send": _("Send"),
    "choose": _("Choose"),
    "chooseOne": _("Choose one"),
    "close": _("Close"),
    "newPerson": _("New person"),
    "newPersonAsk": _("Start again as a new person? This page then leaves the present conversation."),
    "startNew": _("Start as a new person"),
    "language": _("Language of this page"),
    "offline": _("Offline, trying again…"),
    "busy": _("Busy just now, trying again…"),
    "notice": _("Here you can try Munshi out. Nothing goes to WhatsApp. Do not write real ID card numbers here."),
    "tryOne": _("Say something to begin:"),
    "newMessages": _("New messages"),
    "today": _("Today"),
    "yesterday": _("Yesterday"),
    "log": _("Conversation with Munshi"),
    "fromYou": _("You:"),
    "fromMunshi": _("Munshi:"),
    "waiting": _("Waiting to be sent"),
    "sent": _("Sent"),
    "read": _("Read"),
    "failed": _("Not sent"),
    "shareLocation": _("Share a location"),
    "myLocation": _("Use where I am now"),
    "locating": _("Looking for your place…"),
    "noLocation": _("The phone did not tell its place. Choose a town, or type the coordinates."),
    "towns": _("Or choose a town"),
    "coordinates": _("Or type latitude, longitude"),
    "badCoordinates": _("Please write two numbers, such as 32.49, 74.53"),
    "location": _("Location"),
    "file": _("File"),
    "needsScript": _("This page needs JavaScript, because it is a chat."),
}

ERRORS: Final[dict[str, Words]] = {
    "busy": _("There is a lot going on just now. Your message is kept and sent again by itself."),
    "large": _("This message is too long. Please send it in shorter parts."),
    "other": _("This page belongs to an earlier person. It reloads now."),
    "json": _("The page sent something we cannot read. Please reload the page."),
    "empty": _("There is nothing in this message. Please write something."),
    "person": _("This page does not know who you are yet. Please reload the page."),
}
