"""Which sentences of the code become buttons, rows, menus or footers, and how long those may be; read from the code."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from bot.i18n.catalogue_files import KEYWORDS, PACKAGES, ROOT

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


_CALLS = re.compile(rb"\b(?:%s)\(" % "|".join([*KEYWORDS, *_SLOTS]).encode())
"""Without any of these a module has nothing for us, and need not be parsed: half of them have none."""


@cache
def _modules() -> tuple[tuple[str, ast.Module], ...]:
    files = (file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py")))
    read = ((str(file.relative_to(ROOT)), file.read_bytes()) for file in files)
    return tuple((name, ast.parse(source, name)) for name, source in read if _CALLS.search(source))


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
