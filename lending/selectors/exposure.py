"""The figures that a fund's ceilings look at, and the ceilings themselves."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.db.models import QuerySet, Sum

from lending.domain.due_dates import nominal_due_dates
from lending.domain.exposure import ExposureInputs, ExposureRule
from lending.domain.french_rules import MAY_BORROW
from lending.domain.fund_rules import lenders_rule, policy_rules, product_rules, sponsor_rules
from lending.domain.intervals import whole_months_and_days
from lending.domain.measures import About
from lending.domain.money import to_minor
from lending.domain.terms_json import read_terms
from lending.domain.wished_schedule import has_own_days
from lending.models import Fund, FundPolicy, Loan, LoanRequest, Membership, Participation, RequestVersion, Withdrawal
from lending.selectors.amounts import minor
from lending.selectors.approved import approved_versions
from lending.selectors.declared import Closings, closings_of
from lending.selectors.fund_accounts import fund_position
from lending.selectors.lenders import lenders_for
from lending.selectors.rule_sets import rules_beside_policy
from lending.selectors.sponsor_exposure import (
    guaranteed_minor,
    sponsors_engaged_minor,
    sponsors_in_default,
    sponsors_of,
)

MONTHS_IN = {"years": 12, "months": 1, "weeks": Fraction(12, 52), "days": Fraction(12, 365)}


def exposure_inputs(version: RequestVersion, *, on: date, counts_approved: bool = True) -> ExposureInputs:
    """What the request would add, what its borrower and its links owe, and what the fund holds, now.

    :param on: the day the loan is granted, or is wished for: the borrower's last closing is the one before it.
    :param counts_approved: whether what is approved for others and not agreed yet is spoken for, and who would answer
        for it stands for it. Before a vote it is; of those approved, who is agreed first is served first.
    """
    request = version.request
    fund = request.fund
    position = fund_position(fund)
    own = Loan.objects.filter(request_version__request=request)
    declared = closings_of([request.membership_id], on=on).get(request.membership_id, Closings()).last
    others = Loan.objects.filter(fund=fund).exclude(request_version__request=request)
    borrower = others.filter(membership=request.membership)
    linked_members = Membership.objects.filter(fund=fund, cooperative__in=version.links).exclude(
        pk=request.membership_id
    )
    linked = others.filter(membership__in=linked_members)
    return ExposureInputs(
        amount_minor=minor(version.principal),
        currency=fund.currency,
        instalments=version.instalments,
        term_months=term_months(version),
        borrower_owes_minor=_outstanding(borrower, fund),
        borrower_committed_minor=_committed(borrower, fund)
        + (_approved_minor(fund, apart=request, of=[request.membership]) if counts_approved else 0),
        linked_owe_minor=_outstanding(linked, fund)
        + _committed(linked, fund)
        + (_approved_minor(fund, apart=request, of=linked_members) if counts_approved else 0),
        placements_minor=minor(position.placements),
        # As if nothing of this loan were drawn yet: the rules look at the whole of it at each of its drawdowns.
        cash_minor=minor(position.available + position.reserved) + sum(minor(loan.drawn) for loan in own),
        committed_minor=minor(position.reserved)
        - _committed(own, fund)
        + (_approved_minor(fund, apart=request) if counts_approved else 0),
        notices_minor=_notices_minor(fund),
        turnover_minor=minor(declared.turnover) if declared and declared.turnover is not None else None,
        borrower_size_fits=int(declared.size in MAY_BORROW) if declared and declared.size else None,
        borrower_guarantees_minor=guaranteed_minor(
            [request.membership_id], fund=fund, apart=request, counts_approved=counts_approved
        )[request.membership_id],
        sponsor_engaged_minor=sponsors_engaged_minor(
            version, owed=_owed_by_sponsors(version, counts_approved=counts_approved), counts_approved=counts_approved
        ),
        sponsors_in_default=sponsors_in_default(version),
    )


def exposure_rules(version: RequestVersion, *, on: date, is_funded: bool = False) -> tuple[ExposureRule, ...]:
    """The product's limits, the fund's policy in force, what lenders can lend, and the rules the fund has chosen.

    :param is_funded: who lends how much is fixed already, and what others could lend is not asked any more.
    """
    fund, product = version.request.fund, version.product
    policy = FundPolicy.objects.filter(fund=fund).order_by("-version")[0]
    rules = product_rules(
        min_amount_minor=minor(product.min_amount),
        max_amount_minor=minor(product.max_amount),
        max_instalments=product.max_instalments,
        source=f"product {product.code}",
        version=product.version,
    ) + policy_rules(
        max_per_borrower_minor=minor(policy.max_per_borrower),
        max_share_of_fund=Fraction(policy.max_share_of_fund),
        liquidity_reserve_minor=minor(policy.liquidity_reserve),
        source="policy of the fund",
        version=policy.version,
    )
    if version.sponsors:
        rules += sponsor_rules(
            ceiling_minor=minor(policy.max_per_borrower), source="policy of the fund", version=policy.version
        )
    if not is_funded:
        capacity = sum(lender.capacity for lender in lenders_for(version, on=on))
        rules += (lenders_rule(capacity_minor=capacity, source="placements of the members"),)
    return (*rules, *rules_beside_policy(fund, about=About.REQUEST))


def term_months(version: RequestVersion) -> int:
    """The term in months begun: by the calendar, where periods are no months or a due date is a day that was wished."""
    is_in_months = version.terms["every"]["unit"] in ("months", "years")
    if not version.change and (has_own_days(version.terms) or not is_in_months):
        terms = read_terms(version.terms)
        months, odd_days, _ = whole_months_and_days(terms.start_on, nominal_due_dates(terms)[-1])
        return months + bool(odd_days)
    every = version.terms["every"]
    return -int(-version.terms["instalments"] * every["count"] * MONTHS_IN[every["unit"]] // 1)


def _outstanding(loans: QuerySet[Loan], fund: Fund) -> int:
    return _sum(Participation.objects.filter(loan__in=loans), "outstanding", fund)


def _owed_by_sponsors(version: RequestVersion, *, counts_approved: bool) -> dict[UUID, int]:
    """What each sponsor owes itself, what is agreed for it and not drawn, and what is approved for it."""
    fund, owed = version.request.fund, {}
    for member in sponsors_of(version):
        own = Loan.objects.filter(fund=fund, membership=member)
        waiting = Membership.objects.filter(pk=member)
        approved = _approved_minor(fund, apart=version.request, of=waiting) if counts_approved else 0
        owed[member] = _outstanding(own, fund) + _committed(own, fund) + approved
    return owed


def _committed(loans: QuerySet[Loan], fund: Fund) -> int:
    return _sum(Participation.objects.filter(loan__in=loans), "undrawn", fund)


def _approved_minor(fund: Fund, *, apart: LoanRequest, of: Iterable[Membership] | None = None) -> int:
    """Approved by the committee and not agreed yet, of some borrowers or of all."""
    versions = approved_versions(fund, apart=apart)
    if of is not None:
        versions = versions.filter(request__membership__in=of)
    return sum(minor(version.principal) for version in versions)


def _notices_minor(fund: Fund) -> int:
    return _sum(Withdrawal.objects.filter(fund=fund, state=Withdrawal.State.NOTICE), "amount", fund)


def _sum(rows: QuerySet, field: str, fund: Fund) -> int:
    total = rows.order_by().aggregate(total=Sum(field))["total"]
    return to_minor(getattr(total, "amount", total), fund.currency) if total else 0
