"""The development set is whole: every intent, topic, kind and script is there, nothing twice."""

from collections import Counter

from bot.language.script import has_urdu
from tests.understanding.cases import answers, messages

TOPICS = {
    "sme_definition",
    "registration_documents",
    "registration_cost",
    "registration_benefits",
    "ntn_how",
    "edf_what",
    "edf_how_apply",
    "akhuwat_loan",
    "women_loans",
    "loan_documents",
    "youth_loan_scheme",
    "training_topics",
    "training_fee",
    "ecommerce_amazon",
    "export_steps",
    "office_location",
    "helpline_number",
    "hs_code",
    "certification_iso",
    "honey_export",
    "olive_export",
    "data_privacy",
    "tax_rate_sme",
    "complaint_track",
}
INTENTS = {
    "register_sme",
    "edf_eligibility",
    "microfinance",
    "training",
    "talk_to_human",
    "stop_broadcasts",
    "start_broadcasts",
    "change_language",
    "main_menu",
    "my_status",
    "kb_question",
    "greeting",
    "thanks",
    "out_of_scope",
    "complaint",
    "cluster_directory",
    "verify_bot",
    "help",
    "change_details",
    "withdraw",
    "my_data",
}
KINDS = {"amount", "count", "age", "yesno", "district", "phone", "cnic", "date", "ntn", "year", "name"}


def test_every_intent_and_topic_is_asked_often_enough_to_be_measured():
    intents = Counter(message.intent for message in messages())
    topics = Counter(message.topic for message in messages() if message.intent == "kb_question")
    assert set(intents) == INTENTS
    assert set(topics) == TOPICS
    assert len(messages()) >= 640
    assert min(intents.values()) >= 15
    assert min(topics.values()) >= 12
    assert intents["out_of_scope"] >= 70


def test_every_topic_is_asked_in_every_script():
    asked = {(message.topic, message.language) for message in messages() if message.topic}
    assert asked == {(topic, language) for topic in TOPICS for language in ("en", "ur", "ur_Latn")}


def test_only_questions_have_topics():
    assert all(bool(message.topic) == (message.intent == "kb_question") for message in messages())


def test_script_and_language_agree_with_the_letters():
    for message in messages():
        urdu = has_urdu(message.text)
        latin = any("a" <= letter <= "z" for letter in message.text.lower())
        if message.script == "mixed":
            assert (urdu, latin) == (True, True), message.text
            assert message.language in ("ur", "ur_Latn"), message.text
        else:
            assert urdu == (message.script == "ur"), message.text
            assert message.language == {"en": "en", "ur": "ur", "ro": "ur_Latn"}[message.script], message.text


def test_nothing_is_counted_twice():
    assert len({message.text for message in messages()}) == len(messages())
    assert len({(answer.kind, answer.text) for answer in answers()}) == len(answers())


def test_every_kind_of_answer_is_there_also_what_must_not_be_accepted():
    assert len(answers()) >= 560
    assert {answer.kind for answer in answers()} == KINDS
    assert {answer.kind for answer in answers() if answer.value is None} == KINDS
