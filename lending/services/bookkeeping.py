"""The accounting manual: one function per event, saying which accounts it moves.

This is the only door from lending to the ledger. In every posting the debited account stands first.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from djmoney.money import Money

from ledger.selectors.balances import balances
from ledger.selectors.reservations import Place, reservations_at
from ledger.services.accounts import AccountDraft, file_under, open_accounts, open_book
from ledger.services.posting import EntryDraft, Outcome, PostingDraft, PostingResult, post
from ledger.services.reversal import reverse_entry
from ledger.services.void_expired import void_expired
from lending.domain.chart import CHART, account_code, collective_code, gathered_roles
from lending.domain.fund_errors import BookingRefused
from lending.models import Fund, Loan, Membership
from lending.selectors.account_codes import (
    LOAN_ROLES,
    MEMBER_ROLES,
    MemberAccounts,
    accounts_of_loan,
    accounts_of_member,
)

BANK, MISCELLANEOUS = "BQ", "OD"
# The journal of each event, and the words an accountant reads.
EVENTS = {
    "placement": (BANK, "Placement"),
    "withdrawal": (BANK, "Retrait"),
    "reservation": (MISCELLANEOUS, "Engagement"),
    "release": (MISCELLANEOUS, "Engagement caduc"),
    "disbursement": (BANK, "Déblocage"),
    "interest": (MISCELLANEOUS, "Intérêts échus"),
    "repayment": (BANK, "Remboursement"),
}


@dataclass(frozen=True, slots=True)
class LegAmount:
    """What an event moves for one lender's leg of a loan.

    :param reservation: where the ledger holds the principal back, once the loan is agreed.
    """

    membership: Membership
    principal: Money
    interest: Money
    reservation: Place | None = None

    @property
    def lender(self) -> MemberAccounts:
        """The lender's accounts."""
        return accounts_of_member(self.membership)


def open_fund_books(fund: Fund) -> None:
    """Open the fund's book with its bank account."""
    open_book(code=fund.book, name=fund.name, currency=fund.currency, time_zone=fund.time_zone)
    _open(fund, ["cash"], tail="", name=fund.name)


def open_member_accounts(membership: Membership) -> None:
    """Open the accounts of a member's placements; and of its own treasury, where members hold the cash."""
    fund = membership.fund
    holds_cash = fund.custody == Fund.Custody.MEMBERS
    roles = [*MEMBER_ROLES, "own_treasury"] if holds_cash else MEMBER_ROLES
    _open(fund, roles, tail=membership.tail, name=membership.cooperative.name)


def open_loan_accounts(loan: Loan) -> None:
    """Open a loan's two accounts: principal, interest."""
    _open(loan.fund, LOAN_ROLES, tail=str(loan.number), name=f"{loan.reference} {loan.membership.cooperative.name}")


def gather_accounts(fund: Fund) -> int:
    """File what older versions opened side by side under the collective account of its role; give how many were.

    Asked again, it changes nothing.
    """
    drafts = _collectives(fund, gathered_roles(balances(book=fund.book), chart=fund.chart))
    open_accounts(book=fund.book, accounts=drafts, acting="lending")
    return sum(file_under(book=fund.book, code=draft.code, acting="lending") for draft in drafts)


def _collectives(fund: Fund, roles: Iterable[str]) -> list[AccountDraft]:
    """What gathers the accounts of each role, so that a trial balance shows their total; nothing is posted to it."""
    codes = {role: collective_code(role, chart=fund.chart) for role in roles}
    return [AccountDraft(code, CHART[role].name, CHART[role].nature) for role, code in codes.items() if code]


def _open(fund: Fund, roles: Sequence[str], *, tail: str, name: str) -> None:
    drafts = [
        AccountDraft(
            code=account_code(role, tail, chart=fund.chart),
            name=f"{CHART[role].name} · {name}" if tail else CHART[role].name,
            nature=CHART[role].nature,
            floor=Money(0, fund.currency) if CHART[role].has_floor else None,
            parent=collective_code(role, chart=fund.chart),
            hot=role == "cash",
        )
        for role in roles
    ]
    open_accounts(book=fund.book, accounts=[*_collectives(fund, roles), *drafts], acting="lending")


def book_placement(*, membership: Membership, amount: Money, on: date, source: str, key: str) -> UUID:
    """Treasury comes in: cash → available."""
    member = accounts_of_member(membership)
    postings = [PostingDraft(member.cash, member.available, amount)]
    return _book(membership.fund, "placement", postings, on=on, about=membership, source=source, key=key)


def book_withdrawal(*, membership: Membership, amount: Money, on: date, source: str, key: str) -> UUID:
    """Treasury goes back: available → cash."""
    member = accounts_of_member(membership)
    postings = [PostingDraft(member.available, member.cash, amount)]
    return _book(membership.fund, "withdrawal", postings, on=on, about=membership, source=source, key=key)


def book_reservation(*, loan: Loan, legs: Sequence[LegAmount], on: date, expires_on: date, key: str) -> list[Place]:
    """A loan is agreed and not yet drawn. Per leg, pending: available → lent. It counts against the floor at once.

    :param expires_on: the first day on which it may no longer be drawn.
    :returns: the reservation of each leg, in their order.
    """
    postings = [
        PostingDraft(leg.lender.available, leg.lender.lent, leg.principal, phase="pending", expires_on=expires_on)
        for leg in legs
    ]
    entry_id = _book(loan.fund, "reservation", postings, on=on, about=loan, source=_source(loan), key=key)
    return [(entry_id, line) for line in range(1, len(postings) + 1)]


def book_release(*, loan: Loan, legs: Sequence[LegAmount], on: date, key: str) -> None:
    """An agreed loan lapses undrawn. Per leg, what the ledger still holds back is voided: available → lent.

    A leg without a reservation was set aside by an entry: reserved → available.
    """
    places = [leg.reservation for leg in legs if leg.reservation]
    held = reservations_at(book=loan.fund.book, places=places)
    postings = []
    for leg in legs:
        if leg.reservation is None:
            postings.append(PostingDraft(leg.lender.reserved, leg.lender.available, leg.principal))
        elif held[leg.reservation].phase == "pending":
            postings.append(_resolved(leg, "voids"))
    if postings:
        _book(loan.fund, "release", postings, on=on, about=loan, source=_source(loan), key=key)


def book_disbursement(*, loan: Loan, legs: Sequence[LegAmount], on: date, key: str) -> UUID:
    """The loan is paid out. Per leg: the loan's principal → cash; and its reservation is settled, available → lent.

    A leg without a reservation was set aside by an entry: reserved → lent.
    """
    borrower = accounts_of_loan(loan)
    postings = []
    for leg in legs:
        postings += [
            PostingDraft(borrower.principal, leg.lender.cash, leg.principal),
            _resolved(leg, "settles")
            if leg.reservation
            else PostingDraft(leg.lender.reserved, leg.lender.lent, leg.principal),
        ]
    return _book(loan.fund, "disbursement", postings, on=on, about=loan, source=_source(loan), key=key)


def void_lapsed(*, fund: Fund, entry_ids: Collection[UUID], on: date) -> int:
    """Void what these entries reserved and nobody drew by its day, whatever became of the loan's own state.

    :returns: how many reservations are void by it.
    :raises BookingRefused: some could not be (a closed period, say); the others are.
    """
    done = void_expired(book=fund.book, on=on, entry_ids=entry_ids)
    if done.refused:
        raise _refusal(done.refused[0])
    return done.voided


def _resolved(leg: LegAmount, phase: str) -> PostingDraft:
    return PostingDraft(leg.lender.available, leg.lender.lent, leg.principal, phase=phase, pending=leg.reservation)


def book_interest(*, loan: Loan, legs: Sequence[LegAmount], on: date, source: str, key: str) -> UUID:
    """Interest falls due. Per leg: the loan's interest → interest due to the lender."""
    borrower = accounts_of_loan(loan)
    postings = [PostingDraft(borrower.interest, leg.lender.interest_due, leg.interest) for leg in legs]
    return _book(loan.fund, "interest", postings, on=on, about=loan, source=source, key=key)


def book_repayment(*, loan: Loan, legs: Sequence[LegAmount], on: date, reference: str, source: str, key: str) -> UUID:
    """Money comes back.

    Per leg: cash → the loan's interest, cash → the loan's principal; what the lender gets is available again:
    lent → available, interest due → available.
    """
    borrower = accounts_of_loan(loan)
    postings = []
    for leg in legs:
        postings += [
            PostingDraft(leg.lender.cash, borrower.interest, leg.interest),
            PostingDraft(leg.lender.cash, borrower.principal, leg.principal),
            PostingDraft(leg.lender.lent, leg.lender.available, leg.principal),
            PostingDraft(leg.lender.interest_due, leg.lender.available, leg.interest),
        ]
    return _book(loan.fund, "repayment", postings, on=on, about=loan, source=source, key=key, reference=reference)


def reverse(*, fund: Fund, entry_id: UUID, on: date, reason: str, key: str) -> UUID:
    """Undo an entry by its mirror."""
    return _entry_of(
        reverse_entry(book=fund.book, entry_id=entry_id, effective_on=on, reason=reason, idempotency_key=key)
    )


def _source(loan: Loan) -> str:
    return f"loan:{loan.id}"


def _book(
    fund: Fund,
    kind: str,
    postings: Iterable[PostingDraft],
    *,
    on: date,
    about: Loan | Membership,
    source: str,
    key: str,
    reference: str = "",
) -> UUID:
    """One entry of this kind; what moves nothing is left out of it."""
    journal, words = EVENTS[kind]
    entry = EntryDraft(
        effective_on=on,
        journal=journal,
        description=f"{words} {about.reference if isinstance(about, Loan) else about.cooperative.name}",
        reference=reference,
        kind=kind,
        source=source,
        postings=[posting for posting in postings if posting.amount.amount],
    )
    return _entry_of(post(book=fund.book, entries=[entry], idempotency_key=key))


def _entry_of(result: PostingResult) -> UUID:
    """The entry that was made, now or by an earlier call under the same key; anything else is a refusal."""
    outcome = result.outcomes[0]
    if outcome.code != "created":
        raise _refusal(outcome)
    return outcome.entry_id


def _refusal(outcome: Outcome) -> BookingRefused:
    return BookingRefused(reason=outcome.sentence, refusal=outcome.code)
