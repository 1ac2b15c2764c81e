"""No change of a loan under an addendum that somebody has not accepted."""

from lending.domain.addendum_errors import AddendumMissing, AddendumNotAccepted, AddendumOutdated
from lending.models import Decision, Loan, LoanRequest
from lending.selectors.addenda import addendum_on
from lending.selectors.addendum_content import lenders_now
from lending.selectors.agreements import missing_parties


def require_addendum(request: LoanRequest, decision: Decision) -> None:
    """Let an adopted change take effect once its addendum is accepted by each party. The database asks the same.

    :raises AddendumMissing: it is not drawn up.
    :raises AddendumNotAccepted: naming who has not accepted.
    :raises AddendumOutdated: where the members lend themselves, and another one does since it was drawn up.
    """
    loans = loans_changed_by(request)
    named = ", ".join(loan.reference for loan in loans)
    addendum = addendum_on(decision)
    if addendum is None:
        raise AddendumMissing(request=request.reference, loan=named)
    missing = missing_parties(addendum)
    if missing:
        raise AddendumNotAccepted(loan=named, missing=", ".join(party.name for party in missing))
    if request.fund.members_hold_cash:
        bound = set(addendum.parties.filter(side="lender").values_list("membership", flat=True))
        others = [member for member, _amount in lenders_now(loans) if member.pk not in bound]
        if others:
            raise AddendumOutdated(loan=named, lenders=", ".join(member.cooperative.name for member in others))


def loans_changed_by(request: LoanRequest) -> list[Loan]:
    """The loans that a request changes, in the order of their numbers, as it was voted."""
    loans = Loan.objects.filter(change_requests__request=request).select_related("fund", "membership__cooperative")
    return list(loans.order_by("number"))
