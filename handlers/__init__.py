"""What the bot says. One file is one conversation; this list is all of them, and the words that open them."""

from bot.chat import Script, _
from handlers.link import link, link_here, link_over, link_there
from handlers.lock import lock_, unlock
from handlers.my_details import change, withdraw
from handlers.my_status import my_status
from handlers.person import complaint, person
from handlers.questions import question, question_more, question_useful, question_useless
from handlers.registration import register, registration
from handlers.settings import cancel, help_, language, start, stop
from handlers.smalltalk import elsewhere, thanks
from handlers.verify import verify
from handlers.welcome import INTRODUCTION, greeting, menu, unknown, welcome

FLOWS = (
    welcome, menu, unknown, greeting, register, registration, my_status, change, withdraw, person, complaint,
    language, stop, start, help_, cancel, verify, thanks, elsewhere,
    link, link_here, link_there, link_over, lock_, unlock,
    question, question_more, question_useful, question_useless,
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
        "link": "link",
        "lock": "lock",
        "unlock": "unlock",
        # Nobody can type these: they are what happens when somebody else does something.
        "link asked": "link_there",
        "link over": "link_over",
    },
    takes={
        "link": "link_here",
        "question": "question",
        "more": "question_more",
        "useful": "question_useful",
        "useless": "question_useless",
    },
    # What a guess's button says, where the title of the flow it opens says less.
    labels={
        "register_sme": _("Register my business"),
        "microfinance": _("A loan"),
        "edf_eligibility": _("Export fund (EDF)"),
        "training": _("Training"),
        "cluster_directory": _("Find a business"),
        "vendor": _("Supply a company"),
        "my_data": _("My data"),
        "kb_question": _("Ask a question"),
        "greeting": _("Menu"),
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
        "kb_question": "question",
    },
)
