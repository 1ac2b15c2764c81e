"""What the books say of a fund's placements and loans, summed by role."""

from dataclasses import dataclass
from datetime import date

from djmoney.money import Money

from ledger.selectors.balances import balances
from ledger.selectors.reservations import reserved
from lending.domain.chart import account_code
from lending.models import Fund, Loan, Membership
from lending.selectors.account_codes import cash_account

# Before reservations, what was set aside had an account of its own: a member of an older fund still has it.
PLACEMENT_ROLES = ("available", "reserved", "lent", "interest_due")
LOAN_ROLES = ("loan", "loan_interest")


@dataclass(frozen=True, slots=True)
class FundPosition:
    """A fund's money by what it is doing; amounts in the fund's currency.

    :param cash: on the fund's bank account, or committed by the members who keep their own.
    :param available: what members have placed and is neither lent nor reserved; `reserved`: for loans agreed and not
        paid out. The accounts called available hold both: a reservation moves nothing.
    """

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
    members = list(Membership.objects.filter(fund=fund))
    tails = {role: [member.tail for member in members] for role in PLACEMENT_ROLES} | {
        role: [str(number) for number in Loan.objects.filter(fund=fund).values_list("number", flat=True)]
        for role in LOAN_ROLES
    }
    codes = {role: [account_code(role, tail, chart=fund.chart) for tail in of_role] for role, of_role in tails.items()}
    cash = {cash_account(fund, member) for member in members}
    cash.add(account_code("cash", chart=fund.chart))
    amounts = balances(book=fund.book, codes=[*cash, *(code for of_role in codes.values() for code in of_role)], on=on)
    nothing = Money(0, fund.currency)
    sums = {role: sum((amounts.get(code, nothing) for code in of_role), nothing) for role, of_role in codes.items()}
    set_aside = sum(reserved(book=fund.book, codes=codes["available"], on=on).values(), nothing)
    return FundPosition(
        cash=sum((amounts.get(code, nothing) for code in cash), nothing),
        available=sums["available"] - set_aside,
        reserved=sums["reserved"] + set_aside,
        lent=sums["lent"],
        interest_due=sums["interest_due"],
        loans=sums["loan"],
        loan_interest=sums["loan_interest"],
    )


def member_position(membership: Membership, *, on: date | None = None) -> dict[str, Money]:
    """What a member has with the fund: available, reserved, lent, and interest due to it."""
    fund = membership.fund
    codes = {role: account_code(role, membership.tail, chart=fund.chart) for role in PLACEMENT_ROLES}
    amounts = balances(book=fund.book, codes=list(codes.values()), on=on)
    position = {role: amounts.get(code, Money(0, fund.currency)) for role, code in codes.items()}
    set_aside = reserved(book=fund.book, codes=[codes["available"]], on=on)[codes["available"]]
    return position | {
        "available": position["available"] - set_aside,
        "reserved": position["reserved"] + set_aside,
    }
