"""Seats on a real database of each kind: none is sold twice, whoever waits is asked in her turn, everybody is told."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection, Engine

from bot.chat.requests import Done, Refused
from bot.clock import KARACHI
from bot.training.requests import OpenSittings, TakeSeat
from bot.training.seats import OFFER_HOLDS, held_until
from bot.training.sittings import cancel_sitting, change_sitting
from tests.depth import pick
from tests.training.conftest import NOW, people
from tests.training.hall import CODE, Hall


@pytest.fixture
def hall(connection: Connection) -> Hall:
    people(connection, 12)
    return Hall(connection, NOW)


class TestSigningUp:
    def test_seats_first_then_the_waiting_list_with_its_number(self, hall: Hall) -> None:
        id = hall.announces(seats=2)
        told = [hall.takes(person, id) for person in (1, 2, 3, 4)]
        assert [(t["state"], t["place"]) for t in told] == [
            ("booked", 0), ("booked", 0), ("waiting", 1), ("waiting", 2),
        ]  # fmt: skip
        assert len({t["number"] for t in told}) == 4

    def test_a_whole_round_at_once_keeps_its_order(self, hall: Hall) -> None:
        id = hall.announces(seats=3)
        outcomes = hall.wishes([(person, TakeSeat(id, "A")) for person in range(1, 11)])
        assert [o.value["state"] for o in outcomes] == ["booked"] * 3 + ["waiting"] * 7
        assert [o.value["place"] for o in outcomes] == [0, 0, 0, 1, 2, 3, 4, 5, 6, 7]

    def test_whoever_has_a_seat_gets_no_second_one(self, hall: Hall) -> None:
        id = hall.announces(seats=2)
        assert hall.takes(1, id)["seat"] == hall.takes(1, id)["seat"]
        assert hall.states(id) == ["booked"]

    def test_the_same_wish_again_is_the_same_seat(self, hall: Hall) -> None:
        id = hall.announces(seats=2)
        first = hall.takes(1, id, key="once")
        assert hall.takes(1, id, key="once") == first
        assert hall.states(id) == ["booked"]

    def test_the_same_person_twice_in_a_round_has_one_seat(self, hall: Hall) -> None:
        id = hall.announces(seats=2)
        one, two = hall.wishes([(1, TakeSeat(id, "A")), (1, TakeSeat(id, "A"))])
        assert one.value == two.value
        assert hall.states(id) == ["booked"]

    def test_what_has_begun_was_cancelled_or_never_was_is_refused(self, hall: Hall) -> None:
        id = hall.announces(days=1)
        assert hall.wish(1, TakeSeat(999, "A")) == Refused("gone")
        cancelled = hall.announces(days=2, code="s2")
        cancel_sitting(hall.connection, hall.row(cancelled), hall.now)
        assert hall.wish(1, TakeSeat(cancelled, "A")) == Refused("cancelled")
        hall.later(days=1)
        assert hall.wish(1, TakeSeat(id, "A")) == Refused("begun")

    def test_what_is_open_is_listed_with_what_is_free(self, hall: Hall) -> None:
        id = hall.announces(seats=2)
        hall.takes(1, id)
        [card] = hall.wish(1, OpenSittings())
        assert (card.free, card.waiting, card.fee) == (1, 0, None)
        assert card.starts.tzinfo is KARACHI
        hall.takes(2, id)
        hall.takes(3, id)
        [card] = hall.wish(1, OpenSittings())
        assert (card.free, card.waiting) == (0, 1)
        hall.later(days=6)
        assert hall.wish(1, OpenSittings()) == []


class TestWaiting:
    def test_a_seat_given_up_is_offered_to_whoever_waits_longest_and_held_for_her(self, hall: Hall) -> None:
        id = hall.announces(seats=1)
        mine = hall.takes(1, id)["seat"]
        first, second = hall.takes(2, id)["seat"], hall.takes(3, id)["seat"]
        assert hall.gives_up(1, mine) == Done()
        assert hall.told() == [(2, "seat news")]
        card = hall.seat_of(2)
        assert (card.state, card.held_until) == ("offered", (NOW + OFFER_HOLDS).astimezone(KARACHI))
        assert hall.takes(4, id)["place"] == 2, "an offered seat is nobody else's"
        assert hall.answers_offer(2, first, True) == Done()
        assert hall.states(id) == ["cancelled", "booked", "waiting", "waiting"]
        hall.later(hours=12)
        assert hall.told() == []
        assert hall.card(3, second).place_in_line == 1

    def test_an_offer_that_lapses_goes_to_the_next_and_she_is_told(self, hall: Hall) -> None:
        id = hall.announces(seats=1)
        mine = hall.takes(1, id)["seat"]
        lapsed = hall.takes(2, id)["seat"]
        hall.takes(3, id)
        hall.gives_up(1, mine)
        hall.told()
        hall.later(hours=4)
        assert sorted(hall.told()) == [(2, "seat news"), (3, "seat news")]
        assert hall.states(id) == ["cancelled", "cancelled", "offered"]
        assert hall.card(2, lapsed).ended == "lapsed"
        assert hall.answers_offer(2, lapsed, True) == Refused("lapsed")

    def test_a_declined_offer_goes_on_at_once(self, hall: Hall) -> None:
        id = hall.announces(seats=1)
        mine = hall.takes(1, id)["seat"]
        hers = hall.takes(2, id)["seat"]
        hall.takes(3, id)
        hall.gives_up(1, mine)
        assert hall.answers_offer(2, hers, False) == Done()
        assert hall.states(id) == ["cancelled", "cancelled", "offered"]

    def test_who_leaves_the_line_frees_no_seat(self, hall: Hall) -> None:
        id = hall.announces(seats=1)
        hall.takes(1, id)
        waits = hall.takes(2, id)["seat"]
        hall.takes(3, id)
        hall.gives_up(2, waits)
        assert hall.states(id) == ["booked", "cancelled", "waiting"]
        assert hall.told() == []

    def test_more_seats_are_offered_to_those_who_wait(self, hall: Hall) -> None:
        id = hall.announces(seats=1)
        for person in (1, 2, 3, 4):
            hall.takes(person, id)
        change_sitting(hall.connection, hall.row(id), {"seats": 3}, hall.now)
        assert hall.states(id) == ["booked", "offered", "offered", "waiting"]

    def test_fewer_seats_take_nobodys_away(self, hall: Hall) -> None:
        id = hall.announces(seats=3)
        seats = [hall.takes(person, id)["seat"] for person in (1, 2, 3, 4)]
        change_sitting(hall.connection, hall.row(id), {"seats": 1}, hall.now)
        assert hall.states(id) == ["booked", "booked", "booked", "waiting"]
        hall.gives_up(1, seats[0])
        assert hall.states(id)[3] == "waiting", "there are still more seats taken than there are"

    def test_when_it_begins_nobody_waits_any_longer(self, hall: Hall) -> None:
        id = hall.announces(seats=1, days=1)
        hall.takes(1, id)
        waits = hall.takes(2, id)["seat"]
        hall.later(days=1)
        assert (2, "seat news") in hall.told()
        assert hall.card(2, waits).ended == "no_seat"

    @pytest.mark.parametrize(
        ("made", "until"),
        [
            ("2026-11-23 12:00", "2026-11-23 16:00"),
            ("2026-11-23 18:00", "2026-11-24 11:00"),
            ("2026-11-23 23:00", "2026-11-24 13:00"),
            ("2026-11-24 03:00", "2026-11-24 13:00"),
        ],
    )
    def test_an_offer_is_held_for_hours_in_which_people_may_be_written_to(self, made: str, until: str) -> None:
        at, wanted = (dt.datetime.fromisoformat(text).replace(tzinfo=KARACHI) for text in (made, until))
        assert held_until(at, at + dt.timedelta(days=9)) == wanted
        assert held_until(at, at + dt.timedelta(hours=1)) == at + dt.timedelta(hours=1)


class TestNews:
    def test_of_a_sitting_that_was_cancelled_everybody_hears(self, hall: Hall) -> None:
        id = hall.announces(seats=1)
        seats = [hall.takes(person, id)["seat"] for person in (1, 2)]
        assert cancel_sitting(hall.connection, hall.row(id), hall.now) == 2
        assert hall.told() == [(1, "seat news"), (2, "seat news")]
        assert hall.card(1, seats[0]).ended == "sitting"
        assert cancel_sitting(hall.connection, hall.row(id), hall.now) == 0
        hall.later(days=6)
        assert hall.told() == [], "nothing more is due about it"

    def test_of_another_time_everybody_hears_and_reminders_move_along(self, hall: Hall) -> None:
        id = hall.announces(seats=1)
        hall.takes(1, id)
        hall.takes(2, id)
        row = hall.row(id)
        later = {name: row[name] + dt.timedelta(days=2) for name in ("starts_at", "ends_at")}
        assert change_sitting(hall.connection, row, later, hall.now)
        assert hall.told() == [(1, "seat moved"), (2, "seat moved")]
        hall.later(days=4.5)
        assert hall.told() == []
        hall.later(days=1.6)
        assert hall.told() == [(1, "seat soon")]

    def test_another_trainer_is_no_news(self, hall: Hall) -> None:
        id = hall.announces(seats=1)
        hall.takes(1, id)
        assert change_sitting(hall.connection, hall.row(id), {"trainer": "Bilal"}, hall.now)
        assert hall.told() == []
        assert not change_sitting(hall.connection, hall.row(id), {"trainer": "Bilal"}, hall.now)

    def test_reminders_a_day_and_an_hour_before_and_only_for_who_has_a_seat(self, hall: Hall) -> None:
        id = hall.announces(seats=1)
        hall.takes(1, id)
        hall.takes(2, id)
        hall.later(days=3.9)
        assert hall.told() == []
        hall.later(hours=3)
        assert hall.told() == [(1, "seat soon")]
        hall.later(hours=22.5)
        assert hall.told() == [(1, "seat soon")]

    def test_what_begins_within_the_day_has_no_reminder_of_the_day_before(self, hall: Hall) -> None:
        id = hall.announces(days=0.5)
        hall.takes(1, id)
        hall.later(hours=10)
        assert hall.told() == []
        hall.later(hours=1.2)
        assert hall.told() == [(1, "seat soon")]

    def test_who_asked_to_hear_of_a_topic_hears_once(self, hall: Hall) -> None:
        hall.wants(1, "branding")
        hall.wants(1, "branding")
        hall.wants(1, "")
        hall.wants(2, "")
        hall.wants(3, "export")
        hall.announces()
        assert sorted(hall.told()) == [(1, "new training"), (2, "new training")]
        hall.announces(code="s2")
        assert hall.told() == []


class TestTheDay:
    def test_the_code_counts_from_half_an_hour_before_until_two_hours_after(self, hall: Hall) -> None:
        id = hall.announces(seats=4, days=1)
        seats = {person: hall.takes(person, id)["seat"] for person in (1, 2, 3)}
        hall.later(hours=23.4)
        assert hall.says_code(1, seats[1], CODE) == "early"
        assert not hall.seat_of(1).can_attend
        hall.later(hours=0.2)
        assert hall.seat_of(1).can_attend
        assert hall.says_code(1, seats[1], " ۴۸۲۱ ") == "done"
        assert hall.says_code(1, seats[1], "wrong") == "done", "she has been there already"
        hall.later(hours=4)
        assert hall.says_code(2, seats[2], CODE) == "done"
        hall.later(hours=1)
        assert hall.says_code(3, seats[3], CODE) == "over"
        assert sorted(hall.states(id)) == ["attended", "attended", "missed"]

    def test_five_wrong_codes_are_enough(self, hall: Hall) -> None:
        id = hall.announces(days=1)
        mine = hall.takes(1, id)["seat"]
        hall.later(days=1)
        assert [hall.says_code(1, mine, "1234") for _ in range(6)] == ["wrong"] * 4 + ["too_many"] * 2
        assert hall.says_code(1, mine, CODE) == "too_many"

    def test_nobody_attends_on_anothers_seat_or_from_the_waiting_list(self, hall: Hall) -> None:
        id = hall.announces(seats=1, days=1)
        mine = hall.takes(1, id)["seat"]
        waits = hall.takes(2, id)["seat"]
        hall.later(hours=23.8)
        assert hall.says_code(2, mine, CODE) == "not_yours"
        assert hall.says_code(2, waits, CODE) == "not_yours"
        assert hall.card(2, mine) is None
        assert hall.gives_up(2, mine) == Refused("not_yours")

    def test_who_was_there_is_asked_how_it_was_and_gets_a_certificate(self, hall: Hall) -> None:
        id = hall.announces(days=1)
        mine, other = hall.takes(1, id), hall.takes(2, id)
        hall.later(days=1)
        hall.says_code(1, mine["seat"], CODE)
        hall.told()
        hall.later(hours=5)
        assert hall.told() == [(1, "seat over")]
        assert hall.rates(1, mine["seat"], "good") == Done()
        assert hall.rates(2, other["seat"], "good") == Refused("not_yours")
        outcome = hall.certifies(1, mine["seat"])
        assert isinstance(outcome, Done)
        assert (outcome.value["kind"], outcome.value["number"]) == ("attended", mine["number"])
        assert hall.certifies(1, mine["seat"]) == outcome, "one certificate, however often it is fetched"
        assert hall.certifies(2, other["seat"]) == Refused("not_yours")

    def test_a_seat_is_not_given_up_once_it_has_begun(self, hall: Hall) -> None:
        id = hall.announces(days=1)
        mine = hall.takes(1, id)["seat"]
        hall.later(days=1)
        assert hall.gives_up(1, mine) == Refused("over")


_steps = st.lists(
    st.tuples(st.sampled_from(["take", "give_up", "accept", "decline", "wait", "more"]), st.integers(1, 12)),
    max_size=60,
)


@settings(max_examples=pick(quick=10, deep=40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seats=st.integers(1, 4), steps=_steps)
def test_whatever_people_do_no_more_seats_are_taken_than_there_are_and_none_stays_empty_while_somebody_waits(
    engine: Engine, seats: int, steps: list[tuple[str, int]]
) -> None:
    with engine.connect() as connection:
        transaction = connection.begin()
        people(connection, 12)
        hall = Hall(connection, NOW)
        id = hall.announces(seats=seats, days=30)
        mine: dict[int, int] = {}
        for what, person in steps:
            if what == "take":
                mine[person] = hall.takes(person, id)["seat"]
            elif what == "give_up" and person in mine:
                hall.gives_up(person, mine[person])
            elif what in ("accept", "decline") and person in mine:
                hall.answers_offer(person, mine[person], what == "accept")
            elif what == "wait":
                hall.later(hours=person / 4)
            elif what == "more" and person == 12:
                seats += 1
                change_sitting(connection, hall.row(id), {"seats": seats}, hall.now)
            states = hall.states(id)
            taken = states.count("booked") + states.count("offered")
            assert taken <= seats
            assert taken == seats or "waiting" not in states
        transaction.rollback()
