"""One message to a person, in her language, before any carrier has shaped it."""

import msgspec


class Button(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that can be tapped. `id` comes back in `Heard.tap`."""

    id: str
    title: str
    description: str = ""


class Media(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file to send: `kind` is image, document, audio, video or sticker; either a link or an uploaded id."""

    kind: str
    link: str = ""
    id: str = ""
    filename: str = ""


class Template(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message approved beforehand by the carrier, the only kind allowed outside the 24-hour window."""

    name: str
    language: str
    parameters: tuple[str, ...] = ()
    button_payloads: tuple[str, ...] = ()


class Outgoing(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one turn says: one message.

    A channel shows `options` as buttons, a list or numbered lines, whichever its limits allow; nothing is cut.
    `footer` is small print under the message (progress, "back · menu"). `wants` asks the phone for a location.
    `media` turns `text` into its caption; `template` replaces everything else.
    """

    text: str
    options: tuple[Button, ...] = ()
    menu: str = ""
    """The label of the button that opens a list, such as "Choose"."""
    footer: str = ""
    wants: str = ""
    """"" or "location"."""
    media: Media | None = None
    template: Template | None = None
    language: str = "en"
