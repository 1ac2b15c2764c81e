"""Closing a fiscal year: income and expense to zero, into the result, by ordinary entries; then its periods."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db import connection, transaction
from djmoney.money import Money

from ledger.domain.errors import IdempotencyKeyReused
from ledger.domain.period_errors import EarlierYearNotClosed, ResultAccountMissing, YearEndClosed
from ledger.models import Account, Entry, Request
from ledger.selectors.books import book_by_code
from ledger.selectors.fiscal_years import Year, fiscal_year
from ledger.selectors.periods import periods
from ledger.selectors.trial_balance import TrialBalanceRow, trial_balance
from ledger.selectors.year_closings import JOURNAL, KIND, closing_source, results_closed, standing_closings
from ledger.services.checks import check_key
from ledger.services.drafts import EntryDraft, PostingDraft
from ledger.services.fiscal_years import declare_fiscal_year
from ledger.services.periods import close_period, open_period
from ledger.services.posting import post, require_posted
from ledger.services.reversal import reverse_entry

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class YearClosing:
    """A year as it was closed.

    :param entries: the closing entries that stand, one a currency; none where there was neither income nor expense.
    :param results: income less expense by currency.
    """

    label: str
    entries: tuple[UUID, ...]
    results: dict[str, Money]


def close_fiscal_year(
    *,
    book: str,
    label: str,
    profit_accounts: Sequence[str],
    by: str,
    idempotency_key: str,
    loss_accounts: Sequence[str] = (),
) -> YearClosing:
    """Bring every income and expense account to zero at the year's end, then close all days of the year.

    Nobody posts to the book meanwhile, so nothing slips in between the entry and the close. Where the year was closed,
    reopened and posted to, the earlier closing entry is reversed and made anew. What accounts hold goes on by itself:
    no opening entry is posted (docs/decisions/0009).

    :param label: of a declared year, or of a calendar year, which is thereby declared.
    :param profit_accounts: where a profit goes: one equity account a currency (120).
    :param loss_accounts: where a loss goes (129); to the former when none is given.
    :param by: who closes, as text; kept in the events of the periods.
    :raises EarlierYearNotClosed: income or expense of before the year is left.
    :raises YearEndClosed: the year's last day is closed and something is left to bring to zero.
    :raises ResultAccountMissing: a currency has a result and no account for it.
    :raises PostingRefused: an account is frozen, or a floor is in the way; nothing was changed.
    :raises UnknownFiscalYear, PeriodAcrossYears, IdempotencyKeyReused: see there.
    """
    check_key(idempotency_key)
    year = fiscal_year(book=book, label=label)
    with transaction.atomic():
        _hold_postings(book)
        if not _was_done(book=book, label=label, key=idempotency_key):
            if not year.declared:
                declare_fiscal_year(book=book, label=label, starts_on=year.starts_on, ends_on=year.ends_on)
            accounts = (tuple(profit_accounts), tuple(loss_accounts) or tuple(profit_accounts))
            _close_accounts(book=book, year=year, accounts=accounts, key=idempotency_key)
            _close_days(book=book, year=year, by=by)
    return YearClosing(label, standing_closings(book=book, label=label), results_closed(book=book, label=label))


def _hold_postings(book: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_hold_postings(%s)", [book_by_code(book).id])


def _was_done(*, book: str, label: str, key: str) -> bool:
    done = Request.objects.filter(book__code=book, idempotency_key=key).first()
    if done is None:
        return False
    if Entry.objects.filter(id__in=done.entries or ()).exclude(source=closing_source(label), kind=KIND).exists():
        raise IdempotencyKeyReused(key=key)
    return True


def _close_accounts(*, book: str, year: Year, accounts: tuple[Sequence[str], Sequence[str]], key: str) -> None:
    earlier = _left(book=book, on=year.starts_on - ONE_DAY)
    if earlier:
        raise EarlierYearNotClosed(account=earlier[0].code, starts_on=year.starts_on)
    if not _left(book=book, on=year.ends_on):
        return
    last = [period for period in periods(book=book) if period.starts_on <= year.ends_on <= period.ends_on]
    shut = [period for period in last if period.closed_at is not None]
    if shut:
        raise YearEndClosed(label=year.label, starts_on=shut[0].starts_on, ends_on=shut[0].ends_on)
    for entry_id in standing_closings(book=book, label=year.label):
        _reverse(entry_id, book=book, year=year)
    left = sorted(_left(book=book, on=year.ends_on), key=_currency_of)
    entries = [
        _closing(list(rows), book=book, year=year, accounts=accounts)
        for _currency, rows in groupby(left, key=_currency_of)
    ]
    if entries:
        require_posted(post(book=book, entries=entries, idempotency_key=key), key=key)


def _reverse(entry_id: UUID, *, book: str, year: Year) -> None:
    reason, key = f"Clôture de l’exercice {year.label} à refaire", f"closing-again-{entry_id}"
    result = reverse_entry(book=book, entry_id=entry_id, effective_on=year.ends_on, reason=reason, idempotency_key=key)
    require_posted(result, key=key)


def _left(*, book: str, on: dt.date) -> list[TrialBalanceRow]:
    rows = trial_balance(book=book, on=on)
    return [row for row in rows if row.nature in ("income", "expense") and row.balance.amount]


def _currency_of(row: TrialBalanceRow) -> str:
    return row.balance.currency.code


def _closing(
    rows: list[TrialBalanceRow], *, book: str, year: Year, accounts: tuple[Sequence[str], Sequence[str]]
) -> EntryDraft:
    result = sum(row.credit.amount - row.debit.amount for row in rows)
    to = _result_account(book, accounts[result < 0], currency=_currency_of(rows[0]))
    postings = []
    for row in rows:
        balance = row.credit - row.debit
        debit, credit = (row.code, to) if balance.amount > 0 else (to, row.code)
        postings.append(PostingDraft(debit=debit, credit=credit, amount=abs(balance)))
    return EntryDraft(
        effective_on=year.ends_on,
        journal=JOURNAL,
        kind=KIND,
        source=closing_source(year.label),
        description=f"Clôture de l’exercice {year.label}",
        postings=postings,
    )


def _result_account(book: str, codes: Sequence[str], *, currency: str) -> str:
    found = Account.objects.filter(book__code=book, code__in=codes, nature="equity", currency=currency)
    by_code = {account.code for account in found}
    for code in codes:
        if code in by_code:
            return code
    raise ResultAccountMissing(currency=currency, accounts=", ".join(codes) or "–")


def _close_days(*, book: str, year: Year, by: str) -> None:
    """Days that no period holds get one, so that the whole year is closed."""
    for starts_on, ends_on in list(_gaps(book=book, year=year)):
        open_period(book=book, starts_on=starts_on, ends_on=ends_on, by=by)
    for period in periods(book=book):
        if period.closed_at is None and year.starts_on <= period.starts_on <= year.ends_on:
            reason = f"Clôture de l’exercice {year.label}"
            close_period(book=book, starts_on=period.starts_on, ends_on=period.ends_on, by=by, reason=reason)


def _gaps(*, book: str, year: Year) -> Iterator[tuple[dt.date, dt.date]]:
    day = year.starts_on
    for period in periods(book=book):
        if year.starts_on <= period.starts_on <= year.ends_on:
            if day < period.starts_on:
                yield day, period.starts_on - ONE_DAY
            day = period.ends_on + ONE_DAY
    if day <= year.ends_on:
        yield day, year.ends_on
