"""Places as people name them, and as their phones point at them."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import districts as districts_module
from knowledge.build_districts import build
from knowledge.districts import DISTRICTS, PROVINCES, find, in_province, nearest


@pytest.mark.parametrize(
    ("typed", "id", "place"),
    [
        ("Lahore", "lahore", "Lahore"),
        ("lahor", "lahore", "Lahore"),
        ("لاہور", "lahore", "Lahore"),
        ("لاھور", "lahore", "Lahore"),
        ("main Daska se hoon", "sialkot", "Daska"),
        ("میں ڈسکہ سے ہوں", "sialkot", "Daska"),
        ("Kamoke", "gujranwala", "Kamoke"),
        ("sambrial", "sialkot", "Sambrial"),
        ("DG Khan", "dera-ghazi-khan", "Dera Ghazi Khan"),
        ("D.I. Khan", "dera-ismail-khan", "Dera Ismail Khan"),
        ("pindi", "rawalpindi", "Rawalpindi"),
        ("Pindi Bhattian", "hafizabad", "Pindi Bhattian"),
        ("faisalabad punjab", "faisalabad", "Faisalabad"),
        ("main faisal abad se hun", "faisalabad", "Faisalabad"),
        ("فیصلآباد", "faisalabad", "Faisalabad"),
        ("gujranwla", "gujranwala", "Gujranwala"),
        ("rawlpindi", "rawalpindi", "Rawalpindi"),
        ("bhawal nagar", "bahawalnagar", "Bahawalnagar"),
        ("Nagar", "nagar", "Nagar"),
        ("thar parkar", "tharparkar", "Tharparkar"),
        ("mujhe karobar ke liye loan chahiye gujranwla mein", "gujranwala", "Gujranwala"),
        ("Mirpur", "mirpur", "Mirpur"),
        ("Mirpur Khas", "mirpur-khas", "Mirpur Khas"),
        ("mirpurkhas", "mirpur-khas", "Mirpur Khas"),
        ("میر پور خاص", "mirpur-khas", "Mirpur Khas"),
        ("Jhelum", "jhelum", "Jhelum"),
        ("Jhelum Valley", "jhelum-valley", "Jhelum Valley"),
        ("Gujrat", "gujrat", "Gujrat"),
        ("Hyderabad", "hyderabad", "Hyderabad"),
        ("Quetta", "quetta", "Quetta"),
        ("کوئٹہ بلوچستان", "quetta", "Quetta"),
        ("Khyber", "khyber", "Khyber"),
        ("Karachi Korangi", "korangi", "Korangi"),
        ("gulshan e iqbal karachi", "karachi-east", "Gulshan-e-Iqbal"),
        ("main bagh se hoon", "bagh", "Bagh"),
        ("zila bagh", "bagh", "Bagh"),
        ("Wazirabad, Gujranwala", "wazirabad", "Wazirabad"),
        ("Sahiwal Sargodha", "sargodha", "Sahiwal Sargodha"),
        ("Lehri", "sibi", "Lehri"),
        ("mingora", "swat", "Mingora"),
        ("nawabshah", "benazirabad", "Shaheed Benazirabad"),
        ("main Sialkot se Dubai export karta hun", "sialkot", "Sialkot"),
        ("khairpoor sindh", "khairpur", "Khairpur"),
        ("main mansehre ka rehne wala hun", "mansehra", "Mansehra"),
        ("میری دکان قصور میں ہے", "kasur", "Kasur"),
        ("hum chakwaal ke rehne wale hain", "chakwal", "Chakwal"),
    ],
)
def test_one_district_is_meant(typed, id, place):
    assert find(typed) == (id, (), place)


@pytest.mark.parametrize(
    "typed",
    [
        "Punjab",
        "sindh",
        "KPK",
        "Khyber Pakhtunkhwa",
        "Gilgit Baltistan",
        "Kashmir",
        "azad kashmir",
        "پنجاب",
        "Pakistan",
        "India",
        "Dubai",
        "London",
        "Hyderabad India",
        "Hyderabad Deccan",
        "Kandahar",
        "",
        "5",
        "haan",
        "Ali",
        "menu",
        "hello",
        "loan chahiye",
        "mera ghar",
        "میرا نام علی ہے",
        "😀",
    ],
)
def test_no_district_is_meant(typed):
    assert find(typed) == (None, (), "")


@pytest.mark.parametrize(
    ("typed", "guesses"),
    [
        ("Dir", {"lower-dir", "upper-dir", "central-dir"}),
        ("Chitral", {"lower-chitral", "upper-chitral"}),
        ("Dera", {"dera-ghazi-khan", "dera-ismail-khan", "dera-bugti"}),
        ("Gujarat", {"gujrat"}),
        ("Lahore ya Kasur", {"lahore", "kasur"}),
        ("peshawar aur mardan", {"peshawar", "mardan"}),
        ("mera kasoor nahi hai", {"kasur"}),
        ("mein bagh mein kaam karta hoon", {"bagh"}),
    ],
)
def test_it_may_be_several(typed, guesses):
    found = find(typed)
    assert found.sure is None
    assert set(found.guesses) == guesses
    assert found.place == ""


@pytest.mark.parametrize("typed", ["Karachi", "karachi mein", "کراچی میں رہتا ہوں", "krachi"])
def test_a_city_of_several_districts_is_asked_about(typed):
    found = find(typed)
    assert found.sure is None
    assert found.place == "Karachi"
    assert len(found.guesses) == 7


def test_every_district_is_found_by_its_own_names():
    split = {"south-waziristan", "lehri"}
    for id, district in DISTRICTS.items():
        if id in split:
            continue
        for spelling in (district.name.en, district.name.ur, district.name.ur_Latn):
            assert find(spelling).sure == id, spelling


def test_every_spelling_leads_somewhere():
    for district in DISTRICTS.values():
        for spelling in district.aliases:
            found = find(spelling)
            assert found.sure or found.guesses, spelling


def test_lists_offer_what_exists_today():
    offered = {district.id for province in PROVINCES for district in in_province(province)}
    assert {"kot-addu", "hub", "quetta"} <= offered
    assert offered.isdisjoint({"lehri", "paharpur", "allai", "upper-swat", "south-waziristan"})
    assert [d.name.en for d in in_province("islamabad")] == ["Islamabad"]
    assert in_province("nowhere") == []


@pytest.mark.parametrize(
    ("lat", "lon", "first"),
    [(31.55, 74.34, "lahore"), (24.86, 67.01, "karachi-south"), (35.92, 74.31, "gilgit"), (25.12, 62.32, "gwadar")],
)
def test_a_pin_finds_its_district(lat, lon, first):
    found = nearest(lat, lon)
    assert len(found) == 3
    assert found[0][0].id == first
    assert found[0][1] < 10
    assert [km for _, km in found] == sorted(km for _, km in found)


@pytest.mark.parametrize(("lat", "lon"), [(28.6, 77.2), (51.5, 0.0), (25.2, 55.3), (0, 0), (91, 0), (0, 200)])
def test_a_pin_abroad_finds_nothing(lat, lon):
    assert nearest(lat, lon) == []


@given(st.floats(allow_nan=True), st.floats(allow_nan=True))
def test_any_pin_may_come(lat, lon):
    assert len(nearest(lat, lon)) in (0, 3)


@given(st.text())
def test_any_text_may_come(text):
    found = find(text)
    assert found.sure is None or found.sure in DISTRICTS
    assert all(id in DISTRICTS for id in found.guesses)


def test_only_what_is_there_can_be_asked_for():
    with pytest.raises(AttributeError):
        _ = districts_module.NOWHERE


def test_what_may_not_be_copied_is_written_afresh():
    raw = {
        "province_en": "Sindh",
        "district_en": "Keamari",
        "district_ur": "کسی اور کا",
        "lat": "24.912",
        "lon": "66.8583",
        "status": "census2023",
        "source": "list: PBS | urdu: unlicensed repo files | coord: OSM boundaries (ODbL)",
        "aliases": "Kemari; Old Name (old name); Kyamari",
        "aliases_ur": "",
        "parent_district": "",
        "note": "about the centroid",
    }
    ours = {
        "district_en": "Keamari",
        "ur": "کیماڑی",
        "ur_Latn": "Keamari",
        "lat": "24.8",
        "lon": "67.0",
        "dropped_aliases": "Kyamari",
    }
    [row] = build([raw], {"Keamari": ours})
    assert (row["ur"], row["lat"], row["lon"], row["note"]) == ("کیماڑی", "24.8", "67.0", "")
    assert row["aliases"] == "Kemari; Old Name"
    assert "ODbL" not in row["source"]


def test_no_row_comes_from_where_copying_is_not_allowed():
    with (Path(districts_module.__file__).parent / "districts.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert "ODbL" not in row["source"]
            assert "unlicensed" not in row["source"]
