"""What was left half-way on another day: go on with it, begin it anew, or let it be."""

from bot.chat import Chat, Field, _, flow
from bot.chat.choices import Choice
from bot.chat.kinds import Option

_WHAT = Choice(
    Option("go_on", _("Go on")),
    Option("anew", _("Begin anew"), also=("new", "again", "dobara", "naya", "naye siray se", "دوبارہ", "نیا")),
    Option("leave", _("Let it be"), also=("leave", "leave it", "rehne do", "chor do", "رہنے دو", "چھوڑ دو")),
    yes="go_on",
    no="leave",
)


@flow("begun", title=_("Begun before"), aside=True)
async def begun(chat: Chat) -> None:
    """What it is, and what she had answered, stands above the question already."""
    if chat.begun is None:
        await chat.go("menu")
        return
    name = chat.begun.name
    chosen = await chat.ask(Field("begun", _("Begun before"), _WHAT), _("Shall we go on with it?"))
    if chosen == "go_on":
        await chat.go(f"resume:{name}")
    await chat.drop_form(then=name if chosen == "anew" else "")
