"""From a reply to a message in the person's language. The last step before a carrier shapes it."""

from bot.chat.outgoing import Button, Outgoing
from bot.chat.turn import Reply
from bot.i18n.catalogues import DEFAULT, catalogue
from bot.i18n.words import _

CHOOSE = _("Choose")


def worded(reply: Reply, language: str) -> Outgoing:
    """The reply as one message in `language`; English until the person has one."""
    language = language or DEFAULT
    own = catalogue(language)
    paragraphs = []
    for said in reply.says:
        words = catalogue(said.language) if said.language else own
        paragraphs.append("\n".join(words.say(line) for line in said.lines))
    return Outgoing(
        text="\n\n".join(paragraphs),
        options=tuple(
            Button(
                shown.tap,
                own.label(shown.option.label),
                own.label(shown.option.description) if shown.option.description else "",
            )
            for shown in reply.options
        ),
        menu=own.label(CHOOSE) if reply.options else "",
        footer=own.label(reply.footer) if reply.footer else "",
        wants=reply.wants,
        media=reply.picture,
        language=language,
    )
