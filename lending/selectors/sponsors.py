"""Who answers for a loan: as a request names them, and as each guarantee stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from djmoney.money import Money

from lending.domain.sponsorship import callable_minor
from lending.models import (
    Acceptance,
    AgreementParty,
    Guarantee,
    GuaranteeCall,
    Loan,
    LoanRequest,
    Membership,
    RequestVersion,
)
from lending.selectors.amounts import as_money, minor
from lending.selectors.instalments import instalments_of, unsettled

# Nothing more is asked of who answered for such a loan.
ENDED = (Loan.State.CLOSED, Loan.State.OVERPAID, Loan.State.LAPSED)


@dataclass(frozen=True, slots=True)
class NamedSponsor:
    """A sponsor as a version of a request names it.

    :param share: None, or the share of what is owed that it answers for, within the amount; a fraction.
    """

    membership: Membership
    amount: Money
    share: Decimal | None


class Standing(StrEnum):
    """Where a guarantee stands; computed, never stored."""

    TO_ACCEPT = "to_accept"
    IN_FORCE = "in_force"
    CALLED = "called"
    PAID = "paid"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call, and what was paid of it."""

    call: GuaranteeCall
    paid: Money

    @property
    def left(self) -> Money:
        """What is still to be paid of it; nothing once it is taken back."""
        return self.call.amount - self.paid if self.call.reversed_on is None else self.paid * 0


@dataclass(frozen=True, slots=True)
class SponsorGuarantee:
    """A guarantee with what it was called for.

    :param called: of the calls that stand.
    :param paid: on them; the sponsor has a claim on the borrower for it, which is not in the fund's books.
    :param released_on: the end of the loan, once it is repaid.
    """

    guarantee: Guarantee
    standing: Standing
    called: Money
    paid: Money
    calls: tuple[CallLine, ...]
    released_on: date | None

    @property
    def awaited(self) -> Money:
        """Called and not paid yet."""
        return self.called - self.paid


def sponsors_named(version: RequestVersion) -> list[NamedSponsor]:
    """The sponsors of a version, in the order in which it names them."""
    if not version.sponsors:
        return []
    members = Membership.objects.select_related("cooperative").in_bulk([one["membership"] for one in version.sponsors])
    by_id = {str(pk): member for pk, member in members.items()}
    currency = version.amount.currency
    return [
        NamedSponsor(
            by_id[one["membership"]],
            Money(one["amount"], currency),
            None if one["share"] is None else Decimal(one["share"]),
        )
        for one in version.sponsors
    ]


def sponsors_bound(version: RequestVersion, loans: Iterable[Loan]) -> list[NamedSponsor]:
    """Whom the addendum of a change binds: those that will answer for the loan that several become, as it was voted.

    Of another schedule, those who answer for the loan and go on doing so.
    """
    if version.request.kind == LoanRequest.Kind.CONSOLIDATION:
        return sponsors_named(version)
    rows = Guarantee.objects.filter(loan__in=loans).select_related("membership__cooperative")
    return [NamedSponsor(row.membership, row.amount, row.share) for row in rows.order_by("loan__number", "place")]


def sponsors_of_loans(loans: Iterable[Loan]) -> list[Membership]:
    """The members that answer for some of these loans, each once, by name."""
    members = Membership.objects.filter(guarantees__loan__in=list(loans)).distinct()
    return list(members.select_related("cooperative").order_by("cooperative__name"))


def sponsoring_cooperatives(version: RequestVersion) -> set[UUID]:
    """Who answers for what is voted: the cooperatives it names, and the sponsors of the loans that it would change."""
    named = Q(pk__in=[one["membership"] for one in version.sponsors])
    changed = Q(guarantees__loan__change_requests__request=version.request_id)
    members = Membership.objects.filter(named | changed if version.request.is_change else named)
    return (
        set(members.values_list("cooperative", flat=True)) if version.sponsors or version.request.is_change else set()
    )


def sponsor_guarantees(loan: Loan) -> list[SponsorGuarantee]:
    """The guarantees of a loan in the order of its contract, as they stand; two queries."""
    return as_they_stand(loan.guarantees.order_by("place"))


def guarantees_given(membership: Membership) -> list[SponsorGuarantee]:
    """What a member answers for, the latest loan first; two queries, however many they are."""
    return as_they_stand(membership.guarantees.order_by("-loan__number"))


def guarantee_as_it_stands(guarantee: Guarantee) -> SponsorGuarantee:
    """One guarantee."""
    return as_they_stand(Guarantee.objects.filter(pk=guarantee.pk))[0]


def callable_of(loan: Loan) -> dict[UUID, Money]:
    """For how much more each sponsor of a loan can be called, by guarantee; nothing unless the loan is called in."""
    found = sponsor_guarantees(loan)
    if not found:
        return {}
    owed = owed_minor(loan) if loan.state == Loan.State.DEFAULTED else 0
    paid, awaited = (sum(minor(getattr(one, name)) for one in found) for name in ("paid", "awaited"))
    more = {}
    for one in found:
        amount, share = one.guarantee.amount, one.guarantee.share
        part = callable_minor(
            amount=minor(amount), share=None if share is None else Fraction(share), owed=owed, paid_by_sponsors=paid,
            called=minor(one.called), awaited=awaited,
        )  # fmt: skip
        more[one.guarantee.pk] = as_money(part, amount.currency.code)
    return more


def owed_minor(loan: Loan) -> int:
    """Costs, interest and principal unpaid of a loan, in minor units."""
    return sum(
        minor(row.principal + row.interest + row.costs) - minor(row.paid_principal + row.paid_interest + row.paid_costs)
        for row in unsettled(instalments_of(loan))
    )


def call_line(call: GuaranteeCall) -> CallLine:
    """One call, with what was paid of it."""
    paid = call.payments.filter(reversed_on__isnull=True).aggregate(total=Sum("amount"))["total"] or 0
    return CallLine(call, Money(paid, call.amount.currency))


def as_they_stand(guarantees: QuerySet[Guarantee]) -> list[SponsorGuarantee]:
    """These guarantees with their calls, two queries."""
    accepted = Acceptance.objects.filter(
        # The contract of a loan that takes others over is the addendum of its decision, kept with the first of them.
        Q(party__agreement__loan=OuterRef("loan")) | Q(party__agreement__decision=OuterRef("loan__decision")),
        party__side=AgreementParty.Side.SPONSOR, party__membership=OuterRef("membership"),
    )  # fmt: skip
    rows = list(
        guarantees.select_related("loan__fund", "loan__membership__cooperative", "membership__cooperative")
        .annotate(is_accepted=Exists(accepted))
        .prefetch_related(Prefetch("calls", GuaranteeCall.objects.annotate(paid=_paid()).order_by("called_on", "id")))
    )
    return [_as_it_stands(row) for row in rows]


def _paid() -> Sum:
    return Sum("payments__amount", filter=Q(payments__reversed_on__isnull=True))


def _as_it_stands(row: Guarantee) -> SponsorGuarantee:
    nothing, loan = row.amount * 0, row.loan
    calls = tuple(CallLine(call, Money(call.paid or 0, row.amount.currency)) for call in row.calls.all())  # type: ignore[attr-defined]
    called = sum((line.call.amount for line in calls if line.call.reversed_on is None), nothing)
    paid = sum((line.paid for line in calls), nothing)
    if loan.state in ENDED:
        standing = Standing.RELEASED
    elif called > paid:
        standing = Standing.CALLED
    elif called.amount:
        standing = Standing.PAID
    else:
        standing = Standing.IN_FORCE if row.is_accepted else Standing.TO_ACCEPT  # type: ignore[attr-defined]
    return SponsorGuarantee(row, standing, called, paid, calls, loan.closed_on if standing == "released" else None)
