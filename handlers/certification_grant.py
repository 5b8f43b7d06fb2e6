"""SMEDA's certification grant: its conditions, one after the other, only until they decide."""

from typing import Any

from bot.chat import Chat, Code, Done, Field, Words, _, flow
from bot.chat.choices import YesNo
from bot.chat.kinds import Count
from bot.determinations.requests import Determine
from bot.registry import fields
from bot.registry.requests import BusinessCard
from handlers.export_fund import hand_over
from handlers.recorded import from_record, recorded_business
from handlers.sources import source_of
from handlers.turnover import turnover_range
from knowledge import programmes, rules
from knowledge.conditions import comparisons, dumped, holds
from knowledge.rules import NO, YES, Determination, Programme, Value

PROGRAMME = "certification-grant"

QUESTIONS: dict[str, tuple[Field[Any], Words]] = {
    "has_ntn": (fields.has_ntn, _("Is there an NTN for it? Only yes or no; please do not send the number.")),
    "years": (Field("years", _("Years in business"), Count(0, 200)), _("How many full years has the business run?")),
    "on_paper": (
        Field("on_paper", _("Registration number"), YesNo()),
        _("Is the business on paper, with a number of its own?"),
    ),
    "turnover": (fields.turnover, _("About how much does it sell in a year, in rupees? Choose, or write an amount.")),
    "bank_account": (
        Field("bank_account", _("Business bank account"), YesNo()),
        _("Has the business a bank account in use?"),
    ),
    "owns_stake": (Field("owns_stake", _("Owner or partner"), YesNo()), _("Do you own the business, or a part of it?")),
    "other_grant": (
        Field("other_grant", _("Other certificate grant"), YesNo()),
        _("Has it had another government grant for certificates since 1 July?"),
    ),
    "has_certificate": (
        Field("has_certificate", _("Has this certificate"), YesNo()),
        _("Has the business already the certificate it wants?"),
    ),
    "renewal": (Field("renewal", _("Renewal"), YesNo()), _("Is it about renewing that certificate?")),
}


@flow("certification_grant", title=_("Certification grant"), waits=True, topics=("certification_",))
async def certification_grant(chat: Chat) -> None:
    programme = programmes.in_force(PROGRAMME, chat.today)
    card = await recorded_business(chat)
    known = _known(programme, card, chat.today.year) if card else {}
    chat.say(
        _("SMEDA pays back 70% of what a quality certificate costs: up to 8 lakh, and 2 lakh for advice."),
        _("You pay first; SMEDA decides, first come, first served. Whether it goes on this year is not known to us."),
        source_of("T2-020", "T2-024"),
    )
    if card is not None:
        chat.say(*from_record(card, "has_ntn", "since", "turnover", "legal_form"))
    while (name := rules.next_question([programme], known, chat.today)) is not None:
        field, question = QUESTIONS[name]
        answer = await chat.ask(field, question)
        known[name] = turnover_range(answer) if name == "turnover" else answer
    found = rules.decide(programme, known, chat.today)
    outcome = await chat.do(Determine(PROGRAMME, dumped(known), chat.today.isoformat()))
    assert isinstance(outcome, Done)
    number = str(outcome.value)
    for lines in _told(programme, found, number):
        chat.say(*lines)
    chat.rest()
    wanted = Field("desk", _("A person"), YesNo(_("Yes, please"), _("No, thank you")))
    if await chat.ask(wanted, _("Shall a person at the helpdesk go through it with you?")):
        await hand_over(chat, f"grant:{number}", number)
        return
    chat.say(_("All right. You find this answer under “status”."))
    chat.offer("status", _("My status"))
    chat.offer("menu", _("Menu"))


def _known(programme: Programme, card: BusinessCard, this_year: int) -> dict[str, Value | None]:
    """What the record answers. What it answers only nearly ("since 2021" may be four years or five) is asked."""
    began = int(card.facts["since"])
    facts: dict[str, Value | None] = {
        "has_ntn": bool(card.facts["has_ntn"]),
        "years": rules.Range(max(0, this_year - began - 1), this_year - began),
        "turnover": turnover_range(str(card.facts["turnover"])),
        "on_paper": {"company": True, "none": False}.get(str(card.facts["legal_form"])),
    }
    return {name: value for name, value in facts.items() if value is not None and _decides(programme, name, value)}


def _decides(programme: Programme, name: str, value: Value) -> bool:
    speaking = [r for r in programme.rules if any(c.fact == name for c in comparisons(r.condition))]
    return all(holds(rule.condition, {name: value}) is not None for rule in speaking)


def _told(programme: Programme, found: Determination, number: str) -> list[tuple[Words, ...]]:
    numbered = _("Number of this answer: {number}").with_(number=Code(number))
    if found.outcome == NO:
        rule = programme.rule(found.changes[0])
        said = [_("By SMEDA's page, one thing stands in the way: {reason}.").with_(reason=rule.no or rule.id)]
        if rule.change is not None:
            said.append(_("What would change it: {change}.").with_(change=rule.change))
        return [tuple(said), (numbered, source_of(*rule.sources))]
    sources = source_of("T2-021")
    if found.outcome == YES:
        return [
            (
                _("By SMEDA's page, nothing you told me stands in the way. Only SMEDA can say yes."),
                _("Have ready: the NTN, the registration number and the business bank account."),
            ),
            (numbered, sources),
        ]
    open_ = programme.rule(found.reasons[0].rule)
    return [
        (_("I cannot tell yet. Still open: {reason}.").with_(reason=open_.yes or open_.id),),
        (numbered, sources),
    ]
