"""The fichier des écritures comptables of a fiscal year, line by line, compared with the books as it is written.

Opening entries first: what accounts held before the year, computed and not posted (docs/decisions/0009). Then every
entry in the order of its sealing, which is its validation, without those that close income and expense.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from ledger.domain import fec
from ledger.domain.legal_numbers import legal_number
from ledger.domain.period_errors import (
    EarlierYearNotClosed,
    EntriesNotSealed,
    ExportContradictsBooks,
    ExportNotPossible,
)
from ledger.selectors.books import book_by_code
from ledger.selectors.fiscal_years import Year
from ledger.selectors.sealed_lines import (
    SealedMove,
    held_at_end,
    journals_with_gaps,
    moved_by_closing,
    sealed_moves,
    unsealed_count,
)
from ledger.selectors.trial_balance import trial_balance

ONE_DAY = dt.timedelta(days=1)
ZERO = Decimal(0)


class FecLines:
    """The lines of one file; its totals are known once it was read to the end.

    :raises EntriesNotSealed, EarlierYearNotClosed, ExportNotPossible: the year is not ready, before the first line.
    :raises ExportContradictsBooks: at the end, when the file is not what the accounts hold.
    """

    def __init__(self, *, book: str, year: Year, encoding: str) -> None:
        self.book, self.year, self.encoding = book, year, encoding
        self.currency = book_by_code(book).currency
        self.entry_count = self.line_count = 0
        self.debit = self.credit = ZERO
        self.nets: dict[str, Decimal] = defaultdict(Decimal)

    def __iter__(self) -> Iterator[str]:
        self._require_ready()
        yield "\t".join(fec.COLUMNS) + "\r\n"
        yield from self._opening()
        moves = sealed_moves(book=self.book, year=self.year)
        for _number, postings in groupby(moves, key=lambda move: (move.journal, move.legal_number)):
            yield from self._entry(list(postings))
        self._compare()

    def _require_ready(self) -> None:
        count = unsealed_count(book=self.book, year=self.year)
        if count:
            raise EntriesNotSealed(book=self.book, label=self.year.label, count=count)
        gaps = journals_with_gaps(book=self.book, year=self.year)
        if gaps:
            reason = f"the numbers of the journal {gaps[0]} have a gap"
            raise ExportContradictsBooks(label=self.year.label, reason=reason)

    def _opening(self) -> Iterator[str]:
        before = trial_balance(book=self.book, on=self.year.starts_on - ONE_DAY)
        held = [row for row in before if row.balance.amount]
        for row in held:
            if row.nature in ("income", "expense"):
                raise EarlierYearNotClosed(account=row.code, starts_on=self.year.starts_on)
        number = legal_number(journal=fec.OPENING_JOURNAL, fiscal_year=self.year.label, number=0)
        told = {
            **self._journal(fec.OPENING_JOURNAL),
            "EcritureNum": number,
            "PieceRef": number,
            "EcritureLib": self._text(f"À-nouveaux {self.year.label}"),
            **dict.fromkeys(("EcritureDate", "PieceDate", "ValidDate"), fec.day(self.year.starts_on)),
        }
        self.entry_count += bool(held)
        for row in held:
            self._require_currency(row.code, row.balance.currency.code)
            yield self._line(told, (row.code, row.name), net=row.debit.amount - row.credit.amount)

    def _entry(self, postings: list[SealedMove]) -> Iterator[str]:
        first = postings[0]
        number = legal_number(journal=first.journal, fiscal_year=self.year.label, number=first.legal_number)
        told = {
            **self._journal(first.journal),
            "EcritureNum": number,
            "EcritureDate": fec.day(first.effective_on),
            "PieceRef": self._text(first.reference) or number,
            "PieceDate": fec.day(first.effective_on),
            "EcritureLib": self._text(first.description) or number,
            "ValidDate": fec.day(first.sealed_on),
        }
        self.entry_count += 1
        for posting in postings:
            self._require_currency(posting.debit[0], posting.currency)
            yield self._line(told, posting.debit, net=posting.amount)
            yield self._line(told, posting.credit, net=-posting.amount)

    def _line(self, told: dict[str, str], account: tuple[str, str], *, net: Decimal) -> str:
        code, name = account
        if not fec.NUMBERED.match(code):
            self._refuse(f"the account {code} does not begin with three digits of the plan comptable")
        debit, credit = max(net, ZERO), max(-net, ZERO)
        self.nets[code] += net
        self.debit, self.credit, self.line_count = self.debit + debit, self.credit + credit, self.line_count + 1
        zero = net - net
        amounts = {"Debit": fec.amount(debit or zero), "Credit": fec.amount(credit or zero)}
        return fec.record({**told, "CompteNum": code, "CompteLib": self._text(name) or code, **amounts})

    def _journal(self, code: str) -> dict[str, str]:
        return {"JournalCode": code, "JournalLib": self._text(fec.JOURNALS.get(code, code))}

    def _text(self, value: str) -> str:
        return fec.text(value, encoding=self.encoding)

    def _require_currency(self, account: str, currency: str) -> None:
        if currency != self.currency:
            self._refuse(f"the account {account} is kept in {currency}, and no value in {self.currency} is recorded")

    def _refuse(self, reason: str) -> None:
        raise ExportNotPossible(label=self.year.label, reason=reason)

    def _compare(self) -> None:
        """What the file moved, and what closing moved, is what the accounts hold at the year's end."""
        if self.debit != self.credit:
            raise ExportContradictsBooks(label=self.year.label, reason=f"{self.debit} debited, {self.credit} credited")
        closing = moved_by_closing(book=self.book, year=self.year)
        held = held_at_end(book=self.book, year=self.year)
        for code in sorted({*held, *self.nets, *closing}):
            if held.get(code, ZERO) != self.nets[code] + closing.get(code, ZERO):
                raise ExportContradictsBooks(label=self.year.label, reason=f"the total of the account {code}")
