"""What people do when they are not filling in a form: first words, status, changes, stop, a person, next week."""

# ruff: noqa: E501 (a message is one line, so that a conversation reads as one)

import pytest

from bot.chat.heard import Heard
from bot.i18n.catalogues import languages
from bot.registry.requests import AskForPerson, ChangeBusiness, SetBroadcasts, WithdrawBusiness
from bot.training.requests import TakeSeat
from handlers import SCRIPT
from tests.conversation import Conversation
from tests.flows.walk import card


def known(language: str = "en", businesses: int = 1) -> Conversation:
    """Somebody we have met, with so many businesses recorded."""
    talk = Conversation(SCRIPT, language)
    talk.registry.cards = [card(id) for id in range(1, businesses + 1)]
    return talk


class TestFirstWords:
    def test_an_unclear_greeting_asks_for_the_language_and_then_helps(self) -> None:
        Conversation(SCRIPT, fresh=True).plays("""
            you: AOA
            bot: السلام علیکم · Assalam-o-alaikum / میں منشی ہوں، فون پر آپ کی مدد کے لیے۔ یہ سروس چلانے والے: ⁨Test Desk⁩۔ / Main Munshi hoon, phone par aap ki madad ke liye. Yeh service chalane wale: Test Desk. / I am Munshi, an assistant on the phone, run by: Test Desk. / زبان چنیں · Zaban chunein · Choose a language [اردو | Roman Urdu | English]
            you: «Roman Urdu»
            bot: List se chunein, ya apne lafzon mein koi bhi sawal likhein. / Kahiye, main aap ki kya madad karoon? [Karobar darj karayen | EDF (export fund) | Qarz | Training | Meri cheezein | Numainday se baat | Zaban · زبان]
        """)

    @pytest.mark.parametrize(
        ("said", "language"),
        [
            ("I want to register my business", "en"),
            ("mujhe karobar register karna hai", "ur_Latn"),
            ("مجھے اپنا کاروبار رجسٹر کرانا ہے", "ur"),
        ],
    )
    def test_a_clear_request_is_met_at_once_in_its_own_language(self, said: str, language: str) -> None:
        talk = Conversation(SCRIPT, fresh=True)
        talk.says(said)
        assert (talk.flow, talk.asked, talk.talk.language) == ("registration", "consent", language)
        assert talk.last is not None
        assert "Test Desk" in talk.last.text, "who runs this is said in the first message"

    @pytest.mark.parametrize("said", ["register", "1234", "🙂", "xyzzy", "/start", "start", "hi"])
    def test_what_tells_no_language_asks_for_it(self, said: str) -> None:
        talk = Conversation(SCRIPT, fresh=True)
        talk.says(said)
        assert (talk.flow, talk.asked) == ("welcome", "language")

    def test_stop_as_the_first_word_stops(self) -> None:
        talk = Conversation(SCRIPT, fresh=True)
        talk.says("STOP")
        assert talk.did == [SetBroadcasts(False)]

    @pytest.mark.parametrize("said", ["salam", "Assalam o alaikum", "السلام علیکم", "hello"])
    def test_a_greeting_is_returned(self, said: str) -> None:
        talk = known()
        talk.says(said)
        assert talk.last is not None
        assert talk.last.text.startswith("Wa alaikum assalam.\n\n")
        assert talk.asked == "menu"


class TestMyThings:
    def test_status_without_and_with_something_recorded(self) -> None:
        known(businesses=0).plays("""
            you: status
            bot: Nothing is recorded for you yet. [Register my business | Menu]
            you: 2
            bot: Choose one, or write any question in your own words. / How can I help you? [Register my business | Export fund (EDF) | A loan | Training | My things | Talk to a person | Language · زبان]
        """)
        known().plays("""
            you: where is my case
            bot: Khan Stitching: number 482-915-7031 | Recorded on 20 November 2026. | It is recorded with the helpdesk. This is not yet SMEDA registration. / To change or take back something, write “change” or “withdraw”. [Change my details | Withdraw | Menu]
        """)

    def test_a_fact_is_changed(self) -> None:
        talk = known("ur_Latn")
        talk.plays("""
            you: badlein
            bot: Khan Stitching ki kaun si baat badalni hai? [Aap ka naam | Karobar ka naam | Kaam | Zila | Kab se | Kaam karne wale | Saal bhar ki sale | Malkiyat | NTN | Mulk se bahar sale]
            you: 4
            bot: Zila: Sialkot / Ab kya likha jaye? [Punjab | Sindh | Khyber Pakhtunkhwa | Balochistan | Islamabad | Azad Jammu o Kashmir | Gilgit Baltistan | Location bhejein]
            you: Sawat
            bot: Tabdeeli ho gayi. Zila: Swat / Aap ka number wohi hai: 482-915-7031. [Maloomat badlein | Mera case | Menu]
        """)
        assert talk.did == [ChangeBusiness(1, "district", "swat")]

    def test_people_and_women_change_together_or_not_at_all(self) -> None:
        talk = known()
        for said in ("change", "People", "2"):
            talk.says(said)
        assert talk.asked == "women"
        assert talk.did == [], "nothing is half changed"
        talk.says("0")
        assert talk.did == [ChangeBusiness(1, "people", 2), ChangeBusiness(1, "women", 0)]

    def test_of_two_businesses_the_one_is_chosen(self) -> None:
        talk = known(businesses=2)
        talk.says("withdraw")
        assert talk.titles == ["Khan Stitching", "Ayesha Khan"]
        talk.says("2")
        talk.says("yes")
        assert talk.did == [WithdrawBusiness(2)]

    def test_keeping_it_keeps_it(self) -> None:
        talk = known()
        talk.says("withdraw")
        talk.says("no")
        assert talk.did == []
        assert talk.last is not None
        assert talk.last.text == "It stays as it is."

    def test_a_yes_for_a_business_that_went_meanwhile_is_no_yes_for_the_other(self) -> None:
        talk = known(businesses=2)
        talk.says("withdraw")
        talk.says("1")
        yes = talk.tap("Yes, withdraw it")
        talk.registry.cards = [card(2)]  # the first was withdrawn on another phone
        talk.hears(Heard(tap=yes))
        assert talk.did == []
        assert talk.last is not None
        assert "482-915-7032" in talk.last.text

    def test_withdrawn_between_question_and_answer_is_said(self) -> None:
        talk = known()
        talk.says("change")
        talk.says("District")
        cards, talk.registry.cards = talk.registry.cards, []
        talk.says("Swat")
        assert talk.last is not None
        assert talk.last.text == "Nothing is recorded for you yet."
        assert cards


class TestAnnouncements:
    def test_stop_and_start(self) -> None:
        talk = known()
        talk.plays("""
            you: STOP
            bot: Done. You will get no announcements from me. | I still answer when you write. To get announcements again, write START. [Menu]
            you: start
            bot: Done. You may get announcements from me again. To stop them, write STOP. [Menu]
        """)
        assert talk.did == [SetBroadcasts(False), SetBroadcasts(True)]

    def test_stop_in_the_middle_of_a_form_does_not_push_the_next_question(self) -> None:
        talk = known(businesses=0)
        for said in ("register", "yes", "band karo"):
            talk.says(said)
        assert talk.titles == ["Go on"]
        talk.says("1")
        assert talk.asked == "owner_name"

    def test_slash_start_is_the_menu_and_resumes_nothing(self) -> None:
        talk = known()
        talk.says("/start")
        assert talk.flow == "menu"
        assert talk.did == []


class TestAPerson:
    def test_the_place_in_the_queue_is_told(self) -> None:
        talk = known()
        talk.registry.before = 2
        talk.plays("""
            you: officer se baat
            bot: You are on the helpdesk's list: number 771-204-9935. A person will answer you here. | 2 people are ahead of you. / I do not know the helpdesk's hours. | You can also call SMEDA's head office: (042) 111-111-456. | (Phone: SMEDA, 26 June 2021) [Menu]
        """)
        assert talk.did == [AskForPerson()]

    def test_a_complaint_is_asked_about(self) -> None:
        talk = known()
        for said in ("mujhe shikayat karni hai", "1", "Nobody has answered for three weeks"):
            talk.says(said)
        assert talk.did[-1] == AskForPerson("complaint")

    def test_whoever_is_not_understood_three_times_is_offered_a_person(self) -> None:
        talk = known(businesses=0)
        for said in ("register", "yes", "123", "456", "789"):
            talk.says(said)
        assert talk.titles == ["Talk to a person"]
        talk.says("1")
        assert talk.did[-1] == AskForPerson()
        assert talk.asked == "owner_name"


class TestVerify:
    @pytest.mark.parametrize("said", ["is this a scam", "aap kaun hain", "کیا یہ اصلی ہے", "verify"])
    def test_who_runs_this_and_what_is_never_asked_for(self, said: str) -> None:
        talk = known()
        talk.says(said)
        assert talk.last is not None
        assert talk.last.text.startswith("I am run by: Test Desk.")
        assert "I never ask for your CNIC, PIN, OTP, bank card or any fee." in talk.last.text


class TestInTheMiddle:
    @pytest.mark.parametrize("language", languages())
    def test_help_leads_back_to_the_question(self, language: str) -> None:
        talk = Conversation(SCRIPT, language)
        for said in ("register", "haan"):
            talk.says(said)
        assert talk.last is not None
        question = talk.last.text
        talk.says("help")
        assert talk.asked == "owner_name"
        assert talk.last.text.endswith(question)

    def test_next_week_the_menu_leads_back_and_nothing_is_lost(self) -> None:
        talk = Conversation(SCRIPT, "ur_Latn")
        for said in ("register", "haan", "Ayesha Khan", "Khan Silai", "silai"):
            talk.says(said)
        talk.later(days=7).plays("""
            you: menu
            bot: List se chunein, ya apne lafzon mein koi bhi sawal likhein. / Kahiye, main aap ki kya madad karoon? [Form jari rakhein | EDF (export fund) | Qarz | Training | Meri cheezein | Numainday se baat | Zaban · زبان]
            you: «Form jari rakhein»
            bot: Baat jahan ruki thi, wahin se aage chalte hain. / Karobar kis zile mein hai? Naam likhein, ya list se chunein. [Punjab | Sindh | Khyber Pakhtunkhwa | Balochistan | Islamabad | Azad Jammu o Kashmir | Gilgit Baltistan | Location bhejein]
        """)

    def test_a_training_is_signed_up_for_in_the_middle_of_the_form_and_the_form_waits(self) -> None:
        talk = known(businesses=0)
        for said in ("register", "yes", "mujhe training chahiye", "1", "yes", "Ayesha Khan"):
            talk.says(said)
        assert isinstance(talk.did[-1], TakeSeat)
        assert "resume" in talk.tap("Go on")

    def test_a_loan_is_asked_about_in_the_middle_of_the_form_and_the_form_waits(self) -> None:
        talk = known(businesses=0)
        for said in ("register", "yes", "mujhe loan chahiye"):
            talk.says(said)
        assert talk.asked == "need"
        talk.says("50 crore, machine, Lahore")
        assert "resume" in talk.tap("Go on")
        talk.says("«Go on»")
        assert talk.asked == "owner_name"

    def test_a_wish_is_nobodys_name(self) -> None:
        talk = known(businesses=0)
        for said in ("register", "yes", "میں اپنا کاروبار رجسٹر کرانا چاہتا ہوں"):
            talk.says(said)
        assert talk.asked == "owner_name"
        assert "owner_name" not in talk.talk.stack[-1].answers

    def test_a_form_is_closed_and_its_answers_are_erased(self) -> None:
        talk = known(businesses=0)
        for said in ("register", "yes", "Ayesha Khan", "cancel"):
            talk.says(said)
        talk.plays("""
            you: «Close and erase»
            bot: The form is closed and your answers are erased. / Choose one, or write any question in your own words. / How can I help you? [Register my business | Export fund (EDF) | A loan | Training | My things | Talk to a person | Language · زبان]
        """)
        talk.says("1")
        assert talk.asked == "consent"


@pytest.mark.parametrize("no", ["nahi hai", "koi nahi", "نہیں", "no", "nahi ji"])
def test_a_business_without_a_name_is_recorded_without_one(no: str) -> None:
    talk = Conversation(SCRIPT, "ur_Latn")
    for text in ("register karna hai", "ji haan", "Rukhsana Bibi", no):
        talk.says(text)
    assert talk.sprint is not None
    assert talk.sprint.question == "trade", f"{no}: {talk.last}"
