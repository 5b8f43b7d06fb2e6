"""A loan for the business: whom to ask, what speaks for and against, and, where there is an agreement, the way there.

Nothing is promised: a lender's own people decide. Who must not be named is not in the data this flow reads.
"""

from typing import Any

from bot.chat import Chat, Code, Done, Rupees, Words, _, flow
from bot.chat.kinds import Option
from bot.determinations.requests import Determine
from bot.referrals import fields
from bot.referrals.kinds import Need
from bot.referrals.requests import Agreement, Agreements, Refer
from bot.registry import fields as registry
from bot.registry.requests import AskForPerson, BusinessCard, RecordConsent
from handlers.loan_words import block, sheet
from handlers.recorded import recorded_business
from knowledge import districts
from knowledge.conditions import dumped
from knowledge.lenders import PROGRAMME
from knowledge.matches import Match, closed, concerns_women, next_question, ranked
from knowledge.rules import Range, Value

AT_ONCE = 3
"""Lenders in one message: with their reasons more do not fit on a phone, or into WhatsApp's 1,024 characters."""


@flow(
    "loan_referral",
    title=_("Loan"),
    fills=(fields.need,),
    waits=True,
    topics=("loan_", "interest_free", "guarantor", "no_collateral", "islamic_loans"),
)
async def loan_referral(chat: Chat) -> None:
    card = await recorded_business(chat)
    chat.say(_("I look through the lenders and schemes I know, each fact with its date."))
    need = await _need(chat, card)
    known = await _wish(chat, need, card)
    while (name := next_question(known, chat.today)) is not None:
        known[name] = await _ask(chat, name)
    if "woman" not in known and concerns_women(known, chat.today):
        known["woman"] = await _ask(chat, "woman")
    free = bool(ranked(known, chat.today, interest_free=False)) and (
        need.interest_free or await chat.ask(fields.interest_free, _("Shall it be without interest (bila sood)?"))
    )
    found = ranked(known, chat.today, interest_free=free)
    outcome = await chat.do(Determine(PROGRAMME, dumped({**known, "interest_free": free}), chat.today.isoformat()))
    assert isinstance(outcome, Done)
    if not found:
        await _nobody(chat, known, str(outcome.value))
        return
    chosen = await _choose(chat, found, known)
    if chosen == "desk":
        await _to_a_person(chat, str(outcome.value))
        return
    if isinstance(chosen, str):
        chat.say(_("All right. You find this answer under “status”."))
        chat.offer("status", _("My status"))
        chat.offer("menu", _("Menu"))
        return
    await _go_on_with(chat, chosen, known, card, str(outcome.value))


async def _need(chat: Chat, card: BusinessCard | None) -> Need:
    """Whatever she says in one sentence."""
    lines: list[Words] = []
    if card is not None:
        home = registry.district.kind.show(card.facts["district"])
        lines.append(_("Your business is in {district}; I look there.").with_(district=home))
    return await chat.ask(
        fields.need,
        _("How much do you need? You can say it all at once: 50 thousand, stock for the shop, Sialkot, age 30."),
        *lines,
    )


async def _wish(chat: Chat, need: Need, card: BusinessCard | None) -> dict[str, Value | None]:
    """Amount, purpose and district, and what else lenders' rules need as far as she has said it; the rest is asked."""
    amount = need.amount or await chat.ask(fields.amount, _("How much do you need, in rupees?"))
    purpose = need.purpose or await chat.ask(fields.purpose, _("What is the money for?"))
    district = need.district or (str(card.facts["district"]) if card else "")
    if not district:
        district = await chat.ask(
            registry.district, _("In which district is the business? Write the name, or choose from the list.")
        )
    province = districts.DISTRICTS[district].province
    known: dict[str, Value | None] = {
        "amount": amount, "purpose": purpose, "district": district, "province": province,
    }  # fmt: skip
    if need.age:
        known["age"] = Range(need.age, need.age)
    if need.woman:
        known["woman"] = True
    return known


async def _ask(chat: Chat, name: str) -> Value:
    """An answer that a lender's rule needs."""
    if name == "woman":
        return await chat.ask(fields.woman, _("Would the loan be in a woman's name?"))
    return await chat.ask(fields.age, _("How old is the one who takes the loan?"))


async def _choose(chat: Chat, found: list[Match], known: dict[str, Value | None]) -> Match | str:
    """Show the lenders, a few at a time, until she takes one, wants a person ("desk") or has seen enough."""
    chat.say(_("These may fit. They decide; I promise nothing."))
    woman = known.get("woman")
    every = {match.product.id: match for match in found}
    for page, start in enumerate(range(0, len(found), AT_ONCE), 1):
        shown = found[start : start + AT_ONCE]
        for nth, match in enumerate(shown, start + 1):
            chat.say(*block(nth, match, woman=woman if isinstance(woman, bool) else None))
        if start + AT_ONCE >= len(found):
            for lender, product in closed(known, chat.today):
                assert product.closed_on is not None
                over = _("{lender}: closed since {date}.").with_(
                    lender=product.name or lender.name, date=product.closed_on
                )
                chat.say(over)
        options = [Option(match.product.id, match.lender.name) for match in shown]
        if start + AT_ONCE < len(found):
            options.append(Option("more", _("Show more"), also=("more", "aur", "aur dikhao", "اور", "مزید")))
        options.append(Option("desk", _("Ask a person"), also=("person", "numainda", "نمائندہ")))
        before = [Option(match.product.id, match.lender.name) for match in found[:start]]
        chat.rest()
        chosen = await chat.ask(fields.lender(page, options, before), _("About which one shall I say more?"))
        if chosen != "more":
            return every.get(chosen, chosen)
    return "enough"


async def _nobody(chat: Chat, known: dict[str, Value | None], number: str) -> None:
    amount = known["amount"]
    assert isinstance(amount, int)
    chat.say(_("For {amount} there I know nobody who would fit.").with_(amount=Rupees(amount)))
    for lender, product in closed(known, chat.today):
        assert product.closed_on is not None
        chat.say(_("{lender}: closed since {date}.").with_(lender=product.name or lender.name, date=product.closed_on))
    chat.say(
        _("That does not mean that there is nobody: a person at the helpdesk may know more."),
        _("Number of this answer: {number}").with_(number=Code(number)),
    )
    chat.offer("human", _("Talk to a person"))
    chat.offer("loan", _("Loan"))
    chat.offer("menu", _("Menu"))


async def _to_a_person(chat: Chat, number: str) -> None:
    await chat.do(AskForPerson(f"loan:{number}"))
    chat.say(
        _("The helpdesk has your question with all your answers, number {number}.").with_(number=Code(number)),
        _("A person will answer you here; you need not say it again."),
    )
    chat.offer("status", _("My status"))
    chat.offer("menu", _("Menu"))


async def _go_on_with(
    chat: Chat, match: Match, known: dict[str, Value | None], card: BusinessCard | None, determination: str
) -> None:
    """The sheet for the branch; or, where the operator has an agreement and she agrees, the referral itself."""
    agreements: list[Agreement] = await chat.look_up(Agreements())
    lender, product = match.lender, match.product
    if any(a.covers(lender.id, product.id, str(known["province"])) for a in agreements):
        if await _agrees(chat, match, known):
            await _refer(chat, match, known, card, determination)
            return
        chat.say(_("Then I pass nothing on. If you want to go there yourself:"))
    for lines in sheet(match):
        chat.say(*lines)
    chat.offer("loan", _("Loan"))
    chat.offer("human", _("Talk to a person"))
    chat.offer("menu", _("Menu"))


async def _agrees(chat: Chat, match: Match, known: dict[str, Value | None]) -> bool:
    amount = known["amount"]
    assert isinstance(amount, int)
    consent = fields.REFER
    given = await chat.ask(
        fields.refer,
        _("Shall I pass your wish on to {lender}?").with_(lender=match.lender.name),
        _("They would get: your name, {district}, {amount}, {purpose}.").with_(
            district=registry.district.kind.show(str(known["district"])),
            amount=Rupees(amount),
            purpose=fields.purpose.kind.show(str(known["purpose"])),
        ),
        _("Your phone number only if you give it next. They decide; I promise nothing."),
    )
    await chat.do(RecordConsent(f"{consent.topic}:{match.lender.id}", consent.wording, given))
    return given


async def _refer(
    chat: Chat, match: Match, known: dict[str, Value | None], card: BusinessCard | None, determination: str
) -> None:
    name = str(card.facts["owner_name"]) if card else await chat.ask(registry.owner_name, _("What is your full name?"))
    phone = await chat.ask_or_skip(fields.phone, _("On which number may they call you?"))
    amount: Any = known["amount"]
    outcome = await chat.do(
        Refer(
            lender=match.lender.id, product=match.product.id, province=str(known["province"]),
            district=str(known["district"]), amount=amount, purpose=str(known["purpose"]), name=name, phone=phone,
            determination=determination,
        )
    )  # fmt: skip
    if isinstance(outcome, Done):
        chat.say(
            _("Passed on to {lender}. Your number: {number}.").with_(
                lender=match.lender.name, number=Code(str(outcome.value))
            ),
            _("They decide. I tell you here as soon as they answer; write “status” to see where it stands."),
        )
    else:
        chat.say(_("I could not pass it on just now. What to take to the branch:"))
        for lines in sheet(match):
            chat.say(*lines)
    chat.offer("status", _("My status"))
    chat.offer("menu", _("Menu"))
