"""Changing when a fund's interest enters its books."""

from datetime import datetime

from django.db import transaction

from lending.models import Fund, FundPolicy
from lending.policies import require_treasurer
from lending.services.events import record_event
from members.models import Person


@transaction.atomic
def change_accrual(*, fund: Fund, accrual: str, acting_person: Person, now: datetime) -> FundPolicy:
    """Add a version of the policy that differs in this alone; it counts for every loan, from the next close of day.

    Towards daily, what has run of each instalment is booked then; towards the due date, what was booked stays and the
    rest follows when it falls due. Nothing is booked twice.

    :param accrual: a value of `FundPolicy.Accrual`; nothing is done where it is so already.
    """
    fund = Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    require_treasurer(acting_person, fund)
    policy = FundPolicy.objects.filter(fund=fund).order_by("-version")[0]
    before, asked = policy.accrual, FundPolicy.Accrual(accrual)
    if before == asked:
        return policy
    policy.pk, policy.version, policy.accrual = FundPolicy().pk, policy.version + 1, asked
    policy.save(force_insert=True)
    record_event(
        fund=fund, kind="change_accrual", subject=fund, person=acting_person, at=now, before={"accrual": before},
        after={"accrual": asked, "version": policy.version},
    )  # fmt: skip
    return policy
