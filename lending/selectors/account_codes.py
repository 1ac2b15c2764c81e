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


def cash_account(fund: Fund, membership: Membership) -> str:
    """Where the cash of a member's placement and legs lies: with the fund, or with the member itself.

    The one place where custody makes a difference.
    """
    if fund.custody == Fund.Custody.MEMBERS:
        return account_code("own_treasury", membership.tail, chart=fund.chart)
    return account_code("cash", chart=fund.chart)


def accounts_of_member(membership: Membership) -> MemberAccounts:
    """The accounts of a member's placements, and of its cash."""
    fund = membership.fund
    codes = (account_code(role, membership.tail, chart=fund.chart) for role in (*MEMBER_ROLES, "reserved"))
    return MemberAccounts(cash_account(fund, membership), *codes)


def accounts_of_loan(loan: Loan) -> LoanAccounts:
    """The accounts of what a borrower owes."""
    return LoanAccounts(*(account_code(role, str(loan.number), chart=loan.fund.chart) for role in LOAN_ROLES))
