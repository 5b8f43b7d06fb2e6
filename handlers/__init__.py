"""What the bot says. One file is one conversation; this list is all of them, and the words that open them."""

from bot.chat import Script
from handlers.my_details import change, withdraw
from handlers.my_status import my_status
from handlers.person import complaint, person
from handlers.registration import register, registration
from handlers.settings import cancel, help_, language, start, stop
from handlers.smalltalk import elsewhere, thanks
from handlers.verify import verify
from handlers.welcome import INTRODUCTION, greeting, menu, unknown, welcome

FLOWS = (
    welcome, menu, unknown, greeting, register, registration, my_status, change, withdraw, person, complaint,
    language, stop, start, help_, cancel, verify, thanks, elsewhere,
)  # fmt: skip

SCRIPT = Script(
    FLOWS,
    welcome="welcome",
    menu="menu",
    unknown="unknown",
    introduction=INTRODUCTION,
    commands={
        "begin": "menu",
        "menu": "menu",
        "help": "help",
        "language": "language",
        "human": "person",
        "stop": "stop",
        "start": "start",
        "status": "my_status",
        "change": "change",
        "withdraw": "withdraw",
        "verify": "verify",
        "cancel": "cancel",
        "register": "register",
    },
    intents={
        "register_sme": "register",
        "my_status": "my_status",
        "talk_to_human": "person",
        "stop_broadcasts": "stop",
        "start_broadcasts": "start",
        "change_language": "language",
        "main_menu": "menu",
        "greeting": "greeting",
        "thanks": "thanks",
        "complaint": "complaint",
        "verify_bot": "verify",
        "help": "help",
        "change_details": "change",
        "withdraw": "withdraw",
        "edf_eligibility": "elsewhere",
        "microfinance": "elsewhere",
        "training": "elsewhere",
    },
)
