"""The accounting manual: one function per event, saying which accounts it moves.

This is the only door from lending to the ledger. In every posting the debited account stands first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from djmoney.money import Money
from ledger.services.reversal import reverse_entry

from ledger.services.accounts import AccountDraft, open_accounts, open_book
from ledger.services.posting import EntryDraft, PostingDraft, post
from lending.domain.chart import CHART, account_code
from lending.domain.fund_errors import BookingRefused
from lending.models import Fund, Loan, Membership

BANK, MISCELLANEOUS = "BQ", "OD"


@dataclass(frozen=True, slots=True)
class LegAmount:
    """What an event moves for one lender's leg of a loan."""

    membership: Membership
    principal: Money
    interest: Money


def cash_account(fund: Fund, membership: Membership) -> str:
    """Where the cash of a member's placement and legs lies: with the fund, or with the member itself.

    The one place where custody makes a difference.
    """
    if fund.custody == Fund.Custody.MEMBERS:
        return _code(fund, "own_treasury", membership.tail)
    return _code(fund, "cash")


def open_fund_books(fund: Fund) -> None:
    """Open the fund's book with its bank account."""
    open_book(code=fund.book, name=fund.name, currency=fund.currency, time_zone=fund.time_zone)
    open_accounts(book=fund.book, accounts=[_account(fund, "cash", "", fund.name)])


def open_member_accounts(membership: Membership) -> None:
    """Open the accounts of a member's placements: available, reserved, lent, interest due."""
    fund, name = membership.fund, membership.cooperative.name
    roles = ["available", "reserved", "lent", "interest_due"]
    if fund.custody == Fund.Custody.MEMBERS:
        roles.append("own_treasury")
    open_accounts(book=fund.book, accounts=[_account(fund, role, membership.tail, name) for role in roles])


def open_loan_accounts(loan: Loan) -> None:
    """Open a loan's two accounts: principal, interest."""
    name = f"{loan.reference} {loan.membership.cooperative.name}"
    open_accounts(
        book=loan.fund.book,
        accounts=[_account(loan.fund, role, loan_tail(loan), name) for role in ("loan", "loan_interest")],
    )


def book_placement(*, membership: Membership, amount: Money, on: date, source: str, key: str) -> UUID:
    """Treasury comes in: cash → available."""
    fund = membership.fund
    return _book(
        fund, BANK, on, f"Placement {membership.cooperative.name}", "placement", source, key,
        [PostingDraft(cash_account(fund, membership), _code(fund, "available", membership.tail), amount)],
    )  # fmt: skip


def book_withdrawal(*, membership: Membership, amount: Money, on: date, source: str, key: str) -> UUID:
    """Treasury goes back: available → cash."""
    fund = membership.fund
    return _book(
        fund, BANK, on, f"Retrait {membership.cooperative.name}", "withdrawal", source, key,
        [PostingDraft(_code(fund, "available", membership.tail), cash_account(fund, membership), amount)],
    )  # fmt: skip


def book_reservation(*, loan: Loan, legs: Sequence[LegAmount], on: date, key: str) -> UUID:
    """A loan is agreed and not yet drawn: each lender's part, available → reserved."""
    fund = loan.fund
    return _book(
        fund, MISCELLANEOUS, on, f"Engagement {loan.reference}", "reservation", _source(loan), key,
        [
            PostingDraft(_code(fund, "available", leg.membership.tail), _code(fund, "reserved", leg.membership.tail), leg.principal)
            for leg in legs
        ],
    )  # fmt: skip


def book_release(*, loan: Loan, legs: Sequence[LegAmount], on: date, key: str) -> UUID:
    """An agreed loan lapses undrawn: each lender's part, reserved → available."""
    fund = loan.fund
    return _book(
        fund, MISCELLANEOUS, on, f"Engagement caduc {loan.reference}", "release", _source(loan), key,
        [
            PostingDraft(_code(fund, "reserved", leg.membership.tail), _code(fund, "available", leg.membership.tail), leg.principal)
            for leg in legs
        ],
    )  # fmt: skip


def book_disbursement(*, loan: Loan, legs: Sequence[LegAmount], on: date, key: str) -> UUID:
    """The loan is paid out. Per leg: loan → cash, and reserved → lent."""
    fund = loan.fund
    return _book(
        fund, BANK, on, f"Déblocage {loan.reference}", "disbursement", _source(loan), key,
        [
            posting
            for leg in legs
            for posting in (
                PostingDraft(_code(fund, "loan", loan_tail(loan)), cash_account(fund, leg.membership), leg.principal),
                PostingDraft(_code(fund, "reserved", leg.membership.tail), _code(fund, "lent", leg.membership.tail), leg.principal),
            )
        ],
    )  # fmt: skip


def book_interest(*, loan: Loan, legs: Sequence[LegAmount], on: date, source: str, key: str) -> UUID:
    """Interest falls due. Per leg: the loan's interest → interest due to the lender."""
    fund = loan.fund
    return _book(
        fund, MISCELLANEOUS, on, f"Intérêts échus {loan.reference}", "interest", source, key,
        [
            PostingDraft(_code(fund, "loan_interest", loan_tail(loan)), _code(fund, "interest_due", leg.membership.tail), leg.interest)
            for leg in legs
        ],
    )  # fmt: skip


def book_repayment(*, loan: Loan, legs: Sequence[LegAmount], on: date, reference: str, source: str, key: str) -> UUID:
    """Money comes back.

    Per leg: cash → the loan's interest, cash → the loan, and what the lender gets becomes available again.
    """
    fund, loan_code, interest_code = loan.fund, _code(loan.fund, "loan", loan_tail(loan)), ""
    interest_code = _code(fund, "loan_interest", loan_tail(loan))
    postings = []
    for leg in legs:
        cash, available = cash_account(fund, leg.membership), _code(fund, "available", leg.membership.tail)
        postings += [
            PostingDraft(cash, interest_code, leg.interest),
            PostingDraft(cash, loan_code, leg.principal),
            PostingDraft(_code(fund, "lent", leg.membership.tail), available, leg.principal),
            PostingDraft(_code(fund, "interest_due", leg.membership.tail), available, leg.interest),
        ]
    return _book(
        fund, BANK, on, f"Remboursement {loan.reference}", "repayment", source, key, postings, reference=reference
    )  # fmt: skip


def reverse(*, fund: Fund, entry_id: UUID, on: date, reason: str, key: str) -> UUID:
    """Undo an entry by its mirror."""
    return _entry_of(
        reverse_entry(book=fund.book, entry_id=entry_id, effective_on=on, reason=reason, idempotency_key=key)
    )


def loan_tail(loan: Loan) -> str:
    """The end of a loan's account codes."""
    return str(loan.number)


def _code(fund: Fund, role: str, tail: str = "") -> str:
    return account_code(role, tail, chart=fund.chart)


def _account(fund: Fund, role: str, tail: str, name: str) -> AccountDraft:
    kind = CHART[role]
    return AccountDraft(
        code=_code(fund, role, tail),
        name=f"{kind.name} · {name}" if tail else kind.name,
        nature=kind.nature,
        floor=Money(0, fund.currency) if kind.has_floor else None,
        hot=role == "cash",
    )


def _source(loan: Loan) -> str:
    return f"loan:{loan.id}"


def _book(
    fund: Fund,
    journal: str,
    on: date,
    description: str,
    kind: str,
    source: str,
    key: str,
    postings: Iterable[PostingDraft],
    *,
    reference: str = "",
) -> UUID:
    entry = EntryDraft(
        effective_on=on,
        journal=journal,
        description=description,
        reference=reference,
        kind=kind,
        source=source,
        postings=[posting for posting in postings if posting.amount.amount],
    )
    return _entry_of(post(book=fund.book, entries=[entry], idempotency_key=key))


def _entry_of(result: object) -> UUID:
    outcome = result.outcomes[0]
    if result.status == "refused":
        raise BookingRefused(reason=outcome.sentence, refusal=outcome.code)
    return outcome.entry_id
