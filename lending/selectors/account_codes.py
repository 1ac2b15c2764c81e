"""Which accounts of the fund's book are a member's, and which a loan's."""

from dataclasses import dataclass

from lending.domain.chart import account_code
from lending.models import Fund, Loan, Membership

MEMBER_ROLES = ("available", "lent", "interest_due")
LOAN_ROLES = ("loan", "loan_interest")


@dataclass(frozen=True, slots=True)
class MemberAccounts:
    """Codes of a member's accounts."""

    cash: str
    available: str
    lent: str
    interest_due: str
    # Of funds that set aside by an account of its own, before reservations.
    reserved: str


@dataclass(frozen=True, slots=True)
class LoanAccounts:
    """Codes of a loan's accounts."""

    principal: str
    interest: str


def deposit_account(borrower: Membership) -> str:
    """The account of what a borrower has put into the mutual guarantee fund."""
    return account_code("deposit", borrower.tail, chart=borrower.fund.chart)


def recovery_account(loan: Loan) -> str:
    """The account through which what is recovered of a loan that was written off passes."""
    return account_code("recovery", str(loan.number), chart=loan.fund.chart)


@dataclass(frozen=True, slots=True)
class CostAccounts:
    """Codes of what is owed beside principal and interest, which is the fund's own: never a lender's.

    `credit`: what the borrower has paid beyond all it owed, kept for it.
    """

    owed: str
    income: str
    fee_income: str
    cash: str
    credit: str


def accounts_of_costs(loan: Loan) -> CostAccounts:
    """The accounts of a loan's costs. They are paid to the fund's own bank account, whoever holds the placements."""
    chart = loan.fund.chart
    return CostAccounts(
        owed=account_code("loan_costs", str(loan.number), chart=chart),
        income=account_code("costs_income", chart=chart),
        fee_income=account_code("fee_income", chart=chart),
        cash=account_code("cash", chart=chart),
        credit=account_code("credit", loan.membership.tail, chart=chart),
    )


def cash_holder(fund: Fund, membership: Membership) -> Membership | None:
    """Who holds the cash of a member's placement and legs: the member itself, or none: the fund.

    The one place where custody decides which accounts move.
    """
    return membership if fund.members_hold_cash else None


def cash_account(fund: Fund, membership: Membership) -> str:
    """Where the cash of a member's placement and legs lies: in its own treasury, or in the fund's bank."""
    holder = cash_holder(fund, membership)
    return (
        account_code("own_treasury", holder.tail, chart=fund.chart)
        if holder
        else account_code("cash", chart=fund.chart)
    )


def roles_of_member(membership: Membership) -> tuple[str, ...]:
    """The accounts that a member has: of its placements, and of its own treasury where it holds the cash."""
    return (*MEMBER_ROLES, "own_treasury") if cash_holder(membership.fund, membership) else MEMBER_ROLES


def accounts_of_member(membership: Membership) -> MemberAccounts:
    """The accounts of a member's placements, and of its cash."""
    fund = membership.fund
    codes = (account_code(role, membership.tail, chart=fund.chart) for role in (*MEMBER_ROLES, "reserved"))
    return MemberAccounts(cash_account(fund, membership), *codes)


def accounts_of_loan(loan: Loan) -> LoanAccounts:
    """The accounts of what a borrower owes."""
    return LoanAccounts(*(account_code(role, str(loan.number), chart=loan.fund.chart) for role in LOAN_ROLES))
