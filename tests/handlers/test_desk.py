"""What the owner hears of her case and of the helpdesk, and how she answers, in three languages."""

import msgspec
import pytest

from bot.chat.heard import Heard
from bot.registry.requests import AskForPerson
from handlers import SCRIPT
from tests.conversation import Conversation
from tests.fakes.desk import Desk


class Told(Conversation):
    """Somebody who can be told something without having written."""

    def is_told(self, command: str) -> str:
        """What a telling says."""
        return self.hears(Heard(tap=f"!{command}")).text

    @property
    def desk(self) -> Desk:
        return self.registry.noun(Desk)


def person(language: str = "en") -> Told:
    return Told(SCRIPT, language)


class TestACase:
    @pytest.mark.parametrize(
        ("language", "asks", "thanks"),
        [
            ("en", "The helpdesk asks you: “Which street is the shop in?”", "Thank you. The helpdesk has your answer."),
            ("ur", "ہیلپ ڈیسک کا سوال: “⁨Which street is the shop in?⁩”", "شکریہ۔ آپ کا جواب ہیلپ ڈیسک کو مل گیا ہے۔"),
            ("ur_Latn", "Helpdesk ka sawal: “Which street is the shop in?”", "Shukriya. Aap ka jawab helpdesk ko"),
        ],
    )  # fmt: skip
    def test_a_question_is_put_and_answered_in_words(self, language: str, asks: str, thanks: str) -> None:
        talk = person(language)
        assert asks in talk.is_told("case news:1")
        assert talk.says("Kashmir Road, gali 4").text.startswith(thanks)
        [answer] = talk.desk.answers
        assert (answer.case, answer.version, answer.text, answer.at_the_office) == (1, 3, "Kashmir Road, gali 4", False)

    @pytest.mark.parametrize(
        ("language", "said"), [("en", "«At the office»"), ("ur", "دفتر میں"), ("ur_Latn", "daftar aa kar")]
    )
    def test_or_she_brings_it_to_the_office(self, language: str, said: str) -> None:
        talk = person(language)
        talk.is_told("case news:1")
        talk.says(said)
        [answer] = talk.desk.answers
        assert answer.at_the_office
        assert answer.text == ""

    def test_only_an_accepted_case_has_a_number_of_smedas_and_by_the_officers_word(self) -> None:
        said = {id: person().is_told(f"case news:{id}") for id in range(2, 8)}
        assert "The helpdesk's officer says: SMEDA has given this business the number SMEDA-4711." in said[2]
        assert all("SMEDA has given" not in text for id, text in said.items() if id != 2)
        assert "The officer's reason: “This business is a bank.”" in said[3]
        assert "not yet SMEDA registration" in said[4]
        assert "It goes on under the number 111-222-3334." in said[5]

    def test_somebody_elses_case_says_nothing(self) -> None:
        assert person().is_told("case news:99") == ""

    def test_a_question_that_was_withdrawn_meanwhile_takes_no_answer(self) -> None:
        talk = person()
        talk.is_told("case news:1")
        talk.desk.cases[1] = msgspec.structs.replace(talk.desk.cases[1], state="in_review", version=4)
        assert "An officer at the helpdesk is looking at it" in talk.says("Kashmir Road").text
        assert talk.desk.answers == []

    def test_an_answer_to_one_question_is_never_taken_for_one_to_the_next(self) -> None:
        talk = person()
        talk.is_told("case news:1")
        asked = msgspec.structs.replace(talk.desk.cases[1], version=5, remark="Since when?")
        talk.desk.cases[1] = asked
        assert "“Since when?”" in talk.says("Kashmir Road").text
        assert talk.desk.answers == []

    @pytest.mark.parametrize(
        ("language", "said"),
        [("en", "answer the helpdesk"), ("ur", "ہیلپ ڈیسک کو جواب"), ("ur_Latn", "jawab dena hai")],
    )
    def test_a_question_can_be_answered_on_another_day(self, language: str, said: str) -> None:
        talk = person(language)
        talk.is_told("case news:1")
        talk.later(days=5)
        talk.says(said)
        talk.says("Kashmir Road")
        assert [answer.text for answer in talk.desk.answers] == ["Kashmir Road"]

    def test_news_do_not_lose_a_form(self) -> None:
        talk = person()
        for text in ("register", "yes", "Ayesha Khan"):
            talk.says(text)
        assert "looking at it" in talk.is_told("case news:4")
        assert talk.asked == "business_name"

    def test_a_cnic_in_an_answer_is_not_kept_with_it(self) -> None:
        talk = person()
        talk.is_told("case news:1")
        assert "identity card number" in talk.says("35202-1234567-1").text
        assert talk.desk.answers == []


class TestFiles:
    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("en", "I cannot listen to voice messages. A person at the helpdesk will hear it"),
            ("ur", "وائس میسج مجھ سے نہیں سنے جاتے۔ ہیلپ ڈیسک پر اسے سنا جائے گا"),
            ("ur_Latn", "Voice message mujh se nahi sune jate. Helpdesk par isay suna jaye ga"),
        ],
    )
    def test_a_voice_note_goes_to_a_person_and_the_sender_is_told(self, language: str, said: str) -> None:
        talk = person(language)
        assert talk.hears(Heard(media="voice")).text.startswith(said)
        assert talk.did == [AskForPerson("voice")]

    def test_in_a_form_the_question_stays(self) -> None:
        talk = person()
        for text in ("register", "yes", "Ayesha Khan"):
            talk.says(text)
        text = talk.hears(Heard(media="image")).text
        assert "A person at the helpdesk will look at it" in text
        assert "never send a picture of an identity card" in text
        assert talk.asked == "business_name"
        assert talk.did[-1] == AskForPerson("file")

    def test_words_under_a_picture_are_read_as_words(self) -> None:
        talk = person()
        for text in ("register", "yes"):
            talk.says(text)
        talk.hears(Heard(text="Ayesha Khan", media="image"))
        assert talk.asked == "business_name"

    def test_a_sticker_is_no_paper(self) -> None:
        talk = person()
        talk.hears(Heard(media="sticker"))
        assert talk.did == []

    def test_a_stranger_who_begins_with_a_voice_note_hears_it_in_all_languages_and_is_asked_which(self) -> None:
        talk = Told(SCRIPT, fresh=True)
        text = talk.hears(Heard(media="voice")).text
        for part in ("I cannot listen", "وائس میسج", "Voice message mujh se", "Choose a language", "run by: Test Desk"):
            assert text.count(part) == 1, part
        assert talk.did == [AskForPerson("voice")]


class TestTheDesk:
    def test_who_was_helped_says_how_it_was_once(self) -> None:
        talk = person()
        assert "Your talk with the helpdesk (number 771-204-9935) is finished." in talk.is_told("desk over:1")
        assert "Thank you" in talk.says("«Good»").text
        assert talk.desk.ratings == [3]
        assert talk.is_told("desk over:1") == ""

    def test_who_does_not_rate_goes_on_with_what_she_wants(self) -> None:
        talk = person("ur_Latn")
        talk.is_told("desk over:1")
        assert talk.says("menu").options
        assert talk.desk.ratings == []

    def test_hours_are_told_only_where_staff_entered_them(self) -> None:
        talk = person()
        assert "I do not know the helpdesk's hours." in talk.says("human").text
        talk.desk.place = msgspec.structs.replace(talk.desk.place, opens_on="2026-11-30", opens_at="09:00")
        assert "Somebody is there on 30 November 2026 from 09:00 on." in talk.says("human").text
        talk.desk.place = msgspec.structs.replace(talk.desk.place, open_now=True, until="16:30")
        assert "Somebody is there now, until 16:30." in talk.says("human").text

    def test_nobody_can_type_a_telling(self) -> None:
        for text in ("case news:2", "case news", "desk over:1", "read"):
            talk = person()
            assert "SMEDA-4711" not in talk.says(text).text
            assert talk.flow not in ("case_news", "desk_over", "nothing_new")
