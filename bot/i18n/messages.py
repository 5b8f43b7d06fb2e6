"""The catalogues' workshop: collect the sentences, merge them into every language, compile, find mistakes.

python -m bot.i18n.messages update     sentences from the code into locales/*/LC_MESSAGES/bot.po
python -m bot.i18n.messages compile    .po files into .mo files, where those are older
python -m bot.i18n.messages check      say what is wrong; exit 1 if anything is
"""

import io
import sys
from pathlib import Path

from babel.messages.mofile import write_mo

from bot.i18n.catalogue_files import (
    catalogue_file,
    empty,
    is_complete,
    key_of,
    languages,
    messages_of,
    parse,
    read,
    replace,
    template,
    template_file,
    text_of,
    write,
)
from bot.i18n.catalogues import DEFAULT, LOCALES
from bot.i18n.mistakes import problems


def extract(locales: Path = LOCALES) -> bool:
    """Write `bot.pot` from the code. True where it changed."""
    return write(template_file(locales), template())


def update(locales: Path = LOCALES) -> list[str]:
    """Merge the code's sentences into every catalogue and say which sentences are new or gone, by language.

    Translations stay. A sentence whose English was only retouched keeps its translation, marked fuzzy until somebody
    has looked at it; `problems` names it. English itself is written through.
    """
    extract(locales)
    told: list[str] = []
    for language in languages(locales):
        new = parse(text_of(template()))  # a copy: Babel puts its very messages into the catalogue
        file = catalogue_file(locales, language)
        catalogue = read(file) if file.exists() else empty(language)
        before = {key_of(message) for message in messages_of(catalogue)}
        now = {key_of(message) for message in messages_of(new)}
        catalogue.update(new, no_fuzzy_matching=language == DEFAULT, update_header_comment=False)
        catalogue.obsolete.clear()
        if language == DEFAULT:
            for message in messages_of(catalogue):
                message.string = message.string if is_complete(message) else message.id
        write(file, catalogue)
        told += [f"{language}: new: {id}" for id in sorted(now - before)]
        told += [f"{language}: gone: {id}" for id in sorted(before - now)]
    return told


def compile_all(locales: Path = LOCALES) -> list[str]:
    """Write `bot.mo` beside every `bot.po` that is newer. Returns the languages that were compiled."""
    done = []
    for language in languages(locales):
        source = catalogue_file(locales, language)
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        buffer = io.BytesIO()
        write_mo(buffer, read(source))
        replace(target, buffer.getvalue())
        done.append(language)
    return done


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
