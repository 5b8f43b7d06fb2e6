"""Every message of every flow in every language: it fits the carrier, is translated, leads on and promises nothing.

After a wanted change of a flow: `UPDATE_SNAPSHOTS=1 pytest tests/flows` writes the snapshots anew, and the reviewer
looks at what the change does to people who are in the middle of that flow (CONTRIBUTING.md).
"""

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.channels.shape import WHATSAPP_LIMITS, length, shape
from bot.chat.understanding import understand
from bot.i18n.catalogues import catalogue, languages
from bot.i18n.words import Words
from bot.language.commands import command
from handlers import SCRIPT
from tests.depth import DEEP
from tests.flows.walk import Step, Walk, snapshot

FOLDER = Path(__file__).parent
_SAME = {
    "NTN", "{name}", "{label}: {value}", "زبان چنیں · Zaban chunein · Choose a language",
    "السلام علیکم · Assalam-o-alaikum", "{nth}. {name}", "{month} {year}", "{date}", "{title}", "{title} ({number})",
    "“{answer}”", "{answer}",
}  # fmt: skip
_IN_ROMAN = {
    "{name}: number {reference}", "Company (SECP)", "Rs {amount}", "Rs {amount} lakh", "Rs {amount} crore",
    "{source}, {as_of}", "{first}; {rest}",
    "{date}, {place}",
}  # fmt: skip
MAY_STAY = {"ur": _SAME, "ur_Latn": _SAME | _IN_ROMAN}
"""Sentences that are right as they stand in this language."""
PROMISES = {
    "en": r"\b(?:registered|eligible|approved)\b",
    "ur": r"رجسٹر ہو گی|رجسٹرڈ|\bاہل\b|منظور",
    "ur_Latn": r"register ho ga|registered|\bahl\b|eligible|manzoor|manzur",
}
WALKED = "en"
"""The language in which a quick walk is made; the others are worded from it."""
QUOTED = re.compile(r"“([^”]+)”")


@cache
def walked(language: str) -> Walk:
    if DEEP or language == WALKED:
        return Walk(language, deep=DEEP).all()
    return walked(WALKED).worded_in(language)


each = pytest.mark.parametrize("language", languages())


@each
def test_every_flow_is_walked(language: str) -> None:
    walk = walked(language)
    assert {step.opened for step in walk.steps} == set(SCRIPT.flows)
    closed = {session.flow for step in walk.steps for session in step.sprint.closed}
    assert closed >= set(SCRIPT.flows), "every flow comes to an end on some path"


@each
def test_every_message_fits_whatsapp(language: str) -> None:
    for step in walked(language).steps:
        if not step.message.text:
            continue  # nothing is sent
        message, [shaped, *more] = step.message, shape(step.message, WHATSAPP_LIMITS)
        assert not more, f"two messages: {step}"
        assert "{" not in message.text, step
        for option in message.options:
            assert len(option.id.encode()) <= 64, step
        if not message.options:
            assert shaped.kind == ("location_request" if message.wants else "text"), step
            continue
        assert length(message.text) <= WHATSAPP_LIMITS.body_with_options, step
        if len(message.options) > WHATSAPP_LIMITS.rows:
            assert shaped.kind == "text", step
            continue
        assert shaped.kind in ("buttons", "list"), step
        assert all(length(option.title) <= WHATSAPP_LIMITS.row_title for option in message.options), step


@each
def test_two_or_three_choices_of_a_question_are_buttons(language: str) -> None:
    checked = set()
    for step in walked(language).steps:
        if step.question is None or not 0 < len(step.question.field.kind.options) <= WHATSAPP_LIMITS.buttons:
            continue
        for option in step.question.field.kind.options:
            title = catalogue(step.message.language).label(option.label)
            assert length(title) <= WHATSAPP_LIMITS.button_title, f"{title} in {step}"
            checked.add(title)
    assert checked


@pytest.mark.parametrize("language", [language for language in languages() if language != "en"])
def test_nothing_is_left_untranslated(language: str) -> None:
    left = set()
    for step in walked(language).steps:
        for words in _all_words(step):
            if step.message.language == language and catalogue(language)._template(words) in (
                words.msgid,
                words.plural,
            ):
                left.add(words.msgid)
    if language == "ur_Latn":  # where many a single word is the English one
        left = {text for text in left if " " in text}
    assert left - MAY_STAY[language] == set(), sorted(left - MAY_STAY[language])


@each
def test_every_end_leads_on(language: str) -> None:
    ends = [step for step in walked(language).steps if step.is_end]
    assert ends
    for step in ends:
        if not step.message.text:
            continue  # nothing is sent: somebody else's event will tell
        named = [word for word in QUOTED.findall(step.message.text) if command(word)]
        assert step.message.options or named, f"nowhere to go: {step}"


@each
def test_nobody_is_told_that_a_business_is_registered_eligible_or_approved(language: str) -> None:
    for step in walked(language).steps:
        words = " | ".join([step.message.text, *(option.title for option in step.message.options)])
        assert not re.search(PROMISES[step.message.language], words, re.IGNORECASE), step


@each
def test_a_message_asks_one_thing(language: str) -> None:
    for step in walked(language).steps:
        if step.question is None:
            continue
        *before, _last = step.message.text.split("\n\n")
        assert not [part for part in before if part.rstrip().endswith(("?", "؟"))], f"two questions: {step}"


@pytest.mark.parametrize("flow", [f.name for f in SCRIPT.flows.values() if f.about])
def test_a_form_says_truly_how_many_questions_it_has(flow: str) -> None:
    assert min(walked("en").lengths[flow]) == SCRIPT.flows[flow].about


@each
def test_every_offered_button_can_be_typed_by_its_words(language: str) -> None:
    """Whoever types what a button says gets what the button does."""
    for step in walked(language).steps:
        if not step.is_end:
            continue
        for option in step.message.options:
            wanted = option.id.removeprefix("!")
            if wanted.startswith("resume:") or wanted.partition(":")[0] in SCRIPT.takes:
                continue  # these have their words from the message they stand under (tests/chat/test_gate.py)
            meant = understand(option.title)
            opened = SCRIPT.commands.get(meant.command) or (
                SCRIPT.intents.get(meant.intent) if meant.score >= 0.8 else ""
            )
            assert opened == SCRIPT.commands[wanted], option.title


@pytest.mark.parametrize("flow", SCRIPT.flows.values(), ids=SCRIPT.flows)
def test_what_stored_answers_depend_on_is_as_it_was(flow: object) -> None:
    name = flow.name  # type: ignore[attr-defined]
    now = snapshot(SCRIPT.flows[name], walked("en").questions.get(name, {}))
    file = FOLDER / f"{name}.snapshot"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.write_text(now, encoding="utf-8")
    assert file.exists(), "a new flow: see above how to write its snapshot"
    assert now == file.read_text(encoding="utf-8")


def test_there_is_no_snapshot_of_a_flow_that_is_gone() -> None:
    assert {file.stem for file in FOLDER.glob("*.snapshot")} == set(SCRIPT.flows)


def _all_words(step: Step) -> Iterator[Words]:
    """Every sentence in a message, also those inside of others, before translation."""
    reply = step.sprint.reply
    for said in reply.says:
        if not said.language:
            for line in said.lines:
                yield from _within(line)
    for shown in reply.options:
        for label in (shown.option.label, shown.option.description):
            if isinstance(label, Words):
                yield from _within(label)
    if reply.footer is not None:
        yield from _within(reply.footer)


def _within(words: Words) -> Iterator[Words]:
    yield words
    for hole in words.holes.values():
        if isinstance(hole, Words):
            yield from _within(hole)
