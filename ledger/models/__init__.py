"""Rows of the ledger, for reading: only the SQL functions of `ledger/sql` write them."""

from ledger.models.account import Account
from ledger.models.account_event import AccountEvent
from ledger.models.balance import Balance
from ledger.models.book import Book
from ledger.models.day_movement import DayMovement
from ledger.models.entry import Entry
from ledger.models.fiscal_year import FiscalYear
from ledger.models.fiscal_year_export import FiscalYearExport
from ledger.models.period import Period
from ledger.models.period_event import PeriodEvent
from ledger.models.posting import Posting
from ledger.models.request import Request
from ledger.models.seal_batch import SealBatch
from ledger.models.seal_entry import SealEntry

__all__ = [
    "Account",
    "AccountEvent",
    "Balance",
    "Book",
    "DayMovement",
    "Entry",
    "FiscalYear",
    "FiscalYearExport",
    "Period",
    "PeriodEvent",
    "Posting",
    "Request",
    "SealBatch",
    "SealEntry",
]
