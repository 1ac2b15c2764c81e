"""What must be true of every book, each as one query that gives the rows where it is not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection


@dataclass(frozen=True, slots=True)
class Breach:
    """One row that breaks a rule: its book, its table and key, and what is wrong with it."""

    book: str
    row: str
    fault: str


@dataclass(frozen=True, slots=True)
class Check:
    """A rule of the books.

    :param name: stable, for programs.
    :param rule: the rule in a sentence, as it should be.
    :param find: gives the first rows that break it; none when it holds.
    """

    name: str
    rule: str
    find: Callable[[], Iterator[Breach]]


def by_query(path: Path) -> Check:
    """Make a check of a file: its first line is the rule, its query gives (book, row, fault) for what is wrong."""
    query = path.read_text(encoding="utf-8")
    rule = query.partition("\n")[0].removeprefix("-- ")

    def find() -> Iterator[Breach]:
        with connection.cursor() as cursor:
            cursor.execute(query)
            while row := cursor.fetchone():
                yield Breach(*(str(cell) for cell in row))

    return Check(path.stem, rule, find)


QUERIES = Path(__file__).resolve().parent.parent / "sql" / "checks"
CHECKS = tuple(
    by_query(QUERIES / f"{name}.sql")
    for name in (
        "debits-equal-credits",
        "balance-is-sum-of-postings",
        "floors-hold",
        "entries-are-whole",
        "postings-fit",
        "reservations-are-resolved-once",
        "reversals-mirror",
        "closed-periods-stay-closed",
        "periods-follow-their-events",
        "sealed-years-fit",
        "requests-are-answered",
        "sealed-entries-are-as-sealed",
        "seals-hold-their-entries",
        "seals-are-chained",
        "legal-numbers-have-no-gap",
        "days-are-sums-of-sealed-postings",
        "nothing-final-is-left-unsealed",
        "accounts-stand-in-order",
        "accounts-are-as-told",
    )
)
