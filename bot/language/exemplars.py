"""What people say for each thing they want: the sentences the classifier learns from.

`exemplars/intents/<intent>.toml` and `exemplars/topics/<topic>.toml` hold a list a language. What is not ours
(`out_of_scope.toml`) is no class: it has nothing in common but that, and serves to set the gate.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).with_name("exemplars")
LANGUAGES = ("en", "ur", "ur_Latn")
QUESTION = "kb_question"
"""The intent of every message that asks something an article may answer."""


class Exemplar(NamedTuple):
    """One sentence. `topic` is "" unless it is a question on a topic."""

    text: str
    language: str
    intent: str
    topic: str = ""


@cache
def exemplars() -> tuple[Exemplar, ...]:
    """Every sentence of the files, for all intents and topics."""
    return (
        *(Exemplar(text, language, file.stem) for file, language, text in _sentences("intents/*.toml")),
        *(Exemplar(text, language, QUESTION, file.stem) for file, language, text in _sentences("topics/*.toml")),
    )


@cache
def not_ours() -> tuple[Exemplar, ...]:
    """What people send that has nothing to do with us."""
    return tuple(Exemplar(text, language, "") for _file, language, text in _sentences("out_of_scope.toml"))


@cache
def intents() -> tuple[str, ...]:
    """Every intent that has sentences."""
    return tuple(sorted(file.stem for file in FOLDER.glob("intents/*.toml")))


def _sentences(pattern: str) -> list[tuple[Path, str, str]]:
    return [
        (file, language, text)
        for file in sorted(FOLDER.glob(pattern))
        for language, texts in tomllib.loads(file.read_text(encoding="utf-8")).items()
        if language in LANGUAGES
        for text in texts
    ]
