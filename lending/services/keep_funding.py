"""Keeping a funding proposal with the vote that was shown it, or with the loan that it fixed."""

from datetime import date, datetime

from lending.models import Consultation, FundingPlan, Loan, RequestVersion
from lending.policies import require_treasurer
from lending.services.propose_funding import Funding, propose_funding, require_reason
from members.models import Person


def keep_funding(
    version: RequestVersion,
    *,
    of: Consultation | Loan,
    method: str,
    reason: str,
    person: Person,
    now: datetime,
    on: date | None = None,
) -> Funding:
    """Propose and keep: by the method in force, or by another that a treasurer chooses with a reason.

    :param on: the day the loan is granted; the day it is wished for when not given.
    :raises NotAllowed, ReasonNeeded: of another method.
    :raises InsufficientFunding: the placements do not hold the amount within the ceilings.
    """
    is_chosen = require_reason(version, method=method, reason=reason)
    if is_chosen:
        require_treasurer(person, version.request.fund)
    funding = propose_funding(version, method=method, on=on)
    FundingPlan.objects.create(
        fund=version.request.fund,
        request_version=version,
        consultation=of if isinstance(of, Consultation) else None,
        loan=of if isinstance(of, Loan) else None,
        method=funding.method.value,
        chosen_by=person if is_chosen else None,
        reason=reason.strip() if is_chosen else "",
        figures=funding.to_dict(),
        planned_at=now,
    )
    return funding
