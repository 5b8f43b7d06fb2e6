"""Names as people write them, without the sentence around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.names import business_name, name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ayesha Khan", "Ayesha Khan"),
        ("  ayesha   khan ", "ayesha khan"),
        ("عائشہ بی بی", "عائشہ بی بی"),
        ("mera naam Ayesha hai", "Ayesha"),
        ("Mera nam ayesha bibi he", "ayesha bibi"),
        ("my name is Ali", "Ali"),
        ("I am Ali Raza.", "Ali Raza"),
        ("میرا نام عائشہ ہے", "عائشہ"),
        ("میرا نام محمد علی ہے۔", "محمد علی"),
        ("O'Brien", "O'Brien"),
        ("Jean-Luc", "Jean-Luc"),
        ("M. Ali", "M. Ali"),
        ("Muhammad Ali s/o Karim Bakhsh", "Muhammad Ali s/o Karim Bakhsh"),
        ("Dr. Nadia (Nadi)", "Dr. Nadia (Nadi)"),
        ("Ali 😀", "Ali"),
        ("Ali, Sialkot, sports goods", "Ali"),
        ("My name is Sana and I live in Lahore", "Sana"),
        ("مجھے سنا کہتے ہیں", "سنا"),
        ("ji Ali", "Ali"),
        ("Manzoor", "Manzoor"),
        ("Noor", "Noor"),
    ],
)
def test_names_of_people(typed, kept):
    assert name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "a",
        "ع",
        "5",
        "12345",
        "۱۲۳",
        "😀",
        "menu",
        "stop",
        "واپس",
        "yes",
        "Yes",
        "haan",
        "نہیں",
        "ok",
        "salam",
        "السلام علیکم",
        "hello",
        "https://example.com",
        "ali@example.com",
        "www.example.pk",
        "Ali123",
        "<b>Ali</b>",
        "loan chahiye",
        "mujhe register karna hai",
        "kyun?",
        "Robert'); DROP TABLE students",
        "x" * 81,
        "first\nsecond",
        "pata nahi",
        "mera naam",
        "aap ko mera naam kyun chahiye bhai",
    ],
)
def test_what_is_no_name(typed):
    assert name(typed) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Khan & Sons", "Khan & Sons"),
        ("7 Stars", "7 Stars"),
        ("Al-Noor Kiryana Store", "Al-Noor Kiryana Store"),
        ("عائشہ بوتیک", "عائشہ بوتیک"),
        ("meri dukan ka naam Al Madina Store hai", "Al Madina Store"),
        ("میری دکان کا نام المدینہ سٹور ہے", "المدینہ سٹور"),
        ("my business is called Swat Honey", "Swat Honey"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Robert'); DROP TABLE students", "Robert'); DROP TABLE students"),
        ("M/s Ali Traders (Pvt)", "M/s Ali Traders (Pvt)"),
    ],
)
def test_names_of_businesses(typed, kept):
    assert business_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "a", "786", "menu", "ji", "nahi", "😀😀", "https://x.pk", "koi nahi", "x" * 81])
def test_what_is_no_business_name(typed):
    assert business_name(typed) is None


@given(st.text())
def test_any_text_may_come(text):
    for kept in (name(text), business_name(text)):
        assert kept is None or 2 <= len(kept) <= 80
