"""The form of handlers/registration.py with its 12 questions, as plainly as a peer's example would write it."""

import re

LANGUAGE = "Which language? English or Urdu?"
MENU = "What would you like to do? 1 Register my business 2 My status"
REVIEW = "Is all of this right?"
RECORDED = "Thank you. Your details are recorded with the helpdesk."
STATUS = "Your business is recorded."
DISTRICTS = ("Lahore", "Faisalabad", "Sialkot", "Multan", "Peshawar", "Quetta", "Gilgit")


def yes_or_no(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text.strip().lower())


def words(text: str) -> str | None:
    return text.strip() if 2 <= len(text.strip()) <= 200 else None


def district(text: str) -> str | None:
    return next((name for name in DISTRICTS if name.lower() == text.strip().lower()), None)


def year(text: str) -> int | None:
    return int(text) if text.isdecimal() and 1900 <= int(text) <= 2100 else None


def count(text: str) -> int | None:
    return int(text) if text.isdecimal() and int(text) <= 100_000 else None


def rupees(text: str) -> int | None:
    found = re.fullmatch(r"(\d+)\s*(lakh|crore)?", text.strip().lower())
    return int(found[1]) * {"lakh": 10**5, "crore": 10**7, None: 1}[found[2]] if found else None


def choice(text: str) -> int | None:
    return int(text) if text in ("1", "2", "3", "4") else None


FORM = (
    ("keep_details", "May I keep what you tell me, for the helpdesk?", yes_or_no),
    ("owner_name", "What is your full name?", words),
    ("business_name", "What is your business called?", words),
    ("trade", "What do you make, sell or do?", words),
    ("district", "In which district is the business?", district),
    ("since", "Since which year has it been running?", year),
    ("people", "How many people work in it, counting you?", count),
    ("women", "How many of these are women?", count),
    ("turnover", "About how much does it sell in a year, in rupees?", rupees),
    ("legal_form", "Whose is the business on paper? 1 one person 2 partners 3 a company 4 other", choice),
    ("has_ntn", "Is there an NTN for it?", yes_or_no),
    ("exporting", "Do you sell to other countries? 1 yes 2 not yet 3 no", choice),
)
"""Name, question and check; a check returns None for what it does not accept."""


def again(question: str) -> str:
    return f"I did not understand. {question}"


def review(details: dict) -> str:
    return "\n".join([*(f"{name}: {details[name]}" for name, _, _ in FORM), REVIEW])
