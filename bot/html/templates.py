"""Templates and their words. A sentence stands in the template as `{{ _("Your number is {number}.", number=n) }}`.

It is collected for the catalogues like one in Python (`bot.i18n.messages`), and may be in any of our languages.
"""

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.clock import KARACHI
from bot.html.assets import pages_assets
from bot.html.languages import LANGUAGES
from bot.i18n.catalogues import Catalogue, catalogue
from bot.i18n.formats import CHANNEL_NAMES, MONTHS
from bot.i18n.words import Hole, Name, Words
from bot.language.script import has_urdu

TEMPLATES: Final = Path(__file__).resolve().parent.parent / "web" / "templates"


@cache
def environment() -> Environment:
    """Everything that goes into a page is escaped; a name nobody gave is an error, not an empty place."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["script_of"] = script_of
    made.globals["files"] = f"/static/{pages_assets().version}"
    made.globals["channel_names"] = CHANNEL_NAMES
    made.globals["languages"] = tuple(LANGUAGES.values())
    return made


def script_of(text: str) -> str:
    """The class for words somebody wrote: "urdu" brings the larger type and the room that Nastaliq needs."""
    return "urdu" if has_urdu(text) else "latin"


class Speaking:
    """What a template says things with, in one language."""

    def __init__(self, language: str) -> None:
        self.catalogue: Catalogue = catalogue(language)

    def sentence(self, msgid: str, /, **holes: Hole) -> str:
        """`_` in a template."""
        return self.catalogue.say(Words(msgid, holes))

    def counted(self, one: str, many: str, count: int, /, **holes: Hole) -> str:
        """`n_` in a template: a sentence that depends on a number."""
        return self.catalogue.say(Words(one, {**holes, "count": count}, many, count))

    def words(self, said: Words | Name | str) -> str:
        """Words that come from Python; a plain text is somebody's own and stays as it is."""
        if isinstance(said, str):
            return said
        return self.catalogue.label(said) if isinstance(said, Name) else self.catalogue.say(said)

    def day(self, moment: dt.datetime | dt.date) -> str:
        """ "27 November 2026", in Pakistan."""
        date = moment.astimezone(KARACHI).date() if isinstance(moment, dt.datetime) else moment
        return f"{date.day} {self.catalogue.label(MONTHS[date.month - 1])} {date.year}"

    def moment(self, moment: dt.datetime) -> str:
        """ "27 November 2026, 14:05", in Pakistan."""
        comma = "، " if self.catalogue.language == "ur" else ", "
        return f"{self.day(moment)}{comma}{moment.astimezone(KARACHI):%H:%M}"

    def clock(self, moment: dt.datetime) -> str:
        """ "14:05", in Pakistan."""
        return f"{moment.astimezone(KARACHI):%H:%M}"


def render(template: str, language: str, **values: Any) -> str:
    """The page as HTML. Besides `values` a template has `_`, `n_`, `words`, `day`, `moment`, `clock` and `page`."""
    speaking = Speaking(language)
    return (
        environment()
        .get_template(template)
        .render(
            _=speaking.sentence,
            n_=speaking.counted,
            words=speaking.words,
            day=speaking.day,
            moment=speaking.moment,
            clock=speaking.clock,
            page=LANGUAGES[language],
            **values,
        )
    )
