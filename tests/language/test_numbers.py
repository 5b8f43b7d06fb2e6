"""Amounts, counts, ages and years as a villager, a shopkeeper and an exporter text them."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import numbers
from bot.language.numbers import age, amount, count, year
from bot.language.script import fold

DATA = tomllib.loads(Path(numbers.__file__).with_suffix(".toml").read_text(encoding="utf-8"))

KINDS = ["0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９"]
THIS_YEAR = 2026


@pytest.mark.parametrize(
    ("typed", "rupees"),
    [
        ("50000", 50_000),
        ("50,000", 50_000),
        ("1,50,000", 150_000),
        ("15,00,000", 1_500_000),
        ("1,500,000", 1_500_000),
        ("1.500.000", 1_500_000),
        ("50 000", 50_000),
        ("۵۰۰۰۰", 50_000),
        ("۲۵٬۰۰۰", 25_000),
        ("۲۵،۰۰۰ روپے", 25_000),
        ("٢٥٠٠٠", 25_000),
        ("Rs 50,000/-", 50_000),
        ("Rs.50000", 50_000),
        ("PKR 1,500.00", 1_500),
        ("50k", 50_000),
        ("50 K", 50_000),
        ("2cr", 20_000_000),
        ("10lac", 1_000_000),
        ("50 hazar", 50_000),
        ("dhai lakh", 250_000),
        ("adhai laakh rupay", 250_000),
        ("ڈھائی لاکھ", 250_000),
        ("saarhe teen hazar", 3_500),
        ("ساڑھے تین ہزار", 3_500),
        ("sawa do lakh", 225_000),
        ("sawa lakh", 125_000),
        ("paune do lakh", 175_000),
        ("derh sau", 150),
        ("ڈیڑھ کروڑ", 15_000_000),
        ("1.5 crore", 15_000_000),
        ("2½ lakh", 250_000),
        ("aadha lakh", 50_000),
        ("pachas hazar", 50_000),
        ("پچاس ہزار روپے", 50_000),
        ("twenty five thousand", 25_000),
        ("one hundred and fifty thousand", 150_000),
        ("do lakh pachas hazar", 250_000),
        ("do lakh aur pachas hazar", 250_000),
        ("ek lakh bees hazar paanch sau", 120_500),
        ("تین لاکھ پچاس ہزار", 350_000),
        ("2.5 million", 2_500_000),
        ("paanch so", 500),
        ("nau lakh", 900_000),
        ("mujhe 2 lakh ka loan chahiye", 200_000),
        ("mujhe ek loan chahiye 50 hazar ka", 50_000),
        ("35 hazar mahana", 35_000),
        ("taqreeban 5 lakh tak", 500_000),
        ("zyada nahi bas 60 hazar", 60_000),
        ("mjhe 70 hzar chaye", 70_000),
        ("teenlakh", 300_000),
    ],
)
def test_amounts(typed, rupees):
    assert amount(typed) == rupees


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "lakh",
        "hazar",
        "50-60 hazar",
        "50 se 60 hazar",
        "pachas saath hazar",
        "do teen lakh",
        "2 ya 3 lakh",
        "2 lakh 50",
        "$500",
        "500 dollar",
        "500 ڈالر",
        "1000 riyal",
        "20%",
        "20 fisad",
        "-5000",
        "0",
        "50.000",
        "20,00",
        "1500.50",
        "teen lakh se zyada",
        "10000+",
        "03001234567",
        "35202-1234567-1",
        "5 saal",
        "5 log",
        "mujhe loan do",
        "loan chahiye",
        "haan",
        "12/5/2019",
        "99999999999999999999",
        "2 lakh se zyada nahi",
    ],
)
def test_what_is_no_amount(typed):
    assert amount(typed) is None


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("5", 5),
        ("۱۲", 12),
        ("0", 0),
        ("paanch", 5),
        ("پانچ", 5),
        ("pachees", 25),
        ("twelve", 12),
        ("akela", 1),
        ("main akeli hoon", 1),
        ("اکیلی", 1),
        ("alone", 1),
        ("sirf main", 1),
        ("صرف میں", 1),
        ("koi nahi", 0),
        ("کوئی نہیں", 0),
        ("nobody", 0),
        ("none", 0),
        ("5 log", 5),
        ("do log", 2),
        ("ek larki", 1),
        ("3 aurtain", 3),
        ("دو خواتین", 2),
        ("hum 5 log hain", 5),
        ("main aur 2 larkiyan", 3),
        ("hum dono", 2),
        ("1,200", 1200),
        ("main or 3 log", 4),
    ],
)
def test_counts(typed, people):
    assert count(typed) == people


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "5-6",
        "5 ya 6",
        "5 se 10",
        "das baara",
        "teen chaar",
        "10+",
        "2.5",
        "-3",
        "bohat",
        "5 saal",
        "5 mard 3 aurtein",
    ],
)
def test_what_is_no_count(typed):
    assert count(typed) is None


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("35", 35),
        ("۳۵", 35),
        ("35 saal", 35),
        ("meri umar 35 saal hai", 35),
        ("I am 35 years old", 35),
        ("pachees", 25),
        ("پینتیس", 35),
        ("thirty five", 35),
        ("10", 10),
        ("110", 110),
        ("9", None),
        ("111", None),
        ("1990", None),
        ("35-40", None),
        ("jawan", None),
        ("35+", None),
    ],
)
def test_ages(typed, years):
    assert age(typed) == years


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2019", 2019),
        ("۲۰۱۹", 2019),
        ("2019 mein", 2019),
        ("since 2019", 2019),
        ("2019 k shuru me", 2019),
        ("dohazar unnees", 2019),
        ("march 2019", 2019),
        ("do hazar unnees", 2019),
        ("two thousand nineteen", 2019),
        ("unnees so pachanway", 1995),
        ("3 saal pehle", 2023),
        ("3 years ago", 2023),
        ("تین سال سے", 2023),
        ("10 saal ho gaye", 2016),
        ("pichle 5 saal se", 2021),
        ("ek saal", 2025),
        ("pichle saal", 2025),
        ("last year", 2025),
        ("پچھلے سال", 2025),
        ("is saal", 2026),
        ("this year", 2026),
        ("اس سال", 2026),
        ("2027", None),
        ("1899", None),
        ("19", None),
        ("3-4 saal", None),
        ("2 se 3 saal", None),
        ("1990s", None),
        ("2018-19", None),
        ("2019 ya 2020", None),
        ("dhai saal", None),
        ("teen mahine", None),
        ("bohat purana", None),
        ("200 saal pehle", None),
    ],
)
def test_years(typed, found):
    assert year(typed, THIS_YEAR) == found


def lakhs(n: int) -> str:
    """12345678 → 1,23,45,678."""
    text, tail = str(n)[:-3], str(n)[-3:]
    pairs = [text[max(0, end - 2) : end] for end in range(len(text), 0, -2)][::-1]
    return ",".join([*pairs, tail])


@given(st.integers(1, 10**12), st.sampled_from(KINDS), st.sampled_from(["{}", "{:,}", "lakhs"]))
def test_any_amount_in_digits_is_read_back(n, digits, grouping):
    written = lakhs(n) if grouping == "lakhs" else grouping.format(n)
    assert amount(written.translate(str.maketrans("0123456789", digits))) == n


@given(st.integers(1, 999), st.sampled_from([("hazar", 10**3), ("لاکھ", 10**5), ("crore", 10**7)]))
def test_any_number_before_a_unit(n, unit):
    word, factor = unit
    assert amount(f"{n} {word}") == n * factor


@given(st.text())
def test_any_text_may_come(text):
    for value in (amount(text), count(text), age(text), year(text, THIS_YEAR)):
        assert value is None or isinstance(value, int)


HEAP = """
sawa dhai do teen 50 1.5 ½ lakh hazar crore aur se ya - rs saal log ڈھائی ہزار لاکھ k main hai , / + % nahi
"""


@given(st.lists(st.sampled_from(HEAP.split()), max_size=8).map(" ".join))
def test_any_heap_of_number_words_may_come(text):
    value = amount(text)
    assert value is None or 0 < value <= 10**12
    assert (c := count(text)) is None or c >= 0
    assert (y := year(text, THIS_YEAR)) is None or 1900 <= y <= THIS_YEAR
    assert (a := age(text)) is None or 10 <= a <= 110


def test_every_number_word_is_its_own_number():
    owner: dict[str, str] = {}
    for value, spellings in DATA["words"].items():
        for spelling in spellings:
            assert owner.setdefault(fold(spelling), value) == value, spelling
            if value != "0":
                assert amount(f"{spelling} hazar") == int(value) * 1000, spelling
                assert amount(f"{spelling} ہزار روپے") == int(value) * 1000, spelling
    assert len(DATA["words"]) == 100


@pytest.mark.parametrize(
    ("typed", "rupees"),
    [("تیس ہزار", 30_000), ("تئیس ہزار", 23_000), ("تیئیس ہزار", 23_000), ("bees hzr", 20_000), ("sath hazar", 60_000)],
)
def test_words_that_are_easily_confused(typed, rupees):
    assert amount(typed) == rupees


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("mere sath 4 log", 4),
        ("میرے ساتھ تین لوگ", 3),
        ("chaar log kam karty hain", 4),
        ("abhi koi nahi", 0),
        ("bas main hi", 1),
        ("2 larkiyan aur main", 3),
        ("5 se kam", None),
    ],
)
def test_company(typed, people):
    assert count(typed) == people
