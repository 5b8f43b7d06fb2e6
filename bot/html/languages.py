"""In which language a page is shown, and what follows from it."""

from typing import Final, NamedTuple


class PageLanguage(NamedTuple):
    """One of the languages as a page needs it."""

    code: str
    tag: str
    """For `lang`."""
    direction: str
    script: str
    """The class that brings size and line height. Not `:lang()`: to a style sheet, ur-Latn is Urdu as well."""
    name: str
    """In its own letters."""


LANGUAGES: Final = {
    "ur": PageLanguage("ur", "ur", "rtl", "urdu", "اردو"),
    "ur_Latn": PageLanguage("ur_Latn", "ur-Latn", "ltr", "latin", "Roman Urdu"),
    "en": PageLanguage("en", "en", "ltr", "latin", "English"),
}
