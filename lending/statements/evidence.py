"""What an auditor asks of a lender's year: each loan, why it was allowed, its total and ceiling, the taxes' data."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, Min, Q
from djmoney.money import Money

from lending.domain.exposure import Verdict
from lending.domain.form_2062 import Contract, to_declare
from lending.domain.measures import About
from lending.models import (
    EligibilityCheck,
    Fund,
    Instalment,
    LinkDeclaration,
    Loan,
    Membership,
    Participation,
)
from lending.selectors.amounts import as_money, minor
from lending.selectors.declared import Closings, closings_of
from lending.selectors.exposure import term_months
from lending.selectors.lender_exposure import lender_inputs_of, lent_in_years, year_ceiling
from lending.selectors.lender_year import PartMoved, Received, parts_moved, received_in
from lending.selectors.rule_sets import rules_beside_policy


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """A verdict as it was kept; `override` is the reason for which the committee let it be exceeded."""

    stage: str
    checked_at: datetime
    verdict: Verdict
    override: str


@dataclass(frozen=True, slots=True)
class FundedLoan:
    """One loan that the lender funded in its year."""

    leg: Participation
    term_months: int
    first_due_on: date | None
    last_due_on: date | None
    link: LinkDeclaration | None
    checks: tuple[KeptCheck, ...]

    @property
    def loan(self) -> Loan:
        return self.leg.loan


@dataclass(frozen=True, slots=True)
class Declared2062:
    """A contract of the calendar year, and whether it is declared on form 2062."""

    leg: Participation
    is_declared: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """A lender's year, whole.

    :param year: the calendar year; `start` and `end` are those of the accounting year that ends in it.
    :param moved: parts that changed hands in the accounting year; what was taken over is in `lent` and `lent_here`.
    :param lent_elsewhere, ceiling: None where they are not known; a fund that asks no such rule has no ceiling.
    """

    membership: Membership
    year: int
    start: date
    end: date
    loans: tuple[FundedLoan, ...]
    moved: tuple[PartMoved, ...]
    lent: Money
    lent_here: Money
    lent_elsewhere: Money | None
    ceiling: Money | None
    asks_law: bool
    form_2062: tuple[Declared2062, ...]
    interest: tuple[Received, ...]

    @property
    def interest_total(self) -> Money:
        return sum((line.interest for line in self.interest), Money(0, self.membership.fund.currency))


def evidence(*, membership: Membership, year: int) -> Evidence:
    """The file of one lender and year, from what was kept and what is declared now.

    The number of queries does not depend on how many loans there are.
    """
    fund = membership.fund
    start, end = _year_ending_in(year, closings_of([membership.pk], on=date(year, 1, 1)).get(membership.pk, Closings()))
    # The closing on the eve of the year is the one that its ceiling is reckoned from.
    closings = closings_of([membership.pk], on=start).get(membership.pk, Closings())
    legs = _legs(membership, Q(loan__agreed_on__gte=start, loan__agreed_on__lte=end))
    moved = parts_moved(membership, start=start, end=end)
    taken_over = [part.transfer.amount for part in moved if part.is_taken_over]
    rules = rules_beside_policy(fund, about=About.LENDER)
    inputs = lender_inputs_of(membership, closings)
    lent = lent_in_years([membership], {membership.pk: (start, end)})[membership.pk].to_anybody
    ceiling = year_ceiling(inputs, [rule for rule in rules if rule.measure == "lent_in_year"])
    return Evidence(
        membership=membership,
        year=year,
        start=start,
        end=end,
        loans=_funded(membership, legs),
        moved=moved,
        lent=_money(lent, fund),
        lent_here=sum([*(leg.amount for leg in legs), *taken_over], Money(0, fund.currency)),
        lent_elsewhere=_known(inputs.lent_elsewhere_minor, fund),
        ceiling=_known(ceiling, fund),
        asks_law=bool(rules),
        form_2062=_form_2062(membership, year),
        interest=received_in(membership, year=year),
    )


def _year_ending_in(year: int, closings: Closings) -> tuple[date, date]:
    """The accounting year that ends in a calendar year."""
    start, end = closings.year_of(date(year, 1, 1))
    return (start, end) if end.year == year else closings.year_of(end + timedelta(days=1))


def _legs(membership: Membership, when: Q) -> list[Participation]:
    """The parts that it agreed to; one that it took over later is among those that changed hands."""
    legs = Participation.objects.filter(when, membership=membership, amount__gt=0)
    return list(
        legs.exclude(loan__state=Loan.State.LAPSED)
        .select_related(
            "loan__membership__cooperative", "loan__request_version__request", "loan__fund", "membership__cooperative"
        )
        .order_by("loan__agreed_on", "loan__number")
    )


def _funded(membership: Membership, legs: Sequence[Participation]) -> tuple[FundedLoan, ...]:
    versions = [leg.loan.request_version_id for leg in legs]
    checks: dict[UUID, list[EligibilityCheck]] = defaultdict(list)
    kept = EligibilityCheck.objects.filter(Q(lender=None) | Q(lender=membership), request_version__in=versions)
    for check in kept.select_related("overridden_by").order_by("checked_at", "id"):
        checks[check.request_version_id].append(check)
    links = list(LinkDeclaration.objects.filter(lender=membership).order_by("declared_at", "id"))
    dues = _dues([leg.loan_id for leg in legs])
    return tuple(
        FundedLoan(
            leg=leg,
            term_months=term_months(leg.loan.request_version),
            first_due_on=dues.get(leg.loan_id, (None, None))[0],
            last_due_on=dues.get(leg.loan_id, (None, None))[1],
            link=_link_at(links, leg, checks[leg.loan.request_version_id]),
            checks=tuple(_kept(check) for check in checks[leg.loan.request_version_id]),
        )
        for leg in legs
    )


def _dues(loans: Iterable[UUID]) -> Mapping[UUID, tuple[date, date]]:
    """First and last due date of the schedule that each loan started with."""
    rows = Instalment.objects.filter(schedule__loan__in=list(loans), schedule__version=1).order_by()
    found = rows.values_list("schedule__loan").annotate(first=Min("due_on"), last=Max("due_on"))
    return {loan: (first, last) for loan, first, last in found}


def _link_at(
    links: Iterable[LinkDeclaration], leg: Participation, checks: Iterable[EligibilityCheck]
) -> LinkDeclaration | None:
    """The link that counted when the parts were fixed."""
    agreed_at = max((check.checked_at for check in checks if check.stage == "agreement"), default=None)
    counted = [
        link
        for link in links
        if link.borrower_id == leg.loan.membership_id and (agreed_at is None or link.declared_at <= agreed_at)
    ]
    return counted[-1] if counted else None


def _kept(check: EligibilityCheck) -> KeptCheck:
    verdict = Verdict.from_dict(check.inputs)
    decided = check.overridden_by.overrides if check.overridden_by else []
    reasons = [one["reason"] for one in decided if (one["rule"], one["lender"]) == (verdict.rule, verdict.lender)]
    return KeptCheck(check.stage, check.checked_at, verdict, reasons[0] if reasons else "")


def _form_2062(membership: Membership, year: int) -> tuple[Declared2062, ...]:
    """The lender's contracts of a calendar year, each with the principal that it was concluded for.

    A part that changes hands is no new contract, by which money is put at somebody's disposal (BOI-RPPM-PVBMI-40-30-65,
    § 1): the seller's stays declared as it was, the buyer has none. Where the fund holds the cash, they are its own.
    """
    if not membership.fund.members_hold_cash:
        return ()
    concluded = Participation.objects.filter(fund=membership.fund, loan__agreed_on__year=year, amount__gt=0)
    everybody = list(
        concluded.exclude(loan__state=Loan.State.LAPSED)
        .select_related("loan__membership__cooperative", "loan__request_version", "loan__fund")
        .order_by("loan__agreed_on", "loan__number", "leg")
    )
    contracts = [
        Contract(creditor=leg.membership_id, debtor=leg.loan.membership_id, amount_minor=minor(leg.amount))
        for leg in everybody
    ]
    told = zip(everybody, to_declare(contracts), strict=True)
    return tuple(Declared2062(leg, is_declared) for leg, is_declared in told if leg.membership_id == membership.pk)


def _known(amount_minor: int | None, fund: Fund) -> Money | None:
    return None if amount_minor is None else _money(amount_minor, fund)


def _money(amount_minor: int, fund: Fund) -> Money:
    return as_money(amount_minor, fund.currency)
