"""Writing an article: checked, looked at as people will read it, then published. Nothing that was typed is lost."""

from typing import Any, NamedTuple

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.answered import service
from bot.answered.articles import Overtaken, Standing, Unfit
from bot.clock import day_in_pakistan
from bot.console import article_form, forms
from bot.console.article_form import MOST_BYTES, Typed
from bot.console.article_read import as_read
from bot.console.differences import differences
from bot.console.gate import Gate, NotFound
from bot.console.rooms.articles import GROUPS, OVERTAKEN, topic_of
from bot.console.visit import Visit
from bot.html import answers
from bot.i18n.words import Words, _
from bot.staff import audit
from bot.staff.roles import Permission
from knowledge import factbook, library
from knowledge.check_articles import LONGEST, MOST_RELATED, OWNERS, Problem
from knowledge.library import Article


def open_room(gate: Gate) -> None:
    gate.get("/console/articles/{topic}/edit", Permission.PUBLISH, lambda visit: _open(gate, visit))
    gate.post("/console/articles/{topic}/edit", Permission.PUBLISH, lambda visit: _write(gate, visit),
              most_bytes=MOST_BYTES)  # fmt: skip


async def _stands(gate: Gate, visit: Visit) -> Standing:
    topic = topic_of(visit)
    found = await gate.munshi.database.read(lambda connection: service.standing_of(connection, topic))
    if found is None:
        raise NotFound
    return found


async def _open(gate: Gate, visit: Visit) -> Response:
    """The article in force; of one that was taken back, the last text it had; with `?from=file`, the file's."""
    stands = await _stands(gate, visit)
    article = library.articles().get(stands.topic) if visit.asked("from") == "file" else stands.article
    article = article or await _last(gate, stands.topic)
    typed = article_form.typed_of(article)
    typed["reviewed_on"] = day_in_pakistan(visit.now).isoformat()
    return _page(visit, stands, article.group, typed)


async def _last(gate: Gate, topic: str) -> Article:
    versions = await gate.munshi.database.read(lambda connection: service.history(connection, topic))
    made = next((article for one in versions if (article := service.made_of(one)) is not None), None)
    return made or library.article(topic)


def _page(visit: Visit, stands: Standing, group: str, typed: Typed, status: int = 200, **more: Any) -> Response:
    facts = [factbook.facts()[id] for id in typed["facts"].split()[:20] if id in factbook.facts()]
    values: dict[str, Any] = {
        "problem": None, "problems": [], "read": [], "changes": [], "is_overtaken": False,
        "note": forms.text(visit.form, "note", 500),
        **more,
    }  # fmt: skip
    beside: dict[str, list[Words]] = {}
    for one in values.pop("problems"):
        beside.setdefault(one.field, []).append(one.said)
    return visit.page(
        "article_edit.html", status, topic=stands.topic, group=group, groups=GROUPS, seen=stands.seen, typed=typed,
        labels=article_form.LABELS, longest=LONGEST, owner_ids=OWNERS, most_related=MOST_RELATED,
        owners=article_form.OWNERS, sure=article_form.SURE, facts=facts,
        beside=beside, **values,
    )  # fmt: skip


async def _write(gate: Gate, visit: Visit) -> Response:
    """Check and show what was typed, or publish it."""
    stands, typed = await _stands(gate, visit), article_form.typed_in(visit.form)
    seen, note = forms.text(visit.form, "seen", 60), forms.text(visit.form, "note", 500)
    group = (stands.article or await _last(gate, stands.topic)).group
    if seen != stands.seen:
        return await _overtaken(gate, visit, seen, group, typed)
    is_preview = forms.text(visit.form, "what", 20) == "preview"
    body, problems = article_form.body_of(typed, group, stands.topic)
    try:
        tried = None if problems else await gate.munshi.database.read(lambda c: _tried(c, stands.topic, body))
    except Unfit as why:
        tried, problems = None, why.problems
    if tried is None or tried.problems:
        problems = tried.problems if tried is not None else problems
        return _page(visit, stands, group, typed, 400, problems=problems, problem=_NOT_YET)
    if is_preview:
        operator = gate.munshi.settings.operator_name
        read = as_read(gate.munshi.script, tried.article, tried.near, visit.now, operator)
        return _page(visit, stands, group, typed, read=read, changes=differences(stands.article, tried.article))
    if stands.article is not None and tried.article.version == stands.article.version:
        return _page(visit, stands, group, typed, 400, problem=_("It says the same as what is in force already."))
    if not note:
        return _page(visit, stands, group, typed, 400, problem=_("Please say in a few words what you changed and why."))

    def publish(connection: Connection) -> None:
        made = service.publish(
            connection, stands.topic, body, by=visit.account.email, now=visit.now, note=note, seen=seen
        )
        detail = {"version": made.version}
        audit.record(connection, visit.actor, "article published", visit.now, subject=stands.topic, detail=detail)

    try:
        await gate.munshi.writer.write(publish)
    except Overtaken:
        return await _overtaken(gate, visit, seen, group, typed)
    await gate.munshi.articles.look()
    return answers.see(f"/console/articles/{stands.topic}?done=published")


class _Tried(NamedTuple):
    """What the form makes, what is wrong with it, and the articles related to it."""

    article: Article
    problems: list[Problem]
    near: dict[str, Article]


def _tried(connection: Connection, topic: str, body: dict[str, Any]) -> _Tried:
    article, problems = service.tried(connection, topic, body)
    return _Tried(article, problems, service.standing(connection, article.related))


async def _overtaken(gate: Gate, visit: Visit, seen: str, group: str, typed: Typed) -> Response:
    """Somebody was quicker: what she changed is shown, and the form stays; sent again it stands over that."""
    now = await _stands(gate, visit)
    versions = await gate.munshi.database.read(lambda connection: service.history(connection, now.topic))
    read = next((one for one in versions if str(one.id) == seen), None)
    before = service.made_of(read) if read is not None else library.articles().get(now.topic)
    changes = differences(before, now.article)
    return _page(visit, now, group, typed, 409, problem=OVERTAKEN, changes=changes, is_overtaken=True)


_NOT_YET = _("It cannot be published so. What is wrong stands beside the fields; nothing you typed is lost.")
