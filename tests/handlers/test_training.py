"""Trainings as conversations: every end, in three languages; and few messages."""

# ruff: noqa: E501 (a message is one line, so that a conversation reads as one)

from typing import Any

import msgspec
import pytest

from bot.chat.heard import Heard
from bot.i18n.catalogues import languages
from bot.i18n.words import Name
from bot.registry.requests import AskForPerson, RecordConsent
from bot.terminal import transcribed
from bot.training.requests import AnswerOffer, Attend, GiveUpSeat, TakeSeat, WantTraining
from handlers import SCRIPT
from tests.conversation import Conversation
from tests.fakes.training import CODE, FULL, SHOP, WOMEN, Trainings, sitting
from tests.flows.walk import card


def talk(language: str = "en", *, recorded: bool = False) -> Conversation:
    """Somebody we have met, with or without a business recorded."""
    one = Conversation(SCRIPT, language)
    one.registry.cards = [card(1)] if recorded else []
    return one


def seated(language: str = "en") -> Conversation:
    """Somebody with seats of every kind."""
    one = talk(language)
    one.registry.noun(Trainings).with_seats()
    return one


def roused(one: Conversation, command: str) -> str:
    """She is written to because of something that happened."""
    return transcribed(one.hears(Heard(tap=f"!{command}")))


def hall(one: Conversation) -> Trainings:
    return one.registry.noun(Trainings)


class TestSigningUp:
    def test_a_seat_in_roman_urdu(self) -> None:
        one = talk("ur_Latn")
        one.plays("""
            you: training chahiye
            bot: Kaun si training? List se chunein, ya topic ya jagah likhein. [Branding | Online dukan | Export | Hisab kitab | Kuch aur]
            you: 1
            bot: Branding | Hafta, 28 November 2026, subah 10:00 baje se dopahar 12:00 baje tak | Jagah: Hall 3, Mall Road, Lahore | Zaban: Urdu | Trainer ka naam: Sana Malik | Fees hai ya nahi, yeh mujhe maloom nahi; kuch dene se pehle pooch lein. | 12 seatein khali hain. | Trainer ko sirf aap ka naam diya jaye ga, aur kuch nahi. / Kya aap ki seat likh loon? [Ji, likh lein | Nahi]
            you: ji
            bot: Kis naam se likhoon?
            you: Ayesha Khan
            bot: Aap ki seat likh li gayi hai. | Branding | Hafta, 28 November 2026, subah 10:00 baje se dopahar 12:00 baje tak | Jagah: Hall 3, Mall Road, Lahore | Aap ka number: 735-204-9184 | Aap ke calendar ke liye: https://desk.example/t/1.ics / Aik din pehle aur aik ghanta pehle aap ko yaad dilaya jaye ga. Seat chorni ho to likhein: “meri training”. [Meri training | Menu]
        """)
        assert one.did == [RecordConsent("name_to_trainer", 1, True), TakeSeat(1, "Ayesha Khan")]

    def test_the_name_in_the_record_is_not_asked_again_but_can_be_another(self) -> None:
        one = talk(recorded=True)
        one.says("training chahiye")
        said = transcribed(one.says("1"))
        assert "The trainer gets your name, Ayesha Khan, and nothing else of you." in said
        other = talk(recorded=True)
        one.says("yes")
        assert one.did[-1] == TakeSeat(1, "Ayesha Khan")
        for said in ("training chahiye", "1", "With another name", "Bilal Ahmed"):
            other.says(said)
        assert other.did[-1] == TakeSeat(1, "Bilal Ahmed")

    def test_where_her_things_are_locked_her_name_is_asked_like_anybodys(self) -> None:
        one = talk(recorded=True)
        one.registry.word, one.registry.shut = "00", True
        one.says("training chahiye")
        assert "Ayesha" not in transcribed(one.says("1"))

    @pytest.mark.parametrize("language", languages())
    def test_a_full_one_names_the_place_in_the_line_and_then_offers_a_seat(self, language: str) -> None:
        one = talk(language, recorded=True)
        one.says("training chahiye")
        assert "3" in transcribed(one.says("3"))
        one.says("1")
        assert one.last is not None
        assert "3" in one.last.text
        assert one.did[-1] == TakeSeat(3, "Ayesha Khan")
        [seat] = hall(one).seats
        hall(one).seats = [msgspec.structs.replace(hall(one).seat(2, FULL), state="offered", held_until=FULL.starts)]
        roused(one, "seat news:2")
        assert len(one.titles) == 2
        one.says("1")
        assert one.did[-1] == AnswerOffer(2, True)
        assert hall(one).seats[0].state == "booked"
        assert seat.state == "waiting"

    def test_the_waiting_list_in_urdu(self) -> None:
        talk("ur", recorded=True).plays("""
            you: ٹریننگ چاہیے
            bot: کون سی ٹریننگ؟ فہرست سے چنیں، یا موضوع یا جگہ لکھیں۔ [برانڈنگ | آن لائن دکان | ایکسپورٹ | حساب کتاب | کچھ اور]
            you: ایکسپورٹ
            bot: ایکسپورٹ | ہفتہ، 28 نومبر 2026، صبح ⁦10:00⁩ بجے سے دوپہر ⁦12:00⁩ بجے تک | جگہ: ⁨Hall 3, Mall Road⁩، لاہور | زبان: اردو | ٹرینر: ⁨Sana Malik⁩ | فیس: ⁨1,500 روپے⁩ | سب سیٹیں بھر چکی ہیں۔ انتظار کی فہرست میں آپ کا نمبر 3 ہو گا۔ | ٹرینر کو صرف آپ کا نام، ⁨Ayesha Khan⁩، دیا جائے گا، اور کچھ نہیں۔ / کیا آپ کا نام انتظار کی فہرست میں لکھ لوں؟ [جی، انتظار ہے | کسی اور نام سے | نہیں]
            you: «جی، انتظار ہے»
            bot: سب سیٹیں بھر چکی ہیں۔ انتظار کی فہرست میں آپ کا نمبر 3 ہے۔ | ایکسپورٹ | آپ کا نمبر: ⁦735-204-9184⁩ / سیٹ خالی ہو گی تو کچھ گھنٹے آپ کے لیے رکھی جائے گی، اور آپ کو دن کے وقت یہیں بتایا جائے گا۔ [میری ٹریننگ | مینو]
        """)

    def test_one_for_women_is_refused_to_a_man_kindly(self) -> None:
        one = talk()
        one.plays("""
            you: training chahiye
            bot: Which training is it? …
            you: Accounts
            bot: Accounts | Saturday, 28 November 2026, from 10:00 in the morning to 12:00 in the afternoon | Place: Hall 3, Mall Road, Lahore | Language: Urdu | I do not know whether it costs anything; please ask before you pay. / This training is for women only. Is the seat for a woman? [Yes | No]
            you: no
            bot: I am sorry: this one is kept for women. | A woman of your family or your business is welcome, and there are trainings for everybody. [Training | Talk to a person | Menu]
        """)
        assert one.did == []

    def test_a_no_notes_nothing(self) -> None:
        one = talk()
        for said in ("training chahiye", "1", "no"):
            one.says(said)
        assert one.did == []

    def test_what_has_just_been_cancelled_is_said_so(self) -> None:
        one = talk(recorded=True)
        for said in ("training chahiye", "1"):
            one.says(said)
        hall(one).sittings = [sitting(1), SHOP]
        before = hall(one).answer

        def gone(request: Any) -> Any:
            if isinstance(request, TakeSeat):
                hall(one).sittings = []
            return before(request)

        hall(one).answer = gone  # type: ignore[method-assign]
        said = transcribed(one.says("yes"))
        assert said.startswith("bot: I am sorry: this training is no longer on the list.")

    def test_a_sitting_that_went_while_she_was_choosing_is_asked_for_anew(self) -> None:
        one = talk(recorded=True)
        for said in ("training chahiye", "1"):
            one.says(said)
        hall(one).sittings = [SHOP]
        one.says("yes")
        assert one.asked == "which", "a yes to one sitting is none to another"
        assert one.did == []


class TestChoosing:
    @pytest.mark.parametrize(
        ("said", "shown"),
        [
            ("online", "Online shop"),
            ("khawateen ke liye", "Accounts"),
            ("ایکسپورٹ", "Exports"),
            ("hisab kitab wali", "Accounts"),
            ("in Punjabi", "Exports"),
        ],
    )
    def test_a_place_a_topic_a_language_or_whom_it_is_for(self, said: str, shown: str) -> None:
        one = talk()
        hall(one).sittings = [sitting(1), SHOP, msgspec.structs.replace(FULL, language="pa"), WOMEN]
        one.says("training chahiye")
        assert transcribed(one.says(said)).startswith(f"bot: {shown} |")

    def test_a_place_with_several_narrows_the_list(self) -> None:
        one = talk()
        one.says("training chahiye")
        assert (
            transcribed(one.says("Lahore mein"))
            == "bot: Which of these? [Branding | Exports | Accounts | None of these]"
        )

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("en", "I want to join a training online"),
            ("ur", "مجھے آن لائن ٹریننگ چاہیے"),
            ("ur_Latn", "mujhe online training chahiye"),
        ],
    )
    def test_the_only_one_that_fits_the_first_message_is_shown_at_once(self, language: str, said: str) -> None:
        one = talk(language, recorded=True)
        one.says(said)
        assert one.asked == "take_2"
        one.says("1")
        assert one.did[-1] == TakeSeat(2, "Ayesha Khan")

    def test_where_several_fit_they_are_all_listed(self) -> None:
        one = talk()
        hall(one).sittings = [sitting(1), SHOP, msgspec.structs.replace(SHOP, id=9)]
        one.says("mujhe online training chahiye")
        assert one.asked == "which"

    def test_none_there_is_said_so_and_the_list_comes_again(self) -> None:
        one = talk()
        one.says("training chahiye")
        said = transcribed(one.says("Quetta"))
        assert said.startswith("bot: There is none like that now.")
        assert one.titles[-1] == "Something else"

    def test_many_are_chosen_by_topic_then_by_place_and_never_need_a_second_message(self) -> None:
        one = talk()
        topics = ("branding", "export", "finance")
        places = ("lahore", "multan", "quetta")
        hall(one).sittings = [
            sitting(
                n, title=Name(f"T{n % 5}", f"ٹی{n % 5}", f"T{n % 5}"), topic=topics[n % 3], district=places[n // 3 % 3]
            )
            for n in range(1, 61)
        ]
        one.says("training chahiye")
        assert one.titles == ["Branding", "Export development", "Money and accounts", "Something else"]
        one.says("1")
        assert set(one.titles[:3]) == {"Lahore", "Multan", "Quetta"}
        one.says("Multan")
        assert len(one.titles) <= 10
        assert len(set(one.titles)) == len(one.titles), "rows of a list must be told apart"
        one.says("1")
        assert one.asked.startswith("take_")

    @pytest.mark.parametrize("language", languages())
    def test_none_announced_is_said_honestly_and_the_next_one_is_promised_once(self, language: str) -> None:
        one = talk(language)
        hall(one).sittings = []
        one.says("training chahiye")
        assert one.asked == "topic"
        assert len(one.titles) == 10
        one.says("2")
        assert one.did == [WantTraining("branding")]

    def test_who_wants_to_hear_of_nothing_does_not(self) -> None:
        one = talk()
        for said in ("training chahiye", "Something else", "No, thanks"):
            one.says(said)
        assert one.did == []

    def test_word_of_a_new_one_comes_with_all_there_is_to_know(self) -> None:
        one = talk(recorded=True)
        said = roused(one, "new training:2")
        assert said.startswith(
            "bot: You wanted to hear of new trainings. Here is one: / Online shop | Tuesday, 1 December 2026"
        )
        assert "It is free of charge." in said
        one.says("yes")
        assert one.did[-1] == TakeSeat(2, "Ayesha Khan")


class TestMine:
    def test_a_seat_is_given_back(self) -> None:
        one = seated()
        one.plays("""
            you: my trainings
            bot: Which training is it about? [Branding | Exports | Tax | Accounts | Online shop | Packing]
            you: Online shop
            bot: Online shop | Tuesday, 1 December 2026, from 2:30 in the afternoon to 5:00 in the evening | Link: https://example.org/class | Your number: 735-204-9184 | For your calendar: https://desk.example/t/2.ics / What shall I do? [Give my seat back | Leave it as it is]
            you: 1
            bot: Your seat in Online shop is given back; somebody else can have it. Thank you. [My status | Menu]
        """)
        assert one.did == [GiveUpSeat(5)]

    def test_leaving_it_as_it_is_leaves_it(self) -> None:
        one = seated()
        for said in ("my trainings", "Online shop", "Leave it as it is"):
            one.says(said)
        assert one.did == []

    def test_without_any_the_way_to_one_is_shown(self) -> None:
        talk().plays("""
            you: my trainings
            bot: You have no seat in a training, and wait for none. [Training | Menu]
        """)

    def test_the_link_of_an_online_one_is_told_to_nobody_without_a_seat(self) -> None:
        one = talk(recorded=True)
        for said in ("training chahiye", "Online shop"):
            one.says(said)
        assert one.last is not None
        assert "example.org" not in one.last.text
        one.says("yes")
        assert "Link: https://example.org/class" in one.last.text

    def test_locked_things_are_not_shown_without_the_word(self) -> None:
        for said in ("my trainings", "!seat news:2", "!seat soon:5", "certificate"):
            one = seated()
            one.registry.word, one.registry.shut = "00", True
            text = roused(one, said[1:]) if said.startswith("!") else transcribed(one.says(said))
            assert "locked" in text or "certificate" in said, text

    def test_status_shows_seats_and_their_numbers(self) -> None:
        said = transcribed(seated().says("status"))
        assert "Branding: number 735-204-9184" in said
        assert "A seat is held for you until 4:00 in the late afternoon, 23 November 2026." in said


class TestNews:
    @pytest.mark.parametrize("language", languages())
    @pytest.mark.parametrize("command", ["seat news:6", "seat news:7", "seat moved:5", "seat soon:5", "seat over:3"])
    def test_every_piece_of_news_is_said_in_every_language(self, language: str, command: str) -> None:
        one = seated(language)
        roused(one, command)
        assert one.last is not None
        assert one.last.text
        assert one.titles

    @pytest.mark.parametrize(
        "command", ["seat news:1", "seat news:99", "seat moved:6", "seat soon:2", "seat over:5", "new training:99"]
    )
    def test_what_is_no_longer_so_is_not_told(self, command: str) -> None:
        one = seated()
        roused(one, command)
        assert one.last is not None
        assert one.last.text == ""

    def test_a_cancelled_sitting_in_urdu(self) -> None:
        assert roused(seated("ur"), "seat news:7") == (
            "bot: افسوس، 28 نومبر 2026 کی ٹریننگ برانڈنگ منسوخ ہو گئی ہے۔ آپ کو کچھ نہیں کرنا۔ [ٹریننگ | مینو]"
        )

    def test_an_offer_that_was_not_taken_in_time(self) -> None:
        assert "has gone to the next one" in roused(seated(), "seat news:6")

    def test_a_yes_that_comes_too_late_is_answered_honestly(self) -> None:
        one = seated()
        roused(one, "seat news:2")
        mine = hall(one)
        before = mine.answer

        def lapsed(request: Any) -> Any:
            if isinstance(request, AnswerOffer):
                mine.seats = [msgspec.structs.replace(s, state="cancelled") if s.id == 2 else s for s in mine.seats]
            return before(request)

        mine.answer = lapsed  # type: ignore[method-assign]
        assert transcribed(one.says("yes")).startswith("bot: I am sorry: the time was up")

    def test_news_does_not_lose_the_form_that_waits(self) -> None:
        one = seated()
        for said in ("register", "yes", "Ayesha Khan"):
            one.says(said)
        said = roused(one, "seat soon:5")
        assert "A reminder of your training:" in said
        assert one.asked == "business_name"


class TestTheDay:
    def test_the_right_code_at_the_second_try_in_roman_urdu(self) -> None:
        one = seated("ur_Latn")
        one.plays("""
            you: hazri
            bot: Branding mein khush aamdeed. Trainer ne kaun sa code bataya hai?
            you: 1234
            bot: Yeh code nahi hai. Meherbani kar ke trainer se pooch kar dobara likhein.
            you: code 4821 hai
            bot: Hazri lag gayi. Training ke baad poocha jaye ga ke kaisi rahi, aur certificate bhi mile ga. [Meri training | Menu]
        """)
        assert one.did == [Attend(1, "1234"), Attend(1, CODE)]

    def test_after_five_wrong_ones_the_trainer_can_help(self) -> None:
        one = seated()
        one.says("attend")
        said = [transcribed(one.says(f"000{n}")) for n in range(5)]
        assert said[-1].startswith("bot: That was too often a wrong code.")
        assert said[-2].startswith("bot: That is not the code.")

    def test_outside_its_hours_it_is_said_when_the_code_is_taken(self) -> None:
        assert transcribed(talk().says("attend")).startswith("bot: No training of yours is going on now.")

    def test_how_it_was_counts_at_the_tap_and_words_are_welcome(self) -> None:
        one = seated()
        said = roused(one, "seat over:3")
        assert said == "bot: How was the training Tax? [Good | So-so | Not good]"
        one.says("2")
        assert hall(one).rated == [(3, "so_so", "")]
        one.says("Too long for me")
        assert hall(one).rated[-1] == (3, "so_so", "Too long for me")
        assert one.titles == ["My certificate", "Menu"]

    def test_the_certificate_is_a_receipt_that_can_be_checked(self) -> None:
        one = seated()
        said = transcribed(one.says("my certificate"))
        assert "You were at the training Tax on 28 November 2026; number 735-204-9184." in said
        assert "https://desk.example/r/7k2m9qxw4hjp" in said
        assert one.last is not None
        assert one.last.media is not None
        assert one.last.media.link.endswith("/r/7k2m9qxw4hjp.png")

    def test_without_having_been_there_no_certificate(self) -> None:
        assert "once you were at a training" in transcribed(talk().says("my certificate"))


def test_nobody_is_asked_for_money_or_a_number_of_hers() -> None:
    one = talk()
    one.says("training chahiye")
    one.says("1")
    assert one.last is not None
    assert "CNIC" not in one.last.text
    assert AskForPerson() not in one.did


class TestTakingBack:
    """ "Cancel" is said of a seat as well as of a business."""

    def test_who_has_only_a_seat_means_the_seat(self) -> None:
        one = seated("ur_Latn")
        one.says("meri seat cancel kar do nahi aa sakta")
        assert one.flow == "my_trainings"

    def test_who_has_both_is_asked_which(self) -> None:
        one = seated("ur_Latn")
        one.registry.cards = [card(1)]
        one.says("withdraw")
        assert one.asked == "back"
        assert one.titles == ["Meri seat", "Mera karobar"]
        one.says("seat")
        assert one.flow == "my_trainings"

    def test_who_has_a_business_and_no_seat_is_asked_about_the_business(self) -> None:
        one = Conversation(SCRIPT, "ur_Latn")
        one.registry.cards = [card(1)]
        one.says("withdraw")
        assert one.asked == "sure_1"
