"""One person, two phones: a code from one, written on the other, a yes on both; and a lock that keeps its word."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.frontdoor.conftest import Front, server_for, somebody
from tests.frontdoor.owner import Owner, until
from tests.standins.telegram import Standin as Telegram
from tests.standins.whatsapp import Phone, Shown, Standin

pytestmark = pytest.mark.asyncio(loop_scope="module")
NewPhone = Callable[[], Phone]


async def says(phone: Phone, text: str) -> Shown:
    await phone.says(text)
    return await phone.hears()


async def in_english(*phones: Phone) -> None:
    for phone in phones:
        await says(phone, "hello")
        await phone.taps("English")
        await phone.hears()


def person_of(front: Front, phone: Phone) -> dict[str, Any]:
    query = "SELECT p.* FROM person p JOIN identity i ON i.person_id = p.id WHERE i.value = ? AND i.ended_at IS NULL"
    (row,) = front.server.rows(query, phone.bsuid)
    return dict(row)


async def code_on(phone: Phone) -> str:
    told = await says(phone, "link")
    found = re.search(r"link (\d{6})", told.text)
    assert found, told.text
    return found[1]


async def join(first: Phone, second: Phone) -> tuple[Shown, Shown]:
    """Both say yes; what both are told in the end."""
    await says(second, f"link {await code_on(first)}")
    await says(second, "yes")
    asked = await first.hears()
    assert asked.titles == ["Yes", "No"]
    await first.taps("Yes", of=asked)
    return await first.hears(), await second.hears()


async def test_a_code_and_a_yes_on_both_make_one_person(front: Front, new_phone: NewPhone) -> None:
    first, second = new_phone(), new_phone()
    await Owner(first, "words", "en").registers()
    await in_english(second)
    before = person_of(front, first)

    code = await code_on(first)
    question = await says(second, f"Link {code[:3]} {code[3:]}")
    assert question.text == f"Is this you on WhatsApp, number ending {first.number[-2:]}?"
    assert first.number not in question.text
    await second.taps("Yes", of=question)
    assert "yes on WhatsApp too" in (await second.hears()).text
    asked = await first.hears()
    assert asked.text == "Somebody on WhatsApp wants to join this conversation: is it you?"
    await first.taps("Yes", of=asked)
    for phone in (first, second):
        assert (await phone.hears()).text.startswith("Done. Here and on WhatsApp is one conversation now")
    await first.hears_nothing()

    assert person_of(front, first)["id"] == person_of(front, second)["id"] == before["id"]
    assert "Khan Handicrafts" in (await says(second, "status")).text
    (notice, answer) = front.server.rows(
        "SELECT kind, body FROM outbound WHERE flow IN ('link_there', 'link_over') AND address LIKE ? ORDER BY id",
        f"%{first.bsuid}%",
    )
    assert (notice["kind"], answer["kind"]) == ("notice", "reply")
    (row,) = front.server.rows("SELECT * FROM link WHERE giver = ?", before["id"])
    assert (row["state"], row["giver_sender"], row["taker_sender"]) == ("merged", None, None)
    assert code not in row["code_hash"]
    assert "wrong" not in (await says(first, f"link {code}")).text
    again = await says(second, f"link {code}")
    assert again.text.startswith("That code is not right"), "a code works once"


async def test_an_operator_makes_two_people_of_one_again(front: Front, new_phone: NewPhone) -> None:
    first, second = new_phone(), new_phone()
    await Owner(first, "words", "en").registers()
    await in_english(second)
    ids = [person_of(front, phone)["id"] for phone in (first, second)]
    await join(first, second)
    assert "Khan Handicrafts" in (await says(second, "status")).text

    (merged,) = front.server.rows("SELECT * FROM merge WHERE gone = ?", ids[1])
    listed = await operator(front, "merges")
    assert f"{merged['id']}  " in listed[1]
    assert "in force" in listed[1]
    assert await operator(front, "undo-merge", str(merged["id"])) == (0, f"Merge {merged['id']} is undone.\n")
    assert (await operator(front, "undo-merge", str(merged["id"])))[0] == 2

    assert [person_of(front, phone)["id"] for phone in (first, second)] == ids
    assert "Nothing is recorded" in (await says(second, "status")).text
    assert "Khan Handicrafts" in (await says(first, "status")).text
    for phone, id in zip((first, second), ids, strict=True):
        for table, column in (("inbound", "body"), ("outbound", "address")):
            query = f'SELECT DISTINCT person_id FROM "{table}" WHERE {column} LIKE ?'
            assert [row["person_id"] for row in front.server.rows(query, f"%{phone.bsuid}%")] == [id], table


async def test_an_operator_takes_a_forgotten_lock_away(front: Front, phone: Phone) -> None:
    await Owner(phone, "words", "en").registers()
    await says(phone, "lock")
    await says(phone, "chambeli")
    asked = await says(phone, "status")
    await phone.taps("I forgot it", of=asked)
    assert "You are on the helpdesk's list" in (await phone.hears()).text
    query = 'SELECT reference FROM "case" WHERE person_id = ?'
    (case,) = front.server.rows(query, person_of(front, phone)["id"])
    assert (await operator(front, "remove-lock", case["reference"]))[0] == 0
    assert (await operator(front, "remove-lock", case["reference"]))[0] == 2
    assert "Khan Handicrafts" in (await says(phone, "status")).text


async def operator(front: Front, *command: str) -> tuple[int, str]:
    """`main.py people …` beside the running server: its exit code and what it prints."""
    ended = await front.server.command("people", *command)
    return ended.returncode, ended.stdout + ended.stderr


async def test_a_no_on_the_second_phone_ends_it_on_both(front: Front, new_phone: NewPhone) -> None:
    first, second = new_phone(), new_phone()
    await in_english(first, second)
    await says(second, f"link {await code_on(first)}")
    assert (await says(second, "no")).text == "Then I join nothing, and the code no longer works."
    assert "the answer was no" in (await first.hears()).text
    assert person_of(front, first)["id"] != person_of(front, second)["id"]


async def test_a_no_on_the_first_phone_ends_it_on_both(front: Front, new_phone: NewPhone) -> None:
    first, second = new_phone(), new_phone()
    await in_english(first, second)
    await says(second, f"link {await code_on(first)}")
    await says(second, "yes")
    await first.hears()
    assert (await says(first, "nahi")).text == "Then I join nothing, and the code no longer works."
    assert "the answer was no" in (await second.hears()).text
    assert person_of(front, first)["id"] != person_of(front, second)["id"]


async def test_a_newcomer_with_a_code_is_asked_in_the_language_of_the_other_phone(
    front: Front, new_phone: NewPhone
) -> None:
    first, second = new_phone(), new_phone()
    await says(first, "hello")
    await first.taps("اردو")
    await first.hears()
    told = await says(first, "لنک")
    found = re.search(r"\d{6}", told.text)
    assert found
    question = await says(second, f"link {found[0]}")
    assert "کیا واٹس ایپ پر یہ آپ ہیں" in question.text
    await says(second, "جی ہاں")
    await first.hears()
    await first.says("ہاں")
    for phone in (first, second):
        assert (await phone.hears()).text.startswith("ہو گیا۔")


async def test_the_form_under_way_is_taken_up_again_after_the_question(front: Front, new_phone: NewPhone) -> None:
    first, second = new_phone(), new_phone()
    await in_english(second)
    owner = Owner(first, "words", "en")
    await owner.opens()
    await owner.chooses("yes")
    await owner.says("Ayesha Khan")
    await join(first, second)
    on_the_other = await says(second, "menu")
    assert "Go on with the form" in on_the_other.titles
    await second.taps("Go on with the form", of=on_the_other)
    assert "What is your business called?" in (await second.hears()).text


async def test_telegram_and_whatsapp_become_one_conversation(whatsapp: Standin, tmp_path: Path) -> None:
    async with Telegram() as telegram:
        ours = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url}
        server = server_for(whatsapp, tmp_path, **ours, TELEGRAM_MESSAGES_PER_SECOND_PER_CHAT="1000")
        await server.start()
        front, phone, user = Front(server, whatsapp), somebody(whatsapp), telegram.user("Zainab")
        try:
            await Owner(phone, "words", "en").registers()
            code = await code_on(phone)
            await user.says(f"/link {code}")
            asked = await user.hears()
            assert f"Is this you on WhatsApp, number ending {phone.number[-2:]}?" in asked.text
            await user.taps("Yes", of=asked)
            await user.hears()
            asked_there = await phone.hears()
            assert asked_there.text == "Somebody on Telegram wants to join this conversation: is it you?"
            await phone.taps("Yes", of=asked_there)
            assert "Here and on Telegram" in (await phone.hears()).text
            assert "Here and on WhatsApp" in (await user.hears()).text
            await user.says("/status")
            assert "Khan Handicrafts" in (await user.hears()).text
            (channels,) = server.rows("SELECT count(DISTINCT channel) AS n FROM identity WHERE person_id = ?",
                                      person_of(front, phone)["id"])  # fmt: skip
            assert channels["n"] == 2
        finally:
            await server.kill()


async def test_the_same_form_open_on_both_goes_to_an_officer(front: Front, new_phone: NewPhone) -> None:
    first, second = new_phone(), new_phone()
    for phone in (first, second):
        owner = Owner(phone, "words", "en")
        await owner.opens()
        await owner.chooses("yes")
    for told in await join(first, second):
        assert "a person at the helpdesk will look" in told.text
    assert person_of(front, first)["id"] != person_of(front, second)["id"]
    for phone in (first, second):
        (ticket,) = front.server.rows("SELECT * FROM ticket WHERE person_id = ?", person_of(front, phone)["id"])
        assert ticket["reason"] == "link:two_forms"


async def test_wrong_codes_and_many_codes_are_refused(front: Front, new_phone: NewPhone) -> None:
    first, second = new_phone(), new_phone()
    await in_english(first, second)
    codes = [await code_on(first) for _time in range(3)]
    assert "Three codes" in (await says(first, "link")).text
    assert (await says(first, f"link {codes[2]}")).text.startswith("That code is from this very conversation")
    assert (await says(second, f"link {codes[0]}")).text.startswith("That code is not right"), "only the last counts"
    for _time in range(4):
        await says(second, f"link {(int(codes[2]) + 1) % 1_000_000:06d}")
    assert "too many wrong codes" in (await says(second, f"link {codes[2]}")).text


async def test_the_lock_word_stands_nowhere_in_the_database(front: Front, new_phone: NewPhone) -> None:
    word = "chambeli7"
    phone = new_phone()
    await Owner(phone, "words", "en").registers()
    await says(phone, "lock")
    assert "Your things are locked" in (await says(phone, word)).text
    assert (await says(phone, "status")).text == "Your things are locked. What is your word?"
    assert "not the word" in (await says(phone, "chambeli8")).text
    assert "Khan Handicrafts" in (await says(phone, f" {word.upper()} ")).text
    assert "Khan Handicrafts" in (await says(phone, "status")).text, "open for 24 hours"

    await until(lambda: not front.server.rows("SELECT id FROM outbound WHERE state = 'queued'"))
    for (table,) in map(tuple, front.server.rows("SELECT name FROM sqlite_master WHERE type = 'table'")):
        for row in front.server.rows(f'SELECT * FROM "{table}"'):
            assert "chambeli" not in str(tuple(row)).lower(), table
    for file in front.server.folder.glob("munshi.db*"):
        assert b"chambeli" not in file.read_bytes().lower(), file.name
    assert "chambeli" not in front.server.log.read_text().lower()
    (row,) = front.server.rows("SELECT count(*) AS n FROM inbound WHERE body LIKE '%•••%' AND body LIKE ?",
                               f"%{phone.bsuid}%")  # fmt: skip
    assert row["n"] == 3


async def test_a_lent_phone_shows_and_joins_nothing(front: Front, new_phone: NewPhone) -> None:
    phone, other = new_phone(), new_phone()
    await Owner(phone, "words", "en").registers()
    await in_english(other)
    await says(phone, "lock")
    await says(phone, "chambeli")
    code = await code_on(other)
    for text in ("status", "change", "withdraw", "link", f"link {code}"):
        assert (await says(phone, text)).text.endswith("Your things are locked. What is your word?"), text
    menu = await says(phone, "menu")
    await phone.taps("Register my business", of=menu)
    assert (await phone.hears()).text == "Your things are locked. What is your word?", "it would show what is recorded"
    for _time in range(4):
        await says(phone, "gulab")
    assert "wait an hour" in (await says(phone, "gulab")).text
    resting = await says(phone, "status")
    assert "wait an hour" in resting.text
    assert "Talk to a person" in resting.titles
