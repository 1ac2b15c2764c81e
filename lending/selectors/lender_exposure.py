"""The figures that rules on lenders look at: its closings, its link with the borrower, what it has lent in its year."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from djmoney.money import Money

from lending.domain.economic_links import LinkNature, link_holds
from lending.domain.exposure import Verdict, verdicts
from lending.domain.exposure_rules import Bound, ExposureRule, LenderInputs
from lending.domain.french_rules import YEARLY_BY_SIZE_MINOR
from lending.domain.funding_words import LEGAL_CEILING, LEGAL_RULE
from lending.domain.measures import MEASURES, About
from lending.domain.money import to_minor
from lending.models import (
    AccountsDeclaration,
    Fund,
    LinkDeclaration,
    Loan,
    Membership,
    Participation,
    RequestVersion,
    Transfer,
)
from lending.selectors.amounts import minor
from lending.selectors.declared import Closings, closings_of, links_with
from lending.selectors.rule_sets import rules_beside_policy

Legs = Sequence[tuple[UUID, int]]
"""Who lends how much, in minor units, by the id of the member."""


@dataclass(frozen=True, slots=True)
class Lent:
    """What a cooperative has lent in its accounting year, in minor units: to anybody, and to one borrower."""

    to_anybody: int = 0
    to_borrower: int = 0


def lender_verdicts(version: RequestVersion, legs: Legs, *, on: date) -> tuple[Verdict, ...]:
    """What the rules on lenders say of each leg; nothing where the fund has no such rule.

    :param on: the day the loan is granted, or is wished for.
    """
    rules = rules_beside_policy(version.request.fund, about=About.LENDER)
    if not rules or not legs:
        return ()
    return tuple(
        verdict for inputs in lender_inputs(version, legs, rules, on=on) for verdict in verdicts(inputs, rules)
    )


def legal_caps(version: RequestVersion, members: Iterable[UUID], *, on: date) -> Mapping[UUID, Mapping[str, int]]:
    """The most that each member may lend to this borrower, in minor units, by the code of each rule that says so.

    Only rules that no vote sets aside keep a lender out; 0 is said by a rule that is not met, or cannot be checked.
    """
    rules = rules_beside_policy(version.request.fund, about=About.LENDER)
    binding = [rule for rule in rules if not rule.may_be_overridden]
    if not binding:
        return {}
    nothing = [(member, 0) for member in members]
    # What a member lends of this very loan counts: it may be asked to take another's part over.
    asked = lender_inputs(version, nothing, rules, on=on, is_asked=False)
    return {UUID(inputs.lender): _caps(verdicts(inputs, binding)) for inputs in asked}


def ceilings_of_law(version: RequestVersion, members: Iterable[UUID], *, on: date) -> Mapping[UUID, Mapping[str, int]]:
    """What the rules that no vote sets aside let each member lend to this borrower, as proposals name it: the lowest.

    Or that a rule keeps it out; verdicts say which. Members whom no such rule holds are not there.
    """
    found = legal_caps(version, members, on=on)
    return {member: _in_short(min(caps.values())) for member, caps in found.items() if caps}


def _in_short(most: int) -> Mapping[str, int]:
    return {LEGAL_CEILING: most} if most > 0 else {LEGAL_RULE: 0}


def _caps(found: Iterable[Verdict]) -> dict[str, int]:
    caps = {}
    for verdict in found:
        is_ceiling = MEASURES[verdict.measure].slope > 0 and verdict.bound in (Bound.AT_MOST, Bound.BELOW)
        if is_ceiling:
            caps[verdict.rule] = verdict.possible or 0
        elif not verdict.passed:
            caps[verdict.rule] = 0
    return caps


def lender_inputs(
    version: RequestVersion, legs: Legs, rules: Iterable[ExposureRule], *, on: date, is_asked: bool = True
) -> list[LenderInputs]:
    """The figures of each leg, in their order; the number of queries does not depend on how many they are.

    :param is_asked: the legs are those of the request itself, so that its own loan does not count twice.
    """
    borrower = version.request.membership
    pks = [pk for pk, _ in legs]
    members = Membership.objects.select_related("cooperative").in_bulk(pks)
    closings = closings_of([*pks, borrower.pk], on=on)
    links = links_with(borrower, lenders=pks)
    years = {pk: closings.get(pk, Closings()).year_of(on) for pk in pks}
    apart = version if is_asked else None
    lent = lent_in_years(list(members.values()), years, borrower=borrower, apart=apart)
    bought_from = closings.get(borrower.pk, Closings()).last
    yearly = [rule for rule in rules if rule.measure == "lent_in_year"]
    return [
        _inputs(
            members[pk], amount, closings=closings.get(pk, Closings()), link=links.get(pk), lent=lent[pk],
            borrowers=bought_from, yearly=yearly, currency=version.request.fund.currency,
        )
        for pk, amount in legs
    ]  # fmt: skip


def lender_inputs_of(member: Membership, closings: Closings) -> LenderInputs:
    """What a member has declared, without any loan."""
    return _inputs(
        member, 0, closings=closings, link=None, lent=Lent(), borrowers=None, yearly=(), currency=member.fund.currency
    )


def _inputs(
    member: Membership,
    amount_minor: int,
    *,
    closings: Closings,
    link: LinkDeclaration | None,
    lent: Lent,
    borrowers: AccountsDeclaration | None,
    yearly: Sequence[ExposureRule],
    currency: str,
) -> LenderInputs:
    last, before = closings.last, closings.before
    inputs = LenderInputs(
        amount_minor=amount_minor,
        currency=currency,
        lender=str(member.pk),
        whose=member.cooperative.name,
        lent_in_year_minor=lent.to_anybody,
        lent_to_borrower_in_year_minor=lent.to_borrower,
        lent_elsewhere_minor=_minor(last, "lent_elsewhere"),
        equity_minor=_minor(last, "equity"),
        equity_before_minor=_minor(before, "equity"),
        share_capital_minor=_minor(last, "share_capital"),
        share_capital_before_minor=_minor(before, "share_capital"),
        ebitda_minor=_minor(last, "ebitda"),
        ebitda_before_minor=_minor(before, "ebitda"),
        net_treasury_minor=_minor(last, "net_treasury"),
        net_treasury_before_minor=_minor(before, "net_treasury"),
        size_ceiling_minor=YEARLY_BY_SIZE_MINOR.get(last.size) if last else None,
        accounts_certified=_answer(last.accounts_certified if last else None),
        lending_is_ancillary=_answer(last.lending_is_ancillary if last else None),
        economic_link=_answer(_link(link, borrowers)),
    )
    return replace(inputs, year_ceiling_minor=year_ceiling(inputs, yearly))


def year_ceiling(inputs: LenderInputs, yearly: Iterable[ExposureRule]) -> int | None:
    """The lowest ceiling on what a lender lends in a year; None while one of them is not known, or there is none."""
    limits = [rule.limit_for(inputs) for rule in yearly]
    known = [limit for limit in limits if limit is not None]
    return max(0, min(known)) if known and len(known) == len(limits) else None


def lent_in_years(
    members: Sequence[Membership],
    years: Mapping[UUID, tuple[date, date]],
    *,
    borrower: Membership | None = None,
    apart: RequestVersion | None = None,
) -> Mapping[UUID, Lent]:
    """Principal of the loans that the cooperatives of these members have granted in the year of each, repaid or not.

    What they took over from other lenders in that year counts like what they granted. The law counts what an enterprise
    lends, whichever fund it is through, where members lend themselves.
    """
    cooperatives = {member.cooperative_id for member in members}
    earliest = min((start for start, _ in years.values()), default=date.max)
    legs = Participation.objects.filter(
        membership__cooperative__in=cooperatives,
        fund__custody=Fund.Custody.MEMBERS,
        loan__agreed_on__gte=earliest,
    ).exclude(loan__state=Loan.State.LAPSED)
    if apart is not None:
        legs = legs.exclude(loan__request_version__request=apart.request_id)
    taken_over = Transfer.objects.filter(
        buyer__membership__cooperative__in=cooperatives,
        fund__custody=Fund.Custody.MEMBERS,
        transferred_on__gte=earliest,
        reversed_on=None,
    )
    rows = [
        *legs.order_by().values_list("membership__cooperative", *_lent_to("loan__agreed_on")),
        *taken_over.order_by().values_list("buyer__membership__cooperative", *_lent_to("transferred_on")),
    ]
    granted = defaultdict(list)
    for lender, to, lent_on, amount, currency in rows:
        granted[lender].append((to, lent_on, to_minor(amount, currency)))
    found = {}
    for member in members:
        start, end = years[member.pk]
        parts = [(to, amount) for to, lent_on, amount in granted[member.cooperative_id] if start <= lent_on <= end]
        to_one = sum(amount for to, amount in parts if borrower is not None and to == borrower.cooperative_id)
        found[member.pk] = Lent(sum(amount for _, amount in parts), to_one)
    return found


def _lent_to(day: str) -> tuple[str, ...]:
    return ("loan__membership__cooperative", day, "amount", "amount_currency")


def _link(link: LinkDeclaration | None, borrowers: AccountsDeclaration | None) -> bool | None:
    return link_holds(
        LinkNature(link.nature) if link else None,
        bought_minor=_minor(link, "bought"),
        turnover_minor=_minor(borrowers, "turnover"),
    )


def _minor(row: AccountsDeclaration | LinkDeclaration | None, field: str) -> int | None:
    amount: Money | None = getattr(row, field) if row else None
    return None if amount is None else minor(amount)


def _answer(value: bool | None) -> int | None:
    return None if value is None else int(value)
