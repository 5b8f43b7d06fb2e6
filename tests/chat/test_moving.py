"""Back, skip, change and cancel, in the middle of a form."""

# ruff: noqa: E501 (a message is one line, so that a conversation reads as one)

from bot.chat import Chat, Done, Field, Request, _, flow
from bot.chat.choices import Choice, YesNo
from bot.chat.kinds import Count, Option
from tests.chat import shop as at_shop
from tests.chat.shop import OpenShop, at, talk


def test_back_goes_to_the_question_before_and_shows_what_was_said() -> None:
    tea = at("people")
    tea.says("back")
    assert tea.asked == "size"
    assert tea.last is not None
    assert tea.last.text == "Until now: Small stall\nHow large?"


def test_back_and_back_again_follows_the_conversation_not_the_order_of_typing() -> None:
    tea = at("review")
    tea.says("change")
    tea.says("Size")
    tea.says("large")  # the last thing typed
    assert tea.asked == "review"
    tea.says("back")
    assert tea.asked == "oven"


def test_back_out_of_a_change_restores_the_old_answer() -> None:
    tea = at("review")
    tea.says("change")
    tea.says("Size")
    assert tea.asked == "size"
    tea.says("back")
    assert tea.asked == "review"
    tea.says("yes")
    assert tea.did[0].answers["size"] == "small"  # type: ignore[attr-defined]


def test_back_out_of_a_change_restores_what_was_left_out() -> None:
    tea = talk()
    for said in ("register", "Ayesha", "skip", "small", "3", "2", "no", "change", "Motto"):
        tea.says(said)
    assert tea.asked == "motto"
    tea.says("back")
    assert tea.asked == "review"
    assert "Motto: left out" in tea.last.text  # type: ignore[union-attr]


def test_back_from_choosing_what_to_change_shows_the_review() -> None:
    tea = at("review")
    tea.says("change")
    tea.says("back")
    assert tea.asked == "review"


def test_back_at_the_first_question_says_so_and_asks_it_again() -> None:
    tea = at("owner")
    tea.says("back")
    assert tea.asked == "owner"
    assert tea.last is not None
    assert tea.last.text == "There is nothing before this.\n\nWho are you?"


def test_back_inside_an_aside_returns_to_the_form() -> None:
    tea = at("people")
    tea.says("status")
    assert tea.asked == "stall"
    tea.says("back")
    assert tea.asked == "people"


def test_back_inside_a_conversation_on_a_form_goes_through_its_own_questions_first() -> None:
    tea = at("people")
    tea.says("withdraw")
    tea.says("Old Tea")
    assert tea.asked == "new"
    tea.says("back")
    assert (tea.flow, tea.asked) == ("rename", "old")
    tea.says("back")
    assert (tea.flow, tea.asked) == ("shop", "people")


def test_back_from_the_menu_over_a_form_returns_to_its_question() -> None:
    tea = at("size")
    tea.says("menu")
    tea.says("back")
    assert tea.asked == "size"


def test_back_never_crosses_what_was_done() -> None:
    class Book(Request, frozen=True):
        """Done()."""

    @flow("shop", title=_("Tea shop"), about=3)
    async def booking(chat: Chat) -> None:
        await chat.ask(Field("sure", _("Sure"), YesNo()), _("Shall I book it?"))
        await chat.do(Book())
        await chat.ask(Field("cups", _("Cups"), Count()), _("How many cups?"))
        await chat.ask(Field("spoons", _("Spoons"), Count()), _("How many spoons?"))

    tea = talk(booking)
    tea.registry.more[Book] = lambda _request: Done()
    for said in ("register", "yes", "4", "back"):
        tea.says(said)
    assert tea.asked == "cups"
    tea.says("back")
    assert tea.asked == "cups"
    assert tea.last is not None
    assert tea.last.text.startswith("There is nothing before this.")
    assert tea.did == [Book()]


def test_back_from_a_did_you_mean_shows_all_choices_again() -> None:
    tea = at("size")
    tea.says("small hall")
    assert tea.titles == ["Small stall", "None of these"]
    tea.says("back")
    assert tea.asked == "size"
    assert tea.titles == ["Small stall", "Large hall"]


def test_skip_leaves_out_what_may_be_left_out() -> None:
    tea = at("motto")
    tea.says("skip")
    assert tea.asked == "size"


def test_skip_by_its_button_and_by_its_number() -> None:
    for said in ("«Leave it out»", "1"):
        tea = at("motto")
        tea.says(said)
        assert tea.asked == "size"


def test_skip_of_what_is_needed_says_why_not_and_asks_again() -> None:
    tea = at("people")
    tea.says("skip")
    assert tea.asked == "people"
    assert tea.last is not None
    assert tea.last.text == "I need this one; it cannot be left out.\n\nHow many people?"


def test_skip_at_the_menu_is_the_menu() -> None:
    tea = talk()
    tea.says("menu")
    tea.says("skip")
    assert tea.last is not None
    assert tea.last.text == "What shall it be?"


def test_an_unrelated_change_does_not_repeat_old_remarks() -> None:
    tea = at("review")
    assert "Cold tea it is." in tea.last.text  # type: ignore[union-attr]
    tea.says("change")
    tea.says("Owner")
    tea.says("Sana")
    assert tea.asked == "review"
    assert "Owner: Sana" in tea.last.text  # type: ignore[union-attr]
    assert "Cold tea" not in tea.last.text  # type: ignore[union-attr]


def test_a_change_that_opens_a_branch_asks_its_question_and_only_that() -> None:
    tea = at("review")
    for said in ("change", "Oven", "yes"):
        tea.says(said)
    assert tea.asked == "age"
    tea.says("5")
    assert tea.asked == "review"
    tea.says("yes")
    assert tea.did[0].answers["age"] == 5  # type: ignore[attr-defined]


def test_a_change_that_closes_a_branch_never_uses_its_answer() -> None:
    tea = at("review")
    for said in ("change", "Oven", "yes", "5", "change", "Oven", "no"):
        tea.says(said)
    assert tea.asked == "review"
    assert "Age" not in tea.last.text  # type: ignore[union-attr]
    tea.says("yes")
    assert tea.did[0].answers["age"] is None  # type: ignore[attr-defined]


def test_an_answer_that_no_longer_fits_another_one_is_asked_again() -> None:
    tea = at("review")
    for said in ("change", "People", "1"):
        tea.says(said)
    assert tea.asked == "women"  # two women among one person cannot be
    tea.says("1")
    assert tea.asked == "review"


def test_two_facts_that_go_together_are_changed_together_and_restored_together() -> None:
    many = at_shop.people
    few = Field("women", _("Women"), Count(0, 9), goes_with="people")

    @flow("shop", title=_("Tea shop"), about=3)
    async def pair(chat: Chat) -> None:
        people = await chat.ask(many, _("How many people?"))
        women = await chat.ask(few, _("How many women?"))
        await chat.review(_("Right?"), confirm=_("Yes"))
        await chat.do(OpenShop({"people": people, "women": women}))

    tea = talk(pair)
    for said in ("register", "5", "2", "change"):
        tea.says(said)
    assert tea.titles == ["People"]
    tea.says("1")
    assert tea.last is not None
    assert tea.last.text == "Until now: 5\nHow many people?"
    tea.says("back")
    assert tea.asked == "review"
    for said in ("change", "People", "6"):
        tea.says(said)
    assert tea.last.text == "Until now: 2\nHow many women?"
    tea.says("back")
    assert tea.asked == "people"
    for said in ("7", "3", "yes"):
        tea.says(said)
    assert tea.did == [OpenShop({"people": 7, "women": 3})]


def test_yes_and_no_answer_the_review_in_any_politeness() -> None:
    for said, asked in (
        ("ji haan bilkul", ""),
        ("nahi", "review_change"),
        ("ٹھیک ہے", ""),
        ("ghalat", "review_change"),
    ):
        tea = at("review")
        tea.says(said)
        assert tea.asked == asked, said


def test_change_in_the_middle_of_a_form_tells_when_it_can_be_done() -> None:
    tea = at("people")
    tea.says("change")
    assert tea.asked == "people"
    assert tea.last is not None
    assert tea.last.text.startswith("You can change every answer at the end.")


def test_cancel_asks_before_anything_is_lost() -> None:
    tea = at("people")
    tea.plays("""
        you: cancel
        bot: Shall I close this form and erase your answers, or keep them for another day? [Keep it for later | Close and erase]
        you: yes
        bot: Please choose one of these. / Shall I close this form and erase your answers, or keep them for another day? [Keep it for later | Close and erase]
        you: «Keep it for later»
        bot: Your answers are kept. Write “menu” whenever you want to go on. [Go on]
        you: 1
        bot: How many people?
    """)


def test_cancel_and_close_erases_the_answers() -> None:
    tea = at("people")
    tea.says("cancel")
    tea.says("2")
    assert (tea.flow, tea.asked) == ("menu", "menu")
    assert tea.sprint is not None
    ended = {session.flow: (session.state, session.answers) for session in tea.sprint.closed}
    assert ended["shop"] == ("cancelled", {})
    assert "Ayesha" not in at_shop.stored(tea)


def test_cancel_of_what_is_no_form_only_ends_that() -> None:
    tea = at("people")
    tea.says("withdraw")
    tea.says("cancel")
    assert (tea.flow, tea.asked) == ("shop", "people")
    alone = talk()
    alone.says("withdraw")
    alone.says("cancel")
    assert alone.flow == "menu"


def test_cancel_at_the_menu_over_a_form_means_the_form() -> None:
    tea = at("people")
    tea.says("menu")
    tea.says("cancel")
    assert tea.flow == "cancel"


def test_a_choice_with_a_yes_among_others_understands_yes_and_no() -> None:
    exports = Field("exports", _("Exports"), Choice(
        Option("yes", _("Yes, already")), Option("wants", _("I want to")), Option("no", _("No")), yes="yes", no="no",
    ))  # fmt: skip

    @flow("shop", title=_("Tea shop"), about=1)
    async def export(chat: Chat) -> None:
        chat.say(_("{it}").with_(it=await chat.ask(exports, _("Do you export?"))))

    for said, meant in (("ji haan", "yes"), ("جی نہیں", "no"), ("2", "wants"), ("nope", "no")):
        tea = talk(export)
        tea.says("register")
        tea.says(said)
        assert tea.last is not None
        assert tea.last.text == meant
