"""The ledger as the product calls it: `ledger.services.posting.post`, in autocommit, as the application's role."""

from decimal import Decimal

import django
from django.apps import apps

if not apps.ready:
    django.setup()

from django.conf import settings
from djmoney.money import Money

from bench.contenders.serving import Writer, serve
from bench.contenders.workload import CASH, CREDITED, DEBITED, Repayment
from ledger.services.accounts import AccountDraft, open_accounts, open_book
from ledger.services.posting import EntryDraft, PostingDraft, post

BOOK = "bench"
Call = tuple[list[EntryDraft], str]


class LedgerWriter(Writer):
    """Drafts are made beforehand; ids, checks, fingerprint, arrays and answer belong to the call."""

    def made(self, batch: list[Repayment], *, key: str) -> Call:
        return [draft(entry) for entry in batch], key

    def write(self, call: Call) -> None:
        entries, key = call
        result = post(book=BOOK, entries=entries, idempotency_key=key)
        assert result.status == "created", result.status


def draft(entry: Repayment) -> EntryDraft:
    """A repayment as two postings."""
    return EntryDraft(
        effective_on=entry.on,
        journal="BQ",
        description=entry.description,
        reference=entry.reference,
        postings=[
            PostingDraft(debit=entry.debited, credit=account, amount=Money(Decimal(minor).scaleb(-2), "EUR"))
            for account, minor in entry.credits
        ],
    )


def open_books() -> None:
    """One bank account that is in many entries, and 500 others; deposits have a floor, so the guard is at work."""
    zero = Money("0.00", "EUR")
    open_book(code=BOOK, name="Measures")
    loans = [AccountDraft(code, f"Prêt {code}", "asset") for code in DEBITED]
    deposits = [AccountDraft(code, f"Placement {code}", "liability", floor=zero) for code in CREDITED]
    open_accounts(book=BOOK, accounts=[*loans, *deposits, AccountDraft(CASH, "Banque", "asset", floor=zero, hot=True)])


def setting(name: str) -> object:
    """A setting of the product, null where this version does not know it."""
    return getattr(settings, name, None)


if __name__ == "__main__":
    serve({**LedgerWriter().acts(), "open_books": open_books, "setting": setting})
