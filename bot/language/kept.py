"""What has been learnt is kept under `var/learnt`, so that a start need not learn it again.

A file is named after everything it was made of, words and code; when one of these changes, it is learnt anew. A file
that is missing, cut off or of another kind is replaced without a word; where nothing can be written, nothing is kept.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, Protocol, Self, TypeVar

import msgspec

log = logging.getLogger(__name__)

FOLDER = Path(__file__).resolve().parents[2] / "var" / "learnt"
_HERE = Path(__file__).parent
_DIGITS = 16  # of a file's fingerprint


class Keepable(Protocol):
    """Something that can be written into a file and read again."""

    def save(self, file: BinaryIO) -> None: ...

    @classmethod
    def load(cls, file: BinaryIO) -> Self:
        """Read what `save` wrote. Raises whatever a cut or foreign file gives."""


class Packed(msgspec.Struct):
    """A struct that is kept as it is."""

    def save(self, file: BinaryIO) -> None:
        file.write(msgspec.msgpack.encode(self))

    @classmethod
    def load(cls, file: BinaryIO) -> Self:
        return msgspec.msgpack.decode(file.read(), type=cls)


K = TypeVar("K", bound=Keepable)


def kept(name: str, kind: type[K], learn: Callable[[], K], sentences: Iterable[str], files: Iterable[Path] = ()) -> K:
    """What is kept under that name as it was learnt from these sentences, and from these files beside our own code."""
    file = _file(name, sentences, files)
    if (found := _load(file, kind)) is not None:
        return found
    made = learn()
    with suppress(OSError):
        FOLDER.mkdir(parents=True, exist_ok=True)
        _write(made, file)
        forget(name, file)
    return made


def known(name: str, kind: type[K], sentences: Iterable[str]) -> K | None:
    """The same where it has been learnt already; else None, without learning anything."""
    return _load(_file(name, sentences, ()), kind)


def forget(name: str, but: Path | None = None) -> None:
    """Throw away what is kept under that name, except one file: its words are no longer to be there."""
    with suppress(OSError):
        for old in FOLDER.glob(f"{name}-{'[0-9a-f]' * _DIGITS}"):
            if old != but:
                old.unlink(missing_ok=True)


def _file(name: str, sentences: Iterable[str], files: Iterable[Path]) -> Path:
    digest = hashlib.sha256(_code())
    for sentence in sentences:
        digest.update(sentence.encode("utf-8", "surrogatepass") + b"\n")
    for one in files:
        digest.update(one.name.encode() + hashlib.sha256(one.read_bytes()).digest())
    return FOLDER / f"{name}-{digest.hexdigest()[:_DIGITS]}"


def _load(file: Path, kind: type[K]) -> K | None:
    try:
        with file.open("rb") as opened:
            return kind.load(opened)
    except Exception as error:
        # Whatever a broken file does to its reader: it is made again.
        if not isinstance(error, FileNotFoundError):
            log.warning("%s cannot be read (%s); it is learnt again", file.name, type(error).__name__)
        return None


def _write(made: Keepable, file: Path) -> None:
    """Whole or not at all: two processes may start at once."""
    with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}", delete=False) as part:
        made.save(part)  # type: ignore[arg-type]
    Path(part.name).replace(file)


@cache
def _code() -> bytes:
    """Everything in this folder, words and code: what is learnt depends on how messages are read."""
    files = sorted([*_HERE.glob("*.py"), *_HERE.glob("*.toml")])
    return b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)
