"""How a message looks on a carrier: nothing is cut, nothing is dropped."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.shape import WHATSAPP_LIMITS, Shaped, TooLong, length, shape, split
from bot.chat.outgoing import Button, Media, Outgoing, Template


def options(*titles: str, description: str = "") -> tuple[Button, ...]:
    return tuple(Button(f"id{place}", title, description) for place, title in enumerate(titles))


def one(outgoing: Outgoing) -> Shaped:
    (shaped,) = shape(outgoing, WHATSAPP_LIMITS)
    return shaped


def test_a_text_is_a_text_with_its_footer_below() -> None:
    assert one(Outgoing("Salam!")) == Shaped("text", "Salam!")
    assert one(Outgoing("Salam!", footer="menu · back")) == Shaped("text", "Salam!\n\nmenu · back")


def test_up_to_three_short_options_are_buttons() -> None:
    shaped = one(Outgoing("Theek hai?", options("Haan", "Nahin", "Wapas"), footer="2/5"))
    assert (shaped.kind, shaped.text, shaped.footer) == ("buttons", "Theek hai?", "2/5")
    assert [option.title for option in shaped.options] == ["Haan", "Nahin", "Wapas"]


@pytest.mark.parametrize(
    "choices",
    [
        options("a", "b", "c", "d"),
        options("x" * 21, "b"),
        options("Textiles", "Food", description="and more"),  # buttons have no room for descriptions
        options(*(str(n) for n in range(10))),
    ],
)
def test_more_or_longer_options_are_a_list(choices: tuple[Button, ...]) -> None:
    shaped = one(Outgoing("Which?", choices, menu="Choose"))
    assert (shaped.kind, shaped.menu, shaped.options) == ("list", "Choose", choices)


@pytest.mark.parametrize(
    ("choices", "menu"),
    [
        (options(*(str(n) for n in range(11))), "Choose"),
        (options("x" * 25, "b"), "Choose"),
        (options("a", "b", description="d" * 73), "Choose"),
        (options("a", "b", "c", "d"), ""),
        (options("a", "b", "c", "d"), "m" * 21),
        (options("same", "same"), "Choose"),
        ((Button("x", "a"), Button("x", "b")), "Choose"),
        (options("two\nlines", "b"), "Choose"),
    ],
)
def test_what_fits_no_list_is_numbered(choices: tuple[Button, ...], menu: str) -> None:
    shaped = one(Outgoing("Which?", choices, menu=menu, footer="2/5"))
    assert shaped.kind == "text"
    lines = [f"{n}. {o.title}" + (f" — {o.description}" if o.description else "") for n, o in enumerate(choices, 1)]
    assert shaped.text == "Which?\n\n" + "\n".join(lines) + "\n\n2/5"


def test_a_long_footer_joins_the_body() -> None:
    shaped = one(Outgoing("Which?", options("a", "b"), footer="f" * 61))
    assert (shaped.kind, shaped.text, shaped.footer) == ("buttons", "Which?\n\n" + "f" * 61, "")


def test_a_body_too_long_for_buttons_becomes_numbered_text() -> None:
    shaped = one(Outgoing("t" * 1025, options("a", "b")))
    assert shaped.kind == "text"
    assert shaped.text.endswith("1. a\n2. b")


def test_urdu_titles_count_letters_and_emoji_count_twice() -> None:
    assert length("ٹیکسٹائل اور گارمنٹس") == 20
    assert length("🌸") == 2
    assert one(Outgoing("؟", options("ٹیکسٹائل اور گارمنٹس", "ب"))).kind == "buttons"
    assert one(Outgoing("؟", options("🌸" * 11, "ب"), menu="منتخب کریں")).kind == "list"


def test_a_location_is_asked_with_the_carriers_own_button() -> None:
    shaped = one(Outgoing("Where is your shop?", options("Skip"), wants="location"))
    assert shaped == Shaped("location_request", "Where is your shop?\n\n1. Skip")
    elsewhere = msgspec.structs.replace(WHATSAPP_LIMITS, location_request=False)
    assert shape(Outgoing("Where?", wants="location"), elsewhere) == [Shaped("text", "Where?")]


def test_media_carries_the_words_where_it_can() -> None:
    photo, voice = Media("image", id="1"), Media("audio", id="2")
    assert one(Outgoing("Your receipt", media=photo)) == Shaped("media", "Your receipt", media=photo)
    assert shape(Outgoing("Listen", options("Haan", "Nahin"), media=voice), WHATSAPP_LIMITS) == [
        Shaped("media", media=voice),
        Shaped("buttons", "Listen", options("Haan", "Nahin")),
    ]
    assert [part.kind for part in shape(Outgoing("t" * 1025, media=photo), WHATSAPP_LIMITS)] == ["media", "text"]


def test_a_template_replaces_everything_else() -> None:
    template = Template("training_reminder", "ur", ("Ayesha",))
    assert one(Outgoing("", template=template)) == Shaped("template", template=template)


def test_a_long_text_is_split_where_a_reader_pauses() -> None:
    paragraphs = ["جملہ پورا ہوا۔ " * 100, "line one\nline two. " * 100, "short"]
    parts = shape(Outgoing("\n\n".join(paragraphs * 2)), WHATSAPP_LIMITS)
    assert len(parts) > 1
    assert all(0 < length(part.text) <= 4096 for part in parts)
    assert "".join("".join(part.text.split()) for part in parts) == "".join("".join(paragraphs * 2).split())


def test_what_cannot_be_split_is_an_error_of_ours() -> None:
    with pytest.raises(TooLong):
        shape(Outgoing("x" * 4097), WHATSAPP_LIMITS)
    with pytest.raises(TooLong):
        shape(Outgoing("One. " * 900, options("a", "b")), WHATSAPP_LIMITS)
    with pytest.raises(ValueError, match="without words"):
        shape(Outgoing("  "), WHATSAPP_LIMITS)


@given(st.text(alphabet="ab .۔\n🌸", max_size=120), st.integers(5, 40))
def test_splitting_loses_nothing(text: str, limit: int) -> None:
    try:
        parts = split(text.strip(), limit)
    except TooLong:
        return
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(length(part) <= limit for part in parts)


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80).filter(
    str.strip
)
buttons = st.builds(Button, words, words, st.one_of(st.just(""), words))


@given(words, st.lists(buttons, max_size=12), words | st.just(""), words | st.just(""))
def test_every_word_of_every_message_is_shown(text: str, choices: list[Button], menu: str, footer: str) -> None:
    (shaped,) = shape(Outgoing(text, tuple(choices), menu, footer), WHATSAPP_LIMITS)
    shown = shaped.text + shaped.footer + "".join(o.title + o.description for o in shaped.options)
    for word in (text, footer, *(o.title for o in choices), *(o.description for o in choices)):
        assert word.strip() in shown
