"""Opening and closing periods."""

import datetime as dt

import pytest
from django.utils import translation

from ledger.domain.errors import InvalidPeriod, PeriodOverlaps, UnknownBook, UnknownPeriod
from ledger.domain.period_errors import LaterPeriodClosed, PeriodAcrossYears, ReopeningWithoutReason, YearExported
from ledger.models import Period, Request
from ledger.selectors.periods import periods
from ledger.services.fiscal_years import declare_fiscal_year
from ledger.services.periods import close_period, open_period, reopen_period
from ledger.services.posting import Outcome
from ledger.services.record_export import record_export
from tests.ledger.books import codes, entry, posted, try_post

YEAR = {"starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 12, 31)}


def test_nothing_enters_a_closed_period(book: str) -> None:
    open_period(book=book, **YEAR)
    posted(entry(("512", "101", "1.00"), effective_on=dt.date(2026, 12, 31)))
    close_period(book=book, **YEAR)
    for day in (dt.date(2026, 1, 1), dt.date(2026, 12, 31)):
        assert codes(try_post(entry(("512", "101", "1.00"), effective_on=day))) == ["period_closed"]
    for day in (dt.date(2025, 12, 31), dt.date(2027, 1, 1)):
        assert codes(try_post(entry(("512", "101", "1.00"), effective_on=day))) == ["created"]


def test_opening_and_closing_twice_changes_nothing(book: str) -> None:
    open_period(book=book, **YEAR)
    open_period(book=book, **YEAR)
    close_period(book=book, **YEAR)
    first = Period.objects.get().closed_at
    close_period(book=book, **YEAR)
    open_period(book=book, **YEAR)
    assert Period.objects.get().closed_at == first is not None


def test_periods_of_a_book_do_not_overlap(book: str) -> None:
    open_period(book=book, **YEAR)
    with pytest.raises(PeriodOverlaps):
        open_period(book=book, starts_on=dt.date(2026, 12, 31), ends_on=dt.date(2027, 12, 30))
    open_period(book=book, starts_on=dt.date(2027, 1, 1), ends_on=dt.date(2027, 1, 1))


def test_a_period_runs_forward(book: str) -> None:
    with pytest.raises(InvalidPeriod):
        open_period(book=book, starts_on=dt.date(2026, 1, 2), ends_on=dt.date(2026, 1, 1))


def test_what_is_not_there_cannot_be_closed(book: str) -> None:
    with pytest.raises(UnknownPeriod):
        close_period(book=book, **YEAR)
    with pytest.raises(UnknownBook):
        close_period(book="nowhere", **YEAR)


def days(text: str) -> dict[str, dt.date]:
    starts_on, ends_on = map(dt.date.fromisoformat, text.split("/"))
    return {"starts_on": starts_on, "ends_on": ends_on}


def closed(book: str, *spans: str) -> None:
    for span in spans:
        open_period(book=book, **days(span))
        close_period(book=book, **days(span))


# What is closed, what is open by a period of its own, and what the refusal of 2026-02-10 says of it.
JANUARY_TO_MARCH = (
    "10 February 2026 is in the closed period 1 January 2026 to 31 March 2026: date the entry in the open one, "
)
WAYS_OUT = (
    (("2026-01-01/2026-03-31",), (), "from 1 April 2026 on."),
    (("2026-01-01/2026-03-31",), ("2026-04-01/2026-06-30",), "1 April 2026 to 30 June 2026."),
    (("2026-01-01/2026-03-31", "2026-04-01/2026-06-30"), (), "from 1 July 2026 on."),
    (
        ("2026-01-01/2026-03-31", "2026-04-01/2026-06-30"),
        ("2026-07-01/2026-12-31",),
        "1 July 2026 to 31 December 2026.",
    ),
    # A gap between two closed periods belongs to none, and is open.
    (("2026-01-01/2026-03-31", "2026-05-01/2026-06-30"), (), "1 April 2026 to 30 April 2026."),
    (("2025-01-01/2025-12-31", "2026-01-01/2026-03-31"), ("2026-05-01/2026-06-30",), "from 1 April 2026 on."),
)


@pytest.mark.parametrize(("shut", "open_too", "way_out"), WAYS_OUT)
def test_the_refusal_says_which_period_is_open(
    book: str, shut: tuple[str, ...], open_too: tuple[str, ...], way_out: str
) -> None:
    closed(book, *shut)
    for span in open_too:
        open_period(book=book, **days(span))
    (outcome,) = try_post(entry(("512", "101", "1.00"), effective_on=dt.date(2026, 2, 10))).outcomes
    with translation.override("en"):
        assert outcome.sentence == JANUARY_TO_MARCH + way_out
    told = dt.date.fromisoformat(outcome.values["open_from"])
    assert codes(try_post(entry(("512", "101", "1.00"), effective_on=told))) == ["created"]


def test_an_answer_of_before_the_open_period_was_told_still_has_a_sentence() -> None:
    values = {"effective_on": "2026-02-10", "starts_on": "2026-01-01", "ends_on": "2026-03-31"}
    outcome = Outcome(entry(("512", "101", "1.00")).id, "period_closed", values)  # type: ignore[arg-type]
    with translation.override("en"):
        assert outcome.sentence == JANUARY_TO_MARCH.replace("the open one, ", "an open one.")


def test_a_period_is_reopened_by_a_decision_that_stays_on_record(book: str) -> None:
    open_period(book=book, **YEAR, by="Anne")
    close_period(book=book, **YEAR, by="Anne", reason="Assemblée du 3 mars")
    reopen_period(book=book, **YEAR, reason="Facture oubliée", by="Bruno")
    assert codes(try_post(entry(("512", "101", "1.00")))) == ["created"]
    (told,) = periods(book=book)
    assert [(act.act, act.by, act.reason) for act in told.acts] == [
        ("opened", "Anne", ""),
        ("closed", "Anne", "Assemblée du 3 mars"),
        ("reopened", "Bruno", "Facture oubliée"),
    ]
    assert told.closed_at is None
    close_period(book=book, **YEAR)
    assert codes(try_post(entry(("512", "101", "1.00")))) == ["period_closed"]
    assert periods(book=book)[0].closed_at == periods(book=book)[0].acts[-1].at


def test_reopening_an_open_period_changes_nothing(book: str) -> None:
    open_period(book=book, **YEAR)
    reopen_period(book=book, **YEAR, reason="x", by="y")
    assert [act.act for act in periods(book=book)[0].acts] == ["opened"]


@pytest.mark.parametrize(("reason", "by"), [("", "Anne"), (" ", "Anne"), ("Oubli", ""), ("a\0b", "Anne")])
def test_a_reopening_says_why_and_who(book: str, reason: str, by: str) -> None:
    closed(book, "2026-01-01/2026-12-31")
    with pytest.raises(ReopeningWithoutReason):
        reopen_period(book=book, **YEAR, reason=reason, by=by)


def test_nothing_is_reopened_while_something_later_is_closed(book: str) -> None:
    closed(book, "2026-01-01/2026-01-31", "2026-02-01/2026-02-28")
    decided = {"book": book, "reason": "x", "by": "y"}
    with pytest.raises(LaterPeriodClosed, match="while 2026-02-01 to 2026-02-28, which comes after it, is closed"):
        reopen_period(**decided, **days("2026-01-01/2026-01-31"))
    reopen_period(**decided, **days("2026-02-01/2026-02-28"))
    reopen_period(**decided, **days("2026-01-01/2026-01-31"))


def exported(book: str, label: str) -> None:
    made = {"file_name": "x.txt", "encoding": "utf-8", "entry_count": 0, "line_count": 0, "sha256": "0" * 64}
    record_export(book=book, label=label, by="Anne", **made)


def test_nothing_is_reopened_once_the_legal_numbers_of_its_year_were_exported(book: str) -> None:
    declare_fiscal_year(book=book, label="2025", **days("2025-01-01/2025-12-31"))
    declare_fiscal_year(book=book, label="2026", **YEAR)
    closed(book, "2025-12-01/2025-12-31", "2026-01-01/2026-01-31")
    exported(book, "2025")
    decided = {"book": book, "reason": "x", "by": "y"}
    reopen_period(**decided, **days("2026-01-01/2026-01-31"))
    with pytest.raises(YearExported, match="The entries of the fiscal year 2025 were exported"):
        reopen_period(**decided, **days("2025-12-01/2025-12-31"))


def test_what_is_not_there_cannot_be_reopened(book: str) -> None:
    with pytest.raises(UnknownPeriod):
        reopen_period(book=book, **YEAR, reason="x", by="y")
    with pytest.raises(UnknownBook):
        reopen_period(book="nowhere", **YEAR, reason="x", by="y")


def test_a_period_lies_within_one_fiscal_year(book: str) -> None:
    declare_fiscal_year(book=book, label="2025-26", **days("2025-07-01/2026-06-30"))
    with pytest.raises(PeriodAcrossYears):
        open_period(book=book, **YEAR)
    open_period(book=book, **days("2026-01-01/2026-06-30"))
    # Where no year is declared, a period may be as long as it likes.
    open_period(book=book, **days("2026-07-01/2028-06-30"))


def test_refusals_are_remembered_with_their_way_out(book: str) -> None:
    closed(book, "2026-01-01/2026-12-31")
    draft = entry(("512", "101", "1.00"))
    first = try_post(draft, key="late")
    reopen_period(book=book, **YEAR, reason="x", by="y")
    again = try_post(draft, key="late")
    assert (again.status, again.outcomes[0].sentence) == ("exists", first.outcomes[0].sentence)
    assert Request.objects.get(idempotency_key="late").refusals[0]["open_from"] == "2027-01-01"
