"""Every page in both languages: nothing serious for axe-core, nothing wider than a phone, nothing heavy."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy.engine import Connection

from bot import clock
from bot.answered import service as answered
from bot.answered.exemplars import accept
from bot.answered.models import article_version
from bot.chat.understanding import understand
from bot.helpdesk import service, writing
from bot.helpdesk.hours import Slot, set_slots
from bot.registry.officers import Officer
from knowledge import library
from tests.console import seeds
from tests.console.helpdesk import Helpdesk
from tests.depth import pick
from tests.frontdoor.owner import Owner
from tests.standins.whatsapp import Phone

Opener = Callable[..., Page]

_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}
_SMALLEST = 24
"""CSS pixels of a target at least (WCAG 2.2, 2.5.8); main targets on a phone have 44, see below."""


@pytest.fixture(scope="module")
def addresses(desk: Helpdesk) -> dict[str, str]:
    """The pages, with something in each."""

    async def register(phone: Phone, language: str, owner: str, business: str) -> None:
        await Owner(phone, "taps", language).registers(owner_name=owner, business_name=business)

    one, two = desk.somebody("Ayesha Khan"), desk.somebody("عائشہ خان")
    desk.run(register(one, "en", "Ayesha Khan", "Al-Noor Traders"))
    desk.run(register(two, "ur", "عائشہ خان", "النور ٹریڈرز"))
    people = [desk.person_of(one), desk.person_of(two)]
    opened = {person: (f"seed:{person}", "asked") for person in people}
    desk.write(lambda c: service.open_tickets(c, opened, clock.now()))
    officer = desk.staff("Bilal Ahmed")
    ready = {"en": "Our office is in Lahore.", "ur": "ہمارا دفتر لاہور میں ہے۔"}
    desk.write(lambda c: writing.put_canned(c, "Office", ready, officer, clock.now()))
    desk.write(
        lambda c: set_slots(c, [Slot(0, "09:00", "13:00"), Slot(4, "09:00", "12:00", "2027-02-08", "2027-03-09")])
    )
    case = desk.server.rows('SELECT id FROM "case" ORDER BY id')[0]["id"]
    agreement = seeds.agrees(desk, "asa")
    complaint = seeds.complains(desk, people[1], "میرا کیس تین ہفتے سے ایسے ہی ہے، کوئی جواب نہیں دیتا۔")
    seeds.complains(desk, people[0], "Somebody asked me for money", "money")
    referral = seeds.refers(desk, people[1], name="عائشہ خان")
    training = desk.server.rows("SELECT id FROM sitting ORDER BY starts_at")[0]["id"]
    desk.write(fill_library)
    [gap, *_more] = desk.write(answered.gaps)
    [version] = desk.write(lambda c: answered.history(c, PUBLISHED))
    return {
        "complaints": "/console/complaints",
        "complaint": f"/console/complaints/{complaint}",
        "referrals": "/console/referrals",
        "referral": f"/console/referrals/{referral}",
        "partners": "/console/partners",
        "agreement": f"/console/partners/{agreement}",
        "agreement form": "/console/partners/new?lender=asa",
        "queue": "/console/queue",
        "conversation": f"/console/people/{people[1]}",
        "cases": "/console/cases",
        "case": f"/console/cases/{case}",
        "duplicates": "/console/duplicates",
        "parked": "/console/parked",
        "registry": "/console/registry?state=recorded",
        "import": "/console/registry/import",
        "trainings": "/console/trainings",
        "training": f"/console/trainings/{training}",
        "new training": "/console/trainings/new",
        "trainings' import": "/console/trainings/import",
        "canned": "/console/canned",
        "articles": "/console/articles?group=loans",
        "article": f"/console/articles/{PUBLISHED}",
        "compare": f"/console/articles/{PUBLISHED}/compare?one={version.id}&two=file",
        "edit": f"/console/articles/{PUBLISHED}/edit",
        "facts": "/console/articles/facts?words=akhuwat",
        "gaps": "/console/gaps",
        "labelled": "/console/gaps?state=labelled",
        "gap": f"/console/gaps/{gap.id}",
        "exemplars": "/console/exemplars",
        "hours": "/console/hours",
        "staff": "/console/staff",
        "account": f"/console/staff/{officer.id}",
        "audit": "/console/audit",
        "me": "/console/me",
        "password": "/console/password",
    }


PUBLISHED = "akhuwat_loan"


def fill_library(connection: Connection) -> None:
    """Something to label, to review, to learn from; and an article whose file is newer."""
    now, by = clock.now(), "hina@example.org"
    texts = ("mujhe zarai alat chahiye", "zarai alat kahan se milenge", "مجھے زرعی آلات چاہیے", "bakra mandi", "solar")
    answered.note(connection, [answered.Missed(text, understand(text), "menu", "menu", "ur") for text in texts], now)
    for row in answered.gaps(connection):
        if row.text in ("bakra mandi", "solar"):
            answered.label(connection, [row.id], intent="kb_question", topic="loan_documents", by=by, now=now)
        if row.text == "solar":
            accept(connection, row.id, row.text, ("kb_question", "loan_documents"), by=by, now=now)
    file = library.article(PUBLISHED)
    body = {**library.body(file), "group": file.group}
    body["ur"]["short"] = "برانچ سے پوچھیں۔"
    answered.publish(connection, PUBLISHED, body, by=by, now=now, note="چھوٹا کیا")
    connection.execute(sa.update(article_version).values(file_version="older"))


@pytest.fixture(scope="module")
def admins(desk: Helpdesk) -> dict[str, Officer]:
    return {"en": desk.staff("Boss Admin", "admin"), "ur": desk.staff("ثناء ملک", "admin", "ur")}


def problems(page: Page) -> list[str]:
    """What axe-core finds serious or worse."""
    found = Axe().run(page, options=_RULES)
    return [
        f"{page.url} {violation['id']}: {violation['nodes'][0]['html'][:160]}"
        for violation in found.response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


def too_wide(page: Page) -> int:
    """Pixels by which a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def small_targets(page: Page, least: int) -> list[str]:
    """Buttons, fields and links that stand alone and are lower than they should be."""
    script = """(least) => [...document.querySelectorAll(
        "button, summary, select, input:not([type=hidden], [type=checkbox]), .button, nav a, .rows a.block")]
        .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height + 0.5 < least)
        .map((e) => `${e.outerHTML.slice(0, 100)} ${e.getBoundingClientRect().height}`)"""
    return [str(found) for found in page.evaluate(script, least)]


@pytest.mark.parametrize("language", ["en", "ur"])
def test_no_page_has_serious_findings_or_is_wider_than_its_window(
    desk: Helpdesk, page_of: Opener, addresses: dict[str, str], admins: dict[str, Officer], language: str
) -> None:
    found: list[str] = []
    page = page_of(admins[language])
    first = ("en", "ur").index(language)
    for name, address in list(addresses.items())[pick(quick=slice(first, None, 2), deep=slice(None))]:
        page.set_viewport_size({"width": 1280, "height": 740})
        answer = page.goto(desk.url + address)
        assert answer is not None
        assert answer.status == 200, address
        for width, least in ((1280, _SMALLEST), (360, 44)):
            page.set_viewport_size({"width": width, "height": 740})
            if (wider := too_wide(page)) > 0:
                found.append(f"{name} is {wider} px wider than {width}")
            found += [f"{name}: {target}" for target in small_targets(page, least)]
        found += problems(page)
    assert found == []


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_pages_before_the_login_are_as_good(desk: Helpdesk, page_at: Opener, language: str) -> None:
    page = page_at(360)
    for address in (f"/console/login?language={language}", f"/console/login?language={language}&done=out"):
        page.goto(desk.url + address)
        assert too_wide(page) <= 0
        assert problems(page) == []


def test_urdu_stands_in_nastaliq_at_a_size_and_height_that_can_be_read(
    desk: Helpdesk, page_of: Opener, addresses: dict[str, str], admins: dict[str, Officer]
) -> None:
    page = page_of(admins["ur"], 360)
    page.goto(desk.url + addresses["conversation"])
    assert page.locator("html").get_attribute("dir") == "rtl"
    text = page.locator(".line.person .text.urdu").first
    size, height, family = text.evaluate(
        "(e) => ((s) => [parseFloat(s.fontSize), parseFloat(s.lineHeight), s.fontFamily])(getComputedStyle(e))"
    )
    assert size >= 18
    assert height >= 1.9 * size
    assert family.startswith("Nastaliq")
    assert page.evaluate("document.fonts.check('18px Nastaliq', 'ا')")
    latin = page_of(admins["en"], 360)
    latin.goto(desk.url + addresses["conversation"])
    assert latin.locator("html").get_attribute("dir") == "ltr"
    assert latin.locator(".line.person .text.urdu").first.get_attribute("dir") == "rtl"


def test_words_beside_buttons_have_room_on_a_phone(
    desk: Helpdesk, page_of: Opener, addresses: dict[str, str], admins: dict[str, Officer]
) -> None:
    tapped = "(SELECT max(id) FROM inbound WHERE kind = 'interactive')"
    park = f"UPDATE inbound SET state = 'parked', error = 'ValueError()' WHERE id = {tapped}"
    desk.write(lambda connection: connection.exec_driver_sql(park))
    for language in ("en", "ur"):
        page = page_of(admins[language], 360)
        page.goto(desk.url + addresses["parked"])
        beside = page.locator(".row > .grow").first
        assert beside.evaluate("(e) => e.getBoundingClientRect().width") > 250


def test_a_page_is_light_and_needs_nothing_from_elsewhere(
    desk: Helpdesk, page_of: Opener, addresses: dict[str, str], admins: dict[str, Officer]
) -> None:
    page = page_of(admins["en"])
    sizes: dict[str, int] = {}

    def count(response: object) -> None:
        sizes[response.url] = len(response.body())  # type: ignore[attr-defined]

    page.on("response", count)
    page.goto(desk.url + addresses["conversation"], wait_until="networkidle")
    assert all(url.startswith(desk.url) for url in sizes)
    assert sum(size for url, size in sizes.items() if not url.endswith(".woff2")) < 100_000


def test_the_keyboard_is_enough_to_take_and_answer(
    desk: Helpdesk, page_of: Opener, addresses: dict[str, str], admins: dict[str, Officer]
) -> None:
    page = page_of(admins["en"])
    page.goto(desk.url + addresses["queue"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("j")
    assert "/console/people/" in page.evaluate("document.activeElement.href")
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/people/*")
    page.get_by_label("Your answer").fill("By keyboard")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**done=sent*")
    page.goto(desk.url + addresses["cases"])
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
