"""Which sponsors go on answering where loans are made one, and for how much; who is released."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from djmoney.money import Money

from lending.domain.loan_position import Position
from lending.domain.request_hash import plain_decimal
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.sponsorship import carried_minor
from lending.domain.wrong_terms import WrongTerms
from lending.models import Loan, Membership
from lending.selectors.amounts import as_money, minor
from lending.selectors.sponsors import sponsor_guarantees

_NO_SPONSOR: Final = gettext_noop("%(member)s answers for none of these loans: only their sponsors can be released.")


@dataclass(frozen=True, slots=True)
class CarriedSponsor:
    """A sponsor of loans that become one.

    :param amount: the most that it answers for of the new loan, None where it is released.
    """

    membership: Membership
    amount: Money | None

    def to_dict(self) -> dict[str, Any]:
        """As a version of a request keeps its sponsors."""
        assert self.amount is not None
        return {
            "membership": str(self.membership.pk),
            "siren": self.membership.cooperative.siren,
            "amount": plain_decimal(self.amount.amount),
            "share": None,
        }

    def said(self) -> dict[str, Any]:
        """As what is voted tells it: with its name, and without an amount where it is released."""
        amount = None if self.amount is None else minor(self.amount)
        return {
            "membership": str(self.membership.pk), "siren": self.membership.cooperative.siren,
            "name": self.membership.cooperative.name, "amount_minor": amount,
        }  # fmt: skip


def carried_sponsors(
    loans: Sequence[Loan], positions: Sequence[Position], *, released: Collection[str]
) -> tuple[CarriedSponsor, ...]:
    """The sponsors of these loans in the order of their contracts, each once, with what it answers for of the new loan.

    Who answered for a share of a loan answers for the amount that it makes of what is taken over of it, for the new
    loan is larger than that one. Who answered for several of them answers for the sum.

    :param released: the members that will answer for nothing.
    :raises WrongTerms: one of these is no sponsor of theirs.
    """
    sums: dict[Membership, int] = {}
    for loan, position in zip(loans, positions, strict=True):
        for one in sponsor_guarantees(loan):
            row = one.guarantee
            part = carried_minor(
                amount=minor(row.amount), share=None if row.share is None else Fraction(row.share),
                paid=minor(one.paid), outstanding=position.outstanding_minor,
            )  # fmt: skip
            sums[row.membership] = sums.get(row.membership, 0) + part
    known = {str(member.pk) for member in sums}
    for member in released:
        if member not in known:
            raise WrongTerms({"released_sponsors": Sentence(_NO_SPONSOR, {"member": member})})
    currency = loans[0].fund.currency
    return tuple(
        CarriedSponsor(member, None if str(member.pk) in released or not part else as_money(part, currency))
        for member, part in sums.items()
    )
