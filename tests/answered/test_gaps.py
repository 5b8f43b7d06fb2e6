"""The gap list: one row for what sounds the same, masked, without who wrote it."""

import datetime as dt

import pytest
from sqlalchemy.engine import Engine

from bot.answered import service
from bot.answered.gaps import key_of, masked
from bot.chat.understanding import Gate, Guess, Understood

NOW = dt.datetime(2026, 11, 28, 8, 0, tzinfo=dt.UTC)
MEANT = Understood("ur_Latn", "", "training", 0.5, "", (Guess("microfinance", "", 0.2),), Gate.NEARLY)


def missed(text: str, understood: Understood = MEANT) -> service.Missed:
    return service.Missed(text, understood, "menu", "menu", "ur_Latn")


def test_what_sounds_the_same_is_one_row_that_counts(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        service.note(connection, [missed("salam, mujhe zarai alat chahiye"), missed("mujhay zaraai alaat chahye")], NOW)
        later = NOW + dt.timedelta(days=1)
        service.note(connection, [missed("مجھے زرعی آلات چاہیے"), missed("something else")], later)
        rows = service.gaps(connection)
    assert [(row.text, row.times) for row in rows] == [("salam, mujhe zarai alat chahiye", 3), ("something else", 1)]
    assert rows[0].guesses == [["training", "", 0.5], ["microfinance", "", 0.2]]
    assert (rows[0].first_at, rows[0].last_at) == (NOW, later)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("call me 0300 1234567 now", "call me ••• now"),
        ("میرا نمبر ۰۳۰۰۱۲۳۴۵۶۷ ہے", "میرا نمبر ••• ہے"),
        ("card 35202-1234567-1", "card •••"),
        ("write to ali@example.com please", "write to ••• please"),
        ("see https://example.com/a?b=1", "see •••"),
        ("2 lakh for 3 people", "2 lakh for 3 people"),
    ],
)
def test_numbers_and_addresses_are_masked(said: str, kept: str) -> None:
    assert masked(said) == kept


def test_what_has_no_words_is_no_gap(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        service.note(connection, [missed("😀"), missed("12345678"), missed("..."), missed("")], NOW)
        assert service.gaps(connection) == []
    assert key_of("x" * 10_000) != ""


def test_an_officer_says_what_it_means_or_that_it_means_nothing(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        service.note(connection, [missed("zarai alat"), missed("bakra mandi")], NOW)
        first, second = service.gaps(connection)
        meant = {"intent": "kb_question", "topic": "cluster_what", "by": "a@smeda", "now": NOW}
        assert service.label(connection, [first.id, 1], **meant) == 1
        assert service.label(connection, [first.id], **meant) == 0, "somebody was quicker"
        assert service.dismiss(connection, [second.id], by="a@smeda", now=NOW) == 1
        assert service.label(connection, [], intent="training", by="a@smeda", now=NOW) == 0
        assert service.gaps(connection) == []
        assert service.counts(connection) == {"labelled": 1, "dismissed": 1}
        (labelled,) = service.gaps(connection, state="labelled")
        assert (labelled.intent, labelled.topic, labelled.labelled_by) == ("kb_question", "cluster_what", "a@smeda")
        assert service.reopen(connection, [second.id]) == 1
        assert [row.id for row in service.gaps(connection)] == [second.id]


def test_the_list_is_read_page_by_page(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        words = ("bakra", "gaadi", "moter", "pankha", "kursi")
        service.note(connection, [missed(word) for place, word in enumerate(words) for _n in range(place + 1)], NOW)
        pages = [service.gaps(connection, limit=2, offset=offset) for offset in (0, 2, 4)]
    assert [row.times for page in pages for row in page] == [5, 4, 3, 2, 1]
