"""Where a trade is at home: the clusters of clusters.csv. What they are and where from: SOURCES.md."""

import csv
from functools import cache
from pathlib import Path

import msgspec

from knowledge import districts

_FILE = Path(__file__).with_name("clusters.csv")


class Cluster(msgspec.Struct, frozen=True):
    """One cluster. `district` is an id of districts.csv, "" where the source names none or several."""

    id: str
    name: str
    product: str
    district: str
    province: str
    source: str
    url: str
    as_of: str
    confidence: str
    note: str


@cache
def clusters() -> tuple[Cluster, ...]:
    """All of them, in the order of the file."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_cluster(place, row) for place, row in enumerate(csv.DictReader(file), start=1))


def _cluster(place: int, row: dict[str, str]) -> Cluster:
    return Cluster(
        id=f"cluster_{place}",
        name=row["cluster_en"],
        product=row["product"],
        district=districts.find(row["district"]).sure or "",
        province=row["province"],
        source=row["source_title"],
        url=row["source_url"],
        as_of=row["as_of"],
        confidence=row["confidence"],
        note=row["note"],
    )
