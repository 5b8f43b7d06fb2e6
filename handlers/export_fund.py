"""The Export Development Fund: what it is, whom it has been seen to reach, and the doors that are open instead.

How the fund decides, and on which papers, is not published as far as we know. So nobody is told that she can have its
money, or cannot: she is told what is known, from whom and of which day, and a person takes it from there.
"""

from typing import Any

from bot.chat import Chat, Code, Done, Field, Words, _, flow
from bot.chat.choices import Choice
from bot.chat.kinds import Option
from bot.determinations.requests import Determine
from bot.registry import fields
from bot.registry.requests import AskForPerson, BusinessCard
from handlers.recorded import from_record, recorded_business
from handlers.sources import source_of
from knowledge import programmes, rules
from knowledge.conditions import dumped
from knowledge.rules import UNKNOWN, Programme, Value

PROGRAMME = "export-fund"

applicant = Field(
    "applicant",
    _("For whom"),
    Choice(
        Option(
            "firm", _("My own business"), also=("me", "mine", "my business", "apna", "apne liye", "mera", "اپنے لیے")
        ),
        Option(
            "association",
            _("Chamber, association"),
            also=("association", "chamber", "tanzeem", "anjuman", "چیمبر", "تنظیم"),
        ),
        Option("institute", _("Training institute"), also=("institute", "idara", "college", "ادارہ", "انسٹیٹیوٹ")),
    ),
)
member = Field(
    "member",
    _("Member of a chamber"),
    Choice(
        Option("yes", _("Yes")),
        Option("no", _("No")),
        Option("unsure", _("I don't know"), also=("pata nahi", "maloom nahi", "not sure", "پتہ نہیں", "معلوم نہیں")),
        yes="yes",
        no="no",
    ),
)
QUESTIONS: dict[str, tuple[Field[str], Words]] = {
    "applicant": (applicant, _("For whom do you ask?")),
    "exporting": (fields.exporting, _("Do you sell to other countries?")),
    "member": (member, _("Is the business a member of a chamber or trade association?")),
}

TAKE_IT_TO = {
    "institution": _(
        "EDF's form, papers and dates are not known to us. SMEDA says it helps with EDF; the helpdesk here can ask."
    ),
    "not-exporting": _("What is open meanwhile: the steps to export, and a grant for quality certificates."),
    "through-association": _(
        "Take it to your chamber or association: the trade has to come forward and show what it needs."
    ),
    "join-first": _("First a chamber or association; then the trade comes forward there and shows what it needs."),
    UNKNOWN: _("Ask in your market whether the business is a member somewhere; then I can say more."),
}

ALSO_FROM = {"institution": ("T4-007",)}
"""Whence that advice comes, where it is not from the rule's own sources."""


@flow("export_fund", title=_("Export fund (EDF)"), waits=True, topics=("edf_",))
async def export_fund(chat: Chat) -> None:
    programme = programmes.in_force(PROGRAMME, chat.today)
    card = await recorded_business(chat)
    known: dict[str, Value | None] = {"exporting": str(card.facts["exporting"])} if card else {}
    chat.say(
        _("The Export Development Fund (EDF) pays for what helps a whole trade export: training, fairs, laboratories."),
        _("The surcharge on exports that fed it was ended in November 2025."),
        source_of("T4-003", "T4-010"),
    )
    if card is not None:
        chat.say(*from_record(card, "exporting", "has_ntn", "since"))
    while (name := rules.next_question([programme], known, chat.today)) is not None:
        field, question = QUESTIONS[name]
        answer = await chat.ask(field, question)
        known[name] = {"yes": True, "no": False, "unsure": None}[answer] if name == "member" else answer
    found = rules.decide(programme, known, chat.today)
    outcome = await chat.do(Determine(PROGRAMME, dumped({**known, **_for_the_desk(card)}), chat.today.isoformat()))
    assert isinstance(outcome, Done)
    await _doors(chat, _told(programme, found.outcome, str(outcome.value)), str(outcome.value), card)


def _for_the_desk(card: BusinessCard | None) -> dict[str, Any]:
    """What the helpdesk need not ask again, though no rule speaks of it."""
    names = ("trade", "district", "since", "turnover", "legal_form", "has_ntn")
    return {name: card.facts[name] for name in names if card.facts.get(name) is not None} if card else {}


def _told(programme: Programme, outcome: str, number: str) -> list[tuple[Words, ...]]:
    """The outcome in a few lines: why, what to do, what would change it, from whom, and its number."""
    rule = next((rule for rule in programme.rules if rule.outcome == outcome), None)
    if rule is None or rule.yes is None:
        why = _("I cannot tell yet: it depends on whether the business is a member of a chamber or association.")
        sources = source_of("T4-005", "T4-006")
    else:
        why = _("As far as we know: {reason}.").with_(reason=rule.yes)
        sources = source_of(rule.sources[0], *ALSO_FROM.get(outcome, rule.sources[1:]))
    lines = [why, TAKE_IT_TO[outcome]]
    if rule is not None and rule.change is not None:
        lines.append(_("What would change it: {change}.").with_(change=rule.change))
    return [tuple(lines), (_("Number of this answer: {number}").with_(number=Code(number)), sources)]


async def _doors(chat: Chat, told: list[tuple[Words, ...]], number: str, card: BusinessCard | None) -> None:
    """What can be done now. The steps may be looked at first; the other doors lead on."""
    for lines in told:
        chat.say(*lines)
    steps = Option("steps", _("Steps to export"), also=("steps", "qadam", "قدم"))
    others = (
        Option("grant", _("Certification grant"), also=("grant", "certificate", "گرانٹ")),
        Option(
            "desk", _("Give to the helpdesk"), also=("desk", "helpdesk", "person", "numainda", "نمائندہ", "ہیلپ ڈیسک")
        ),
        Option("enough", _("That is enough"), also=("enough", "bas", "no", "nahi", "بس", "نہیں")),
    )
    chat.rest()
    chosen = await chat.ask(
        Field("door", _("What next"), Choice(steps, *others, no="enough")), _("What shall we do now?")
    )
    if chosen == "steps":
        for lines in _steps(card):
            chat.say(*lines)
        chat.rest()
        chosen = await chat.ask(
            Field("door_2", _("What next"), Choice(*others, no="enough")), _("What shall we do now?")
        )
    if chosen == "grant":
        await chat.go("certification_grant")
    if chosen == "desk":
        await hand_over(chat, f"edf:{number}", number)
        return
    chat.say(_("All right. You find this answer under “status”."))
    chat.offer("status", _("My status"))
    chat.offer("menu", _("Menu"))


def _steps(card: BusinessCard | None) -> list[tuple[Words, ...]]:
    missing = card is not None and card.facts.get("has_ntn") is False
    return [
        (
            _("1. NTN from FBR (IRIS): this one is missing.") if missing else _("1. NTN from FBR (IRIS)."),
            _("2. Pakistan Single Window: subscription, then your bank in it."),
            _("3. A chamber or association; they usually ask for the NTN, the tax return and a bank certificate."),
            _("4. TDAP: exporter registration (REX)."),
            source_of("T3-019", "T3-014"),
        ),
    ]


async def hand_over(chat: Chat, reason: str, number: str) -> None:
    """Put her on the helpdesk's list with everything she has answered."""
    await chat.do(AskForPerson(reason))
    chat.say(
        _("The helpdesk has your question with all your answers, number {number}.").with_(number=Code(number)),
        _("A person will answer you here; you need not say it again."),
    )
    chat.offer("status", _("My status"))
    chat.offer("menu", _("Menu"))
