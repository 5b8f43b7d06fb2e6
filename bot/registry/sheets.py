"""Tables as files: CSV as spreadsheets write it, and XLSX. Knows nothing of what stands in them."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Final

Cell = str | int

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_ROWS: Final = 20_000
_MOST_UNPACKED: Final = 200 * 1024 * 1024
_MOST_CELL: Final = 2_000
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a text that begins so for a formula (OWASP, "CSV Injection")."""


class Unreadable(ValueError):
    """The file is not a table we can read. `reason` is "kind", "large", "rows" or "broken"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """With a byte order mark: without it Excel shows Urdu as rubbish."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str, right_to_left: bool) -> bytes:
    """One sheet, its first row fixed."""
    from openpyxl import Workbook  # loaded where it is used: a seventh of a second at every start

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    sheet.sheet_view.rightToLeft = right_to_left
    sheet.append(list(header))
    for row in rows:
        sheet.append([_harmless(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def read(name: str, content: bytes) -> list[list[str]]:
    """The rows of a file, its kind by the ending of its name; every cell as text. Raises `Unreadable`."""
    if len(content) > MOST_BYTES:
        raise Unreadable("large")
    kind = name.lower().rpartition(".")[2]
    if kind == "csv":
        rows = _read_csv(content)
    elif kind == "xlsx":
        rows = _read_xlsx(content)
    else:
        raise Unreadable("kind")
    if len(rows) > MOST_ROWS + 1:
        raise Unreadable("rows")
    return rows


def _read_csv(content: bytes) -> list[list[str]]:
    text = decoded(content)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if len(rows) > MOST_ROWS + 1:
                break
            rows.append([_plain(cell) for cell in row])
    except csv.Error:
        raise Unreadable("broken") from None
    return rows


def decoded(content: bytes) -> str:
    """A CSV file's text, in whichever letters it was saved. Raises `Unreadable`."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        codings: tuple[str, ...] = ("utf-16",)
    else:
        codings = ("utf-8-sig", "cp1256")  # an old Excel in Pakistan writes Windows' Arabic letters
    for coding in codings:
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable("broken")


def _read_xlsx(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        # What it becomes is looked at before any of it is unpacked.
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_UNPACKED:
                raise Unreadable("large")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = []
        for row in sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=100, values_only=True):
            rows.append(_filled([_plain(_as_text(cell)) for cell in row]))
        book.close()
    except Unreadable:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError, SyntaxError):
        raise Unreadable("broken") from None
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _filled(row: list[str]) -> list[str]:
    """Without the empty cells after the last one that is not."""
    while row and not row[-1]:
        row.pop()
    return row


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _plain(cell: str) -> str:
    text = cell.strip()[:_MOST_CELL]
    return text[1:] if text.startswith("'") and text[1:2] in _FORMULA else text
