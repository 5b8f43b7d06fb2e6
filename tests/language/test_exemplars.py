"""The words the router learns from: every file is whole, in its own script, and no sentence has two meanings."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from bot import language
from bot.language.script import fold

HERE = Path(language.__file__).parent
EXEMPLARS = HERE / "exemplars"
LANGUAGES = ("en", "ur", "ur_Latn")

INTENTS = {
    *("register_sme", "edf_eligibility", "microfinance", "training", "talk_to_human", "stop_broadcasts"),
    *("start_broadcasts", "change_language", "main_menu", "my_status", "greeting", "thanks", "complaint"),
    *("cluster_directory", "kb_question", "verify_bot", "help", "change_details", "withdraw", "my_data", "vendor"),
}
TOPICS = {
    *("sme_definition", "registration_documents", "registration_cost", "registration_benefits", "ntn_how"),
    *("edf_what", "edf_how_apply", "akhuwat_loan", "women_loans", "loan_documents", "youth_loan_scheme"),
    *("training_topics", "training_fee", "ecommerce_amazon", "export_steps", "office_location", "helpline_number"),
    *("hs_code", "certification_iso", "honey_export", "olive_export", "data_privacy", "tax_rate_sme"),
    "complaint_track",
}
# Asked for most, or where a mistake costs most.
MANY = {
    *("register_sme", "edf_eligibility", "microfinance", "training", "talk_to_human", "complaint"),
    *("my_status", "stop_broadcasts", "start_broadcasts"),
}
# Arabic letters that look like Urdu ones; Urdu's are ی ک ہ.
ARABIC = re.compile("[يىكهة]")
URDU = re.compile("[\u0600-\u06ff]")

FILES = sorted(EXEMPLARS.rglob("*.toml"))
SENTENCES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES}
WORDS = tomllib.loads((HERE / "concepts.toml").read_text(encoding="utf-8"))


def least(label: str) -> int:
    """How many sentences a label needs in each language."""
    if label == "out_of_scope":
        return 60
    if label in TOPICS:
        return 10
    return 22 if label in MANY else 14


def twice(texts: list[str]) -> list[str]:
    """The texts that say the same once case, signs and spelling variants are forgotten."""
    return [text for text, times in Counter(fold(text) for text in texts).items() if times > 1]


def test_there_is_one_file_for_each_label() -> None:
    assert {path.stem for path in (EXEMPLARS / "intents").glob("*.toml")} == INTENTS
    assert {path.stem for path in (EXEMPLARS / "topics").glob("*.toml")} == TOPICS
    assert len(FILES) == len(INTENTS) + len(TOPICS) + 1


@pytest.mark.parametrize("label", sorted(SENTENCES))
def test_a_label_has_enough_in_every_language_and_script(label: str) -> None:
    languages = SENTENCES[label]
    assert set(languages) == set(LANGUAGES)
    for name in LANGUAGES:
        texts = languages[name]
        assert len(texts) >= least(label), name
        for text in texts:
            assert text == text.strip(), text
            assert fold(text).strip(), text
            assert not ARABIC.search(text), text
            if name == "ur":
                assert URDU.search(text), text
            else:
                assert text.isascii(), text


def test_no_sentence_stands_twice() -> None:
    assert twice([text for file in SENTENCES.values() for texts in file.values() for text in texts]) == []


def test_concepts_are_many_sided_and_apart() -> None:
    concepts = WORDS["concepts"]
    assert 110 <= len(concepts) <= 170
    assert set(WORDS["common"]) < set(concepts)
    for name, forms in concepts.items():
        assert len(forms) >= 6, name
        assert any(URDU.search(form) for form in forms), name
        assert any(form.isascii() for form in forms), name
        for form in forms:
            assert form == form.lower().strip(), form
            assert form.isascii() or not re.search("[a-z]", form), form
            assert not ARABIC.search(form), form
    assert twice([form for forms in concepts.values() for form in forms]) == []


@pytest.mark.parametrize("label", sorted(INTENTS | TOPICS))
def test_most_sentences_meet_a_concept(label: str) -> None:
    """The lexicon knows the words people use: otherwise it would not help the router."""
    forms = {fold(form) for group in WORDS["concepts"].values() for form in group}
    texts = [f" {fold(text)} " for texts in SENTENCES[label].values() for text in texts]
    met = [text for text in texts if any(f" {form} " in text for form in forms)]
    assert len(met) / len(texts) >= 0.6, [text for text in texts if text not in met]
