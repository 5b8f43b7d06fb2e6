"""Articles: found, read as people read them, compared; taken back, and given back to the file."""

import asyncio
import datetime as dt
from typing import Any, Final, NamedTuple

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.answered import service
from bot.answered.articles import CURRENT, FILE, WITHDRAWN, Overtaken, Standing, Unfit, Version
from bot.clock import day_in_pakistan
from bot.console import article_form, forms
from bot.console.article_read import as_read
from bot.console.differences import differences
from bot.console.gate import Gate, NotFound
from bot.console.visit import Visit
from bot.html import answers
from bot.i18n.words import Words, _
from bot.staff import audit
from bot.staff.roles import Permission
from knowledge import factbook, library, search
from knowledge.library import Article

_MOST_FOUND: Final = 40
_NEXT_LOOK: Final = dt.timedelta(days=180)

GROUPS: Final[dict[str, Words]] = {
    "registration": _("Registration"),
    "loans": _("Loans"),
    "export_fund": _("Export fund (EDF)"),
    "export": _("Exporting"),
    "tax": _("Taxes"),
    "training": _("Training"),
    "programmes": _("Programmes"),
    "places": _("Places and offices"),
    "privacy": _("Data and frauds"),
    "about": _("About SMEDA"),
}
"""By the folders below knowledge/articles, in the order of the list."""

STATES: Final[dict[str, Words]] = {
    FILE: _("From the file"),
    CURRENT: _("Published here"),
    WITHDRAWN: _("Taken back"),
}
WHY_REVIEW: Final[dict[str, Words]] = {
    "due": _("To be looked at again"),
    "file": _("The file is newer"),
}


class Line(NamedTuple):
    """One article in the list."""

    topic: str
    article: Article
    state: str
    review: str
    useful: tuple[int, int]
    gaps: int


def open_room(gate: Gate) -> None:
    gate.get("/console/articles", Permission.PUBLISH, lambda visit: _list(gate, visit))
    gate.get("/console/articles/facts", Permission.PUBLISH, lambda visit: _facts(visit))
    gate.get("/console/articles/{topic}", Permission.PUBLISH, lambda visit: show(gate, visit))
    gate.post("/console/articles/{topic}", Permission.PUBLISH, lambda visit: _change(gate, visit))
    gate.get("/console/articles/{topic}/compare", Permission.PUBLISH, lambda visit: _compare(gate, visit))


async def _list(gate: Gate, visit: Visit) -> Response:
    words, group, only = visit.asked("words"), visit.asked("group", 30), visit.asked("only", 20)
    hits = await asyncio.to_thread(search.find, words, _MOST_FOUND, (search.ARTICLE,)) if words else []
    lines = await gate.munshi.database.read(lambda connection: _lines(connection, day_in_pakistan(visit.now)))
    order = [hit.id for hit in hits]
    shown = [
        line
        for line in lines.values()
        if group in ("", line.article.group) and (not only or line.review) and (not words or line.topic in order)
    ]
    if words:
        shown.sort(key=lambda line: order.index(line.topic))
    groups = {id: label for id, label in GROUPS.items() if any(line.article.group == id for line in shown)}
    return visit.page(
        "articles.html", lines=shown, groups=groups, all_groups=GROUPS, states=STATES, why=WHY_REVIEW,
        total=len(lines), waiting=sum(bool(line.review) for line in lines.values()), is_found=bool(words),
    )  # fmt: skip


def _lines(connection: Connection, today: dt.date) -> dict[str, Line]:
    published = service.in_force(connection)
    gone = service.taken_back(connection)
    reviews, useful, asked = (
        service.to_review(connection, today),
        service.ratings(connection),
        service.asked_about(connection),
    )
    found = {**library.articles(), **published}
    places = {id: place for place, id in enumerate(GROUPS)}
    order = sorted(found, key=lambda topic: (places.get(found[topic].group, 99), topic))
    return {
        topic: Line(
            topic,
            found[topic],
            WITHDRAWN if topic in gone else CURRENT if topic in published else FILE,
            reviews.get(topic, ""),
            useful.get((topic, found[topic].version), (0, 0)),
            asked.get(topic, 0),
        )
        for topic in order
    }


async def _facts(visit: Visit) -> Response:
    """The facts there are, for whoever writes an article."""
    words = visit.asked("words").casefold().split()
    found = [
        fact
        for fact in factbook.facts().values()
        if all(word in f"{fact.id} {fact.fact} {fact.source} {fact.topic}".casefold() for word in words)
    ]
    return visit.page("facts.html", found=found[:_MOST_FOUND], total=len(found), sure=article_form.SURE)


async def show(gate: Gate, visit: Visit, status: int = 200, problem: Words | None = None) -> Response:
    """One article."""
    topic = topic_of(visit)
    today = day_in_pakistan(visit.now)

    def look(connection: Connection) -> dict[str, Any] | None:
        stands = service.standing_of(connection, topic)
        if stands is None:
            return None
        near = stands.article.related if stands.article is not None else ()
        return {
            "stands": stands,
            "near": service.standing(connection, near),
            "versions": service.history(connection, topic),
            "told": service.told_to(connection, topic),
            "useful": {version: counts for (_topic, version), counts in service.ratings(connection, topic).items()},
            "gap_count": service.asked_about(connection).get(topic, 0),
            "review": service.to_review(connection, today).get(topic, ""),
        }

    found = await gate.munshi.database.read(look)
    if found is None:
        raise NotFound
    stands: Standing = found["stands"]
    file = library.articles().get(topic)
    article = stands.article or file
    read = [] if stands.article is None else as_read(
        gate.munshi.script, stands.article, found["near"], visit.now, gate.munshi.settings.operator_name
    )  # fmt: skip
    known = {one.version for one in found["versions"]} | ({file.version} if file is not None else set())
    newer = differences(stands.article, file) if found["review"] == "file" else []
    return visit.page(
        "article.html", status, problem=problem, topic=topic, article=article, file=file, read=read, states=STATES,
        facts=[factbook.facts()[id] for id in article.facts if id in factbook.facts()] if article else [],
        groups=GROUPS, why=WHY_REVIEW, labels=article_form.LABELS, newer=newer,
        owners=article_form.OWNERS, sure=article_form.SURE,
        unknown_versions=sorted(set(found["told"]) - known), next_look=(today + _NEXT_LOOK).isoformat(),
        note=forms.text(visit.form, "note", 500), what=forms.text(visit.form, "what", 20), **found,
    )  # fmt: skip


def topic_of(visit: Visit) -> str:
    return str(visit.request.path_params.get("topic", ""))[:60]


async def _compare(gate: Gate, visit: Visit) -> Response:
    """Two versions: each an id of what was published, or "file"."""
    topic = topic_of(visit)
    versions = await gate.munshi.database.read(lambda connection: service.history(connection, topic))
    file = library.articles().get(topic)
    sides = [_side(versions, file, visit.asked(name, 30)) for name in ("one", "two")]
    return visit.page(
        "compare.html", topic=topic, sides=sides, differing=differences(*(side.article for side in sides)),
        labels=article_form.LABELS, sure=article_form.SURE,
    )  # fmt: skip


class Side(NamedTuple):
    """One of the two."""

    version: Version | None
    article: Article | None


def _side(versions: list[Version], file: Article | None, named: str) -> Side:
    if named == FILE and file is not None:
        return Side(None, file)
    found = next((one for one in versions if str(one.id) == named), None)
    if found is None:
        raise NotFound
    return Side(found, service.made_of(found))


async def _change(gate: Gate, visit: Visit) -> Response:
    """Take it back, give it back to the file, keep ours over a newer file, or say that it is still right."""
    topic, what = topic_of(visit), forms.text(visit.form, "what", 20)
    note, seen = forms.text(visit.form, "note", 500), forms.text(visit.form, "seen", 60)
    by, now = visit.account.email, visit.now
    if what not in _SAID:
        raise NotFound

    def change(connection: Connection) -> None:
        if what == "withdraw":
            service.withdraw(connection, topic, by=by, now=now, note=note, seen=seen)
        elif what == "restore":
            service.restore(connection, topic, seen=seen)
        else:
            stands = service.standing_of(connection, topic)
            if stands is None or stands.article is None:
                raise Overtaken
            body = {**library.body(stands.article), "group": stands.article.group}
            if what == "checked":
                body |= {"reviewed_on": day_in_pakistan(now).isoformat(), "review_by": review_by}
            service.publish(connection, topic, body, by=by, now=now, note=note, seen=seen)
        audit.record(connection, visit.actor, _CODES.get(what, "article published"), now, subject=topic)

    review_by = forms.text(visit.form, "review_by", 10)
    if what == "checked" and forms.day(review_by) is None:
        return await show(gate, visit, 400, _("Please choose the day of the next look."))
    if what == "withdraw" and not note:
        return await show(gate, visit, 400, _("Please say why, for the history."))
    try:
        await gate.munshi.writer.write(change)
    except Overtaken:
        return await show(gate, visit, 409, OVERTAKEN)
    except Unfit as why:
        return await show(gate, visit, 400, why.problems[0].said)
    await gate.munshi.articles.look()
    return answers.see(f"/console/articles/{topic}?done={_SAID[what]}")


OVERTAKEN = _("Somebody else has changed this article meanwhile. Please read how it stands now.")
_SAID: Final = {"withdraw": "withdrawn", "restore": "restored", "keep": "published", "checked": "published"}
_CODES: Final = {"withdraw": "article withdrawn", "restore": "article restored"}
