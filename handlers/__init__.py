"""What the bot says. One file is one conversation; this list is all of them, and the words that open them."""

from bot.chat import Script, _
from handlers.begun import begun
from handlers.case_news import case_answer, case_news
from handlers.certification_grant import certification_grant
from handlers.complaint import complaint, complaint_due, complaint_more, complaint_news
from handlers.consents import consents
from handlers.export_fund import export_fund
from handlers.link import link, link_here, link_over, link_there
from handlers.loan_referral import loan_referral
from handlers.lock import lock_, unlock
from handlers.my_details import change, withdraw
from handlers.my_status import my_status
from handlers.my_things import erase, my_data, my_things
from handlers.my_trainings import certificate, my_trainings, seat_moved, seat_news
from handlers.papers import papers, papers_given
from handlers.person import desk_over, file_gone, handed_over, nothing_new, person
from handlers.questions import question, question_more, question_useful, question_useless
from handlers.receipt import receipt
from handlers.referral_news import referral_news, referral_unanswered
from handlers.registration import register, registration
from handlers.settings import cancel, help_, language, start, stop
from handlers.smalltalk import declined, elsewhere, thanks
from handlers.training import new_training, training
from handlers.training_day import attend, seat_over, seat_soon
from handlers.verify import verify
from handlers.welcome import INTRODUCTION, greeting, menu, unknown, welcome

FLOWS = (
    welcome, menu, unknown, greeting, begun, register, registration, my_status, change, withdraw, person, complaint,
    language, stop, start, help_, cancel, verify, thanks, declined, elsewhere,
    link, link_here, link_there, link_over, lock_, unlock,
    receipt, papers, papers_given,
    my_things, my_data, consents, erase,
    training, my_trainings, attend, certificate, new_training, seat_news, seat_moved, seat_soon, seat_over,
    complaint_news, complaint_more, complaint_due,
    export_fund, certification_grant, loan_referral, referral_news, referral_unanswered,
    case_news, case_answer, handed_over, desk_over, file_gone, nothing_new,
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
        "receipt": "receipt",
        "papers": "papers",
        "my_things": "my_things",
        "my_data": "my_data",
        "consents": "consents",
        "erase": "erase",
        "training": "training",
        "trainings": "my_trainings",
        "attend": "attend",
        "certificate": "certificate",
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
        "question": "question",
        "more": "question_more",
        "useful": "question_useful",
        "useless": "question_useless",
        "case news": "case_news",
        "desk over": "desk_over",
        "new training": "new_training",
        "seat news": "seat_news",
        "seat moved": "seat_moved",
        "seat soon": "seat_soon",
        "seat over": "seat_over",
        "complaint news": "complaint_news",
        "complaint due": "complaint_due",
        "referral news": "referral_news",
        "referral unanswered": "referral_unanswered",
    },
    files="handed_over",
    begun="begun",
    declined="declined",
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
        "my_data": "my_things",
        "training": "training",
        "edf_eligibility": "export_fund",
        "microfinance": "loan_referral",
        "kb_question": "question",
        "cluster_directory": "elsewhere",
        "vendor": "elsewhere",
    },
)
