"""Every fact we keep about a business and its owner: one definition for the flows, the console and the export."""

from bot.chat.chat import Field
from bot.chat.choices import Choice, Consent, HasOne
from bot.chat.kinds import Count, Option, Year
from bot.chat.named import BusinessName, PersonName
from bot.i18n.words import Name, _
from bot.registry.kinds import BandKind, DistrictKind, OneWomanKind, TradeKind, WomenKind

LAKH, CRORE = 100_000, 10_000_000

DETAILS = Consent("keep_details", 1, _("Yes, keep them"), _("No"))
keep_details = Field("consent", _("Consent"), DETAILS)
owner_name = Field(
    "owner_name",
    _("Your name"),
    PersonName(),
    called=(
        "naam",
        "nam",
        "name",
        "mera naam",
        "my name",
        "owner name",
        "malik ka naam",
        "نام",
        "میرا نام",
        "مالک کا نام",
    ),
)
business_name = Field(
    "business_name",
    _("Business name"),
    BusinessName(),
    called=(
        "karobar ka naam", "karobar ka nam", "business ka naam", "business name", "name of my business",
        "dukan ka naam", "dukan ka nam", "dukaan ka naam", "shop name", "company ka naam", "company name",
        "کاروبار کا نام", "دکان کا نام",
    ),
)  # fmt: skip
trade = Field("trade", _("Work"), TradeKind(), called=("kaam", "kam", "work", "trade", "کام"))
district = Field(
    "district",
    _("District"),
    DistrictKind(),
    called=(
        "zila",
        "zilla",
        "zila ka naam",
        "district",
        "district name",
        "shehar",
        "sheher",
        "city",
        "ضلع",
        "ضلع کا نام",
        "شہر",
    ),
)
since = Field("since", _("Since"), Year(), called=("saal", "sal", "year", "kab se", "since", "سال", "کب سے"))
people = Field(
    "people",
    _("People"),
    Count(1, complaint=_("Count yourself too, so at least 1.")),
    called=(
        "log", "logon", "logon ki tadad", "bande", "banday", "karigar", "mulazim", "mulazmeen", "workers", "people",
        "employees", "staff", "لوگ", "لوگوں", "کاریگر", "ملازم", "ملازمین",
    ),
)  # fmt: skip


def women_among(people: int) -> Field[int]:
    """How many of `people` are women."""
    too_many = _("That is more than the {people} people who work there.").with_(people=people)
    kind = OneWomanKind() if people == 1 else WomenKind(people, too_many)
    called = ("aurtein", "auratein", "aurtain", "khawateen", "ladies", "women", "عورتیں", "خواتین")
    return Field("women", _("Women among them"), kind, goes_with="people", called=called)


# The limits are those of the size classes in circulation: 30 million (SBP, reported November 2025; micro), 150 and
# 800 million (National SME Policy 2021, SBP IH&SMEFD Circular 05 of 2022). The finer steps below are ours.
turnover = Field(
    "turnover",
    _("Sales in a year"),
    BandKind(
        (Option("to_5l", _("Up to 5 lakh")), 5 * LAKH),
        (Option("to_30l", _("5 to 30 lakh")), 30 * LAKH),
        (Option("to_3cr", _("30 lakh to 3 crore")), 3 * CRORE),
        (Option("to_15cr", _("3 to 15 crore")), 15 * CRORE),
        (Option("to_80cr", _("15 to 80 crore")), 80 * CRORE),
        (Option("over_80cr", _("Over 80 crore")), None),
        otherwise=Option(
            "unsaid",
            _("I'd rather not say"),
            also=("not sure", "don't know", "pata nahi", "maloom nahi", "نہیں معلوم", "پتہ نہیں", "nahi batana"),
        ),
    ),
    called=("sale", "sales", "turnover", "bikri", "amdani", "فروخت", "سیل", "آمدنی"),
)
legal_form = Field(
    "legal_form",
    _("Legal form"),
    Choice(
        Option(
            "sole",
            _("One owner"),
            also=("sole proprietor", "sole", "proprietorship", "akela malik", "akeli malik", "akela", "akeli", "mine",
                  "my own", "owner", "i am owner", "i am the owner", "in my name", "mere naam", "mere naam pe",
                  "sirf mera", "apna", "khud", "میرا اپنا", "میرے نام", "اکیلا", "اکیلی", "اکیلا مالک", "اکیلی مالک"),
        ),
        Option(
            "partners",
            _("Partners"),
            also=("partnership", "aop", "husband and me", "me and my brother", "do bhai", "do behnein", "mera partner",
                  "bhai ke sath", "sharakat", "sharakat dari", "hissedar", "bhaiyon ka", "شراکت", "شراکت داری"),
        ),
        Option("company", _("Company (SECP)"), also=("private limited", "pvt ltd", "pvt", "company", "smc", "کمپنی")),
        Option(
            "none",
            _("Nothing on paper yet"),
            also=("nothing", "kuch nahi", "not registered", "registered nahi", "unregistered", "کچھ نہیں"),
        ),
        Option(
            "unsure",
            _("I don't know"),
            also=("not sure", "no idea", "dont know", "pata nahi", "maloom nahi", "پتہ نہیں", "معلوم نہیں"),
        ),
        named=("sole", "partners", "company", "none", "unsure"),
    ),
    called=("malkiyat", "ownership", "legal form", "ملکیت"),
)  # fmt: skip
has_ntn = Field("has_ntn", _("NTN"), HasOne(), called=("ntn", "این ٹی این"))
exporting = Field(
    "exporting",
    _("Sells abroad"),
    Choice(
        Option(
            "yes",
            _("Yes, already"),
            also=("yes", "haan", "ji haan", "already", "sometimes", "kabhi kabhi", "جی ہاں", "ہاں", "کبھی کبھی"),
        ),
        Option(
            "wants",
            _("No, but I want to"),
            also=("want to", "plan to", "love to", "hope to", "not yet but i want to", "not yet but would love to",
                  "chahta hoon", "chahti hoon", "chahte hain", "irada hai", "nahi magar chahta hoon",
                  "nahi lekin chahti hoon", "abhi nahi lekin irada hai", "چاہتا ہوں", "چاہتی ہوں", "چاہتے ہیں",
                  "ارادہ ہے", "نہیں مگر چاہتی ہوں", "ابھی نہیں لیکن ارادہ ہے"),
        ),
        Option(
            "no",
            _("No"),
            also=("nahi", "ji nahi", "nope", "only local", "local only", "only in pakistan", "sirf pakistan mein",
                  "نہیں", "جی نہیں", "صرف پاکستان میں"),
        ),
        yes="yes",
        no="no",
        later="wants",
        named=("wants",),
    ),
    called=("export", "mulk se bahar", "ایکسپورٹ", "ملک سے باہر"),
)  # fmt: skip

BUSINESS_FIELDS: dict[str, Field[str] | Field[int] | Field[bool]] = {
    field.name: field
    for field in (
        owner_name, business_name, trade, district, since, people, women_among(100_000),
        turnover, legal_form, has_ntn, exporting,
    )
}  # fmt: skip

RETIRED: tuple[str, ...] = ()
"""Names of questions that no longer exist. Never give one of them to another question."""

LANGUAGE_NAMES = {
    "ur": Name("اردو", "اردو", "اردو"),
    "ur_Latn": Name("Roman Urdu", "Roman Urdu", "Roman Urdu"),
    "en": Name("English", "English", "English"),
}
language = Field("language", _("Language"), Choice(*(Option(id, name) for id, name in LANGUAGE_NAMES.items())))
