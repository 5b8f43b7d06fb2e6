"""What flows ask about a complaint."""

import datetime as dt

from bot.chat.chat import Field
from bot.chat.choices import Choice, YesNo
from bot.chat.heard import Heard
from bot.chat.kinds import Invalid, Kind, Option
from bot.chat.number import Number
from bot.i18n.words import Hole, _
from bot.language.openings import opened
from bot.language.phrases import words_of
from bot.language.questions import surely_asks
from bot.language.script import fold

SHORTEST, LONGEST = 8, 1_500
"""Letters of a complaint: more than a greeting; and as much as can be shown on one screen of the desk."""

_FEWEST_WORDS = 7
"""Of a story that is told before it is asked for: a shorter one may be only the wish to complain."""
_ONLY_THE_WISH = frozenset(
    map(
        fold,
        ("shikayat", "shikayt", "shikaayat", "complaint", "complain", "complaints", "darj", "karni", "karna", "karani",
         "karwani", "krni", "krwani", "hai", "he", "hy", "mujhe", "mujhy", "meri", "aik", "ek", "i", "want", "to", "a",
         "make", "file", "have", "my", "is", "شکایت", "درج", "کرنی", "کرانی", "کروانی", "ہے", "مجھے", "میری", "ایک"),
    )
)  # fmt: skip

MOST_ANSWER = 700
"""Letters of an answer: it fits one message with buttons (1,024) beside our own words."""


class OwnWords(Kind[str]):
    """What happened, in her own words; also where they end in a question."""

    listed = False
    takes_anything = True

    def read(self, heard: Heard, today: dt.date) -> str:
        if heard.text and not opened(words_of(heard.text)).rest:
            raise Invalid(_("Please tell me a little more, in your own words."))  # a greeting is no complaint
        return self.load(heard.text)

    def find(self, text: str, today: dt.date) -> str | None:
        """The story of whoever tells it while she is still asked what it is about."""
        told = [word for word in opened(words_of(text)).rest if word not in _ONLY_THE_WISH]
        return text if len(told) >= _FEWEST_WORDS and len(text) <= LONGEST and not surely_asks(text) else None

    def load(self, stored: object) -> str:
        if not isinstance(stored, str) or len(fold(stored)) < SHORTEST:
            raise Invalid(_("Please tell me a little more, in your own words."))
        if len(stored) > LONGEST:
            raise Invalid(
                _("That is more than I can keep. Please say it in at most {most} letters.").with_(most=LONGEST)
            )
        return stored

    def show(self, value: str) -> Hole:
        return value


CATEGORIES: dict[str, Option] = {
    option.id: option
    for option in (
        Option("delay", _("It takes too long"), also=("delay", "late", "der", "bohat der", "دیر", "بہت دیر")),
        Option("wrong", _("Wrong information"), also=("wrong info", "ghalat maloomat", "ghalat jawab", "غلط جواب")),
        Option("behaviour", _("Behaviour"), also=("rude", "behavior", "badtameezi", "rawaiya", "بدتمیزی", "رویہ")),
        Option(
            "money",
            _("Money was asked for"),
            also=("money", "bribe", "rishwat", "paise mange", "paise maange", "fee mangi", "رشوت", "پیسے مانگے"),
        ),
        Option("bot", _("This chat"), also=("bot", "munshi", "this bot", "yeh bot", "یہ بوٹ", "منشی")),
        Option("other", _("Something else"), also=("other", "kuch aur", "koi aur baat", "کچھ اور", "کوئی اور بات")),
    )
}

category = Field("category", _("What it is about"), Choice(*CATEGORIES.values()))
words = Field("words", _("What happened"), OwnWords())
missing = Field("missing", _("What is missing"), OwnWords())
complaint_id = Field("complaint", _("Complaint"), Number())
settled = Field("settled", _("Is it settled?"), YesNo())
