"""The package as a file: pages to read, JSON and CSV for machines, and the files that were sent. Made in memory."""

import csv
import datetime as dt
import io
import zipfile
from typing import Any

import msgspec

from bot.i18n.catalogues import Catalogue
from bot.mydata.package import Package, Section

_RISKY = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet takes a cell for a formula (OWASP, "CSV injection")."""


def zipped(package: Package, words: Catalogue, html: str, operator: str) -> bytes:
    """A ZIP with index.html, data.json, one CSV a table, and what was sent."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("index.html", html)
        file.writestr("data.json", as_json(package, words, operator))
        for section in package.sections:
            file.writestr(f"csv/{section.table}.csv", as_csv(section))
        for one in package.files:
            file.writestr(one.name, one.content)
    return made.getvalue()


def as_json(package: Package, words: Catalogue, operator: str) -> bytes:
    """Everything, with where it is from, why it is kept and until when."""
    sections = [
        {
            "table": section.table,
            "what": words.say(section.called),
            "from": words.say(section.source),
            "why": words.say(section.why),
            "until": words.say(section.until),
            "rows": section.rows,
        }
        for section in package.sections
    ]
    whole = {"operator": operator, "made_at": package.made_at, "held": sections}
    return msgspec.json.format(msgspec.json.encode(whole), indent=1)


def as_csv(section: Section) -> bytes:
    """One table. With a byte order mark, so that spreadsheets read Urdu."""
    names = list(dict.fromkeys(name for row in section.rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in section.rows)
    return ("\ufeff" + text.getvalue()).encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_RISKY) else value
    return msgspec.json.encode(value).decode()
