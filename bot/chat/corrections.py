"""An earlier answer that is corrected while another question is open: "pehle wala ghalat tha, zila Jhang hai"."""

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from bot.chat.chat import Step
from bot.chat.heard import Heard
from bot.chat.kinds import Invalid, Unclear
from bot.language.phrases import Phrases
from bot.language.script import fold
from bot.language.slips import after_but, speaks_of_a_slip, what_is_right


class Correction(NamedTuple):
    """Which answer was wrong; `value` is the right one, None where that is still to be asked."""

    step: Step
    value: Any


def correction(text: str, asked: str, steps: Sequence[Step], today: dt.date, *, at_review: bool) -> Correction | None:
    """The answer among `steps` that this text names as wrong; None where it names none, or the one just `asked` for.

    Under the review nobody needs to say that it was wrong: there "zila Jhang hai" is enough, if it holds the answer.
    """
    if at_review:
        text = after_but(text)
    wrong = speaks_of_a_slip(text)
    if not (wrong or at_review):
        return None
    answered = {step.field.name: step for step in steps if step.field.kind.listed and step.field.called}
    named = _names(tuple((name, tuple(step.field.called)) for name, step in answered.items())).find(fold(text).split())
    if not named or any(asked in hit.meaning for hit in named):
        return None
    step = answered[named[0].meaning[0]]
    value = _right(text, named[0].phrase, step, today)
    return Correction(step, value) if wrong or value is not None else None


@lru_cache(maxsize=256)  # flows ask in few orders, and it is looked into under every review
def _names(called: tuple[tuple[str, tuple[str, ...]], ...]) -> Phrases[str]:
    """What people call the answers that have been given."""
    return Phrases(dict(called))


def _right(text: str, phrase: str, step: Step, today: dt.date) -> Any:
    """The answer that is right, where the sentence holds it and it is another one."""
    kind, named = step.field.kind, phrase.split()
    for said in (what_is_right(text), text):  # "NTN bana hua hai": the words around may be the answer
        rest = " ".join(word for word in said.split() if fold(word) not in named)
        try:
            value = kind.read(Heard(text=rest), today) if rest else None
        except (Invalid, Unclear):
            value = kind.find(said, today)
        if value is not None:
            return None if value == step.value else value
    return None
