"""Accepted sentences put into files in the format of `bot/language/exemplars`, for an engineer to read and commit."""

import json
from collections.abc import Iterable
from pathlib import Path

from bot.language.exemplars import LANGUAGES, Exemplar

_INTENTS, _TOPICS = "intents", "topics"


def as_toml(sentences: Iterable[Exemplar]) -> dict[Path, str]:
    """By file below the folder of exemplars, these sentences alone."""
    return {file: _text(_by_language(some)) for file, some in sorted(_by_file(sentences).items())}


def write(folder: Path, sentences: Iterable[Exemplar]) -> dict[Path, int]:
    """Add these sentences to the files below `folder`, each after the last of its language. What stands there already
    is left out, and nothing else is touched. Returns how many were added, by file."""
    added: dict[Path, int] = {}
    for file, some in sorted(_by_file(sentences).items()):
        path = folder / file
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        new = [one for one in some if f"{_quoted(one.text)},\n" not in text]
        for language, texts in _by_language(new).items():
            text = _added(text, language, texts)
        if new:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            added[file] = len(new)
    return added


def _by_file(sentences: Iterable[Exemplar]) -> dict[Path, list[Exemplar]]:
    found: dict[Path, list[Exemplar]] = {}
    for one in sorted(sentences):
        file = Path(_TOPICS, f"{one.topic}.toml") if one.topic else Path(_INTENTS, f"{one.intent}.toml")
        found.setdefault(file, []).append(one)
    return found


def _by_language(sentences: Iterable[Exemplar]) -> dict[str, list[str]]:
    listed = list(sentences)
    by = {language: [one.text for one in listed if one.language == language] for language in LANGUAGES}
    return {language: texts for language, texts in by.items() if texts}


def _text(by_language: dict[str, list[str]]) -> str:
    text = ""
    for language, texts in by_language.items():
        text = _added(text, language, texts)
    return text


def _added(text: str, language: str, texts: list[str]) -> str:
    """The file with these sentences at the end of the language's list, which is begun where there is none."""
    lines = "".join(f"    {_quoted(one)},\n" for one in texts)
    begin = 0 if text.startswith(f"{language} = [\n") else text.find(f"\n{language} = [\n")
    end = text.find("\n]", begin) + 1 if begin >= 0 and text else 0
    if end <= 0:
        blank = "\n" if text else ""
        return f"{text}{blank}{language} = [\n{lines}]\n"
    return text[:end] + lines + text[end:]


def _quoted(text: str) -> str:
    """A TOML string: for what `clean` leaves in a text, JSON's rules are TOML's."""
    return json.dumps(text, ensure_ascii=False)
