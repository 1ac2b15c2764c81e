"""What the books say of a fund's placements and loans, summed by role."""

from dataclasses import dataclass
from datetime import date

from djmoney.money import Money

from ledger.selectors.balances import balances
from lending.domain.chart import account_code
from lending.models import Fund, Loan, Membership

PLACEMENT_ROLES = ("available", "reserved", "lent", "interest_due")
LOAN_ROLES = ("loan", "loan_interest")


@dataclass(frozen=True, slots=True)
class FundPosition:
    """A fund's money by what it is doing; amounts in the fund's currency."""

    cash: Money
    available: Money
    reserved: Money
    lent: Money
    interest_due: Money
    loans: Money
    loan_interest: Money

    @property
    def placements(self) -> Money:
        """All that members have placed: available, reserved and lent."""
        return self.available + self.reserved + self.lent


def fund_position(fund: Fund, *, on: date | None = None) -> FundPosition:
    """Sums of the fund's accounts by role, now or at the end of a day."""
    tails = {role: [member.tail for member in Membership.objects.filter(fund=fund)] for role in PLACEMENT_ROLES} | {
        role: [str(number) for number in Loan.objects.filter(fund=fund).values_list("number", flat=True)]
        for role in LOAN_ROLES
    }
    codes = {role: [account_code(role, tail, chart=fund.chart) for tail in of_role] for role, of_role in tails.items()}
    cash = account_code("cash", chart=fund.chart)
    amounts = balances(book=fund.book, codes=[cash, *(code for of_role in codes.values() for code in of_role)], on=on)
    nothing = Money(0, fund.currency)
    sums = {role: sum((amounts[code] for code in of_role), nothing) for role, of_role in codes.items()}
    return FundPosition(
        cash=amounts[cash],
        available=sums["available"],
        reserved=sums["reserved"],
        lent=sums["lent"],
        interest_due=sums["interest_due"],
        loans=sums["loan"],
        loan_interest=sums["loan_interest"],
    )


def member_position(membership: Membership, *, on: date | None = None) -> dict[str, Money]:
    """A member's four accounts by role."""
    fund = membership.fund
    codes = {role: account_code(role, membership.tail, chart=fund.chart) for role in PLACEMENT_ROLES}
    amounts = balances(book=fund.book, codes=list(codes.values()), on=on)
    return {role: amounts[code] for role, code in codes.items()}
