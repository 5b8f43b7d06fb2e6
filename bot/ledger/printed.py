"""The report as a page for the terminal."""

import datetime as dt
import textwrap
from collections.abc import Iterator

from bot.ledger.report import Line, Report
from knowledge.prices import MICRO, is_outdated

_WIDTH = 100


def printed(report: Report) -> str:
    """The report in words and columns."""
    return "\n".join(_parts(report)) + "\n"


def _parts(report: Report) -> Iterator[str]:
    yield f"What the messages of {report.month} cost (Pakistan's calendar)"
    yield ""
    yield from _prices(report)
    yield ""
    yield from _table("channel, category", report.by_category, report.total)
    yield ""
    yield from _table("flow", report.by_flow, None)
    yield ""
    yield f"{'billed messages by our count':52}{usd(report.total.micro_usd):>14}"
    yield f"{f'free: the first of a month for each number ({report.free:,})':52}{usd(-report.free_micro_usd):>14}"
    yield f"{'to be paid':52}{usd(report.payable):>14}"
    yield f"{'to be paid by a naive bot for the same talks':52}{usd(report.naive_payable):>14}"
    yield ""
    yield from _registrations(report)
    yield ""
    yield from _notes(report)


def _prices(report: Report) -> Iterator[str]:
    table = report.table
    if table is None:
        yield "Prices: no table for this month; amounts are missing."
        return
    each = ", ".join(f"{category} {price:g}" for category, price in table.usd.items())
    sure = table.confidence.upper()
    yield f"Prices: table {table.version} for {table.market}, as of {table.as_of}, confidence {sure}."
    yield f"  US dollars each: {each}; {table.free_service:,} service messages a month and number free."
    yield from textwrap.wrap(table.source, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    if any(version != table.version for version in report.versions):
        yield f"  Some messages were charged by other tables: {', '.join(report.versions)}."
    if is_outdated(table, dt.date.fromisoformat(f"{report.month}-01")):
        yield "  This table is for an earlier quarter. Name a newer one with PRICE_TABLE."


def _table(title: str, lines: list[Line], total: Line | None) -> Iterator[str]:
    yield f"{title:28}{'messages':>10}{'billed':>10}{'USD':>14}{'naive messages':>18}{'naive USD':>14}"
    for line in [*lines, *([total] if total is not None else [])]:
        name = ", ".join(part or "(no flow)" for part in line.name)
        money = usd(line.micro_usd) + ("+?" if line.unpriced else "")
        yield (
            f"{name:28}{line.messages:>10,}{line.billed:>10,}{money:>14}"
            f"{line.naive_messages:>18,}{usd(line.naive_micro_usd):>14}"
        )


def _registrations(report: Report) -> Iterator[str]:
    many, line = report.registrations, report.registration
    if not many:
        yield "No registration was finished in this month."
        return
    yield f"{many:,} registrations were finished. For each, all that was sent to its owner in the month until then:"
    yield f"  {line.messages / many:.1f} messages, {usd(line.micro_usd // many)} (before free messages)"
    yield f"  naive: {line.naive_messages / many:.1f} messages, {usd(line.naive_micro_usd // many)}"


def _notes(report: Report) -> Iterator[str]:
    rows = report.total.rows
    yield from textwrap.wrap(
        "The naive bot sends each paragraph of these very texts (remark, complaint, question: whatever an empty line "
        "parts) as a message of its own. Questions that nobody had to be asked, because one sentence answered "
        "several, are not counted in its favour or against it.",
        _WIDTH,
    )
    yield f"Billed or not: the carrier's own word for {report.by_status:,} of {rows:,} messages, our rule for the rest."
    if report.total.unpriced:
        yield f"+?: for {report.total.unpriced:,} billed messages no table knows the price; they are not in the sums."
    if report.unknown:
        yield f"{report.unknown:,} messages may or may not have gone out; they are not counted."
    if report.repeated:
        yield f"{report.repeated:,} messages were handed over twice; if both went out, the first is not counted."


def usd(micro: int) -> str:
    """An amount of millionths of a US dollar."""
    return f"{'-' if micro < 0 else ''}${abs(micro) / MICRO:,.4f}"
