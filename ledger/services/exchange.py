"""Exchanging currencies: one entry, two postings, through one exchange account a currency.

An amount never leaves its currency: what is given goes to the exchange account of its currency, what is received comes
from that of the other. These accounts hold the book's position: what they hold by credit was received and is at risk,
what they hold by debit was given for it. The French chart has no account of its own for that: 476 and 477 hold the
differences found at closing, 58 (transfers within) is at zero between two days. 478 (other transitory accounts) is
ours; a book that wants another says so by `prefix`.
"""

import datetime as dt
from collections.abc import Sequence

from djmoney.money import Money

from ledger.domain.chart_errors import SameCurrency
from ledger.domain.exchange import implied_rate
from ledger.domain.nature import Nature
from ledger.models import Account
from ledger.selectors.books import book_by_code
from ledger.services.accounts import AccountDraft, open_accounts
from ledger.services.checks import check_entry, check_key, check_posting
from ledger.services.drafts import EntryDraft, PostingDraft
from ledger.services.posting import PostingResult, post

PREFIX = "478"
COLLECTIVE_NAME, NAME = "Comptes d’échange de monnaies", "Échange de monnaies, %s"
KIND, JOURNAL = "exchange", "OD"


def exchange_currency(
    *,
    book: str,
    from_account: str,
    to_account: str,
    given: Money,
    received: Money,
    effective_on: dt.date,
    description: str,
    idempotency_key: str,
    prefix: str = PREFIX,
    journal: str = JOURNAL,
    reference: str = "",
    source: str = "",
    acting: str = "",
) -> PostingResult:
    """Post an exchange of one currency for another; refusals are returned, as `post` does.

    The rate is what the two amounts say, kept in the entry's metadata as an exact fraction; none is ever looked up, and
    nothing is converted. Exchange accounts that are not there yet are opened, under the collective account `prefix`.

    :param from_account: what gives, credited; `given` is in its currency.
    :param to_account: what receives, debited; `received` is in its currency.
    :param prefix: number of the exchange accounts: "478" makes 478-EUR and 478-USD.
    :raises SameCurrency: both amounts are in one currency: post a transfer.
    :raises InvalidAmount, InvalidEntry: an amount or a field that no book could take.
    :raises UnknownBook, MissingIdempotencyKey: the call itself cannot be made.
    """
    check_key(idempotency_key)
    currencies = (given.currency.code, received.currency.code)
    if currencies[0] == currencies[1]:
        raise SameCurrency(currency=currencies[0])
    out, into = (exchange_account(currency, prefix=prefix) for currency in currencies)
    postings = [
        PostingDraft(debit=out, credit=from_account, amount=given),
        PostingDraft(debit=to_account, credit=into, amount=received),
    ]
    for line, posting in enumerate(postings, start=1):
        check_posting(posting, number=1, line=line)
    rate = implied_rate(given=given.amount, received=received.amount)
    entry = EntryDraft(
        effective_on=effective_on,
        journal=journal,
        description=description,
        reference=reference,
        kind=KIND,
        source=source,
        metadata={"exchange": {"given": _text(given), "received": _text(received), "rate": str(rate)}},
        postings=postings,
    )
    check_entry(entry, number=1)
    _open_missing(book=book, prefix=prefix, currencies=currencies, acting=acting)
    return post(book=book, entries=[entry], idempotency_key=idempotency_key)


def exchange_account(currency: str, *, prefix: str = PREFIX) -> str:
    """The code of the exchange account of a currency."""
    return f"{prefix}-{currency}"


def _text(amount: Money) -> str:
    return f"{amount.amount:f} {amount.currency.code}"


def _open_missing(*, book: str, prefix: str, currencies: Sequence[str], acting: str) -> None:
    codes = [prefix, *(exchange_account(currency, prefix=prefix) for currency in currencies)]
    known = set(Account.objects.filter(book=book_by_code(book), code__in=codes).values_list("code", flat=True))
    drafts = [
        AccountDraft(code, NAME % currency, Nature.LIABILITY, parent=prefix, currency=currency)
        for code, currency in zip(codes[1:], currencies, strict=True)
    ]
    missing = [draft for draft in drafts if draft.code not in known]
    if missing and prefix not in known:
        missing.insert(0, AccountDraft(prefix, COLLECTIVE_NAME, Nature.LIABILITY))
    open_accounts(book=book, accounts=missing, acting=acting, reason="exchange of currencies")
