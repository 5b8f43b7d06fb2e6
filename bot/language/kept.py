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

from bot.language.classifier import Classifier

log = logging.getLogger(__name__)

FOLDER = Path(__file__).resolve().parents[2] / "var" / "learnt"
_HERE = Path(__file__).parent
_MADE_OF = (
    "classifier.py", "concepts.py", "concepts.toml", "detect.py", "features.py", "learnt.py", "openings.py",
    "openings.toml", "phonetics.py", "phrases.py", "script.py",
)  # fmt: skip


def kept(name: str, sentences: Iterable[str], learn: Callable[[], Classifier]) -> Classifier:
    """The classifier of that name, as it was learnt from these sentences."""
    file = _file(name, sentences)
    if (known := _load(file)) is not None:
        return known
    made = learn()
    with suppress(OSError):
        FOLDER.mkdir(parents=True, exist_ok=True)
        made.save(file)
        forget(name, file)
    return made


def forget(name: str, but: Path | None = None) -> None:
    """Throw away what is kept under that name, except one file: its words are no longer to be there."""
    with suppress(OSError):
        for old in FOLDER.glob(f"{name}-*.npz"):
            if old != but:
                old.unlink(missing_ok=True)


def known(name: str, sentences: Iterable[str]) -> Classifier | None:
    """The same where it has been learnt already; else None, without learning anything."""
    return _load(_file(name, sentences))


def _file(name: str, sentences: Iterable[str]) -> Path:
    digest = hashlib.sha256(_code())
    for sentence in sentences:
        digest.update(sentence.encode("utf-8", "surrogatepass") + b"\n")
    return FOLDER / f"{name}-{digest.hexdigest()[:16]}.npz"


def _load(file: Path) -> Classifier | None:
    try:
        return Classifier.load(file)
    except Exception as error:
        # Whatever a broken file does to its reader: it is made again.
        if not isinstance(error, FileNotFoundError):
            log.warning("%s cannot be read (%s); it is learnt again", file.name, type(error).__name__)
        return None


@cache
def _code() -> bytes:
    return b"".join(hashlib.sha256((_HERE / name).read_bytes()).digest() for name in _MADE_OF)
