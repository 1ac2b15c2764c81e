"""A loan with sponsors, for tests: who answers for how much of it."""

from datetime import date
from decimal import Decimal
from typing import Any

from lending.models import Fund, Guarantee, GuaranteeCall, Loan, Membership, PreparedAct, Repayment
from lending.services.call_sponsor import prepare_sponsor_call, release_sponsor_call
from lending.services.name_sponsors import SponsorAsked
from lending.services.record_sponsor_payment import record_sponsor_payment
from tests.factories import eur, make_active_loan, make_fund, make_member, treasurer_of
from tests.lending.services.loan_stories import at_noon


def answers(member: Membership, amount: str | int = "", *, share: str = "") -> SponsorAsked:
    """`answers(member, 5_000)`, `answers(member, share="0.5")`."""
    return SponsorAsked(member.pk, eur(amount) if amount else None, Decimal(share) if share else None)


def make_sponsored_loan(
    *sponsors: tuple[str, Any], custody: str = "fund", **options: Any
) -> tuple[Loan, list[Membership]]:
    """The loan of `loan_stories` (10 000 € over three months, legs 6 000 / 4 000) with these sponsors, as (name, of).

    `of` is an amount, or a share as text: `("Parrain A", 4_000)`, `("Parrain B", "0.5")`.
    """
    fund: Fund = make_fund(custody=custody, **options)
    make_member(fund, placed=eur(60_000))
    make_member(fund, placed=eur(40_000))
    members = [make_member(fund, name=name) for name, _of in sponsors]
    asked = [
        answers(member, share=of) if isinstance(of, str) else answers(member, of)
        for member, (_name, of) in zip(members, sponsors, strict=True)
    ]
    return make_active_loan(make_member(fund), sponsors=asked), members


def guarantee_of(loan: Loan, sponsor: Membership) -> Guarantee:
    """What this member answers for."""
    return loan.guarantees.get(membership=sponsor)


def prepare_call(guarantee: Guarantee, on: date, *, amount: str | int = "", pay_by: date | None = None) -> PreparedAct:
    """The first treasurer prepares a call; what is owed today when no amount is said, to pay on the day itself."""
    return prepare_sponsor_call(
        guarantee=guarantee, amount=eur(amount) if amount else None, reason="Plus de paiement", pay_by=pay_by or on,
        acting_person=treasurer_of(guarantee.fund), now=at_noon(on),
    )  # fmt: skip


def call_sponsor(guarantee: Guarantee, on: date, **options: Any) -> GuaranteeCall:
    """Prepared, then released by the second treasurer."""
    act = prepare_call(guarantee, on, **options)
    return release_sponsor_call(act=act, called_on=on, acting_person=treasurer_of(guarantee.fund, 2), now=at_noon(on))


def sponsor_pays(call: GuaranteeCall, amount: str | int, on: date) -> Repayment:
    """The first treasurer records what came from the sponsor."""
    return record_sponsor_payment(
        call=call, amount=eur(amount), received_on=on, reference="VIR-P", acting_person=treasurer_of(call.fund),
        now=at_noon(on),
    )  # fmt: skip
