"""Answers, told in any of three scripts, come out as one value; whatever is written, nothing is raised."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.number_words import number_words
from bot.parsing import KINDS, parse
from knowledge import districts
from tests.understanding.cases import Answer, answers, messages

TODAY = dt.date(2026, 11, 27)
LEAST_RIGHT = 0.98
DIGITS = st.sampled_from(["0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９"])


def in_digits(text: str, digits: str) -> str:
    return text.translate(str.maketrans("0123456789", digits))


# --- the development set ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_nearly_all_answers_of_the_development_set_are_read_right(kind):
    asked = [answer for answer in answers() if answer.kind == kind]
    missed = [(answer, value) for answer in asked if not _same(value := parse(kind, answer.text, TODAY), answer)]
    for answer, value in missed:
        print(f"{answer.text!r}: {value!r} instead of {answer.value!r}")
    assert asked
    assert 1 - len(missed) / len(asked) >= LEAST_RIGHT


def _same(value: object, answer: Answer) -> bool:
    return type(value) is type(answer.value) and value == answer.value


def test_what_is_no_answer_is_hardly_ever_taken_for_one():
    """Asking again costs a message; a wrong value in somebody's file costs more."""
    wrong = Counter(
        answer.kind
        for answer in answers()
        if (value := parse(answer.kind, answer.text, TODAY)) is not None and not _same(value, answer)
    )
    assert wrong.total() <= len(answers()) * 0.005, wrong


def test_a_message_for_the_bot_is_hardly_ever_taken_for_a_name():
    """At the question for her name a person may as well ask what the fees are."""
    taken = [message.text for message in messages() if parse("name", message.text, TODAY) is not None]
    print(taken)
    assert len(taken) <= len(messages()) * 0.02


def test_a_message_for_the_bot_is_no_number_of_anybody():
    for message in messages():
        assert [parse(kind, message.text, TODAY) for kind in ("phone", "cnic", "ntn", "date")] == [None] * 4, message


# --- money --------------------------------------------------------------------------------------------------------


def in_lakhs(number: int, comma: str) -> str:
    """1234567 as 12,34,567: how Pakistan groups."""
    text = str(number)
    head, tail = text[:-3], text[-3:]
    groups = []
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    return comma.join([*groups, tail])


UNITS = {
    "roman": (" crore", " lakh", " hazar", " sau", ""),
    "urdu": (" کروڑ", " لاکھ", " ہزار", " سو", ""),
    "english": (" crore", " lakh", " thousand", " hundred", ""),
}
# One spelling each that is no everyday word too; written out here, not taken from the bot's own table.
NAMES = {
    "roman": {1: "aik", 2: "do", 5: "paanch", 7: "saat", 9: "nau", 12: "barah", 15: "pandrah", 25: "pachees",
              34: "chauntees", 50: "pachas", 68: "arsath", 75: "pachattar", 99: "ninanway"},
    "urdu": {1: "ایک", 2: "دو", 5: "پانچ", 7: "سات", 9: "نو", 12: "بارہ", 15: "پندرہ", 25: "پچیس", 34: "چونتیس",
             50: "پچاس", 68: "اڑسٹھ", 75: "پچھتر", 99: "ننانوے"},
    "english": {1: "one", 2: "two", 5: "five", 7: "seven", 9: "nine", 12: "twelve", 15: "fifteen", 25: "twenty five",
                34: "thirty-four", 50: "fifty", 68: "sixty eight", 75: "seventy-five", 99: "ninety nine"},
}  # fmt: skip
PART = st.one_of(st.none(), st.sampled_from(sorted(NAMES["roman"])))


@given(st.sampled_from(sorted(NAMES)), PART, PART, PART, st.one_of(st.none(), st.sampled_from([1, 2, 5, 7, 9])))
def test_an_amount_in_words(script, crores, lakhs, thousands, hundreds):
    parts = (crores, lakhs, thousands, hundreds, None)
    worth = (10_000_000, 100_000, 1_000, 100, 1)
    said = [NAMES[script][part] + UNITS[script][place] for place, part in enumerate(parts) if part]
    rupees = sum(part * worth[place] for place, part in enumerate(parts) if part)
    assert parse("amount", " ".join(said)) == (rupees or None)


@given(st.integers(100, 10**9), st.sampled_from([",", "٬", "،"]), DIGITS, st.sampled_from(
    ["{}", "Rs {}", "Rs. {}/-", "{} rupay", "mujhe {} chahiye", "{} روپے", "مجھے {} چاہیے", "PKR {} only"]
))  # fmt: skip
def test_an_amount_in_groups_of_lakhs(rupees, comma, digits, dress):
    assert parse("amount", dress.format(in_digits(in_lakhs(rupees, comma), digits))) == rupees


@given(st.integers(1, 999), st.integers(0, 99), st.sampled_from(["lakh", "lac", "لاکھ"]), DIGITS)
def test_an_amount_in_lakhs_with_a_point(whole, hundredths, unit, digits):
    typed = in_digits(f"{whole}.{hundredths:02}", digits)
    assert parse("amount", f"{typed} {unit}") == whole * 100_000 + hundredths * 1_000


SHIFTS = [("sawa", "سوا", 250), ("saarhe", "ساڑھے", 500), ("paune", "پونے", -250)]


@given(st.sampled_from(SHIFTS), st.sampled_from([2, 5, 7, 12, 25, 50]), st.sampled_from([(1_000, "hazar", "ہزار"),
       (100_000, "lakh", "لاکھ"), (10_000_000, "crore", "کروڑ")]))  # fmt: skip
def test_a_quarter_or_half_more_or_less(shift, number, unit):
    roman, urdu, thousandths = shift
    worth, unit_roman, unit_urdu = unit
    rupees = number * worth + thousandths * worth // 1_000
    assert parse("amount", f"{roman} {NAMES['roman'][number]} {unit_roman}") == rupees
    assert parse("amount", f"{urdu} {NAMES['urdu'][number]} {unit_urdu}") == rupees


@given(st.integers(1, 500), st.integers(501, 10**6), st.sampled_from(["{}-{}", "{} - {}", "{} se {}", "{} to {}",
       "{} ya {}", "{} سے {}", "{} یا {}", "between {} and {}", "{} or {}"]), st.sampled_from(["amount", "count"]),
       DIGITS)  # fmt: skip
def test_a_range_or_a_choice_is_asked_about(low, high, between, kind, digits):
    assert parse(kind, in_digits(between.format(low, high), digits)) is None


# --- other numbers ------------------------------------------------------------------------------------------------


@given(
    st.integers(0, 120), DIGITS, st.sampled_from(["{}", "meri umar {} saal hai", "{} years old", "میری عمر {} سال ہے"])
)
def test_an_age(years, digits, dress):
    value = years if 10 <= years <= 110 else None
    assert parse("age", in_digits(dress.format(years), digits)) == value


@given(st.integers(0, 99), st.sampled_from(["ur", "roman"]))
def test_every_number_word_up_to_99_is_an_age_or_a_count(number, script):
    """The first word of each line of numbers.toml is Urdu, the second Roman."""
    word = _word(number, script)
    assert parse("count", f"{word} log" if script == "roman" else f"{word} لوگ") == number
    said = f"meri umar {word} saal hai" if script == "roman" else f"میری عمر {word} سال ہے"
    assert parse("age", said) == (number if number >= 10 else None)


def _word(number: int, script: str) -> str:
    spelled = (word for word, known in number_words().spelled() if known.role == "number" and known.value == number)
    return next(word for word in spelled if word.isascii() == (script == "roman"))


@given(st.integers(1900, 2026), DIGITS, st.sampled_from(["{}", "since {}", "{} se", "{} mein shuru kiya", "{} میں"]))
def test_a_year(year, digits, dress):
    assert parse("year", in_digits(dress.format(year), digits), TODAY) == year


def test_years_ago_need_a_today():
    assert parse("year", "5 saal pehle", TODAY) == 2021
    assert parse("year", "5 saal pehle") is None
    assert parse("year", "2031", TODAY) is None
    assert parse("date", "14/8/24", TODAY) == "2024-08-14"
    assert parse("date", "14/8/24") is None


MONTHS = {1: "janwari", 2: "February", 3: "مارچ", 4: "apr", 5: "مئی", 6: "joon", 7: "جولائی", 8: "agast", 9: "sitambar",
          10: "Oct", 11: "نومبر", 12: "disambar"}  # fmt: skip


@given(st.dates(dt.date(1950, 1, 1), dt.date(2026, 11, 27)), DIGITS)
def test_a_date(day, digits):
    for typed in (
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02}-{day.month:02}-{day.year}",
        f"{day.day}.{day.month}.{day.year}",
        day.isoformat(),
        f"{day.day} {MONTHS[day.month]} {day.year}",
        f"{day.day}-{MONTHS[day.month]}-{day.year} ko",
    ):
        assert parse("date", in_digits(typed, digits), TODAY) == day.isoformat(), typed


@given(st.from_regex(r"3[014][0-9]{8}", fullmatch=True), DIGITS)
def test_a_phone_number(number, digits):
    for typed in (
        f"0{number}",
        f"0{number[:3]}-{number[3:]}",
        f"0{number[:3]} {number[3:6]} {number[6:]}",
        f"+92{number}",
        f"+92 {number[:3]} {number[3:]}",
        f"0092-{number[:3]}-{number[3:]}",
        number,
        f"mera number 0{number} hai",
        f"میرا نمبر 0{number} ہے",
    ):
        assert parse("phone", in_digits(typed, digits)) == f"+92{number}", typed


@given(st.from_regex(r"[1-8][0-9]{4}-[0-9]{7}-[0-9]", fullmatch=True), DIGITS)
def test_an_identity_number_is_also_a_tax_number(number, digits):
    plain = number.replace("-", "")
    for kind in ("cnic", "ntn"):
        assert parse(kind, in_digits(number, digits)) == (plain if len(set(plain)) > 1 else None)


# --- words --------------------------------------------------------------------------------------------------------

NAMED = st.lists(st.sampled_from(["Ayesha", "Bibi", "Muhammad", "Akram", "Noor", "Khan", "Zainab", "Rehman", "Ditta"]),
                 min_size=1, max_size=3, unique=True).map(" ".join)  # fmt: skip


@given(NAMED, st.sampled_from(["{}", "mera naam {} hai", "my name is {}", "I am {}", "salam, mera naam {} hai ji",
       "main {} hun", "jee mera nam {} he", "Name: {}", "“{}”", "{} 😊"]))  # fmt: skip
def test_a_name(name, dress):
    assert parse("name", dress.format(name)) == name


@pytest.mark.parametrize("id", [id for id, district in districts.DISTRICTS.items() if district.status != "former"])
def test_every_district_by_its_own_name(id):
    name = districts.DISTRICTS[id].name
    for typed in filter(None, (name.en, name.ur, name.ur_Latn, f"zila {name.en}", f"main zila {name.en} se hoon")):
        assert parse("district", typed) == name.en, typed


# --- anything -----------------------------------------------------------------------------------------------------

TYPES = {"amount": int, "count": int, "age": int, "year": int, "yesno": bool}
SCRIPTS = st.text(st.one_of(
    st.sampled_from("0123456789۰۱۲۳۴۵۶۷۸۹ -/.,+٬،Rs$kنہیںجیہاںلاکھہزار"),
    st.characters(max_codepoint=0x7F), st.characters(min_codepoint=0x600, max_codepoint=0x6FF),
    st.characters(),
))  # fmt: skip
# What the parsers know, in any order.
KNOWN_WORDS = """
    do lakh hazar sau nahi haan ji main mera naam se 2 50 3.5 ya aur saal lahore zila 14 august 2024 0300 1234567 aik
    half and a to no so dozen else koi akela 35202 1234567 1 ntn لاکھ دو نہیں ہاں میں سے سال لاہور ۵ ہزار یا اور
"""
WORDS = st.lists(st.sampled_from(KNOWN_WORDS.split())).map(" ".join)


@given(st.sampled_from(KINDS), st.one_of(SCRIPTS, WORDS))
def test_any_text_has_a_value_of_its_kind_or_none(kind, text):
    value = parse(kind, text, TODAY)
    assert value is None or type(value) is TYPES.get(kind, str)
    if kind == "amount" and value is not None:
        assert 0 < value <= 10**12
    if kind == "age" and value is not None:
        assert 10 <= value <= 110
    if kind == "date" and value is not None:
        dt.date.fromisoformat(value)


@given(st.sampled_from(KINDS), st.one_of(SCRIPTS, WORDS), st.sampled_from(["  {}", "{}\n", "\u200f{}\u200e", "\t{} "]))
def test_blanks_and_hidden_marks_around_change_nothing(kind, text, around):
    assert parse(kind, around.format(text), TODAY) == parse(kind, text, TODAY)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "piece", ["lakh ", "7", "1 ", "نہیں ", "\x00\x1b[2J", "👍🏽", "a-", "sialkot ya ", "\ud83d", "ﷺ", "Z͑ͫ"]
)
def test_ten_thousand_characters_of_anything(kind, piece):
    parse(kind, (piece * 10_000)[:10_000], TODAY)


def test_there_is_no_other_kind():
    with pytest.raises(KeyError):
        parse("colour", "red")
