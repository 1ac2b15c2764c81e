"""Addresses of the ledger, to be included under /api/v1/."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from ledger.api.account_acts import AccountTrailView, CloseView, FloorView, FreezeView, UnfreezeView
from ledger.api.account_lines import AccountLinesView
from ledger.api.account_list import AccountsView
from ledger.api.accounts import AccountView
from ledger.api.entries import EntriesView, EntryView
from ledger.api.exchanges import ExchangesView
from ledger.api.ledgers import GeneralLedgerView, JournalView
from ledger.api.periods import PeriodClosingView, PeriodReopeningView, PeriodsView
from ledger.api.reservations import ReservationsView
from ledger.api.reversals import ReversalView
from ledger.api.seal_heads import SealHeadsView, SealHeadView
from ledger.api.seals import EntryProofView, SealsView, SealView
from ledger.api.trial_balances import TrialBalanceView


class LedgerCodeConverter(StringConverter):
    """The code of a book or an account; anything else is no address."""

    regex = "[0-9A-Za-z][0-9A-Za-z._-]{0,63}"


register_converter(LedgerCodeConverter, "ledger_code")

BOOK = "books/<ledger_code:book>"
ACCOUNT = f"{BOOK}/accounts/<ledger_code:code>"
urlpatterns = [
    path(f"{BOOK}/accounts", AccountsView.as_view(), name="ledger_accounts"),
    path(f"{BOOK}/accounts/<ledger_code:code>", AccountView.as_view(), name="ledger_account"),
    path(f"{BOOK}/accounts/<ledger_code:code>/lines", AccountLinesView.as_view(), name="ledger_account_lines"),
    path(f"{ACCOUNT}/freeze", FreezeView.as_view(), name="ledger_account_freeze"),
    path(f"{ACCOUNT}/unfreeze", UnfreezeView.as_view(), name="ledger_account_unfreeze"),
    path(f"{ACCOUNT}/close", CloseView.as_view(), name="ledger_account_close"),
    path(f"{ACCOUNT}/floor", FloorView.as_view(), name="ledger_account_floor"),
    path(f"{ACCOUNT}/events", AccountTrailView.as_view(), name="ledger_account_events"),
    path(f"{BOOK}/entries", EntriesView.as_view(), name="ledger_entries"),
    path(f"{BOOK}/entries/<uuid:entry_id>", EntryView.as_view(), name="ledger_entry"),
    path(f"{BOOK}/entries/<uuid:entry_id>/proof", EntryProofView.as_view(), name="ledger_proof"),
    path(f"{BOOK}/entries/<uuid:entry_id>/reversal", ReversalView.as_view(), name="ledger_reversal"),
    path(f"{BOOK}/general-ledger", GeneralLedgerView.as_view(), name="ledger_general_ledger"),
    path(f"{BOOK}/journal", JournalView.as_view(), name="ledger_journal"),
    path(f"{BOOK}/reservations", ReservationsView.as_view(), name="ledger_reservations"),
    path(f"{BOOK}/periods", PeriodsView.as_view(), name="ledger_periods"),
    path(f"{BOOK}/periods/closing", PeriodClosingView.as_view(), name="ledger_period_closing"),
    path(f"{BOOK}/periods/reopening", PeriodReopeningView.as_view(), name="ledger_period_reopening"),
    path(f"{BOOK}/exchanges", ExchangesView.as_view(), name="ledger_exchanges"),
    path(f"{BOOK}/seals", SealsView.as_view(), name="ledger_seals"),
    path(f"{BOOK}/seals/<int:number>", SealView.as_view(), name="ledger_seal"),
    path(f"{BOOK}/trial-balance", TrialBalanceView.as_view(), name="ledger_trial_balance"),
    path("seal-heads", SealHeadsView.as_view(), name="seal_heads"),
    path("seal-heads/<ledger_code:book>/<int:number>", SealHeadView.as_view(), name="seal_head"),
]
