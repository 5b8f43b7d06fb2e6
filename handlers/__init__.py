"""What the bot says. One file is one conversation; this list is all of them, and the words that open them."""

from bot.chat import Script
from handlers.case_news import case_answer, case_news
from handlers.certification_grant import certification_grant
from handlers.export_fund import export_fund
from handlers.link import link, link_here, link_over, link_there
from handlers.loan_referral import loan_referral
from handlers.lock import lock_, unlock
from handlers.my_details import change, withdraw
from handlers.my_status import my_status
from handlers.papers import papers, papers_given
from handlers.person import complaint, desk_over, file_gone, handed_over, nothing_new, person
from handlers.receipt import receipt
from handlers.referral_news import referral_news, referral_unanswered
from handlers.registration import register, registration
from handlers.settings import cancel, help_, language, start, stop
from handlers.smalltalk import elsewhere, thanks
from handlers.verify import verify
from handlers.welcome import INTRODUCTION, greeting, menu, unknown, welcome

FLOWS = (
    welcome, menu, unknown, greeting, register, registration, my_status, change, withdraw, person, complaint,
    language, stop, start, help_, cancel, verify, thanks, elsewhere,
    link, link_here, link_there, link_over, lock_, unlock,
    receipt, papers, papers_given,
    export_fund, certification_grant, loan_referral, referral_news, referral_unanswered,
    case_news, case_answer, handed_over, desk_over, file_gone, nothing_new,
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
        "receipt": "receipt",
        "papers": "papers",
        "edf": "export_fund",
        "grant": "certification_grant",
        "loan": "loan_referral",
        "answer": "case_answer",
        # Nobody can type these: they are what happens when somebody else does something.
        "link asked": "link_there",
        "link over": "link_over",
        "papers given": "papers_given",
        "file gone": "file_gone",
        "read": "nothing_new",
    },
    takes={
        "link": "link_here",
        "referral news": "referral_news",
        "referral unanswered": "referral_unanswered",
        "case news": "case_news",
        "desk over": "desk_over",
    },
    files="handed_over",
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
        "edf_eligibility": "export_fund",
        "microfinance": "loan_referral",
        "training": "elsewhere",
    },
)
