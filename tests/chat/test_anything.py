"""Whatever people send, in whatever order: one reply, nothing raised, nothing lost on the way through the database."""

import hypothesis.strategies as st
import msgspec
from hypothesis import HealthCheck, example, given, settings

from bot.channels.shape import WHATSAPP_LIMITS, shape
from bot.chat.heard import Heard, Place
from bot.chat.session import Talk
from bot.language.cnic import mask
from bot.language.commands import names
from bot.language.script import clean
from handlers import SCRIPT
from tests.conversation import Conversation
from tests.depth import pick

ANSWERS = (
    "register", "karobar register karna hai", "رجسٹر", "yes", "haan", "no", "nahi", "Ayesha Khan", "عائشہ خان", "skip",
    "kapron ki silai", "Punjab", "Daska", "Karachi", "gulshan", "2019", "3 saal", "4", "1", "2", "3", "0", "۵", "٧",
    "2 lakh", "salam", "loan chahiye", "shukriya", "what is this?", "35202-1234567-1", "badlein", "Robert'); DROP",
    "<b>x</b>", "{owner}", "%s", "\u202e", "👍", "🙂", "", "x" * 10_000, "status", "withdraw", "person", "cancel",
)  # fmt: skip
TAPS = (
    "",
    "!",
    "!menu",
    "!language:xx",
    "!language:../../x",
    "~~~~",
    "registration~1~review~yes~0",
    "~" * 10_000,
    "👍",
)

texts = st.one_of(st.sampled_from(ANSWERS), st.sampled_from(names()), st.text(max_size=40))
messages = st.one_of(
    texts.map(lambda text: ("says", text)),
    st.integers(0, 10).map(lambda place: ("taps", place)),
    st.one_of(st.sampled_from(TAPS), st.text(max_size=20)).map(lambda tap: ("old tap", tap)),
    st.tuples(st.floats(), st.floats()).map(lambda place: ("shares", place)),
    st.sampled_from(["voice", "image", "sticker", ""]).map(lambda media: ("sends", media)),
    st.sampled_from([1, 21, 30, 24 * 91]).map(lambda hours: ("waits", hours)),
)


def send(talk: Conversation, what: str, value: object) -> None:
    match what, value:
        case "says", str(text):
            hidden, hid = mask(clean(text))
            talk.hears(Heard(text=hidden, hid_cnic=hid))
        case "taps", int(place):
            options = talk.last.options if talk.last else ()
            talk.hears(Heard(tap=options[place % len(options)].id if options else "!menu"))
        case "old tap", str(tap):
            talk.hears(Heard(tap=tap) if tap else Heard(unsupported=True))
        case "shares", (float(north), float(east)):
            talk.hears(Heard(place=Place(north, east)))
        case "sends", str(media):
            talk.hears(Heard(media=media, unsupported=not media))
        case "waits", int(hours):
            talk.later(hours=hours)


@settings(max_examples=pick(quick=15, deep=60), suppress_health_check=[HealthCheck.too_slow])
@given(language=st.sampled_from(["", "en", "ur", "ur_Latn"]), sent=st.lists(messages, max_size=25))
@example("ur_Latn", [("says", "register"), ("says", "haan"), ("says", "35202-1234567-1 Ayesha")])
def test_anything_gets_one_reply_and_menu_leads_to_the_menu(language: str, sent: list[tuple[str, object]]) -> None:
    talk = Conversation(SCRIPT, language, fresh=not language)
    for what, value in sent:
        send(talk, what, value)
        if what == "waits":
            continue
        assert talk.last is not None
        assert talk.last.text.strip()
        assert shape(talk.last, WHATSAPP_LIMITS)
        again = msgspec.json.decode(msgspec.json.encode(talk.talk), type=Talk)
        assert again == talk.talk
        assert [s.flow for s in talk.talk.stack[:-1]] == [s.flow for s in talk.talk.stack[:-1] if s.flow != "offers!"]
        assert "35202" not in msgspec.json.encode(talk.talk).decode()
    if not talk.talk.language:
        talk.says("english")
    talk.says("menu")
    assert talk.flow == "menu"
    assert talk.asked == "menu"
