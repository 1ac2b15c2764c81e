"""Closing a fiscal year: the result, the days, and doing it again."""

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from djmoney.money import Money
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain.errors import IdempotencyKeyReused, PostingRefused
from ledger.domain.period_errors import EarlierYearNotClosed, ResultAccountMissing, UnknownFiscalYear, YearEndClosed
from ledger.models import Entry, Period
from ledger.selectors.entries import entry_by_id
from ledger.selectors.fiscal_years import fiscal_years
from ledger.selectors.periods import periods
from ledger.selectors.trial_balance import totals, trial_balance
from ledger.selectors.verification import verdicts
from ledger.services.accounts import AccountDraft, freeze_account, open_accounts
from ledger.services.close_fiscal_year import YearClosing, close_fiscal_year
from ledger.services.drafts import EntryDraft, PostingDraft
from ledger.services.fiscal_years import declare_fiscal_year
from ledger.services.periods import close_period, open_period, reopen_period
from ledger.services.posting import post
from tests.fixtures.concurrency import RunTogether
from tests.ledger.books import codes, entry, eur, posted, try_post

YEAR = {"starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 12, 31)}
EQUITY = (
    AccountDraft("120", "Résultat, bénéfice", "equity"),
    AccountDraft("129", "Résultat, perte", "equity"),
    AccountDraft("110", "Report à nouveau", "equity"),
    AccountDraft("622", "Honoraires", "expense"),
    AccountDraft("758", "Produits divers", "income"),
)
LATE = dt.date(2026, 12, 31)


@pytest.fixture
def kept(book: str) -> str:
    """A book with income of 100 and expense of 30 in 2026."""
    open_accounts(book=book, accounts=EQUITY)
    posted(entry(("512", "768", "100.00")), entry(("627", "512", "30.00"), effective_on=LATE))
    return book


def close(book: str, label: str = "2026", *, key: str = "close", **more: Any) -> YearClosing:
    given = {"profit_accounts": ["120"], "loss_accounts": ["129"], "by": "Anne", "idempotency_key": key, **more}
    return close_fiscal_year(book=book, label=label, **given)


def held(book: str, on: dt.date = LATE) -> dict[str, Decimal]:
    return {row.code: row.balance.amount for row in trial_balance(book=book, on=on) if row.balance.amount}


def test_income_and_expense_go_to_the_result_and_the_year_is_closed(kept: str) -> None:
    closing = close(kept)
    assert closing.results == {"EUR": eur("70.00")}
    assert held(kept) == {"512": Decimal("70.00"), "120": Decimal("70.00")}
    (written,) = [entry_by_id(book=kept, entry_id=entry_id) for entry_id in closing.entries]
    assert (written.journal, written.kind, written.effective_on) == ("CL", "closing", LATE)
    assert [(line.debit, line.credit, line.amount) for line in written.postings] == [
        ("120", "627", eur("30.00")),
        ("768", "120", eur("100.00")),
    ]
    (period,) = periods(book=kept)
    assert (period.starts_on, period.ends_on, period.acts[-1].by) == (*YEAR.values(), "Anne")
    assert codes(try_post(entry(("512", "768", "1.00"), effective_on=LATE))) == ["period_closed"]
    assert codes(try_post(entry(("512", "768", "1.00"), effective_on=dt.date(2027, 1, 1)))) == ["created"]
    assert [year.label for year in fiscal_years(book=kept)] == ["2026"]


def test_a_loss_goes_to_its_own_account(kept: str) -> None:
    posted(entry(("512", "101", "500.00")), entry(("622", "512", "200.00")))
    assert close(kept).results == {"EUR": eur("-130.00")}
    assert held(kept)["129"] == Decimal("-130.00")
    assert "120" not in held(kept)


def test_the_result_is_allocated_by_an_ordinary_entry_of_the_next_year(kept: str) -> None:
    close(kept)
    decided = dt.date(2027, 5, 20)
    posted(entry(("120", "110", "70.00"), effective_on=decided, journal="OD", description="Assemblée du 20 mai"))
    assert held(kept, decided) == {"512": Decimal("70.00"), "110": Decimal("70.00")}


def test_closing_twice_changes_nothing(kept: str) -> None:
    first = close(kept)
    count = Entry.objects.count()
    assert close(kept) == first
    assert close(kept, key="another") == first
    assert Entry.objects.count() == count


def test_a_key_closes_one_year(kept: str) -> None:
    close(kept)
    posted(entry(("512", "768", "1.00"), effective_on=dt.date(2027, 3, 1)))
    with pytest.raises(IdempotencyKeyReused):
        close(kept, "2027")


def test_a_closing_is_made_anew_after_a_late_entry(kept: str) -> None:
    """The late expense turns the profit into a loss: nothing of the first closing is left in 120."""
    first = close(kept)
    reopen_period(book=kept, **YEAR, reason="Facture oubliée", by="Bruno")
    posted(entry(("512", "101", "500.00")), entry(("622", "512", "200.00"), effective_on=LATE))
    again = close(kept, key="again")
    assert again.results == {"EUR": eur("-130.00")}
    assert set(first.entries) & set(again.entries) == set()
    assert {code: amount for code, amount in held(kept).items() if code.startswith(("12", "6", "7"))} == {
        "129": Decimal("-130.00")
    }


def test_a_closing_stands_when_nothing_came_after_its_reopening(kept: str) -> None:
    first = close(kept)
    reopen_period(book=kept, **YEAR, reason="Vérification", by="Bruno")
    assert close(kept, key="again") == first


def test_a_closing_is_reversed_like_any_entry_while_its_period_is_open(kept: str) -> None:
    from ledger.services.reversal import reverse_entry

    before = held(kept)
    (made,) = close(kept).entries
    reopen_period(book=kept, **YEAR, reason="x", by="y")
    reverse_entry(book=kept, entry_id=made, effective_on=LATE, reason="x", idempotency_key="r")
    assert held(kept) == before


def test_days_that_no_period_holds_are_closed_too(kept: str) -> None:
    for month, last in ((3, 31), (5, 31)):
        open_period(book=kept, starts_on=dt.date(2026, month, 1), ends_on=dt.date(2026, month, last))
    close(kept)
    found = [
        (f"{p.starts_on:%m-%d}", f"{p.ends_on:%m-%d}", p.closed_at is not None)
        for p in Period.objects.order_by("starts_on")
    ]
    assert found == [
        ("01-01", "02-28", True),
        ("03-01", "03-31", True),
        ("04-01", "04-30", True),
        ("05-01", "05-31", True),
        ("06-01", "12-31", True),
    ]


def test_a_year_whose_last_day_is_closed_is_reopened_first(kept: str) -> None:
    december = {"starts_on": dt.date(2026, 12, 1), "ends_on": LATE}
    open_period(book=kept, **december)
    close_period(book=kept, **december)
    with pytest.raises(YearEndClosed, match="its last period, 2026-12-01 to 2026-12-31, is closed"):
        close(kept)
    reopen_period(book=kept, **december, reason="x", by="y")
    assert close(kept).results == {"EUR": eur("70.00")}


def test_years_are_closed_one_after_the_other(kept: str) -> None:
    posted(entry(("512", "768", "1.00"), effective_on=dt.date(2027, 3, 1)))
    with pytest.raises(EarlierYearNotClosed, match="still holds income or expense of before 2027-01-01"):
        close(kept, "2027")
    close(kept)
    assert close(kept, "2027", key="next").results == {"EUR": eur("1.00")}


def test_what_cannot_be_closed_changes_nothing(kept: str) -> None:
    before = Entry.objects.count()
    with pytest.raises(ResultAccountMissing):
        close(kept, profit_accounts=["512"], loss_accounts=[])
    with pytest.raises(UnknownFiscalYear):
        close(kept, "next year")
    freeze_account(book=kept, code="768")
    with pytest.raises(PostingRefused, match="768"):
        close(kept)
    assert (Entry.objects.count(), Period.objects.count(), fiscal_years(book=kept)) == (before, 0, [])


def test_a_year_without_income_or_expense_is_closed_without_an_entry(book: str) -> None:
    posted(entry(("512", "101", "1.00")))
    assert close(book) == YearClosing("2026", (), {})
    assert Period.objects.get().closed_at is not None


def test_each_currency_has_its_own_result(kept: str) -> None:
    foreign = (("512-USD", "asset"), ("768-USD", "income"), ("120-USD", "equity"))
    open_accounts(book=kept, accounts=[AccountDraft(code, code, nature, currency="USD") for code, nature in foreign])
    made = PostingDraft("512-USD", "768-USD", Money("12.50", "USD"))
    posted(EntryDraft(effective_on=LATE, journal="BQ", description="x", postings=[made]))
    with pytest.raises(ResultAccountMissing, match="USD"):
        close(kept)
    closing = close(kept, profit_accounts=["120", "120-USD"])
    assert closing.results == {"EUR": eur("70.00"), "USD": Money("12.50", "USD")}
    assert len(closing.entries) == 2


def test_an_irregular_first_year_is_closed_as_one(book: str) -> None:
    open_accounts(book=book, accounts=EQUITY)
    declare_fiscal_year(book=book, label="2026", starts_on=dt.date(2025, 10, 1), ends_on=LATE)
    posted(entry(("512", "768", "3.00"), effective_on=dt.date(2025, 11, 1)), entry(("512", "768", "4.00")))
    assert close(book).results == {"EUR": eur("7.00")}


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["768", "758", "627", "622", "101"]),
        st.booleans(),
        st.integers(1, 10_000),
        st.dates(dt.date(2026, 1, 1), dt.date(2027, 6, 30)),
    ),
    max_size=12,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES, late=MOVES)
def test_after_a_closing_every_income_and_expense_is_zero_and_the_result_is_their_difference(
    db: None, moves: list[Any], late: list[Any]
) -> None:
    from django.db import transaction

    from tests.ledger.books import BOOK, open_demo_book

    with transaction.atomic():
        open_demo_book()
        open_accounts(book=BOOK, accounts=EQUITY)
        posted(entry(("512", "101", "10000.00"), effective_on=dt.date(2025, 12, 31)))
        close_and_check(BOOK, moves, key="close")
        reopen_period(book=BOOK, **YEAR, reason="x", by="y")
        close_and_check(BOOK, late, key="again")
        transaction.set_rollback(True)


def close_and_check(book: str, moves: list[Any], *, key: str) -> None:
    for code, debited, cents, day in moves:
        amount = str(Decimal(cents) / 100)
        posted(entry((code, "512", amount) if debited else ("512", code, amount), effective_on=day))
    before = trial_balance(book=book, on=LATE)
    expected = sum(row.credit.amount - row.debit.amount for row in before if row.nature in ("income", "expense")) + sum(
        row.credit.amount - row.debit.amount for row in before if row.code in ("120", "129")
    )
    close(book, key=key)
    rows = trial_balance(book=book, on=LATE)
    assert [row.code for row in rows if row.nature in ("income", "expense") and row.balance.amount] == []
    assert sum(row.credit.amount - row.debit.amount for row in rows if row.code in ("120", "129")) == expected
    # The profit stands in 120 or the loss in 129, never both.
    assert sum(bool(row.balance.amount) for row in rows if row.code in ("120", "129")) <= 1
    assert all(debit == credit for debit, credit in totals(rows).values())


def test_eight_writers_while_the_year_is_closed(committed_book: str, run_together: RunTogether) -> None:
    """Whatever enters the year enters before its closing entry, so that income and expense end at zero."""
    open_accounts(book=committed_book, accounts=EQUITY)

    def writer() -> Counter[str]:
        return Counter(codes(try_post(entry(("512", "768", "1.00"))))[0] for _ in range(20))

    def act() -> Counter[str]:
        close(committed_book)
        return Counter()

    results = run_together([*[writer] * 8, act])
    assert [result for result in results if isinstance(result, Exception)] == []
    total = sum((result for result in results if isinstance(result, Counter)), Counter[str]())
    rows = {row.code: row for row in trial_balance(book=committed_book, on=LATE)}
    assert rows["768"].balance == eur("0.00")
    assert rows["120"].balance.amount == rows["512"].balance.amount == total["created"]
    assert total["created"] + total["period_closed"] == 160
    assert [verdict.check.name for verdict in verdicts() if verdict.first_breach] == []


def test_a_draft_under_the_key_of_a_closing_is_told_so(kept: str) -> None:
    close(kept)
    result = post(book=kept, entries=[entry(("512", "101", "1.00"))], idempotency_key="close")
    assert result.status == "exists_with_different_request"
