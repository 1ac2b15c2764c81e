"""Which payments somebody makes at a bank: from whose account to whose, and how much."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from djmoney.money import Money

from lending.domain.money import from_minor, to_minor
from lending.domain.sharing import split
from lending.models import Fund, Loan, Membership, TransferProposal
from lending.selectors.account_codes import cash_account, cash_holder


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment to be made; an IBAN is empty where the fund pays or is paid: its bank is known to everybody here.

    :param words: what the payer writes on it.
    """

    payer: str
    payer_iban: str
    payee: str
    payee_iban: str
    amount: Money
    words: str


def payments_of(loan: Loan) -> list[Payment]:
    """What pays the loan out: one payment from the fund; or one from each lender, where each has its own cash.

    The fee that is kept back of it is the fund's: it keeps it of its own payment, and each lender pays it its share.
    """
    legs = loan.participations.filter(amount__gt=0).select_related("membership__cooperative", "membership__fund")
    sums: dict[str, Money] = {}
    payers: dict[str, Membership] = {}
    for leg in legs.order_by("leg"):
        code = cash_account(loan.fund, leg.membership)
        payers.setdefault(code, leg.membership)
        sums[code] = sums[code] + leg.amount if code in sums else leg.amount
    if not loan.fund.members_hold_cash:
        sums = dict.fromkeys(sums, loan.net_paid)
    fees = _fee_shares(loan, sums) if loan.fund.members_hold_cash else {}
    found = [
        _payment(loan.fund, payers[code], loan.membership, amount - fees.get(code, amount * 0), loan.reference)
        for code, amount in sums.items()
    ]
    of_fee = (_payment(loan.fund, payers[code], loan.membership, fee, loan.reference) for code, fee in fees.items())
    return found + [replace(each, payee=loan.fund.name, payee_iban="") for each in of_fee]


def _fee_shares(loan: Loan, sums: Mapping[str, Money]) -> dict[str, Money]:
    """What each payer owes the fund of the fee that is kept back; nothing where none is."""
    fee = loan.kept_back
    if not fee.amount:
        return {}
    currency = str(fee.currency)
    parts = split(to_minor(fee.amount, currency), [to_minor(each.amount, currency) for each in sums.values()])
    return {code: Money(from_minor(part, currency), currency) for code, part in zip(sums, parts, strict=True) if part}


def payments_to_make(membership: Membership) -> list[Payment]:
    """What this member itself pays when the fund releases the loans it has agreed to lend in; nothing otherwise."""
    agreed = Loan.objects.filter(
        fund=membership.fund, state=Loan.State.AGREED, participations__membership=membership
    ).select_related("fund", "membership__cooperative")
    own = membership.cooperative.iban
    return [payment for loan in agreed for payment in payments_of(loan) if payment.payer_iban == own]


def price_of(proposal: TransferProposal) -> Payment | None:
    """What the buyer of a part pays the seller; none where the fund has the cash of both."""
    fund, seller, buyer = proposal.fund, proposal.seller.membership, proposal.buyer
    if cash_account(fund, seller) == cash_account(fund, buyer):
        return None
    return _payment(fund, buyer, seller, proposal.amount, proposal.loan.reference)


def total_of(payments: Iterable[Payment], *, currency: str) -> Money:
    """All of them together."""
    return sum((payment.amount for payment in payments), Money(0, currency))


def _payment(fund: Fund, payer: Membership, payee: Membership, amount: Money, words: str) -> Payment:
    holder = cash_holder(fund, payer)
    return Payment(
        payer=holder.cooperative.name if holder else fund.name,
        payer_iban=holder.cooperative.iban if holder else "",
        payee=payee.cooperative.name,
        payee_iban=payee.cooperative.iban,
        amount=amount,
        words=words,
    )
