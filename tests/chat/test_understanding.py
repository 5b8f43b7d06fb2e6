"""Reading answers: numbers, near spellings, failures, and what is no answer at all."""

import pytest

from bot.chat import Chat, Field, _, flow
from bot.chat.heard import Heard
from bot.chat.kinds import Count, Year
from tests.chat.shop import OpenShop, at, stored, talk


@pytest.mark.parametrize("typed", ["2", "۲", "٢", "2.", "(2)", "2️⃣", "Large hall", "large hal", "LARGE", "«Large hall»"])
def test_a_choice_by_number_in_any_digits_by_name_nearly_by_name_and_by_tap(typed: str) -> None:
    tea = at("size")
    tea.says(typed)
    assert tea.asked == "people", tea.last
    assert tea.talk.stack[-1].answers["size"] == "large"


def test_a_number_beyond_the_choices_is_no_choice() -> None:
    tea = at("size")
    tea.says("3")
    assert tea.asked == "size"
    assert tea.last is not None
    assert tea.last.text == "Please choose one of these.\n\nHow large?"


def test_a_near_miss_is_asked_back_and_then_counts_by_number() -> None:
    tea = at("size")
    tea.plays("""
        you: small hall
        bot: Did you mean one of these? [Small stall | None of these]
        you: 1
        bot: How many people?
    """)


def test_a_choice_named_inside_a_sentence_is_asked_back() -> None:
    tea = at("size")
    tea.plays("""
        you: mere paas aik large hall hai bhai
        bot: Did you mean one of these? [Large hall | None of these]
        you: 1
        bot: How many people?
    """)


@pytest.mark.parametrize(
    ("said", "asked"), [("haan", "people"), ("ji yes", "people"), ("no", "size"), ("large one?", "size")]
)
def test_the_only_thing_asked_back_is_taken_or_refused_by_yes_and_no(said: str, asked: str) -> None:
    tea = at("size")
    tea.says("small hall")
    tea.says(said)
    assert tea.asked == asked
    assert tea.talk.stack[-1].answers.get("size") == ("small" if asked == "people" else None)


def test_none_of_these_shows_all_choices_again_without_blame() -> None:
    tea = at("size")
    tea.plays("""
        you: small hall
        bot: Did you mean one of these? [Small stall | None of these]
        you: «None of these»
        bot: Then let us try again, in other words. / How large? [Small stall | Large hall]
    """)
    assert tea.talk.stack[-1].failures == 0


def test_something_else_after_did_you_mean_shows_all_choices_again() -> None:
    tea = at("size")
    tea.says("small hall")
    tea.says("xyz")
    assert tea.titles == ["Small stall", "Large hall"]


def test_a_number_is_an_answer_of_its_own_where_a_number_is_asked() -> None:
    tea = at("people")
    tea.says("1")
    assert tea.talk.stack[-1].answers["people"] == 1


def test_two_kind_tries_then_an_example_then_a_person() -> None:
    tea = at("people")
    tea.plays("""
        you: bohat
        bot: I need one number here, please. / How many people?
        you: bohat
        bot: I need one number here, please. / For example: 3 / How many people?
        you: bohat
        bot: I need one number here, please. / If this is difficult, a person can help you: write “… [Talk to a person]
        you: «Talk to a person»
        bot: Tea is ten rupees. / How many people? [Talk to a person]
        you: 3
        bot: How many women?
    """.replace("write “…", "write “helpdesk”. / How many people?"))  # fmt: skip
    assert tea.talk.stack[-1].failures == 0


def test_guessing_wrong_again_and_again_ends_with_a_person_too() -> None:
    tea = at("size")
    for _time in range(4):
        tea.says("small hall")
    assert tea.titles[-1] == "Talk to a person"


@pytest.mark.parametrize("question", ["owner", "motto", "size", "people", "oven", "review"])
def test_a_voice_note_is_told_that_nobody_listens_and_the_question_comes_again(question: str) -> None:
    tea = at(question)
    tea.hears(Heard(media="voice"))
    assert tea.asked == question
    assert tea.last is not None
    assert tea.last.text.startswith("I cannot listen to voice messages.")
    tea.hears(Heard(media="image"))
    assert tea.last.text.startswith("I cannot look at pictures or files here.")
    tea.hears(Heard(unsupported=True))
    assert tea.last.text.startswith("I could not read that.")
    assert tea.titles[-1] == "Talk to a person"


def test_a_picture_with_words_is_read_by_its_words() -> None:
    tea = at("people")
    tea.hears(Heard(text="3", media="image"))
    assert tea.asked == "women"


def test_a_voice_note_out_of_the_blue_gets_the_menu_and_a_word() -> None:
    tea = talk()
    tea.hears(Heard(media="voice"))
    assert tea.flow == "menu"
    assert tea.last is not None
    assert tea.last.text.startswith("I cannot listen to voice messages.")


def test_a_place_where_none_was_asked_for_is_a_kind_complaint() -> None:
    tea = at("people")
    tea.shares(31.5, 74.3)
    assert tea.asked == "people"
    tea = talk()
    tea.shares(31.5, 74.3)
    assert tea.flow == "menu"


def test_a_question_is_not_taken_for_an_open_answer() -> None:
    for typed in ("kya yeh zaroori hai?", "یہ کیا ہے؟"):
        tea = at("motto")
        tea.says(typed)
        assert tea.asked == "motto"
        assert typed not in stored(tea)


def test_a_clear_wish_instead_of_an_answer_is_met_and_the_question_comes_again() -> None:
    tea = at("people")
    tea.plays("""
        you: mujhe loan chahiye
        bot: Tea is ten rupees. / How many people?
        you: 3
        bot: How many women?
    """)


def test_a_clear_wish_is_nobodys_name() -> None:
    tea = at("owner")
    tea.says("میں اپنا کاروبار قرض سے چلانا چاہتا ہوں، لون چاہیے")
    assert "لون" not in stored(tea)


def test_an_identity_number_is_hidden_never_kept_and_blames_nobody() -> None:
    for question, typed in (
        ("owner", "Ayesha 35202-1234567-1"),
        ("motto", "35202-1234567-1"),
        ("people", "3520212345671"),
    ):
        tea = at(question)
        tea.says(typed)
        assert tea.asked == question
        assert tea.last is not None
        note, *rest = tea.last.text.split("\n\n")
        assert note.startswith("You sent an identity card number.")
        assert len(rest) == 1, "a note and the question, no complaint"
        assert "1234567" not in stored(tea)
        assert tea.talk.stack[-1].failures == 0


def test_an_identity_number_beside_a_clear_answer_does_not_cost_the_answer() -> None:
    tea = at("oven")
    tea.hears(Heard(text="haan", hid_cnic=True))
    assert tea.asked == "age"


def test_an_identity_number_out_of_the_blue_gets_the_note_and_the_menu() -> None:
    tea = talk()
    tea.says("3520212345671")
    assert tea.flow == "menu"
    assert tea.last is not None
    assert "did not understand" not in tea.last.text


NASTY = {
    "robert": "Robert'); DROP TABLE people;--",
    "html": "<b>Tea</b> & <script>alert(1)</script>",
    "holes": "{name} {0} %s %(owner)s ${x}",
    "markdown": "*Tea* _shop_ `x`",
}


@pytest.mark.parametrize("typed", NASTY.values(), ids=NASTY)
def test_signs_in_a_text_are_only_signs(typed: str) -> None:
    tea = at("motto")
    tea.says(typed)
    for said in ("small", "3", "2", "no"):
        tea.says(said)
    assert tea.last is not None
    assert f"Motto: {typed}" in tea.last.text
    tea.says("yes")
    assert isinstance(tea.did[0], OpenShop)
    assert tea.did[0].answers["motto"] == typed


def test_direction_overrides_and_control_characters_never_come_in() -> None:
    tea = at("motto")
    tea.says("\u202eevil\u0000\u2066 tea\u200f\u0007")
    assert tea.talk.stack[-1].answers["motto"] == "evil tea"


@pytest.mark.parametrize("question", ["owner", "motto", "size", "people", "oven", "review"])
@pytest.mark.parametrize("typed", ["x" * 10_000, "🙂👍🏽🇵🇰", "؟؟؟", "\u200f", "'\"\\"])
def test_nonsense_is_answered_with_the_question(question: str, typed: str) -> None:
    tea = at(question)
    tea.says(typed)
    if (question, typed) == ("oven", "🙂👍🏽🇵🇰"):
        assert tea.asked == "age", "a thumb up is a yes"
    elif (question, typed) in (("review", "🙂👍🏽🇵🇰"), ("motto", "🙂👍🏽🇵🇰"), ("motto", "'\"\\")):
        assert tea.asked != question
    else:
        assert tea.asked == question


class TestYear:
    """ "4" may be four years, or 2004."""

    @staticmethod
    def asked() -> object:
        @flow("shop", title=_("Tea shop"), about=2)
        async def since(chat: Chat) -> None:
            year = await chat.ask(Field("since", _("Since"), Year()), _("Since when?"))
            chat.say(_("{year}, for {more} days.").with_(
                year=str(year), more=await chat.ask(Field("more", _("More"), Count()), _("How many days?"))
            ))  # fmt: skip

        tea = talk(since)
        tea.says("register")
        return tea

    @pytest.mark.parametrize(
        ("typed", "titles", "chosen", "year"),
        [
            ("4", ["4 years ago", "2004", "None of these"], "1", 2022),
            ("04.", ["4 years ago", "2004", "None of these"], "2", 2004),
            ("۱۹", ["19 years ago", "2019", "None of these"], "«2019»", 2019),
            ("98", ["98 years ago", "1998", "None of these"], "1998", 1998),
            ("1", ["1 year ago", "2001", "None of these"], "«1 year ago»", 2025),
        ],
    )
    def test_a_small_number_is_asked_back(self, typed: str, titles: list[str], chosen: str, year: int) -> None:
        tea = self.asked()
        tea.says(typed)  # type: ignore[attr-defined]
        assert tea.titles == titles  # type: ignore[attr-defined]
        tea.says(chosen)  # type: ignore[attr-defined]
        assert tea.talk.stack[-1].answers["since"] == year  # type: ignore[attr-defined]
