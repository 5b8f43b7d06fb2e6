"""The commands that Telegram shows beside the input field, in each language it has a code for.

core.telegram.org/bots/api, "setMyCommands", "BotCommand": up to 100 commands of 1 to 32 small Latin letters, digits and
underscores, described in 1 to 256 characters; one list for each two-letter language code, and one for everybody else.
"""

from telegram import BotCommand

from bot.chat.flow import Script
from bot.i18n.catalogues import DEFAULT, catalogue, languages
from bot.language.commands import command

# In the order in which they are shown. "/start" opens the bot, "/back" and "/skip" mean something inside a form only:
# they work, and are not offered here.
_SHOWN = (
    "menu",
    "register",
    "status",
    "change",
    "link",
    "lock",
    "human",
    "language",
    "help",
    "verify",
    "stop",
    "resume",
    "cancel",
    "withdraw",
)


def command_lists(script: Script) -> dict[str, list[BotCommand]]:
    """For each language code ("" for everybody else) what is shown: the titles of the flows, in that language.

    Only what the conversation would take for a command when it is typed. Roman Urdu has no code of its own at
    Telegram: who uses it sees the list of the phone's language.
    """
    opened = {typed: script.commands.get(command("/" + typed) or "") for typed in _SHOWN}
    lists = {}
    for language in languages():
        if language != DEFAULT and not (len(language) == 2 and language.isalpha()):
            continue
        words = catalogue(language)
        lists["" if language == DEFAULT else language] = [
            BotCommand(typed, words.label(script.flows[flow].title)) for typed, flow in opened.items() if flow
        ]
    return lists
