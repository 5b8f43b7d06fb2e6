"""The catalogues' workshop: collect the sentences, merge them into every language, compile, find mistakes.

    python -m bot.i18n.messages update     sentences from the code into locales/*/LC_MESSAGES/bot.po
    python -m bot.i18n.messages compile    .po files into .mo files, where those are older
    python -m bot.i18n.messages check      say what is wrong; exit 1 if anything is

Languages are folders; Babel's `Locale` is never asked, for it takes `ur_Latn` for `ur`. Files carry no dates and no
line numbers, so they change only where a sentence does.
"""

import ast
import io
import re
import string
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from bot.i18n.catalogues import DEFAULT, LOCALES

ROOT = LOCALES.parent
PACKAGES = ("bot", "handlers", "knowledge")
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "n_": (1, 2)}

URDU, ROMAN = "ur", "ur_Latn"

# What WhatsApp shows of a label: reply button 20, row of a list 24, description of a row 72, label that opens a list
# 20, footer 60 (see channels/shape.py). Up to three options become buttons. Lengths are in UTF-16 units.
BUTTON, ROW, DESCRIPTION, MENU, FOOTER = 20, 24, 72, 20, 60
_MOST_BUTTONS = 3
_NAMED_LIMITS = {"CHOOSE": MENU, "PROGRESS": FOOTER}
_OPTION = "Option"


class _Slot(NamedTuple):
    """An argument that becomes a label: its place, its name, how long it may be (0: it depends on its neighbours)."""

    place: int
    name: str
    most: int


_SLOTS: dict[str, tuple[_Slot, ...]] = {
    _OPTION: (_Slot(1, "label", 0), _Slot(2, "description", DESCRIPTION)),
    "YesNo": (_Slot(0, "yes", BUTTON), _Slot(1, "no", BUTTON)),
    "Consent": (_Slot(2, "yes", BUTTON), _Slot(3, "no", BUTTON)),
    "offer": (_Slot(1, "label", BUTTON),),
    "review": (_Slot(1, "confirm", BUTTON),),
    "Field": (_Slot(1, "label", ROW),),
}

_WIDEST_HOLE = "000"  # what stands in a hole of a label or a footer is a number of at most three digits
_HOLE = re.compile(r"\{\w*\}")
_URDU_LETTER = re.compile("[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_ARABIC_TWINS = {"ي": "ی", "ى": "ی", "ك": "ک", "ه": "ہ", "ة": "ۃ"}
_OTHER_DIGITS = re.compile("[\u0660-\u0669\u06f0-\u06f9]")
_INVISIBLE = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_LATIN_COMMA = re.compile(r"(?<![0-9A-Za-z])[,;?]|[,;?](?! ?[0-9A-Za-z])")
_LATIN_STOP = re.compile("(?<=[\u0600-\u06ff\ufb50-\ufefc])\\.")
_PAIRS = {",": "،", ";": "؛", "?": "؟"}
_ENDS = {URDU: "۔؟!:…", ROMAN: ".?!:…"}


# --- from the code to the catalogues


def extract(locales: Path = LOCALES) -> bool:
    """Write `bot.pot` from the code. True where it changed."""
    return _write(_template_file(locales), template())


def update(locales: Path = LOCALES) -> list[str]:
    """Merge the code's sentences into every catalogue and say which sentences are new or gone, by language.

    Translations stay. A sentence whose English was only retouched keeps its translation, marked fuzzy until somebody
    has looked at it; `problems` names it. English itself is written through.
    """
    extract(locales)
    told: list[str] = []
    for language in languages(locales):
        new = read_po(io.BytesIO(_text(template())))  # a copy: Babel puts its very messages into the catalogue
        file = _catalogue_file(locales, language)
        catalogue = _read(file) if file.exists() else _empty(language)
        before = {_key(message) for message in _messages(catalogue)}
        now = {_key(message) for message in _messages(new)}
        catalogue.update(new, no_fuzzy_matching=language == DEFAULT, update_header_comment=False)
        catalogue.obsolete.clear()
        if language == DEFAULT:
            for message in _messages(catalogue):
                message.string = message.string if _complete(message) else message.id
        _write(file, catalogue)
        told += [f"{language}: new: {id}" for id in sorted(now - before)]
        told += [f"{language}: gone: {id}" for id in sorted(before - now)]
    return told


def compile_all(locales: Path = LOCALES) -> list[str]:
    """Write `bot.mo` beside every `bot.po` that is newer. Returns the languages that were compiled."""
    done = []
    for language in languages(locales):
        source = _catalogue_file(locales, language)
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        buffer = io.BytesIO()
        write_mo(buffer, _read(source))
        _replace(target, buffer.getvalue())
        done.append(language)
    return done


def languages(locales: Path = LOCALES) -> list[str]:
    """The languages that have a folder."""
    return sorted(folder.parent.name for folder in locales.glob("*/LC_MESSAGES"))


@cache
def template() -> Catalog:
    """All sentences of the code, untranslated."""
    catalogue = _empty("")
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


def _empty(language: str) -> Catalog:
    return Catalog(
        locale=language or None,
        project="Munshi",
        version="0.1.0",
        header_comment=f"# Munshi in {language}. See locales/ur/STYLE.md."
        if language
        else "# The sentences of Munshi.",
        fuzzy=False,
    )


def _read(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, abort_invalid=True)


def _write(file: Path, catalogue: Catalog) -> bool:
    text = _text(catalogue)
    if file.exists() and file.read_bytes() == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    _replace(file, text)
    return True


def _replace(file: Path, content: bytes) -> None:
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


def _text(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    lines = buffer.getvalue().decode().rstrip("\n").split("\n")
    return "\n".join([*(line for line in lines if not line.startswith(_DROPPED_HEADERS)), ""]).encode()


def _template_file(locales: Path) -> Path:
    return locales / "bot.pot"


def _catalogue_file(locales: Path, language: str) -> Path:
    return locales / language / "LC_MESSAGES" / "bot.po"


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _key(message: Message) -> str:
    return _forms(message.id)[0]


def _forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def _complete(message: Message) -> bool:
    forms = _forms(message.string)
    return len(forms) == len(_forms(message.id)) and all(forms)


# --- from the catalogues to their mistakes


def problems(locales: Path = LOCALES) -> list[str]:
    """All mistakes that a machine can see, one line each."""
    new = template()
    found = []
    pot = _template_file(locales)
    if not pot.exists() or pot.read_bytes() != _text(new):
        found.append("bot.pot does not have the sentences of the code; run: python -m bot.i18n.messages update")
    found += [f"{place}: a sentence must be written out inside _() or n_()" for place in unreadable_sentences()]
    limits = labels()
    for language in languages(locales):
        file = _catalogue_file(locales, language)
        if not file.exists():
            found.append(f"{language}: has no bot.po")
            continue
        found += [f"{language}: {problem}" for problem in _catalogue_problems(language, _read(file), new, limits)]
    return found


def _catalogue_problems(language: str, catalogue: Catalog, new: Catalog, limits: dict[str, int]) -> Iterator[str]:
    if catalogue.plural_forms != "nplurals=2; plural=(n != 1);":
        yield f"Plural-Forms are {catalogue.plural_forms}"
    wanted = {_key(message) for message in _messages(new)}
    present = {_key(message): message for message in _messages(catalogue)}
    for id in sorted(wanted - present.keys()):
        yield f"“{id}” is missing"
    for id in sorted(present.keys() - wanted):
        yield f"“{id}” is no longer in the code"
    for id in sorted(wanted & present.keys()):
        message = present[id]
        if message.fuzzy:
            yield f"“{id}” is fuzzy: look at the translation and remove the mark"
        ids, texts = _forms(message.id), _forms(message.string)
        if len(ids) != len(texts):
            yield f"“{id}” has {len(texts)} forms instead of {len(ids)}"
        elif not all(texts):
            yield f"“{id}” is not translated"
        else:
            for text in texts:
                for problem in _text_problems(language, ids, text, limits.get(id, 0)):
                    yield f"“{id}” {problem}: {text}"


def _text_problems(language: str, ids: tuple[str, ...], text: str, most: int) -> Iterator[str]:
    holes = _holes(text)
    if holes is None:
        yield "has braces that do not close"
    elif holes not in [_holes(id) for id in ids]:
        yield f"has the holes {sorted(holes)} instead of {sorted(_holes(ids[-1]) or ())}"
    if most and _length(_HOLE.sub(_WIDEST_HOLE, text)) > most:
        yield f"may have at most {most} characters"
    if _INVISIBLE.search(text):
        yield "has invisible or direction characters; the program sets them around what fills a hole"
    if text != unicodedata.normalize("NFC", text):
        yield "is not in Unicode's composed form (NFC)"
    if text != text.strip() or "  " in text:
        yield "has blanks to remove"
    if _OTHER_DIGITS.search(text):
        yield "has digits other than 0–9"
    if language == URDU:
        yield from _urdu_problems(ids[-1], text)
    if language == ROMAN and _URDU_LETTER.search(text) and not _URDU_LETTER.search(ids[-1]):
        yield "has Urdu letters"
    if language in _ENDS and ids[-1].endswith((".", "?")) and not text.endswith(tuple(_ENDS[language])):
        yield f"ends without one of {' '.join(_ENDS[language])}"


def _urdu_problems(id: str, text: str) -> Iterator[str]:
    for arabic, urdu in _ARABIC_TWINS.items():
        if arabic in text:
            yield f"has the Arabic letter {arabic} (U+{ord(arabic):04X}) instead of {urdu}"
    for sign in sorted(set(_LATIN_COMMA.findall(text))):
        yield f"has {sign} instead of {_PAIRS[sign]}"
    if _LATIN_STOP.search(text):
        yield "has . instead of ۔"
    if _HOLE.sub("", text).isascii() and any(map(str.isalpha, _HOLE.sub("", id))):
        yield "has no Urdu in it"


def _holes(text: str) -> set[str] | None:
    """The names of the holes; None where the braces are broken."""
    try:
        return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


# --- what the code does with a sentence


@cache
def _modules() -> tuple[tuple[str, ast.Module], ...]:
    files = (file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py")))
    return tuple((str(file.relative_to(ROOT)), ast.parse(file.read_bytes(), str(file))) for file in files)


@cache
def unreadable_sentences() -> tuple[str, ...]:
    """Where `_()` or `n_()` is given something other than plain text, so that no catalogue can have it."""
    return tuple(
        f"{name}:{node.lineno}"
        for name, module in _modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and _called(node) in KEYWORDS and not all(map(_literal, _sentences(node)))
    )


@cache
def labels() -> dict[str, int]:
    """Sentences that become buttons, rows, menus or footers, and how long they may be."""
    named: dict[str, str] = {}
    for _name, module in _modules():
        named.update(_named_sentences(module))
    found: dict[str, int] = {}
    for name, most in _NAMED_LIMITS.items():
        if name in named:
            found[named[name]] = most
    for _name, module in _modules():
        for id, most in _labels(module, named):
            found[id] = min(most, found.get(id, most))
    return found


def _named_sentences(module: ast.Module) -> Iterator[tuple[str, str]]:
    """`SKIP = _("Leave it out")` → SKIP, Leave it out."""
    for statement in module.body:
        value = getattr(statement, "value", None)
        if isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(value, ast.Call) and _called(value) == "_":
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            for target in targets:
                if isinstance(target, ast.Name) and (id := _literal(value.args[0])):
                    yield target.id, id


def _labels(module: ast.Module, named: dict[str, str]) -> Iterator[tuple[str, int]]:
    around = {child: node for node in ast.walk(module) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        for slot in _SLOTS.get(_called(node), ()):
            argument = node.args[slot.place] if len(node.args) > slot.place else None
            argument = next((keyword.value for keyword in node.keywords if keyword.arg == slot.name), argument)
            if argument is not None:
                most = slot.most or (ROW if _options_beside(node, around) > _MOST_BUTTONS else BUTTON)
                yield from ((id, most) for id in _sentences_in(argument, named))


def _options_beside(option: ast.AST, around: dict[ast.AST, ast.AST]) -> int:
    """How many options are written in the expression this one is part of."""
    while isinstance(around.get(option), ast.expr | ast.keyword):
        option = around[option]
    return sum(isinstance(node, ast.Call) and _called(node) == _OPTION for node in ast.walk(option))


def _sentences_in(argument: ast.expr, named: dict[str, str]) -> Iterator[str]:
    for node in ast.walk(argument):
        if isinstance(node, ast.Call) and _called(node) == "_" and node.args and (id := _literal(node.args[0])):
            yield id
        elif isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name.isupper() and name in named:
                yield named[name]


def _sentences(call: ast.Call) -> list[ast.expr]:
    return call.args[: 1 if _called(call) == "_" else 2]


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _literal(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def main(arguments: list[str]) -> int:
    """The command line; see the top of this file."""
    match arguments:
        case ["update"]:
            lines = update()
        case ["compile"]:
            compile_all()
            return 0
        case ["check"]:
            lines = problems()
        case _:
            lines = ["usage: python -m bot.i18n.messages update | compile | check"]
    for line in lines:
        sys.stderr.write(f"{line}\n")
    return 0 if arguments == ["update"] or not lines else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
