"""Phone numbers, tax numbers and dates."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.dates import date
from bot.language.ntn import ntn
from bot.language.phones import phone

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("03001234567", "+923001234567"),
        ("0300-1234567", "+923001234567"),
        ("0300 123 4567", "+923001234567"),
        ("+92 300 1234567", "+923001234567"),
        ("00923001234567", "+923001234567"),
        ("923001234567", "+923001234567"),
        ("3001234567", "+923001234567"),
        ("۰۳۰۰۱۲۳۴۵۶۷", "+923001234567"),
        ("٠٣٠٠ ١٢٣٤٥٦٧", "+923001234567"),
        ("mera number 0300 1234567 hai", "+923001234567"),
        ("میرا نمبر 03451234567 ہے", "+923451234567"),
        ("042-35761234", "+924235761234"),
        ("", None),
        ("12345", None),
        ("0421234", None),
        ("+14155552671", None),
        ("03001234567 ya 03211234567", None),
        ("35202-1234567-1", None),
        ("haan", None),
    ],
)
def test_phones(typed, number):
    assert phone(typed) == number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1234567-8", "12345678"),
        ("1234567", "1234567"),
        ("NTN: ۱۲۳۴۵۶۷-۸", "12345678"),
        ("A123456-7", "A1234567"),
        ("35202-1234567-1", "3520212345671"),
        ("123", None),
        ("03001234567", None),
        ("1111111", None),
        ("0300 1234567", None),
        ("ntn 1234567-8, phone 0300-7654321", "12345678"),
        ("nahi hai", None),
    ],
)
def test_tax_numbers(typed, number):
    assert ntn(typed) == number


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("12/5/2019", "2019-05-12"),
        ("12-05-2019", "2019-05-12"),
        ("12.5.19", "2019-05-12"),
        ("12 5 2019", "2019-05-12"),
        ("2019-05-12", "2019-05-12"),
        ("۱۲/۵/۲۰۱۹", "2019-05-12"),
        ("12 May 2019", "2019-05-12"),
        ("12th of March, 2020", "2020-03-12"),
        ("12 مئی 2019", "2019-05-12"),
        ("fifth may 2019", "2019-05-05"),
        ("۱۲ مئی ۲۰۱۹", "2019-05-12"),
        ("یکم جنوری 2020", "2020-01-01"),
        ("1st agast 2020", "2020-08-01"),
        ("5 sitambar 2021", "2021-09-05"),
        ("pandrah agast 2020", "2020-08-15"),
        ("14 august 1947", "1947-08-14"),
        ("29/2/2024", "2024-02-29"),
        ("29/2/2023", None),
        ("31/4/2020", None),
        ("13/13/2020", None),
        ("12/5", None),
        ("May 2019", None),
        ("2019", None),
        ("kal", None),
        ("parson", None),
        ("12/5/2019 ya 13/5/2019", None),
        ("", None),
    ],
)
def test_dates(typed, found):
    assert date(typed, TODAY) == (dt.date.fromisoformat(found) if found else None)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)), st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d %B %Y"]))
def test_any_date_is_read_back(day, form):
    assert date(day.strftime(form), TODAY) == day


@given(st.text())
def test_any_text_may_come(text):
    phone(text)
    ntn(text)
    date(text, TODAY)


@given(st.text(alphabet="0123456789/-. ۱۲۳", max_size=30))
def test_any_heap_of_digits_may_come(text):
    phone(text)
    ntn(text)
    date(text, TODAY)
