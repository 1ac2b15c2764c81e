"""Asking for a change of a running loan: a draft of the borrower's, or a proposal of the fund's treasurer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from lending.domain.wish import Wish
from lending.models import ChangedLoan, Fund, Loan, LoanRequest, RequestVersion
from lending.policies import acts_for, require_treasurer
from lending.selectors.amounts import as_money
from lending.selectors.clock import local_day
from lending.services.amend_request import require_amendable, void_votes
from lending.services.draft_request import hash_of, next_request
from lending.services.events import record_event
from lending.services.plan_change import Planned, plan
from lending.services.request_moves import locked_request
from lending.services.submit_request import hand_in
from members.models import Person


@transaction.atomic
def ask_change(
    *, loan: Loan, wish: Wish, purpose: str, acting_person: Person, now: datetime, others: Sequence[Loan] = ()
) -> LoanRequest:
    """Write down what is asked of a loan and what would follow, for the committee to vote on.

    The borrower's people write a draft and hand it in; a treasurer's proposal is handed in at once. Whoever asks
    neither votes on it nor applies it.

    :param others: the borrower's other loans that are to become one with it.
    :raises WrongTerms, WrongDate, WrongState: what cannot be asked; nothing is written.
    """
    fund = Fund.objects.select_for_update(no_key=True).get(pk=loan.fund_id)
    is_own = acts_for(acting_person, loan.membership.cooperative)
    if not is_own:
        require_treasurer(acting_person, fund)
    planned = plan([loan, *others], wish, known_on=local_day(fund, at=now))
    request = next_request(fund, membership=loan.membership, kind=str(wish.kind), person=acting_person, now=now)
    ChangedLoan.objects.bulk_create(ChangedLoan(fund=fund, request=request, loan=one) for one in [loan, *others])
    version = _add_version(request, planned, purpose=purpose, person=acting_person, now=now)
    record_event(
        fund=fund, kind="ask_change", subject=request, person=acting_person, at=now, after=_figures(version, planned)
    )
    return request if is_own else hand_in(request, person=acting_person, now=now)


@transaction.atomic
def amend_change(
    *, request: LoanRequest, wish: Wish, purpose: str, acting_person: Person, now: datetime
) -> LoanRequest:
    """Ask something else of the same loan, or the same on the figures of today; an open vote on it is void.

    :raises WrongState: it is decided.
    :raises ClosedConsultation: the vote's time is over, counted or not.
    """
    request = locked_request(request)
    if not acts_for(acting_person, request.membership.cooperative):
        require_treasurer(acting_person, request.fund)
    require_amendable(request, is_change=True)
    changed = request.changed_loans.select_related("loan__fund", "loan__membership__cooperative")
    planned = plan([each.loan for each in changed], wish, known_on=local_day(request.fund, at=now))
    if str(wish.kind) != request.kind:
        request.kind = str(wish.kind)
        request.save(update_fields=["kind"])
    version = _add_version(request, planned, purpose=purpose, person=acting_person, now=now)
    record_event(
        fund=request.fund, kind="amend_request", subject=request, person=acting_person, at=now,
        after=_figures(version, planned),
    )  # fmt: skip
    void_votes(request, person=acting_person, now=now)
    return request


def _add_version(
    request: LoanRequest, planned: Planned, *, purpose: str, person: Person, now: datetime
) -> RequestVersion:
    first = planned.loan.request_version
    version = RequestVersion(
        fund=request.fund,
        request=request,
        version=(request.versions.aggregate(last=Max("version"))["last"] or 0) + 1,
        product=first.product,
        amount=as_money(planned.amount_minor, request.fund.currency),
        purpose=purpose,
        instalments=len(planned.change.schedule.instalments),
        start_on=planned.wish.on,
        terms=planned.change.terms,
        links=first.links,
        sponsors=planned.sponsors,
        change=planned.to_dict(),
        created_by=person,
        created_at=now,
    )
    version.sha256 = hash_of(version)
    version.save(force_insert=True)
    return version


def _figures(version: RequestVersion, planned: Planned) -> dict[str, Any]:
    return {
        "version": version.version,
        "kind": planned.wish.kind,
        "loans": [of["reference"] for of in (version.change or {})["loans"]],
        "amount": version.amount,
        "instalments": version.instalments,
        "on": version.start_on,
        "purpose": version.purpose,
        **({"sponsors": version.sponsors} if version.sponsors else {}),
    }
