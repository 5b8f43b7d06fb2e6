"""What happens to a case: its owner is told at each step, and can answer where she is asked something.

Only an accepted case may say that SMEDA gave a number, and then by whose word. Everything else says where it stands.
"""

from bot.chat import Chat, Code, Done, Field, Words, _, flow
from bot.chat.choices import Choice
from bot.chat.kinds import Option
from bot.chat.number import Number
from bot.chat.session import base32
from bot.registry.kinds import AT_THE_OFFICE, WordsOrOffice
from bot.registry.requests import AnswerCase, CaseCard, MyCase, MyOpenQuestions
from handlers.lock import unlocked


@flow("case_news", title=_("News about my case"), aside=True)
async def case_news(chat: Chat) -> None:
    """Something has happened to a case."""
    id = await chat.ask(Field("case", _("Number"), Number()), _("Which number is it about?"))
    if not await unlocked(chat):
        return
    card: CaseCard | None = await chat.look_up(MyCase(id))
    if card is None:
        return
    if card.state == "needs_information":
        await _asked(chat, card)
        return
    chat.say(_about(card), *told(card.state, card.remark, card.smeda_number, card.together_with))
    chat.offer("status", _("My status"))
    if card.state == "declined":
        chat.offer("human", _("Talk to a person"))
    chat.offer("menu", _("Menu"))


def _about(card: CaseCard) -> Words:
    number = Code(card.reference)
    if not card.name:
        return _("Your number {reference}:").with_(reference=number)
    return _("{name}: number {reference}").with_(name=card.name, reference=number)


def told(state: str, remark: str, smeda_number: str, together_with: str = "") -> tuple[Words, ...]:
    """Where a case stands, in sentences."""
    match state:
        case "recorded":
            return (_("It is recorded with the helpdesk. This is not yet SMEDA registration."),)
        case "in_review":
            return (_("An officer at the helpdesk is looking at it. This is not yet SMEDA registration."),)
        case "needs_information":
            return (_("The helpdesk asks you: “{question}”").with_(question=remark),)
        case "accepted":
            return (
                _("The helpdesk's officer says: SMEDA has given this business the number {number}.").with_(
                    number=Code(smeda_number)
                ),
                _("Please keep this number."),
            )
        case "declined":
            return (
                _("The helpdesk could not accept it. The officer's reason: “{reason}”").with_(reason=remark),
                _("If you think that this is not right, a person can look at it again."),
            )
    if together_with:
        return (
            _("This business was recorded twice. It goes on under the number {reference}.").with_(
                reference=Code(together_with)
            ),
        )
    return (_("It is withdrawn, and its details are erased."),)


async def _asked(chat: Chat, card: CaseCard) -> None:
    """The officer's question, and her answer."""
    answer = await chat.ask(
        # The version is in the name: an answer to one question must never be taken for one to the next.
        Field(f"answer_{card.version}", _("Answer"), WordsOrOffice()),
        _("Write your answer here, or tap the button to bring it to the office."),
        _about(card),
        *told(card.state, card.remark, ""),
        _("Please never send a CNIC, PIN or OTP here."),
    )
    at_the_office = answer == AT_THE_OFFICE
    outcome = await chat.do(
        AnswerCase(card.id, card.version, "" if at_the_office else answer, at_the_office=at_the_office)
    )
    if not isinstance(outcome, Done):
        chat.say(_("Meanwhile something has changed about it. Write “status” to see where it stands."))
    elif at_the_office:
        chat.say(_("I have told the helpdesk that you bring it to the office. Your number: {reference}").with_(
            reference=Code(card.reference)
        ))  # fmt: skip
    else:
        chat.say(_("Thank you. The helpdesk has your answer. Your number: {reference}").with_(
            reference=Code(card.reference)
        ))  # fmt: skip
    chat.offer("status", _("My status"))
    chat.offer("menu", _("Menu"))


@flow("case_answer", title=_("Answer the helpdesk"), aside=True)
async def case_answer(chat: Chat) -> None:
    """She comes back to a question on another day."""
    if not await unlocked(chat):
        return
    cards: list[CaseCard] = await chat.look_up(MyOpenQuestions())
    if not cards:
        chat.say(_("The helpdesk asks you nothing at the moment."))
        chat.offer("status", _("My status"))
        chat.offer("menu", _("Menu"))
        return
    card = cards[0]
    if len(cards) > 1:
        options = (Option(base32(one.id), _("{name}").with_(name=one.name or one.reference)) for one in cards)
        chosen = await chat.ask(Field("case", _("Business"), Choice(*options)), _("Which business is it about?"))
        card = next(one for one in cards if base32(one.id) == chosen)
    await _asked(chat, card)
