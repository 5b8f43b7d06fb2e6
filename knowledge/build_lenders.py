"""Make lenders.json: `python -m knowledge.build_lenders microfinance_providers.json`.

Numbers, dates, sources and the advice whom to name come from the list of providers; names, places and conditions in
three languages from lenders_written.toml. Every product of the list must be named there, if only to be left out.
"""

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?(?!\d)")
_NAMED_IN_CHAT = ("refer", "name", "caution")
_OURS = (
    "cap",
    "floor",
    "women",
    "provinces",
    "districts",
    "free",
    "youth",
    "open",
    "closed_on",
    "needs",
    "cost",
    "note",
    "name",
)


class Unwritten(ValueError):
    """Something in the list is not dealt with in lenders_written.toml; the message says what."""


def build(raw: dict[str, Any], written: dict[str, Any]) -> dict[str, Any]:
    """The content of lenders.json. Raises `Unwritten`."""
    known = {provider["id"] for provider in raw["providers"]}
    if missing := sorted(known ^ set(written["lenders"])):
        raise Unwritten(f"in only one of the two: {', '.join(missing)}")
    return {
        "version": written["version"],
        "from": written["from"].isoformat(),
        "never_link": raw["lookalike_sites_do_not_link"],
        "lenders": [_lender(provider, written["lenders"][provider["id"]]) for provider in raw["providers"]],
    }


def _lender(provider: dict[str, Any], ours: dict[str, Any]) -> dict[str, Any]:
    apply, health = provider["how_to_apply"], provider.get("health") or {}
    made = {
        "id": provider["id"],
        "full_name": provider["name"],
        "type": provider["type"],
        "advice": provider["referral_advice"],
        "reason": provider.get("referral_advice_reason") or "",
        "coverage": provider.get("coverage") or "",
        "website": apply.get("website") or "",
        "helpline": apply.get("helpline") or "",
        "rating": " ".join(str(health[k]) for k in ("rating", "agency", "rating_date") if health.get(k)),
        "watch": health.get("watch") or "",
        "not_found": provider["not_found"],
        "as_of": day(provider["as_of"]),
        "confidence": provider["confidence"],
        "sources": [source["title"] for source in provider["sources"]],
        **{key: value for key, value in ours.items() if key not in ("products", "plain", "cap")},
    }
    made["products"] = _products(provider, ours) if ours["route"] in _NAMED_IN_CHAT else []
    return made


def _products(provider: dict[str, Any], ours: dict[str, Any]) -> list[dict[str, Any]]:
    listed = {product["name"]: product for product in provider["products"]}
    written = {product["of"]: product for product in ours.get("products", [])}
    if missing := sorted(set(listed) ^ set(written)):
        raise Unwritten(f"{provider['id']}: in only one of the two: {', '.join(missing)}")
    made = [_product(provider, listed[name], own) for name, own in written.items() if "skip" not in own]
    if "plain" in ours:
        made.append(
            {
                "id": ours["plain"],
                "cap": ours["cap"],
                "as_of": day(provider["as_of"]),
                "confidence": provider["confidence"],
            }
        )
    return made


def _product(provider: dict[str, Any], listed: dict[str, Any], ours: dict[str, Any]) -> dict[str, Any]:
    made = {
        "id": ours["id"],
        "least": ours.get("least", listed["loan_min_pkr"]),
        "most": ours.get("most", listed["loan_max_pkr"]),
        "age_min": listed["age_min"],
        "age_max": listed["age_max"],
        "cnic": bool(listed["cnic"]),
        "as_of": day(listed["as_of"] if listed["as_of"] else provider["as_of"]),
        "confidence": listed["confidence"],
        **{key: _plain(ours[key]) for key in _OURS if key in ours},
    }
    return {key: value for key, value in made.items() if value not in (None, False) or key == "free"}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def day(said: str | None) -> str:
    """The newest day, month or year named in a remark such as "undated page; older copy 2021-03-11"; "" for none."""
    return max(_DAY.findall(said or ""), default="")


def main() -> None:
    raw = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    written = tomllib.loads((FOLDER / "lenders_written.toml").read_text(encoding="utf-8"))
    text = json.dumps(build(raw, written), ensure_ascii=False, indent=1)
    (FOLDER / "lenders.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
