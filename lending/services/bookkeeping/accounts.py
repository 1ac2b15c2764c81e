"""The accounts a fund needs: its own, each member's, each loan's."""

from collections.abc import Iterable, Sequence

from djmoney.money import Money

from ledger.selectors.balances import balances
from ledger.services.accounts import AccountDraft, file_under, open_accounts, open_book
from lending.domain.chart import CHART, account_code, collective_code, gathered_roles
from lending.models import Fund, Loan, Membership
from lending.selectors.account_codes import LOAN_ROLES, roles_of_member


def open_fund_books(fund: Fund) -> None:
    """Open the fund's book with its bank account."""
    open_book(code=fund.book, name=fund.name, currency=fund.currency, time_zone=fund.time_zone)
    _open(fund, ["cash"], tail="", name=fund.name)


def open_member_accounts(membership: Membership) -> None:
    """Open the accounts of a member's placements; and of its own treasury, where members hold the cash."""
    roles = roles_of_member(membership)
    _open(membership.fund, roles, tail=membership.tail, name=membership.cooperative.name)


def open_loan_accounts(loan: Loan) -> None:
    """Open a loan's two accounts: principal, interest."""
    _open(loan.fund, LOAN_ROLES, tail=str(loan.number), name=f"{loan.reference} {loan.membership.cooperative.name}")


def open_deposit_account(borrower: Membership) -> None:
    """Open the account of a borrower's contributions to the mutual guarantee fund."""
    _open(borrower.fund, ["deposit"], tail=borrower.tail, name=borrower.cooperative.name)


def open_recovery_account(loan: Loan) -> None:
    """Open the account of what is recovered of a loan that is written off."""
    _open(loan.fund, ["recovery"], tail=str(loan.number), name=f"{loan.reference} {loan.membership.cooperative.name}")


def open_cost_accounts(loan: Loan) -> None:
    """Open, when it is first needed, the account of what a loan owes beside principal and interest; and its income."""
    _open(loan.fund, ["costs_income"], tail="", name=loan.fund.name)
    name = f"{loan.reference} {loan.membership.cooperative.name}"
    _open(loan.fund, ["loan_costs"], tail=str(loan.number), name=name)


def open_fee_accounts(loan: Loan) -> None:
    """Open, when they are first needed, the income of fees and the account of what a loan owes of them."""
    _open(loan.fund, ["fee_income"], tail="", name=loan.fund.name)
    open_cost_accounts(loan)


def open_credit_account(loan: Loan) -> None:
    """Open, when it is first needed, the account of what a borrower has paid too much."""
    _open(loan.fund, ["credit"], tail=loan.membership.tail, name=loan.membership.cooperative.name)


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
