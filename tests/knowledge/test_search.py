"""What the bot knows is found in any script, and what is put in is found at once."""

import json
from pathlib import Path

import pytest

from bot.i18n.words import Name
from knowledge import clusters, search
from knowledge.search import ARTICLE, CLUSTER, DISTRICT, TRADE, Document, Search
from tests.processes import Ended, run

ROOT = Path(__file__).resolve().parents[2]


def document(id: str, *texts: str, kind: str = ARTICLE) -> Document:
    return Document(id, kind, Name(id, id, id), texts)


@pytest.mark.parametrize(
    ("questions", "topic"),
    [
        (("شہد ایکسپورٹ", "shehad export", "shehd eksport", "honey export"), "honey_export"),
        (("اخوت قرض", "akhuwat qarz", "akhuwat loan"), "akhuwat_loan"),
        (("ایچ ایس کوڈ", "hs code", "HS kod"), "hs_code"),
        (("زیتون کا تیل", "zaitoon ka tel", "olive oil"), "olive_export"),
    ],
)
def test_the_same_article_in_whatever_script(questions: tuple[str, ...], topic: str) -> None:
    for asked in questions:
        assert topic in [hit.id for hit in search.find(asked, 3, (ARTICLE,))], asked


def test_other_things_than_articles_are_found_too() -> None:
    assert search.find("سیالکوٹ", 5, (DISTRICT,))[0].id == "sialkot"
    assert search.find("kapron ki silai", 5, (TRADE,))[0].id == "tailoring"
    found = [hit.name.en for hit in search.find("Gujrat pankhe", 5, (CLUSTER,))]
    assert any("Gujrat" in name for name in found), found


def test_scores_fall_and_lie_between_0_and_1() -> None:
    scores = [hit.score for hit in search.find("how do I export honey to Dubai", 10)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


@pytest.mark.parametrize("asked", ["", "   ", "؟؟", "😀", "xqzv", "a" * 10_000, "salam", "\ufedf\ufeee\ufee5"])
def test_nonsense_finds_little_and_breaks_nothing(asked: str) -> None:
    assert len(search.find(asked, 3)) <= 3


def test_what_is_put_in_is_found_at_once_and_what_is_taken_out_is_gone() -> None:
    index = Search([document("tea", "how to make tea"), document("coffee", "how to brew coffee")])
    assert index.find("chai pata", 1) == []
    index.put(document("tea", "chai pata", "چائے"))
    assert index.find("chai pata", 1)[0].id == "tea"
    assert index.find("make tea", 1) == []
    index.remove(ARTICLE, "tea")
    index.remove(ARTICLE, "tea")
    assert index.find("chai pata", 1) == []
    assert index.find("coffee", 1)[0].id == "coffee"


def test_an_empty_index_finds_nothing() -> None:
    assert Search().find("anything", 3) == []


def test_clusters_have_their_source_and_nearly_all_a_district() -> None:
    known = clusters.clusters()
    assert len(known) == 151
    assert all(one.source and one.url and one.confidence in ("high", "medium", "low") for one in known)
    assert sum(not one.district for one in known) == 11, "Karachi, whole provinces, and two that name no place"


def test_the_command_prints_lines_or_json() -> None:
    def find(*arguments: str) -> Ended:
        return run("search", *arguments, folder=ROOT, environment={})

    found = find("شہد ایکسپورٹ", "--limit", "2", "--json")
    assert found.returncode == 0, found.stderr
    lines = [json.loads(line) for line in found.stdout.splitlines()]
    assert (lines[0]["kind"], lines[0]["id"], len(lines)) == ("article", "honey_export", 2)
    assert set(lines[0]["name"]) == {"en", "ur", "ur_Latn"}
    assert "honey_export" in find("honey export").stdout
    assert find("honey", "--limit", "0").returncode == 2
