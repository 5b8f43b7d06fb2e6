"""The console on PostgreSQL: every page answers, and what officers do happens once."""

import datetime as dt
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from bot import clock
from bot.answered import exemplars
from bot.answered import service as answered
from bot.answered.gaps import Missed
from bot.chat.understanding import understand
from bot.helpdesk import service
from bot.migrate import upgrade
from bot.registry.officers import Officer
from bot.staff import audit
from bot.training.models import sitting
from tests import postgres
from tests.console import seeds
from tests.console.helpdesk import Helpdesk
from tests.console.test_articles import form_of, send_at_once
from tests.console.training_hands import FORM, SOON, Booked, as_shown, as_version, changes, field, upload
from tests.frontdoor.owner import Owner
from tests.training.test_importing import table

pytestmark = [
    pytest.mark.skipif(not postgres.server(), reason=postgres.WHY_NOT),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Helpdesk]:
    with postgres.fresh_database() as url:
        upgrade(url)
        made = Helpdesk(tmp_path_factory.mktemp("postgres"), DATABASE_URL=url).start()
        yield made
        made.stop()


def test_officers_work_on_postgresql_as_on_sqlite(desk: Helpdesk) -> None:
    phone = desk.somebody("Ayesha")

    async def registers() -> None:
        await Owner(phone, "taps", "en").registers(owner_name="Ayesha Khan", business_name="Al-Noor Traders")

    desk.run(registers())
    person = desk.person_of(phone)
    desk.write(lambda c: service.open_tickets(c, {person: ("seed", "asked")}, clock.now()))
    case = desk.server.rows('SELECT id FROM "case"')[0]["id"]
    officer = desk.staff("Bilal Ahmed", "admin")
    agreement, complaint = seeds.agrees(desk, "asa"), seeds.complains(desk, person)
    referral = seeds.refers(desk, person)
    missed = Missed("bakra mandi kahan hai", understand("bakra mandi kahan hai"), "menu", "menu", "ur_Latn")
    desk.write(lambda c: answered.note(c, [missed], clock.now()))
    [gap] = desk.write(answered.gaps)
    with desk.client(officer) as client:
        for path in (
            "/console/queue", f"/console/people/{person}", f"/console/cases/{case}", "/console/cases?words=النور",
            "/console/cases?words=0301&state=all", "/console/duplicates", "/console/parked", "/console/canned",
            "/console/registry?words=النور&with_women=1&since=2026-01-01&until=2030-01-01", "/console/hours",
            "/console/registry/export?as=xlsx", "/console/registry/export?as=csv", "/console/registry/import",
            "/console/complaints", f"/console/complaints/{complaint}",
            "/console/referrals?state=stale&age=3&lender=asa",
            f"/console/referrals/{referral}", "/console/partners", f"/console/partners/{agreement}",
            "/console/articles?only=review", "/console/articles/hs_code", "/console/articles/hs_code/edit",
            "/console/gaps", "/console/gaps?state=labelled", f"/console/gaps/{gap.id}", "/console/exemplars",
            "/console/staff", f"/console/staff/{officer.id}", "/console/me", "/console/password",
            f"/console/audit?who=bil&what=case+seen&subject=-&person={person}&since=2026-01-01&before={2**62}",
        ):  # fmt: skip
            assert client.get(path).status_code == 200, path
        page = client.get(f"/console/people/{person}").text
        [key], [ticket] = (
            re.findall(r'name="key" value="([^"]+)"', page),
            set(re.findall(r'name="ticket" value="(\d+)"', page)),
        )
        for _ in range(2):
            sent = client.sends(f"/console/people/{person}/reply", ticket=ticket, key=key, text="Salam")
            assert "done=sent" in sent.headers["location"]
        assert "Salam" in desk.run(phone.hears()).text
        desk.run(phone.hears_nothing(0.7))
        assert client.sends(f"/console/cases/{case}", what="take", version="1").status_code == 303
        assert client.sends(f"/console/cases/{case}", what="take", version="1").status_code == 409
        for _ in range(2):
            assert client.sends(f"/console/complaints/{complaint}", seen="0", text="We ask.").status_code == 303
            said = client.sends(f"/console/referrals/{referral}", what="said", seen="0", state="visit", note="Monday")
            assert said.status_code == 409, "nobody has read that she was referred"
            seen = re.findall(r'name="seen" value="(\d+)"', client.get(f"/console/referrals/{referral}").text)
        said = client.sends(f"/console/referrals/{referral}", what="said", seen=seen[0], state="visit", note="Monday")
        assert said.status_code == 303
        assert client.sends("/console/referrals/export", lender="asa").content.startswith("\ufeffnumber".encode())
        assert client.sends(f"/console/partners/{agreement}", what="token", seen="0").status_code == 200
        ended = client.sends(f"/console/partners/{agreement}", what="end", seen="", last_day="2030-01-01")
        assert ended.status_code == 303
        live = client.get(f"/console/people/{person}", headers={"x-live": "1"})
        again = {"x-live": "1", "if-none-match": live.headers["etag"]}
        assert client.get(f"/console/people/{person}", headers=again).status_code == 304
        for _ in range(2):
            assert client.post("/console/login", data={"email": "x@y", "password": "z"}).status_code == 403


def test_trainings_are_the_same_on_postgresql(desk: Helpdesk) -> None:
    with desk.client(desk.staff("Sana Malik", "admin")) as client:
        desk.write(lambda c: c.execute(sa.delete(sitting)))  # the samples
        assert "No training is announced, and the bot says so" in client.get("/console/trainings").text
        assert client.sends("/console/trainings/new", **FORM).status_code == 200
        one = Booked(desk, 4, code="pg")
        shown = as_shown(client, one.path)
        assert changes(client, one.path, shown, seats="3").status_code == 303
        assert one.states() == ["booked", "booked", "offered", "waiting"]
        assert changes(client, one.path, shown, seats="9").status_code == 409
        form = {"titles": field(client.get(one.path).text, "titles"), "title_ur": "برانڈ", "title_ur_latn": "Brand"}
        named = [client.sends(f"{one.path}/titles", **form, title_en=title).status_code for title in ("One", "Two")]
        assert named == [303, 409]
        text = table({"sitting": "pg2", "date": SOON})
        seen = {"text": text, "seen": field(upload(client, text.encode()).text, "seen")}
        assert "1 announced" in client.sends("/console/trainings/import", what="apply", **seen).text
        one.was(dt.timedelta(hours=1))
        first = str(one.seats()[0])
        assert client.sends(one.path, what="people", seat=first).status_code == 303
        assert client.sends(one.path, what="people", back=first).status_code == 303
        two = Booked(desk, 2, code="pg3")
        version = field(client.get(two.path).text, "version")
        assert client.sends(two.path, what="code", version=version).status_code == 200
        assert client.sends(two.path, what="cancel", version=as_version(desk, two.id), sure="1").status_code == 303
        assert two.states() == ["cancelled", "cancelled"]
        for path in ("?which=past", "?which=cancelled", "/import", "/new", f"/{one.id}"):
            assert client.get(f"/console/trainings{path}").status_code == 200


def test_of_many_who_publish_at_once_one_does_and_what_is_labelled_is_accepted_once(desk: Helpdesk) -> None:
    officer = desk.staff("Hina Raza", "admin")
    with desk.client(officer) as client:
        forms = [form_of(client, "olive_export", **{"en.short": f"Text number {n}."}) for n in range(4)]
    assert sorted(send_at_once(desk, officer, "/console/articles/olive_export/edit", forms)) == [303, 409, 409, 409]
    assert len(desk.write(lambda c: answered.history(c, "olive_export"))) == 1

    missed = Missed("charpai bunne wala", understand("charpai bunne wala"), "menu", "menu", "ur_Latn")
    desk.write(lambda c: answered.note(c, [missed], clock.now()))
    row = next(row for row in desk.write(answered.gaps) if row.text == missed.text)
    meant = {"row": str(row.id), "what": "label", "meaning": "cluster_directory"}
    assert sorted(send_at_once(desk, officer, "/console/gaps", [meant] * 3)) == [303, 409, 409]
    accepted = {"id": str(row.id), "what": "accept", "text": row.text, "intent": "cluster_directory", "topic": ""}
    assert sorted(send_at_once(desk, officer, "/console/exemplars", [accepted] * 3)) == [303, 409, 409]
    assert [one.text for one in desk.write(exemplars.accepted)] == [row.text]


def test_of_many_who_record_a_lenders_first_agreement_at_once_one_does_and_the_others_read_who(desk: Helpdesk) -> None:
    names = ("Hina Raza", "Sana Malik", "Bilal Ahmed", "Tariq Aziz")
    admins = [desk.staff(name, "admin") for name in names]
    start = threading.Barrier(len(admins))

    def record(admin: Officer) -> tuple[int, str]:
        with desk.client(admin) as client:
            start.wait(10)
            terms = {"lender": "kashf", "seen": "0", "contact": admin.name, "begins_on": "2026-01-01"}
            answer = client.sends("/console/partners/new", **terms)
            return answer.status_code, answer.text

    with ThreadPoolExecutor(len(admins)) as threads:
        answers = list(threads.map(record, admins))
    assert sorted(status for status, _text in answers) == [200, 409, 409, 409]
    [row] = desk.server.rows("SELECT contact FROM partner_agreement WHERE lender = 'kashf'")
    assert all(f"{row['contact']} was quicker" in text for status, text in answers if status == 409)
    trail = desk.write(lambda c: audit.find(c, audit.Wanted(what="agreement recorded", subject="kashf")))
    assert len(trail) == 1, "what was refused left no line"
