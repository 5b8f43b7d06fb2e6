"""The files of the catalogues: the sentences of the code, and the `bot.po` of every language, read and written.

Languages are folders; Babel's `Locale` is never asked, for it takes `ur_Latn` for `ur`. Files carry no dates and no
line numbers, so they change only where a sentence does.
"""

import io
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.i18n.catalogues import LOCALES

ROOT = LOCALES.parent
PACKAGES = ("bot", "handlers", "knowledge")
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "n_": (1, 2)}


def languages(locales: Path = LOCALES) -> list[str]:
    """The languages that have a folder."""
    return sorted(folder.parent.name for folder in locales.glob("*/LC_MESSAGES"))


@cache
def template() -> Catalog:
    """All sentences of the code, untranslated."""
    catalogue = empty("")
    for package in PACKAGES:
        found = extract_from_dir(
            str(ROOT / package),
            method_map=[("**.py", "python"), ("**.html", "jinja2")],
            options_map={
                "**.py": {"encoding": "utf-8"},
                "**.html": {"encoding": "utf-8", "trim_blocks": "true", "lstrip_blocks": "true"},
            },
            keywords=KEYWORDS,
        )
        for _file, _line, id, _comments, context in found:
            catalogue.add(id, context=context)
    return catalogue


def empty(language: str) -> Catalog:
    """A catalogue without sentences; without a language the template."""
    return Catalog(
        locale=language or None,
        project="Munshi",
        version="0.1.0",
        header_comment=f"# Munshi in {language}. See locales/ur/STYLE.md."
        if language
        else "# The sentences of Munshi.",
        fuzzy=False,
    )


def read(file: Path) -> Catalog:
    """The catalogue in a file. Raises Babel's `PoFileError` where it is none."""
    return parse(file.read_bytes())


def parse(content: bytes) -> Catalog:
    """The same of what stands in a file."""
    return read_po(io.BytesIO(content), abort_invalid=True)


def write(file: Path, catalogue: Catalog) -> bool:
    """Write a catalogue, unless the file has it already; whether it was written."""
    text = text_of(catalogue)
    if file.exists() and file.read_bytes() == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    replace(file, text)
    return True


def replace(file: Path, content: bytes) -> None:
    """Write beside, then rename: another process may be reading."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_bytes(content)
    beside.replace(file)


_DROPPED_HEADERS = tuple(
    f'"{header}:'
    for header in (
        "Report-Msgid-Bugs-To",
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
    )
)


def text_of(catalogue: Catalog) -> bytes:
    """The catalogue as its file has it: sorted, without dates and places."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    lines = buffer.getvalue().decode().rstrip("\n").split("\n")
    return "\n".join([*(line for line in lines if not line.startswith(_DROPPED_HEADERS)), ""]).encode()


def template_file(locales: Path) -> Path:
    """The file of all sentences, untranslated."""
    return locales / "bot.pot"


def catalogue_file(locales: Path, language: str) -> Path:
    """The file of one language."""
    return locales / language / "LC_MESSAGES" / "bot.po"


def messages_of(catalogue: Catalog) -> list[Message]:
    """The sentences, without the header."""
    return [message for message in catalogue if message.id]


def key_of(message: Message) -> str:
    """The English a sentence is known by; of a plural its first form."""
    return forms_of(message.id)[0]


def forms_of(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """One form, or those of a plural."""
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def is_complete(message: Message) -> bool:
    """Whether every form is translated."""
    forms = forms_of(message.string)
    return len(forms) == len(forms_of(message.id)) and all(forms)
