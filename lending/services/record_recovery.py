"""Money that comes in on a loan after it was written off: the lenders' own, by the key of the loss."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from djmoney.money import Money
from uuid6 import uuid7

from lending.domain.default_errors import MoreThanLost, NotWrittenOff
from lending.domain.fund_errors import WrongState
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.sharing import split
from lending.models import Loan, Participation, Recovery, RecoveryShare
from lending.policies import require_treasurer
from lending.selectors.amounts import as_money, minor
from lending.selectors.losses import standing_write_off
from lending.services.bookkeeping.entries import LegAmount, reverse
from lending.services.bookkeeping.losses import book_recovery
from lending.services.disburse_loan import locked_loan
from lending.services.events import record_event
from lending.services.require_given import require_amount, require_day
from members.models import Person

THIS_RECOVERY = Sentence(gettext_noop("This recovery"))
RECOVERED_FIGURES = ("recovered", "interest_recovered")


@transaction.atomic
def record_recovery(
    *, loan: Loan, amount: Money, received_on: date, acting_person: Person, now: datetime, reference: str = ""
) -> Recovery:
    """Record what came in, principal lost first, then interest lost; the loan stays written off.

    Shared by what each lender has lost and not recovered, largest remainder: nobody gets more than its loss. Who stood
    surety and paid comes after the lenders (Code civil 1346-3): beyond their loss nothing is taken here.

    :raises NotWrittenOff: money on a loan that is owed is a repayment.
    :raises MoreThanLost: says how much is lost and not recovered.
    """
    loan = locked_loan(loan)
    require_treasurer(acting_person, loan.fund)
    written = standing_write_off(loan)
    if written is None:
        raise NotWrittenOff(subject=loan.reference)
    require_amount(amount, fund=loan.fund)
    require_day(received_on, fund=loan.fund, now=now, earliest=written.written_off_on)
    legs = list(loan.participations.select_related("membership__cooperative", "membership__fund"))
    shares = _share(legs, amount)
    recovery = Recovery(
        id=uuid7(), fund=loan.fund, loan=loan, write_off=written, received_on=received_on, amount=amount,
        principal=sum((share.principal for share in shares), loan.amount * 0),
        interest=sum((share.interest for share in shares), loan.amount * 0),
        reference=reference, recorded_by=acting_person,
    )  # fmt: skip
    recovery.entry_id = book_recovery(
        loan=loan, legs=shares, on=received_on, reference=reference, source=f"recovery:{recovery.id}",
        key=f"recovery:{recovery.id}",
    )  # fmt: skip
    recovery.save(force_insert=True)
    _keep_shares(recovery, legs, shares)
    record_event(
        fund=loan.fund, kind="record_recovery", subject=loan, person=acting_person, at=now,
        after={"act": recovery.pk, "amount": amount, "received_on": received_on, "reference": reference},
    )  # fmt: skip
    return recovery


@transaction.atomic
def reverse_recovery(
    *, recovery: Recovery, reversed_on: date, reason: str, acting_person: Person, now: datetime
) -> Recovery:
    """Undo a recovery that bounced or was a mistake: every lender gives back its share, by the mirror entry."""
    loan = locked_loan(Loan(pk=recovery.loan_id))
    recovery = loan.recoveries.select_related("fund").get(pk=recovery.pk)
    require_treasurer(acting_person, loan.fund)
    if recovery.reversed_on is not None:
        raise WrongState(subject=THIS_RECOVERY, state=gettext_noop("reversed"), needed=gettext_noop("recorded"))
    require_day(reversed_on, fund=loan.fund, now=now, earliest=recovery.received_on)
    recovery.reversed_on = reversed_on
    recovery.reversal_entry_id = reverse(
        fund=loan.fund, entry_id=recovery.entry_id, on=reversed_on, reason=reason, key=f"reverse:{recovery.id}"
    )
    recovery.save(update_fields=["reversed_on", "reversal_entry_id"])
    shares = list(recovery.shares.select_related("participation"))
    for share in shares:
        share.participation.recovered -= share.principal
        share.participation.interest_recovered -= share.interest
    Participation.objects.bulk_update([share.participation for share in shares], RECOVERED_FIGURES)
    record_event(
        fund=loan.fund, kind="reverse_recovery", subject=loan, person=acting_person, at=now,
        after={"act": recovery.pk, "amount": recovery.amount, "reversed_on": reversed_on, "reason": reason},
    )  # fmt: skip
    return recovery


def _share(legs: Sequence[Participation], amount: Money) -> list[LegAmount]:
    """To each leg its part of what is not recovered yet: principal as long as some is missing, then interest."""
    principal = [minor(leg.lost - leg.recovered) for leg in legs]
    interest = [minor(leg.interest_lost - leg.interest_recovered) for leg in legs]
    currency, whole = amount.currency.code, minor(amount)
    if whole > sum(principal) + sum(interest):
        raise MoreThanLost(amount=amount, maximum=as_money(sum(principal) + sum(interest), currency))
    of_principal = min(whole, sum(principal))
    shares = zip(split(of_principal, principal), split(whole - of_principal, interest), strict=True)
    return [
        LegAmount(leg.membership, as_money(for_principal, currency), as_money(for_interest, currency))
        for leg, (for_principal, for_interest) in zip(legs, shares, strict=True)
    ]


def _keep_shares(recovery: Recovery, legs: Sequence[Participation], shares: Sequence[LegAmount]) -> None:
    pairs = list(zip(legs, shares, strict=True))
    RecoveryShare.objects.bulk_create(
        RecoveryShare(
            fund=recovery.fund, recovery=recovery, participation=leg, principal=share.principal, interest=share.interest
        )
        for leg, share in pairs
    )
    for leg, share in pairs:
        leg.recovered += share.principal
        leg.interest_recovered += share.interest
    Participation.objects.bulk_update(legs, RECOVERED_FIGURES)
