"""Entries that no act wrote are reversed by hand; an act's own are undone by the act."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from ledger.domain.errors import EntryBelongsToAnAct, UnknownEntry
from ledger.selectors.balances import balances
from ledger.selectors.entries import entries_after, entry_by_id
from ledger.selectors.origins import origins_of
from ledger.services.accounts import AccountDraft, open_accounts
from ledger.services.posting import EntryDraft, PostingDraft, post, require_posted
from ledger.services.reversal import reverse_entry
from lending.domain.fund_errors import BookingRefused, DateInFuture, NotAllowed, WrongDate
from lending.models import Event, Fund, Loan, Office
from lending.services.reverse_book_entry import reverse_book_entry
from tests.factories import eur, make_office, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.loan_stories import FIRST, at_noon, breaches, make_story, pay, recognise, undo

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 20)


def by_hand(fund: Fund) -> UUID:
    """Bank charges, written by the operator."""
    open_accounts(
        book=fund.book, accounts=[AccountDraft("627", "Frais", "expense"), AccountDraft("768", "P", "income")]
    )
    draft = EntryDraft(
        effective_on=FIRST, journal="OD", description="Frais", postings=[PostingDraft("627", "768", eur("2.50"))]
    )
    return require_posted(post(book=fund.book, entries=[draft], idempotency_key="frais")).outcomes[0].entry_id


def reverse(fund: Fund, entry_id: UUID, **changes: Any) -> UUID:
    asked: dict[str, Any] = {
        "fund": fund,
        "entry_id": entry_id,
        "reversed_on": DAY,
        "reason": "Erreur",
        "acting_person": treasurer_of(fund),
        "now": at_noon(DAY),
    }
    return reverse_book_entry(**{**asked, **changes})


@pytest.fixture
def loan(kept: Kept) -> Loan:
    """A loan on which everything has happened once: due, paid, paid in advance, and the advance taken back."""
    loan = kept(make_story)
    recognise(loan, FIRST)
    pay(loan, "3350.01", FIRST)
    undo(pay(loan, "3350.01", date(2026, 2, 18)), date(2026, 2, 19))
    return loan


def test_an_entry_written_by_hand_is_reversed_once_and_leaves_an_event(loan: Loan) -> None:
    fund = loan.fund
    entry_id = by_hand(fund)
    reversal = reverse(fund, entry_id)
    assert entry_by_id(book=fund.book, entry_id=entry_id).reversed_by == reversal
    assert balances(book=fund.book, codes=["627"]) == {"627": eur("0.00")}
    event = Event.objects.get(kind="reverse_entry")
    assert event.after == {
        "entry": str(entry_id),
        "reversal": str(reversal),
        "reversed_on": "2026-02-20",
        "reason": "Erreur",
    }
    told = origins_of(book=fund.book, entries=[entry_by_id(book=fund.book, entry_id=reversal)])[reversal]
    assert told.event is not None
    assert (told.event.id, told.undo) == (event.id, None)
    with pytest.raises(BookingRefused):
        reverse(fund, entry_id, now=at_noon(date(2026, 2, 21)))
    assert Event.objects.filter(kind="reverse_entry").count() == 1
    again = reverse(fund, reversal, now=at_noon(date(2026, 2, 22)))
    assert entry_by_id(book=fund.book, entry_id=again).reverses == reversal


def test_what_an_act_wrote_is_undone_by_the_act_alone(loan: Loan) -> None:
    fund = loan.fund
    written = entries_after(book=fund.book, after=None, limit=None)
    kinds = {entry.kind for entry in written}
    assert kinds >= {"placement", "reservation", "disbursement", "interest", "repayment", "reversal"}
    for entry in written:
        with pytest.raises(EntryBelongsToAnAct):
            reverse(fund, entry.id)
    assert len(entries_after(book=fund.book, after=None, limit=None)) == len(written)


def test_reversed_by_the_ledger_alone_it_would_part_the_books_from_the_fund(loan: Loan) -> None:
    """The positive control: the ledger itself knows no act and would take it."""
    (first,) = loan.repayments.filter(reversed_on=None)
    assert breaches() == []
    reverse_entry(book=loan.fund.book, entry_id=first.entry_id, effective_on=DAY, reason="x", idempotency_key="x")
    assert {name for name, _breach in breaches()} >= {"loans-are-their-legs", "placements-are-kept"}


def test_each_entry_names_the_event_that_wrote_it_and_what_it_is_about(loan: Loan) -> None:
    entries = entries_after(book=loan.fund.book, after=None, limit=None)
    origins = origins_of(book=loan.fund.book, entries=entries)
    told = [
        (
            entry.kind,
            origins[entry.id].event and origins[entry.id].event.kind,  # type: ignore[union-attr]
            [thing for thing, _id in origins[entry.id].about],
        )
        for entry in entries
    ]
    assert sorted(set(map(str, told))) == sorted(
        map(
            str,
            [
                ("placement", "place_treasury", ["placement"]),
                ("reservation", "agree_loan", ["loan"]),
                ("disbursement", "disburse_loan", ["loan"]),
                ("interest", None, ["loan"]),
                ("interest", "repay_loan", ["loan"]),
                ("repayment", "repay_loan", ["repayment", "loan"]),
                ("reversal", "reverse_repayment", ["repayment", "loan"]),
                ("reversal", "reverse_repayment", ["loan"]),
            ],
        )
    )
    for repayment in loan.repayments.all():
        origin = origins[repayment.entry_id]
        assert origin.about == (("repayment", repayment.pk), ("loan", loan.pk))
        assert origin.event is not None
        assert Event.objects.get(pk=origin.event.id).after["repayment"] == str(repayment.pk)


@pytest.mark.parametrize("rows", [1, 3])
def test_origins_take_as_many_questions_however_many_entries(
    loan: Loan, rows: int, django_assert_max_num_queries: Any
) -> None:
    entries = entries_after(book=loan.fund.book, after=None, limit=None)[-rows:]
    with django_assert_max_num_queries(4):
        origins_of(book=loan.fund.book, entries=entries)


def test_a_treasurer_reverses_on_a_day_that_was(loan: Loan) -> None:
    fund = loan.fund
    entry_id = by_hand(fund)
    auditor = make_office(fund, Office.Kind.AUDITOR)
    for changes, error in (
        ({"acting_person": auditor}, NotAllowed),
        ({"reversed_on": date(2026, 2, 21)}, DateInFuture),
        ({"reversed_on": date(2026, 2, 14)}, WrongDate),
        ({"entry_id": UUID(int=7)}, UnknownEntry),
    ):
        with pytest.raises(error):
            reverse(fund, **{"entry_id": entry_id, **changes})  # type: ignore[arg-type]
