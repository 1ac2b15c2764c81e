"""Changing what borrowers put into the fund's mutual guarantee fund."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.wrong_terms import WrongTerms
from lending.models import Fund, FundPolicy
from lending.policies import require_treasurer
from lending.services.events import record_event
from members.models import Person

_FROM_TO = gettext_noop("From 0 to less than 100 %%, in hundredths of a per cent.")


@transaction.atomic
def change_guarantee_rate(*, fund: Fund, rate: Decimal, acting_person: Person, now: datetime) -> FundPolicy:
    """Add a version of the policy that differs in this alone; it counts for the loans agreed from now on.

    Loans that are agreed keep the rate they were agreed with.

    :param rate: of its loan, what a borrower puts in; a fraction: 0.02 is 2 %. Nothing is done where it is so already.
    :raises WrongTerms: it is below zero, the whole of the loan or more, or finer than a hundredth of a per cent.
    """
    fund = Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    require_treasurer(acting_person, fund)
    if not 0 <= rate < 1 or rate != round(rate, 4):
        raise WrongTerms({"guarantee_rate": Sentence(_FROM_TO)})
    policy = FundPolicy.objects.filter(fund=fund).order_by("-version")[0]
    before = policy.guarantee_rate
    if before == rate:
        return policy
    policy.pk, policy.version, policy.guarantee_rate = FundPolicy().pk, policy.version + 1, rate
    policy.save(force_insert=True)
    record_event(
        fund=fund, kind="change_guarantee_rate", subject=fund, person=acting_person, at=now,
        before={"guarantee_rate": before}, after={"guarantee_rate": rate, "version": policy.version},
    )  # fmt: skip
    return policy
