"""From what a message seems to ask for to what can be opened, or be offered as a button."""

from collections.abc import Iterable

from bot.chat.flow import Script
from bot.chat.kinds import Option
from bot.chat.understanding import OUT_OF_SCOPE, QUESTION, SURE, Gate, Guess, Understood
from knowledge import live

QUESTION_ON = "question"
"""The command that opens the flow of articles; with the topic behind a colon."""
INTENT = "intent"
"""The command behind a guess's button; with the intent behind a colon."""
MOST_OFFERED = 3
_WORTH_SHOWING = 0.08
"""A guess less likely than this helps nobody."""
_SMALLTALK = frozenset({"greeting", "thanks", OUT_OF_SCOPE})


def sure_wish(understood: Understood) -> Guess | None:
    """What is surely asked for."""
    if understood.score < SURE or understood.gate not in ("", Gate.SURE):
        return None
    return Guess(understood.intent, understood.topic, understood.score)


def command_for(script: Script, wish: Guess) -> str:
    """The command that meets this wish; "" where nothing does."""
    if wish.intent == QUESTION and wish.topic:
        return f"{QUESTION_ON}:{wish.topic}" if QUESTION_ON in script.takes and live.article(wish.topic) else ""
    return f"{INTENT}:{wish.intent}" if wish.intent in script.intents else ""


def offer_of(script: Script, wish: Guess) -> Option | None:
    """A button for this wish."""
    command = command_for(script, wish)
    if not command:
        return None
    if wish.topic:
        label = live.label(wish.topic)
        return Option(command, label) if label else None
    return Option(command, script.labels.get(wish.intent) or script.flows[script.intents[wish.intent]].title)


def offers(script: Script, understood: Understood) -> list[Option]:
    """Up to three buttons for what may be meant, the likeliest first; none where it is anybody's guess."""
    guesses: Iterable[Guess] = understood.guesses()
    if understood.gate == Gate.NEARLY:
        guesses = (Guess(understood.intent, understood.topic, understood.score), *understood.guesses())
    elif understood.gate != Gate.UNSURE:
        return []
    found: dict[str, Option] = {}
    for guess in guesses:
        if guess.score < _WORTH_SHOWING or guess.intent in _SMALLTALK:
            continue
        option = offer_of(script, guess)
        if option is not None:
            found.setdefault(option.id, option)
    return list(found.values())[:MOST_OFFERED]
