"""Make districts.csv from a raw list of districts: `python -m knowledge.build_districts RAW.csv`.

What its licence does not let us copy is left out, and written afresh in districts_written.csv: Urdu names that are
not from the CC BY list, and coordinates from OpenStreetMap (ODbL). See SOURCES.md.
"""

import csv
import re
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
COLUMNS = [
    "id", "province", "en", "ur", "ur_Latn", "aliases", "aliases_ur", "lat", "lon", "status", "parent", "source",
    "licence", "note",
]  # fmt: skip
PROVINCES = {
    "Punjab": "punjab",
    "Sindh": "sindh",
    "Khyber Pakhtunkhwa": "kp",
    "Balochistan": "balochistan",
    "Islamabad Capital Territory": "islamabad",
    "Azad Jammu & Kashmir": "ajk",
    "Gilgit-Baltistan": "gb",
}
LONGEST_ID = 18
SHORT_IDS = {
    "Tando Muhammad Khan": "tando-m-khan",
    "Lower South Waziristan": "s-waziristan-lower",
    "Upper South Waziristan": "s-waziristan-upper",
    "Kolai-Palas Kohistan": "kolai-palas",
    "Shaheed Benazirabad": "benazirabad",
}
OURS = "written for Munshi"


def build(raw: list[dict[str, str]], written: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    """The rows of districts.csv."""
    ids = {row["district_en"]: _id(row["district_en"]) for row in raw}
    return [_row(row, written.get(row["district_en"], {}), ids) for row in raw]


def _id(name: str) -> str:
    return SHORT_IDS.get(name) or re.sub("[^a-z]+", "-", name.casefold()).strip("-")


def _row(raw: dict[str, str], ours: dict[str, str], ids: dict[str, str]) -> dict[str, str]:
    name = raw["district_en"]
    sources = dict(part.strip().split(": ", 1) for part in raw["source"].split(" | ") if ": " in part)
    copied_urdu = sources.get("urdu", "").startswith("open-admin-data")
    copied_place = bool(raw["lat"]) and "ODbL" not in sources.get("coord", "")
    urdu = ours.get("ur") or (raw["district_ur"] if copied_urdu else "")
    lat, lon = (raw["lat"], raw["lon"]) if copied_place else (ours.get("lat", ""), ours.get("lon", ""))
    dropped = {alias.strip() for alias in ours.get("dropped_aliases", "").split(";")}
    return {
        "id": ids[name],
        "province": PROVINCES[raw["province_en"]],
        "en": name,
        "ur": urdu,
        "ur_Latn": ours.get("ur_Latn") or name,
        "aliases": _aliases(raw["aliases"], dropped),
        "aliases_ur": _aliases(raw["aliases_ur"], dropped),
        "lat": lat,
        "lon": lon,
        "status": raw["status"],
        "parent": ids.get(raw["parent_district"], ""),
        "source": _source(sources, bool(ours.get("ur")), copied_place, bool(lat)),
        "licence": "CC-BY-4.0" if copied_place or not ours.get("ur") else "own work",
        # The remark on a place we did not copy is about the place that was left out.
        "note": raw["note"] if copied_place or not raw["lat"] else "",
    }


def _aliases(written: str, dropped: set[str]) -> str:
    """Without remarks in brackets ("Lyallpur (old name)") and what we know to be ambiguous."""
    plain = (re.sub(r"\((old[^)]*|2026[^)]*)\)", "", alias).strip() for alias in written.split(";"))
    kept = [alias.replace("\u200c", " ") for alias in plain if alias and alias not in dropped]
    return "; ".join(dict.fromkeys(kept))


def _source(sources: dict[str, str], own_urdu: bool, copied_place: bool, has_place: bool) -> str:
    parts = [f"list: {sources['list']}", f"urdu: {OURS if own_urdu else sources['urdu']}"]
    if has_place:
        parts.append(f"place: {sources['coord'] if copied_place else f'general knowledge, {OURS}'}")
    return " | ".join(parts)


def main(raw_path: str) -> None:
    """Read the raw list, write districts.csv beside this file."""
    with Path(raw_path).open(encoding="utf-8", newline="") as file:
        raw = list(csv.DictReader(file))
    with (FOLDER / "districts_written.csv").open(encoding="utf-8", newline="") as file:
        written = {row["district_en"]: row for row in csv.DictReader(file)}
    with (FOLDER / "districts.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        out.writeheader()
        out.writerows(build(raw, written))


if __name__ == "__main__":
    main(sys.argv[1])
