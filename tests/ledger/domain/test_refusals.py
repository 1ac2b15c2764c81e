"""The table of refusals in the documentation is the one of the code."""

import re
from pathlib import Path

import pytest

from ledger.domain import limits
from ledger.domain.refusals import BY_CODE, REFUSALS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "refusals.md"
ROW = re.compile(r"^\| +(\d+) \| `(\w+)` +\| .+ \|$", re.MULTILINE)
SQL = Path(__file__).resolve().parents[3] / "ledger" / "sql" / "program"


def test_the_documented_order_of_precedence_is_that_of_the_code() -> None:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert [(int(order), code) for order, code in rows] == [
        (order, refusal.code) for order, refusal in enumerate(REFUSALS, start=1)
    ]


def test_the_database_gives_the_same_codes_in_the_same_order() -> None:
    text = (SQL / "refusals.sql").read_text(encoding="utf-8")
    ranks = re.findall(r"SELECT (?:e\.)?n, (\d+), .*?'([a-z]+_[a-z]+)'", text)
    assert [(int(rank), code) for rank, code in ranks] == [
        (order, refusal.code) for order, refusal in enumerate(REFUSALS[:-1], start=1)
    ]


LIMITS = (
    (limits.ENTRIES_PER_CALL_MAX,  "entries"),
    (limits.POSTINGS_PER_CALL_MAX, "postings"),
    (limits.ACCOUNTS_PER_CALL_MAX, "accounts"),
)  # fmt: skip


@pytest.mark.parametrize(("maximum", "what"), LIMITS)
def test_the_documented_limits_are_those_of_the_code_and_the_database(maximum: int, what: str) -> None:
    assert f"{maximum:,} {what}".replace(",", " ") in PAGE.read_text(encoding="utf-8")
    if what != "accounts":
        assert f"BETWEEN 1 AND {maximum}" in (SQL / "post.sql").read_text(encoding="utf-8")


def test_every_code_has_a_sentence_of_its_own() -> None:
    assert len({refusal.sentence for refusal in BY_CODE.values()}) == len(BY_CODE) == len(REFUSALS) + 2
