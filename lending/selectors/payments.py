"""Which payments somebody makes at a bank: from whose account to whose, and how much."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from djmoney.money import Money

from lending.domain.money import to_minor
from lending.domain.sharing import split
from lending.models import Fund, Loan, Membership, Tranche, TransferProposal
from lending.selectors.account_codes import cash_account, cash_holder
from lending.selectors.amounts import as_money
from lending.selectors.tranches import MAY_DRAW, tranches_of, undrawn_tranches


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


class Kept(StrEnum):
    """What is kept back of a payment to the borrower."""

    FEE = "fee"
    GUARANTEE = "guarantee"


@dataclass(frozen=True, slots=True)
class PayOut:
    """A drawdown as it is paid: what is lent, what is kept back of it line by line, and what the borrower receives."""

    gross: Money
    kept_back: tuple[tuple[Kept, Money], ...]
    payments: tuple[Payment, ...]

    @property
    def net(self) -> Money:
        """What is transferred to the borrower."""
        return sum((-amount for _kept, amount in self.kept_back), self.gross)


def pay_out_of(loan: Loan) -> PayOut | None:
    """The drawdown that is next, or was the last; none once all that was not drawn is given up before any."""
    tranches = tranches_of(loan)
    waiting = [tranche for tranche in tranches if tranche.state == Tranche.State.WAITING]
    drawn = [tranche for tranche in tranches if tranche.state == Tranche.State.DRAWN]
    for tranche in waiting[:1] or drawn[-1:]:
        lines = ((Kept.FEE, loan.kept_back), (Kept.GUARANTEE, loan.kept_for_guarantee)) if tranche.number == 1 else ()
        kept = tuple((what, amount) for what, amount in lines if amount.amount)
        return PayOut(tranche.amount, kept, tuple(payments_of_tranche(tranche)))
    return None


def payments_of(loan: Loan) -> list[Payment]:
    """What pays the drawdown that is next, or was the last: one payment from the fund; or one from each lender.

    The fee that is kept back of it is the fund's: it keeps it of its own payment, and each lender pays it its share.
    The contribution to the mutual guarantee fund stays where the cash is: who pays keeps it of its payment.
    """
    found = pay_out_of(loan)
    return list(found.payments) if found else []


def payments_of_tranche(tranche: Tranche) -> list[Payment]:
    """What pays one drawdown."""
    loan = tranche.loan
    shares = tranche.shares.select_related("participation__membership__cooperative", "participation__membership__fund")
    sums: dict[str, Money] = {}
    payers: dict[str, Membership] = {}
    for share in shares.order_by("participation__leg"):
        member = share.participation.membership
        code = cash_account(loan.fund, member)
        payers.setdefault(code, member)
        sums[code] = sums[code] + share.amount if code in sums else share.amount
    if not loan.fund.members_hold_cash:
        sums = dict.fromkeys(sums, tranche.net_paid)
    is_first_of_members = loan.fund.members_hold_cash and tranche.number == 1
    fees = _parts(loan.kept_back, sums) if is_first_of_members else {}
    held = _contributions(loan) if is_first_of_members else {}
    found = [
        _payment(
            loan.fund, payers[code], loan.membership,
            amount - fees.get(code, amount * 0) - held.get(code, amount * 0), loan.reference,
        )
        for code, amount in sums.items()
    ]  # fmt: skip
    of_fee = (_payment(loan.fund, payers[code], loan.membership, fee, loan.reference) for code, fee in fees.items())
    return found + [replace(each, payee=loan.fund.name, payee_iban="") for each in of_fee]


def _parts(whole: Money, sums: Mapping[str, Money]) -> dict[str, Money]:
    """What each payer bears of something that is kept back, by what it pays; nothing where nothing is."""
    if not whole.amount:
        return {}
    currency = str(whole.currency)
    parts = split(to_minor(whole.amount, currency), [to_minor(each.amount, currency) for each in sums.values()])
    return {code: as_money(part, currency) for code, part in zip(sums, parts, strict=True) if part}


def _contributions(loan: Loan) -> dict[str, Money]:
    """What each payer keeps for the mutual guarantee fund: by what its legs lend of the whole loan, as it is booked."""
    legs = loan.participations.select_related("membership__cooperative", "membership__fund").order_by("leg")
    parts = _parts(loan.kept_for_guarantee, {str(leg.leg): leg.amount for leg in legs})
    kept: dict[str, Money] = {}
    for leg in legs:
        if part := parts.get(str(leg.leg)):
            code = cash_account(loan.fund, leg.membership)
            kept[code] = kept[code] + part if code in kept else part
    return kept


def payments_to_make(membership: Membership) -> list[Payment]:
    """What this member itself pays when the fund releases what it has agreed to lend; nothing otherwise."""
    tranches = undrawn_tranches(membership.fund).filter(
        loan__state__in=MAY_DRAW, shares__participation__membership=membership
    )
    own = membership.cooperative.iban
    return [
        payment
        for tranche in tranches.select_related(
            "loan__fund", "loan__membership__cooperative", "loan__request_version"
        ).order_by("planned_on")
        for payment in payments_of_tranche(tranche)
        if payment.payer_iban == own
    ]


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
