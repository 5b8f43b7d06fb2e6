"""An identity number is never kept; a phone number is never mistaken for one."""

import itertools
import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.language.cnic import MASK, mask, read_cnic


@pytest.mark.parametrize(
    "typed",
    [
        "3520212345671",
        "35202-1234567-1",
        "35202 1234567 1",
        "35202.1234567.1",
        "35202/1234567/1",
        "35202_1234567_1",
        "35202–1234567–1",
        "35202 — 1234567 — 1",
        "35202‑1234567‑1",
        "۳۵۲۰۲-۱۲۳۴۵۶۷-۱",
        "٣٥٢٠٢١٢٣٤٥٦٧١",
        "３５２０２１２３４５６７１",
        "35202\u200b-1234567-1",
        "352021234567-1",
        "35202-12345671",
        "3 5 2 0 2 1 2 3 4 5 6 7 1",
        "3-5-2-0-2-1-2-3-4-5-6-7-1",
        "35202 - 1 2 3 4 5 6 7 - 1",
        "۳ ۵ ۲ ۰ ۲ ۱ ۲ ۳ ۴ ۵ ۶ ۷ ۱",
        "३५२०२-१२३४५६७-१",
        "३ ५ २ ० २ १ २ ३ ४ ५ ६ ७ १",
        "3️⃣5️⃣2️⃣0️⃣2️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣1",
        "𝟯𝟱𝟮𝟬𝟮-𝟭𝟮𝟯𝟰𝟱𝟲𝟳-𝟭",
        "3520-21234567-1",
        "352021-234567-1",
    ],
)
def test_every_way_of_writing_it_is_found(typed):
    assert mask(typed) == (MASK, True)
    assert mask(f"mera shanakhti card {typed} hai") == (f"mera shanakhti card {MASK} hai", True)
    assert mask(f"شناختی کارڈ:{typed}۔") == (f"شناختی کارڈ:{MASK}۔", True)
    assert read_cnic(f"CNIC {typed}") == "3520212345671"


@pytest.mark.parametrize("typed", ["35 202 123 456 71", "352-02123-4567-1", " 352 021 234 567 1 "])
def test_in_groups_of_ones_own_it_is_found_when_it_is_the_whole_message(typed):
    assert MASK in mask(typed)[0]
    assert not re.search(r"\d", mask(typed)[0])
    assert read_cnic(typed) == "3520212345671"


@pytest.mark.parametrize(
    "typed",
    [
        "1 2 3 4 5 6 7 8 9 10 11 12 13",
        "1 2 3 4 5 6 7 8 9 1 2 3 4 5",
        "500 1000 1500 20",
        "100000-1000000",
        "32-77-8761-111-28",
        "0 3 0 0 1 2 3 4 5 6 7",
        "0 0 9 2 3 0 0 1 2 3 4 5 6 7",
        "9 2 3 0 0 1 2 3 4 5 6 7",
        "1200 1500 2000 5",
    ],
)
def test_lists_ranges_and_tax_numbers_are_no_identity_numbers(typed):
    assert mask(typed) == (typed, False)
    assert read_cnic(typed) is None


def test_two_numbers_are_both_hidden_but_neither_is_taken():
    text = "mera 35202-1234567-1 aur biwi ka 4210198765432"
    assert mask(text) == (f"mera {MASK} aur biwi ka {MASK}", True)
    assert read_cnic(text) is None


@pytest.mark.parametrize(
    "typed",
    [
        "03001234567",
        "+923001234567",
        "00923001234567",
        "+92 300 1234567",
        "+92-300-1234567",
        "92300 1234567",
        "mera number 92300 1234567 3 log hain",
        "+92300 1234567 1",
        "0300 1234567",
        "923001234567",
        "35202-1234567",
        "35202-1234567-12",
        "35202123456712",
        "13520212345671234",
        "05202-1234567-1",
        "PK36SCBL0000001123456702",
        "1,500,000",
        "150000 se 2500000",
        "",
        "salam",
    ],
)
def test_other_numbers_are_left_alone(typed):
    assert mask(typed) == (typed, False)
    assert read_cnic(typed) is None


@pytest.mark.parametrize("typed", ["1111111111111", "95202-1234567-1"])
def test_impossible_numbers_are_hidden_but_not_taken(typed):
    assert mask(typed)[1]
    assert read_cnic(typed) is None


@given(st.from_regex(r"[1-8][0-9]{12}", fullmatch=True), st.sampled_from([" ", "-", ".", " - ", "\u200f "]), st.data())
def test_digit_by_digit_it_is_hidden_too(number, between, data):
    kind = data.draw(st.sampled_from(["0123456789", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९"]))
    spaced = between.join(number).translate(str.maketrans("0123456789", kind))
    assert mask(f"mera card {spaced} hai") == (f"mera card {MASK} hai", True)
    assert read_cnic(spaced) == (None if len(set(number)) == 1 else number)


SEPARATORS = st.sampled_from(["", "-", " ", "–", ".", "/", "_", " - "])
KINDS = st.sampled_from(["0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"])


@given(st.from_regex(r"[1-8][0-9]{12}", fullmatch=True), SEPARATORS, SEPARATORS, KINDS)
def test_a_number_in_any_dress_is_hidden(number, first, second, kind):
    dressed = f"{number[:5]}{first}{number[5:12]}{second}{number[12]}".translate(str.maketrans("0123456789", kind))
    masked, found = mask(f"yeh {dressed} likh lein")
    assert found
    assert not re.search(r"\d", masked)


@given(st.text(alphabet=st.sampled_from("0123456789۵٥ -–+/a\n"), max_size=60))
def test_masking_twice_is_masking_once(text):
    masked, found = mask(text)
    assert mask(masked) == (masked, False)
    assert found == (masked != text)
    assert read_cnic(masked) is None


@given(st.text())
def test_any_text_may_come(text):
    mask(text)
    read_cnic(text)


ASKED = st.sampled_from(
    ["mera cnic {} hai", "CNIC no. {}", "shanakhti card: {} ji", "my id card number is {}.", "شناختی کارڈ {} ہے"]
)
WITHIN = st.sampled_from(["yeh {} likh lein", "{} mera hai", "یہ {} ہے", "Ali, {} , Lahore"])


def in_groups(number: str, cuts: list[int], sign: str) -> str:
    ends = [0, *sorted(cuts), len(number)]
    return sign.join(number[start:end] for start, end in itertools.pairwise(ends))


def looks_like_something_else(groups: list[str]) -> bool:
    """Years, round prices, a mobile number, or one of the sales tax: what nobody wants hidden."""
    joined = ["".join(groups[start:end]) for start in range(len(groups)) for end in range(start + 1, len(groups) + 1)]
    return (
        any(re.fullmatch("(19|20)[0-9]{2}|.*00", group) for group in groups)
        or all(group[-1] in "05" for group in groups if len(group) > 1)
        or any(re.fullmatch("(92)?3[0-9]{9}", row) for row in joined)
        or [*map(len, groups)] == [2, 2, 4, 3, 2]
    )


@given(
    st.from_regex(r"[1-8][0-9]{12}", fullmatch=True),
    st.sets(st.integers(1, 12), min_size=2, max_size=5),
    st.sampled_from([" ", "-", "."]),
    ASKED,
)
@example("1100000000000", {1, 5, 11, 12}, "-", "mera cnic {} hai")
@example("1729225804295", {2, 4, 8, 11}, "-", "mera cnic {} hai")
def test_in_any_groups_it_is_hidden_where_somebody_says_what_it_is(number, cuts, sign, sentence):
    typed = in_groups(number, list(cuts), sign)
    assume(not re.search("(92)?3[0-9]{9}", number))
    masked, found = mask(sentence.format(typed))
    assert found
    assert not re.search(r"\d", masked)


@given(
    st.from_regex(r"[1-8][0-9]{12}", fullmatch=True),
    st.sets(st.integers(1, 12), min_size=2, max_size=4),
    st.sampled_from([" ", "-"]),
    WITHIN,
)
def test_in_any_groups_inside_a_sentence_it_is_hidden(number, cuts, sign, sentence):
    typed = in_groups(number, list(cuts), sign)
    assume(not looks_like_something_else(typed.split(sign)) and max(map(len, typed.split(sign))) > 2)
    masked, found = mask(sentence.format(typed))
    assert found
    assert not re.search(r"\d", masked)


MOBILE = st.from_regex(r"3[0-4][0-9]{8}", fullmatch=True)
DRESSED = st.sampled_from(
    [
        "0{0}{1}{2}",
        "0{0} {1} {2}",
        "0{0}-{1}-{2}",
        "0{0}-{1}{2}",
        "+92 {0} {1} {2}",
        "+92-{0}-{1}{2}",
        "0092 {0} {1}{2}",
        "92{0}{1}{2}",
        "{0} {1}{2}",
        "{0}{1}{2}",
    ]
)
PRICE = st.integers(1, 9999).map(lambda thousands: str(thousands * 1000))
YEARS = st.integers(1900, 2026).map(str)


@given(
    MOBILE,
    DRESSED,
    st.one_of(PRICE, YEARS),
    st.sampled_from(["{} {}", "mera number {} aur {}", "{}, {}", "{} hai, {} rupay"]),
)
def test_a_phone_number_beside_an_amount_or_a_year_is_left_alone(number, dress, other, sentence):
    typed = sentence.format(dress.format(number[:3], number[3:6], number[6:]), other)
    assert mask(typed) == (typed, False)


@given(st.lists(st.one_of(PRICE, YEARS), min_size=2, max_size=6), st.sampled_from([" ", " aur ", ", ", "-"]), WITHIN)
def test_amounts_and_years_are_left_alone(numbers, between, sentence):
    typed = sentence.format(between.join(numbers))
    assume(len(numbers) > 2 or between != "-")
    assert mask(typed) == (typed, False)


@pytest.mark.parametrize(
    "typed",
    [
        "2015 2016 2017 8",
        "12/05/2020 54321",
        "sizes 12 14 16 18 20 22 5 chahiye",
        "account 12345678 90123",
        "250 350 450 550 5",
    ],
)
def test_thirteen_digits_of_something_else_are_left_alone(typed):
    assert mask(typed) == (typed, False)
