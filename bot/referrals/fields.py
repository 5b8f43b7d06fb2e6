"""What is asked for a loan: one definition for the flow, the packet to the lender and the console."""

from collections.abc import Sequence

from bot.chat.chat import Field
from bot.chat.choices import Choice, Consent, YesNo
from bot.chat.kinds import Option, Phone
from bot.chat.number import Number
from bot.i18n.words import _
from bot.referrals.kinds import MONEY, PURPOSES, Age, InterestFree, LoanNeed, OneOf

REFER = Consent("referral", 1, _("Yes, pass it on"), _("No"))

need = Field("need", _("Needed"), LoanNeed())
amount = Field(
    "amount",
    _("Amount"),
    MONEY,
    called=("raqam", "rakam", "amount", "paise", "paisay", "qarz", "loan", "رقم", "پیسے", "قرض"),
)
purpose = Field(
    "purpose",
    _("What it is for"),
    Choice(*PURPOSES, named=("stock", "tools", "start", "farm")),  # a shop is often only where it is
    called=("maqsad", "purpose", "مقصد"),
)
woman = Field("woman", _("In a woman's name"), YesNo())
age = Field("age", _("Age"), Age(), called=("umar", "umr", "umer", "age", "عمر"))
interest_free = Field("interest_free", _("Without interest"), InterestFree(_("Yes, without"), _("It does not matter")))
refer = Field("refer", _("Pass it on"), REFER)
phone = Field("phone", _("Phone"), Phone())
referral_id = Field("referral", _("Referral"), Number())


def lender(page: int, shown: Sequence[Option], before: Sequence[Option]) -> Field[str]:
    """Which lender: one of this page, one of the pages before, or none of them."""
    enough = Option("enough", _("That is enough"), also=("no", "none", "nahi", "bas", "koi nahi", "نہیں", "بس"))
    return Field(f"lender_{page}", _("Lender"), OneOf(shown, [*before, enough]))
