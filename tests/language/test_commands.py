"""Words that work everywhere, as people type them."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import commands
from bot.language.commands import command
from bot.language.script import fold

DATA = tomllib.loads(Path(commands.__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("menu", "menu"),
        ("MENU.", "menu"),
        ("/menu", "menu"),
        ("مینو", "menu"),
        ("مینیو", "menu"),
        ("Menu please", "menu"),
        ("wapis", "back"),
        ("Wapas", "back"),
        ("peeche", "back"),
        ("پیچھے", "back"),
        ("پيچهے", "back"),
        ("واپس۔", "back"),
        ("skip", "skip"),
        ("چھوڑیں", "skip"),
        ("chor dein", "skip"),
        ("cancel", "cancel"),
        ("منسوخ", "cancel"),
        ("rehne dein", "cancel"),
        ("Help!!", "help"),
        ("madad", "help"),
        ("مدد", "help"),
        ("zaban", "language"),
        ("زبان", "language"),
        ("English", "language:en"),
        ("اردو", "language:ur"),
        ("اُردو", "language:ur"),
        ("Roman Urdu", "language:ur_Latn"),
        ("human", "human"),
        ("afsar se baat", "human"),
        ("نمائندہ", "human"),
        ("STOP", "stop"),
        ("Stop.", "stop"),
        ("/stop", "stop"),
        ("unsubscribe", "stop"),
        ("band karo", "stop"),
        ("بند کریں", "stop"),
        ("بند", "stop"),
        ("پیغام بند کر دیں", "stop"),
        ("START", "start"),
        ("dobara shuru karo", "start"),
        ("شروع", "start"),
        ("/start", "begin"),
        ("/start@MunshiBot abc123", "begin"),
        ("/START", "begin"),
        ("status", "status"),
        ("میری درخواست", "status"),
        ("badlein", "change"),
        ("تبدیل کریں", "change"),
        ("withdraw", "withdraw"),
        ("دستبردار", "withdraw"),
        ("verify", "verify"),
        ("تصدیق", "verify"),
        ("kya ye asli hai?", "verify"),
        ("جی مدد", "help"),
        ("bhai menu ji", "menu"),
        ("link 482913", "link:482913"),
        ("Link 482-913.", "link:482913"),
        ("ji link ۴۸۲ ۹۱۳", "link:482913"),
        ("لنک 482913", "link:482913"),
        ("“link \u2066482913\u2069”", "link:482913"),
        ("/link 482913", "link:482913"),
        ("/link", "link"),
        ("tala lagao", "lock"),
        ("تالا کھولیں", "unlock"),
    ],
)
def test_a_whole_message_is_a_command(typed, name):
    assert command(typed) == name


@pytest.mark.parametrize(
    "typed",
    [
        "0",
        "9",
        "#",
        "",
        "ji",
        "please",
        "bus stop ke paas",
        "stop ho gaya kaam",
        "mera kaam band ho gaya hai",
        "میرا کام بند ہے",
        "help with registration",
        "English teacher",
        "/unknown",
        "/",
        "/ menus",
        "start-up loan",
        "Ali",
        "haan",
    ],
)
def test_anything_else_is_not(typed):
    assert command(typed) is None


def test_no_spelling_stands_under_two_commands():
    owner = {}
    for name, spellings in DATA["commands"].items():
        for spelling in spellings:
            assert owner.setdefault(fold(spelling), name) == name, spelling


def test_every_spelling_is_recognised():
    for name, spellings in DATA["commands"].items():
        for spelling in spellings:
            assert command(spelling) == name
            assert command(f" {spelling.upper()}! ") == name


def test_every_command_is_named():
    assert {"menu", "back", "skip", "cancel", "help", "language", "human", "stop", "start", "begin"} <= set(
        commands.names()
    )


@given(st.text())
def test_any_text_may_come(text):
    assert command(text) is None or command(text) in commands.names()
    command("/" + text)
