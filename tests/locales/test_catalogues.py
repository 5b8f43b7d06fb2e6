"""The catalogues: complete, in their own script, short enough for a button, and true about what to type."""

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.channels.shape import WHATSAPP_LIMITS
from bot.i18n import labels as sentences
from bot.i18n import messages
from bot.i18n.catalogues import LOCALES, catalogue, languages
from bot.i18n.words import Rupees, _, n_
from bot.language.commands import command
from bot.registry.fields import BUSINESS_FIELDS

Put = Callable[[str, str, str], None]
Break = Callable[[str, str, str], list[str]]

WORD_IN_HELP = {
    "back: the question before": "back",
    "skip: leave a question out, where that is possible": "skip",
    "menu: everything I can do": "menu",
    "language: change the language": "language",
    "cancel: close a form": "cancel",
    "person: talk to a person": "human",
}
PROMISES = re.compile(r"registered|eligible|approved|رجسٹرڈ|منظور شدہ|تصدیق شدہ", re.IGNORECASE)
"""What Munshi never says of a business; it may ask ("…registered with SECP?")."""
QUOTED_WORD = re.compile(r"“([^”{]+)”")


def texts(language: str, locales: Path = LOCALES) -> dict[str, str]:
    """msgid → text, the last form of plurals."""
    with (locales / language / "LC_MESSAGES" / "bot.po").open("rb") as file:
        found = [(message.id, message.string) for message in read_po(file) if message.id]
    return {id if isinstance(id, str) else id[0]: s if isinstance(s, str) else s[-1] for id, s in found}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The catalogues again, to be broken."""
    for language in messages.languages():
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        shutil.copy(LOCALES / language / "LC_MESSAGES" / "bot.po", folder)
    shutil.copy(LOCALES / "bot.pot", tmp_path)
    return tmp_path


@pytest.fixture
def put(copy: Path) -> Put:
    """Put another text in place of a translation."""

    def put(language: str, id: str, text: str) -> None:
        file = copy / language / "LC_MESSAGES" / "bot.po"
        before = file.read_text(encoding="utf-8")
        after = re.sub(f'(msgid "{re.escape(id)}"\nmsgstr) ".*"', lambda m: f'{m[1]} "{text}"', before)
        assert after != before, f"there is no {id!r} to break"
        file.write_text(after, encoding="utf-8")

    return put


@pytest.fixture
def broken(copy: Path, put: Put) -> Break:
    """Put another text in place of a translation; get the problems."""

    def found_after(language: str, id: str, text: str) -> list[str]:
        put(language, id, text)
        return messages.problems(copy)

    return found_after


def test_there_are_no_problems() -> None:
    assert messages.problems() == []


def test_the_three_languages_are_there() -> None:
    assert {"en", "ur", "ur_Latn"} <= set(languages())


@pytest.mark.parametrize("language", languages())
def test_every_language_loads_and_fills_holes(language: str, copy: Path) -> None:
    assert language in messages.compile_all(copy)
    own = catalogue(language)
    assert own.say(_("Menu")) == texts(language)["Menu"]
    assert "Ayesha" in own.say(_("Thank you, {owner}. What is your business called?").with_(owner="Ayesha"))
    for rupees, shown in ((50_000, "50,000"), (250_000, "2.5"), (12_345_678, "1,23,45,678"), (500_000_000, "50 ")):
        said = own.say(_("{label}: {value}").with_(label=_("Work"), value=Rupees(rupees)))
        assert shown in said
        assert ("000" in said) is (rupees == 50_000)
    assert "2021" in own.say(_("Until now: {value}").with_(value=dt.date(2021, 6, 26)))
    one, many = (n_("{count} person is before you.", "{count} people are before you.", n) for n in (1, 4))
    assert "1" in own.say(one)
    assert "4" in own.say(many)


def test_urdu_roman_urdu_and_english_are_three_languages() -> None:
    said = {catalogue(language).say(_("From now on I write to you in English.")) for language in languages()}
    assert len(said) == len(languages())


@pytest.mark.parametrize("language", languages())
def test_what_the_help_tells_people_to_type_is_understood(language: str) -> None:
    translated = texts(language)
    told = {id: translated[id] for id in WORD_IN_HELP if id in translated}
    assert told
    for id, text in told.items():
        assert command(text.split(":")[0]) == WORD_IN_HELP[id], text


@pytest.mark.parametrize("language", languages())
def test_words_in_quotation_marks_are_understood(language: str) -> None:
    english = texts("en")
    for id, text in texts(language).items():
        meant = [command(word) for word in QUOTED_WORD.findall(english[id])]
        said = [command(word) for word in QUOTED_WORD.findall(text)]
        assert None not in said, text
        assert not meant or said == meant, text


@pytest.mark.parametrize("language", ["ur", "ur_Latn"])
def test_stop_and_start_are_named_by_words_that_work(language: str) -> None:
    for id, text in texts(language).items():
        wanted = [word.lower() for word in re.findall(r"\b(STOP|START)\b", id)]
        assert [command(word) for word in QUOTED_WORD.findall(text)] == wanted or not wanted, text


@pytest.mark.parametrize("language", languages())
def test_a_footer_names_words_that_work(language: str) -> None:
    about, *words = texts(language)["{done} of about {about} · back · menu"].split(" · ")
    assert "{done}" in about
    assert [command(word) for word in words] == ["back", "menu"]


@pytest.mark.parametrize("language", languages())
def test_nobody_is_told_that_a_business_is_registered_eligible_or_approved(language: str) -> None:
    said = [text for text in texts(language).values() if not text.endswith(("?", "؟"))]
    assert [text for text in said if PROMISES.search(text)] == []


@pytest.mark.parametrize("language", languages())
def test_what_stands_in_one_list_can_be_told_apart(language: str) -> None:
    own = catalogue(language)
    lists = [[field.label for field in BUSINESS_FIELDS.values()]]
    lists += [[option.label for option in field.kind.options] for field in BUSINESS_FIELDS.values()]
    for labels in lists:
        shown = [own.label(label) for label in labels]
        assert len(set(shown)) == len(shown)


def test_the_limits_are_those_of_the_carrier() -> None:
    limits = WHATSAPP_LIMITS
    assert (
        limits.button_title,
        limits.row_title,
        limits.row_description,
    ) == (sentences.BUTTON, sentences.ROW, sentences.DESCRIPTION)
    assert (limits.menu_label, limits.footer) == (sentences.MENU, sentences.FOOTER)


def test_labels_are_found_in_the_code() -> None:
    labels = sentences.labels()
    assert labels["Choose"] == sentences.MENU
    assert labels["Yes"] == labels["Yes, record it"] == labels["Talk to a person"] == sentences.BUTTON
    assert labels["Up to 5 lakh"] == labels["Business name"] == sentences.ROW
    assert "How can I help you?" not in labels


def found(problems: list[str], part: str) -> bool:
    return len(problems) == 1 and part in problems[0]


def test_a_missing_translation_is_found(broken: Break) -> None:
    assert found(broken("ur", "Menu", ""), "“Menu” is not translated")


def test_a_missing_sentence_is_found(copy: Path) -> None:
    file = copy / "ur" / "LC_MESSAGES" / "bot.po"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r'msgid "Menu"\nmsgstr ".*"\n', "", text), encoding="utf-8")
    assert found(messages.problems(copy), "“Menu” is missing")


def test_a_missing_catalogue_is_found(copy: Path) -> None:
    (copy / "pa" / "LC_MESSAGES").mkdir(parents=True)
    assert found(messages.problems(copy), "pa: has no bot.po")


def test_a_wrong_hole_is_found(broken: Break) -> None:
    assert found(broken("ur", "Until now: {value}", "اب تک: {vlaue}"), "vlaue")


def test_a_lost_hole_is_found(broken: Break) -> None:
    assert found(broken("ur_Latn", "Your number: {reference}", "Aap ka number"), "has the holes []")


def test_broken_braces_are_found(broken: Break) -> None:
    assert found(broken("ur_Latn", "Until now: {value}", "Ab tak: {value"), "braces")


def test_a_button_that_is_too_long_is_found(broken: Break) -> None:
    assert found(broken("ur_Latn", "Menu", "Yahan ke sab kaam dekhein"), "at most 20 characters")


def test_length_is_counted_as_carriers_count_it(broken: Break) -> None:
    assert found(broken("ur", "Menu", "مینو" + "🙂" * 9), "at most 20 characters")


def test_a_row_that_is_too_long_is_found(broken: Break) -> None:
    assert found(broken("ur_Latn", "Business name", "Aap ke karobar ka poora naam"), "at most 24 characters")


def test_a_fuzzy_translation_is_found(copy: Path) -> None:
    file = copy / "ur" / "LC_MESSAGES" / "bot.po"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('msgid "Menu"', '#, fuzzy\nmsgid "Menu"'), encoding="utf-8")
    assert found(messages.problems(copy), "fuzzy")


def test_a_lost_plural_is_found(copy: Path) -> None:
    file = copy / "ur" / "LC_MESSAGES" / "bot.po"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r'\nmsgstr\[1\] "آپ سے پہلے.*"', '\nmsgstr[1] ""', text), encoding="utf-8")
    assert found(messages.problems(copy), "is not translated")


def test_an_old_template_is_found(copy: Path) -> None:
    pot = copy / "bot.pot"
    pot.write_text(pot.read_text(encoding="utf-8").replace('msgid "Menu"', 'msgid "Menue"'), encoding="utf-8")
    assert found(messages.problems(copy), "bot.pot")


SLIPS = {
    "Work": ("کيا کام", "U+064A"),
    "Menu": ("كام", "U+0643"),
    "Loans": ("کام ه", "U+0647"),
    "Complaint": ("کام, بس", "has , instead of ،"),
    "Yes": ("کام?", "has ? instead of ؟"),
    "No": ("کام.", "has . instead of ۔"),
    "Choose": ("کام ۵", "digits"),
    "Business name": ("کا\u200fم", "direction characters"),
    "Talk to a person": ("کام\u2069", "direction characters"),
    "online": ("کام ", "blanks"),
    "Language": ("kaam", "has no Urdu in it"),
}
"""A sentence → an Urdu text with one slip, and what is said of it."""


def test_slips_in_urdu_are_found(put: Put, copy: Path) -> None:
    for id, (text, _complaint) in SLIPS.items():
        put("ur", id, text)
    problems = messages.problems(copy)
    assert len(problems) == len(SLIPS)
    for id, (_text, complaint) in SLIPS.items():
        assert any(f"“{id}”" in problem and complaint in problem for problem in problems), id


def test_a_comma_between_numbers_is_no_slip(broken: Break) -> None:
    assert broken("ur", "online", "آن لائن 32.49, 74.53 اور SMEDA, FBR") == []


def test_urdu_letters_in_roman_urdu_are_found(broken: Break) -> None:
    assert found(broken("ur_Latn", "Work", "کام"), "has Urdu letters")


def test_a_sentence_without_its_end_is_found(broken: Break) -> None:
    assert found(broken("ur", "Is all of this right?", "کیا یہ سب ٹھیک ہے"), "ends without")


def test_update_changes_nothing_when_nothing_is_new(copy: Path) -> None:
    before = {file: file.read_bytes() for file in copy.rglob("bot.po*")}
    assert messages.update(copy) == []
    assert before == {file: file.read_bytes() for file in copy.rglob("bot.po*")}


def test_update_keeps_translations_adds_the_new_and_drops_the_old(copy: Path) -> None:
    file = copy / "ur" / "LC_MESSAGES" / "bot.po"
    text = re.sub(r'msgid "Complaint"\nmsgstr ".*"\n\n', "", file.read_text(encoding="utf-8"))
    text += '\nmsgid "The bazaar opens on Friday after the prayer."\nmsgstr "جمعے کو بازار نماز کے بعد کھلتا ہے۔"\n'
    file.write_text(text, encoding="utf-8")
    told = messages.update(copy)
    assert told == ["ur: new: Complaint", "ur: gone: The bazaar opens on Friday after the prayer."]
    after = texts("ur", copy)
    assert after["Menu"] == texts("ur")["Menu"]
    assert "Complaint" in after
    assert "The bazaar opens on Friday after the prayer." not in after


def test_update_marks_the_translation_of_a_retouched_sentence(copy: Path) -> None:
    file = copy / "ur" / "LC_MESSAGES" / "bot.po"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('msgid "Nobody is before you."', 'msgid "Nobody is ahead of you."'), encoding="utf-8")
    messages.update(copy)
    assert found(messages.problems(copy), "“Nobody is before you.” is fuzzy")
    assert texts("ur", copy)["Nobody is before you."] == texts("ur")["Nobody is before you."]


def test_a_new_language_starts_as_a_folder(copy: Path) -> None:
    (copy / "sd" / "LC_MESSAGES").mkdir(parents=True)
    messages.update(copy)
    assert "sd: “Menu” is not translated" in messages.problems(copy)


def test_compiling_happens_only_when_it_is_due(copy: Path) -> None:
    assert messages.compile_all(copy) == sorted(messages.languages(copy))
    assert messages.compile_all(copy) == []
    (copy / "ur" / "LC_MESSAGES" / "bot.mo").unlink()
    assert messages.compile_all(copy) == ["ur"]
