"""What trainings are about, and the languages they are given in: two closed lists that people can choose from.

The first three topics are those promised to clusters of enterprises, e-commerce and digital skills have been announced
(knowledge/facts); the others are what desks ask for. A new one needs its name in three languages here.
"""

from bot.i18n.words import Label, Name, _

TOPICS: dict[str, Label] = {
    "value": _("Value addition"),
    "branding": _("Branding"),
    "export": _("Export development"),
    "ecommerce": _("Selling online"),
    "finance": _("Money and accounts"),
    "compliance": _("Rules and compliance"),
    "digital": _("Digital skills"),
    "other": _("Other topics"),
}

SPELLINGS: dict[str, tuple[str, ...]] = {
    "value": ("value addition", "value add", "behtar maal", "packaging", "پیکنگ", "ویلیو ایڈیشن"),
    "branding": ("brand", "branding", "logo", "marketing", "برانڈ", "برانڈنگ", "مارکیٹنگ"),
    "export": ("export", "exports", "exporting", "export development", "ایکسپورٹ", "برآمد"),
    "ecommerce": (
        "ecommerce", "e-commerce", "e commerce", "online selling", "daraz", "amazon", "online bechna", "ای کامرس",
        "ایمازون", "آن لائن بیچنا",
    ),
    "finance": (
        "finance", "financial literacy", "accounts", "accounting", "bookkeeping", "hisab", "hisab kitab", "حساب",
        "حساب کتاب", "اکاؤنٹس",
    ),
    "compliance": ("compliance", "tax", "standards", "certification", "qanoon", "ٹیکس", "قانون", "معیار"),
    "digital": ("digital", "digital skills", "computer", "ai", "ڈیجیٹل", "کمپیوٹر"),
}  # fmt: skip

LANGUAGES: dict[str, Label] = {
    "ur": Name("Urdu", "اردو", "Urdu"),
    "en": Name("English", "انگریزی", "English"),
    "pa": Name("Punjabi", "پنجابی", "Punjabi"),
    "sd": Name("Sindhi", "سندھی", "Sindhi"),
    "ps": Name("Pashto", "پشتو", "Pashto"),
    "bal": Name("Balochi", "بلوچی", "Balochi"),
    "skr": Name("Saraiki", "سرائیکی", "Saraiki"),
}
