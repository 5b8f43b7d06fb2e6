"""An owner who answers the bot's questions by tapping, by number, or in words, whatever the flow looks like today.

She is told what she means (the id of an option, or words of her own) and finds on her phone how to say it.
"""

import asyncio
import re
import time
from collections.abc import Callable
from typing import Any, Literal

from bot.i18n.catalogues import catalogue
from knowledge.districts import DISTRICTS
from tests.standins.whatsapp import Phone, Shown

Way = Literal["taps", "numbers", "words"]
_LINE = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)

BUSINESS: dict[str, str | tuple[str, ...]] = {
    "owner_name": "Ayesha Khan",
    "business_name": "Khan Handicrafts",
    "trade": ("group:crafts",),
    "district": ("in:ajk", "mirpur"),
    "since": "2019",
    "people": "5",
    "women": "3",
    "turnover": ("to_30l",),
    "legal_form": ("sole",),
    "has_ntn": ("no",),
    "exporting": ("wants",),
    "review": ("yes",),
}
"""What she answers to each question: ids of options one after the other, or her own words."""


class Owner:
    """One person going through the bot's questions."""

    def __init__(self, phone: Phone, way: Way, language: str) -> None:
        self.phone, self.way, self.language = phone, way, language
        self.shown: Shown

    async def opens(self) -> Shown:
        """Write for the first time, choose the language and the registration from the menu."""
        await self.phone.says("hello")
        self.shown = await self.phone.hears()
        await self.chooses(self.language)
        return await self.chooses("register")

    async def chooses(self, option: str) -> Shown:
        """Choose what the message offers under this id; a district also from numbered lines, which have no ids."""
        if not self.shown.options:
            return await self._chooses_line(catalogue(self.language).label(DISTRICTS[option].name))
        ids = [choice.split("~")[3] if "~" in choice else choice for choice, _title in self.shown.options]
        assert option in ids, f"{option} is not on offer: {self.shown.options} under {self.shown.text!r}"
        place = ids.index(option)
        title = self.shown.titles[place]
        if self.way == "taps":
            await self.phone.taps(title, of=self.shown)
        elif self.way == "numbers":
            await self.phone.says(str(place + 1))
        else:
            await self.phone.says(title)
        return await self.looks()

    async def _chooses_line(self, name: str) -> Shown:
        number, title = next(found for found in _LINE.findall(self.shown.text) if found[1] == name)
        return await self.says(title if self.way == "words" else number)

    async def says(self, text: str) -> Shown:
        await self.phone.says(text)
        return await self.looks()

    async def looks(self) -> Shown:
        self.shown = await self.phone.hears()
        return self.shown

    async def looks_for(self, words: str) -> Shown:
        """Look on until these words are there: before them may stand what she is told unasked, by day only."""
        while not re.search(words, self.shown.text):
            await self.looks()
        return self.shown

    async def answers(self, question: str, answer: str | tuple[str, ...] = ()) -> Shown:
        """Answer one question of the registration."""
        answer = answer or BUSINESS[question]
        if isinstance(answer, str):
            return await self.says(answer)
        for option in answer:
            await self.chooses(option)
        return self.shown

    async def registers(self, before: Callable[[str], Any] | None = None, **others: str) -> Shown:
        """Go through the whole registration; `others` are other answers. `before` is called before each answer."""
        await self.opens()
        await self.chooses("yes")
        for question in BUSINESS:
            if before is not None:
                await before(question)
            await self.answers(question, others.get(question, ()))
        return self.shown

    async def goes_on_to(self, question: str) -> Shown:
        """From the consent to this question."""
        await self.chooses("yes")
        for earlier in BUSINESS:
            if earlier == question:
                break
            await self.answers(earlier)
        return self.shown


async def until(condition: Callable[[], Any], seconds: float = 30) -> Any:
    """Wait for something to become true, and return it."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"did not come true within {seconds} s")
        await asyncio.sleep(0.01)
