"""Writing a request for a loan."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from djmoney.money import Money

from lending.domain.fees import fees_in
from lending.domain.fund_errors import NotOffered, UnknownLink
from lending.domain.request_hash import request_hash
from lending.domain.terms import FeePayment
from lending.domain.tranches import Planned
from lending.domain.wished_schedule import WishedSchedule, wished_in
from lending.models import Fund, Loan, LoanProduct, LoanRequest, Membership, Participation, RequestVersion
from lending.policies import require_role
from lending.selectors.amounts import minor
from lending.selectors.clock import local_day
from lending.selectors.products import REGULAR
from lending.services.events import record_event
from lending.services.name_sponsors import SponsorAsked, guarantors, guarantors_of, named_sponsors
from lending.services.require_given import require_amount
from lending.services.terms_asked import terms_asked
from members.models import Cooperative, Person

Asked = tuple[date, Money]
"""A drawdown as it is asked for: its day and its amount."""


@transaction.atomic
def draft_request(
    *,
    membership: Membership,
    product: LoanProduct,
    amount: Money,
    instalments: int,
    start_on: date,
    purpose: str,
    acting_person: Person,
    now: datetime,
    links: Sequence[str] = (),
    sponsors: Sequence[SponsorAsked] = (),
    drawdowns: Sequence[Asked] = (),
    wished: WishedSchedule = REGULAR,
) -> LoanRequest:
    """Start a request: a draft that only its cooperative sees.

    :param drawdowns: days and amounts, when it is not all drawn on `start_on`; together they make the amount.
    :param instalments: as many as there are due dates, where those are wished.
    :param wished: another first due date or every due date, first instalments without principal or without interest.
    :param links: ids of cooperatives that the borrower declares itself linked to; their seats will not vote.
    :param sponsors: members that answer for a part of the loan; their seats will not vote either.
    :raises WrongTerms: every wrong field of the terms.
    """
    require_role(acting_person, membership.cooperative)
    fund = Fund.objects.select_for_update(no_key=True).get(pk=membership.fund_id)
    kind = LoanRequest.Kind.NEW_LOAN
    request = next_request(fund, membership=membership, kind=kind, person=acting_person, now=now)
    version = add_version(
        request, product=product, amount=amount, instalments=instalments, start_on=start_on, purpose=purpose,
        links=links, drawdowns=drawdowns, wished=wished, sponsors=sponsors, acting_person=acting_person, now=now,
    )  # fmt: skip
    record_event(fund=fund, kind="draft_request", subject=request, person=acting_person, at=now, after=figures(version))
    return request


def next_request(fund: Fund, *, membership: Membership, kind: str, person: Person, now: datetime) -> LoanRequest:
    """A draft under the next number of the year. The caller holds the fund's lock."""
    year = local_day(fund, at=now).year
    last = LoanRequest.objects.filter(fund=fund, year=year).aggregate(last=Max("number"))["last"] or 0
    return LoanRequest.objects.create(
        fund=fund, membership=membership, kind=kind, year=year, number=last + 1, created_by=person, created_at=now
    )


def add_version(
    request: LoanRequest,
    *,
    product: LoanProduct,
    amount: Money,
    instalments: int,
    start_on: date,
    purpose: str,
    links: Sequence[str] = (),
    sponsors: Sequence[SponsorAsked] = (),
    drawdowns: Sequence[Asked] = (),
    wished: WishedSchedule = REGULAR,
    acting_person: Person,
    now: datetime,
) -> RequestVersion:
    """A further version of what is asked; from now on it is the one that counts.

    :raises NotOffered, WrongAmount, WrongTerms, UnknownLink, UnknownSponsor, WrongGuarantee: nothing is written.
    """
    if product.fund_id != request.fund_id or not product.is_offered:
        raise NotOffered(product=product.code)
    require_amount(amount, fund=request.fund)
    for _on, drawn in drawdowns:
        require_amount(drawn, fund=request.fund)
    terms = terms_asked(
        product=product, amount=amount, instalments=instalments, start_on=start_on, wished=wished,
        planned=[Planned(on, minor(drawn)) for on, drawn in drawdowns], rates=_rates_planned(request),
        asked_on=local_day(request.fund, at=now),
    )  # fmt: skip
    return next_version(
        request, product=product, amount=amount, instalments=instalments, start_on=start_on, purpose=purpose,
        terms=terms, links=_linked(links), acting_person=acting_person, now=now,
        sponsors=named_sponsors(sponsors, borrower=request.membership, amount=amount),
    )  # fmt: skip


def next_version(request: LoanRequest, *, acting_person: Person, now: datetime, **said: Any) -> RequestVersion:
    """What is asked from now on, under the next number and its own hash. The caller has checked it."""
    number = (request.versions.aggregate(last=Max("version"))["last"] or 0) + 1
    version = RequestVersion(
        fund=request.fund, request=request, version=number, created_by=acting_person, created_at=now, **said
    )
    version.sha256 = hash_of(version)
    version.save(force_insert=True)
    return version


def _rates_planned(request: LoanRequest) -> list[dict[str, Any]]:
    """Other rates that the fund has planned in the version before: the borrower's changes leave them."""
    before = request.versions.order_by("-version").first()
    return list(before.terms.get("rate_changes") or ()) if before else []


def _linked(links: Sequence[str]) -> list[str]:
    """The declared cooperatives, each once.

    :raises UnknownLink: naming the first that is no cooperative: its seat would go on voting.
    """
    known = {str(pk) for pk in Cooperative.objects.values_list("pk", flat=True).filter(pk__in=filter(_is_id, links))}
    for link in links:
        if str(link) not in known:
            raise UnknownLink(link=str(link))
    return sorted(known)


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(str(text)))
    except ValueError:
        return False


def hash_of(version: RequestVersion) -> str:
    """The hash of what a version asks: computed again whenever something follows from the vote on it."""
    parties = _parties(version.request.membership, version, guarantors(version))
    return request_hash(
        amount=version.amount, terms=version.terms, parties=parties, purpose=version.purpose, change=version.change
    )


def hash_of_loan(loan: Loan, legs: Sequence[Participation]) -> str:
    """The same hash of what is about to be paid: what the legs make, to whom, on the loan's own terms."""
    version = loan.request_version
    parties = _parties(loan.membership, version, guarantors_of(loan))
    # A fee that is lent is no part of the amount that was asked: it is in the terms.
    financed = Money(fees_in(loan.terms, FeePayment.FINANCED), loan.amount.currency)
    amount = sum((leg.amount for leg in legs), -financed)
    return request_hash(amount=amount, terms=loan.terms, parties=parties, purpose=version.purpose)


def _parties(borrower: Membership, version: RequestVersion, sponsors: Sequence[str]) -> dict[str, str | Sequence[str]]:
    """Whom the vote is about; where nobody answers for the loan, the hash is what it was before sponsors existed."""
    named = {"guarantors": sponsors} if sponsors else {}
    return {"borrower": borrower.cooperative.siren, "linked": version.links, **named}


def hash_of_tranches(loan: Loan) -> str:
    """The same hash of the drawdowns as they are kept: what the legs lend of each, for the days that were voted."""
    version = loan.request_version
    fee = fees_in(version.terms, FeePayment.FINANCED)
    parties = _parties(loan.membership, version, guarantors_of(loan))
    drawdowns, total = [], loan.amount * 0
    for tranche in loan.tranches.order_by("number").prefetch_related("shares"):
        lent = sum((share.amount for share in tranche.shares.all()), loan.amount * 0)
        drawn = lent.amount - fee if tranche.number == 1 else lent.amount
        drawdowns.append({"on": tranche.planned_on.isoformat(), "amount": f"{drawn:.2f}"})
        total += lent
    terms = {**version.terms, "drawdowns": drawdowns}
    amount = total - Money(fee, loan.amount.currency)
    return request_hash(amount=amount, terms=terms, parties=parties, purpose=version.purpose)


def figures(version: RequestVersion) -> dict[str, Any]:
    """What is asked, as events tell it."""
    return {
        "version": version.version,
        "amount": version.amount,
        "product": version.product.code,
        "instalments": version.instalments,
        "start_on": version.start_on,
        "purpose": version.purpose,
        **wished_in(version.terms),
        **({"rate_changes": version.terms["rate_changes"]} if version.terms.get("rate_changes") else {}),
        **({"sponsors": version.sponsors} if version.sponsors else {}),
    }
