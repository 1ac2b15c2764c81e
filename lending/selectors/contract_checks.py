"""What must be true between contracts, addenda and notices and the rows of their loans; `verify_ledger` asks it."""

import json
from collections.abc import Iterator
from hashlib import sha256
from itertools import zip_longest
from typing import Any

from django.db.models import QuerySet

from ledger.selectors.checks import Breach
from lending.domain.canonical import canonical_json
from lending.models import Agreement, AgreementParty, Fund, Loan, Transfer
from lending.selectors.agreement_content import contract_content, plain_amount
from lending.selectors.book_checks import each_fund

LOANS_AT_ONCE = 200
# What the people of a cooperative, of the fund or of the committee may have renamed since; a hash keeps what was said.
NAMED_THEN = frozenset({"name", "street", "postal_code", "city", "slug", "time_zone", "is_demo", "wording", "template"})
Fault = tuple[str, str]


def _contracts(fund: Fund) -> Iterator[Breach]:
    """Loan by loan, the first thing that is not as its contract says."""
    loans = (
        Loan.objects.filter(fund=fund)
        .select_related("fund", "membership__cooperative", "request_version__request", "decision")
        .prefetch_related("participations__membership__cooperative")
        .order_by("number")
    )
    for loan in loans.iterator(chunk_size=LOANS_AT_ONCE):
        contract = loan.agreements.select_related("template").filter(number=1).first()
        fault = _of_contract(loan, contract) if contract else _without(loan)
        if fault := fault or _of_parts(loan):
            yield Breach(fund.book, *fault)


def _of_parts(loan: Loan) -> Fault | None:
    agreed = sum((leg.amount for leg in loan.participations.all()), loan.amount * 0)
    if agreed == loan.amount:
        return None
    return f"participations of loan {loan.number}", f"make {agreed.amount}, the loan {loan.amount.amount}"


def _of_contract(loan: Loan, contract: Agreement) -> Fault | None:
    row = f"contract of loan {loan.number}"
    if told := wrong_hash(contract):
        return row, told
    said: Any = json.loads(contract.content)
    # Written from the same rows again it would say the same, but for names that were changed since.
    now: Any = json.loads(canonical_json(contract_content(loan, template=contract.template)))
    path = first_difference(said, now, leaving_out=NAMED_THEN) or first_difference(
        {"terms": now["terms"]}, {"terms": said["terms"]}
    )
    if path:
        place, before, after = path
        return row, f"{place}: it says {before}, the loan's rows {after}"
    if told := wrong_parties(contract):
        return row, told
    if loan.disbursed_on and loan.needs_acceptance and is_missing(contract):
        return row, "its loan is paid out, and somebody has not accepted it"
    return None


def _without(loan: Loan) -> Fault | None:
    """A loan without a contract of its own: paid out before contracts were kept, or made of others by a vote."""
    if loan.disbursed_on is None or not loan.needs_acceptance or loan.schedules.filter(decision=loan.decision).exists():
        return None
    return f"loan {loan.number}", "is paid out without a contract"


def wrong_hash(agreement: Agreement) -> str | None:
    content = agreement.content.encode()
    if sha256(content).hexdigest() != agreement.sha256:
        return "its hash is not that of what it says"
    if canonical_json(json.loads(content)) != content:
        return "it is not written in the canonical form"
    others = agreement.acceptances.exclude(sha256=agreement.sha256).select_related("party").first()
    return f"{others.party.name} accepted another hash" if others else None


def wrong_parties(agreement: Agreement) -> str | None:
    """Who is bound is who it names: the borrower, the fund, the lenders where they lend themselves, the sponsors."""
    parties = agreement.parties.select_related("membership__cooperative").order_by("place")
    bound = [(party.side, party.membership.cooperative.siren if party.membership else "") for party in parties]
    said: Any = json.loads(agreement.content)
    named: list[tuple[str, str]] = [("borrower", said["borrower"]["siren"]), ("fund", "")]
    if said["fund"]["custody"] == Fund.Custody.MEMBERS:
        named += [("lender", lender["siren"]) for lender in said["lenders"]]
    sponsors = said.get("guarantee", said).get("sponsors", [])
    named += [("sponsor", sponsor["siren"]) for sponsor in sponsors]
    return None if bound == named else f"it binds {bound}, and names {named}"


def is_missing(agreement: Agreement) -> bool:
    return AgreementParty.objects.filter(agreement=agreement, acceptance__isnull=True).exists()


def first_difference(
    before: Any, after: Any, *, leaving_out: frozenset[str] = frozenset(), path: str = ""
) -> tuple[str, Any, Any] | None:
    """Where a JSON value first says something else than another: the path and both values.

    Names that only the other one has are of a later version of the program, which says more.

    >>> first_difference({"a": [1, {"b": "x"}]}, {"a": [1, {"b": "y"}]})
    ('a[1].b', 'x', 'y')

    :param leaving_out: names that are not compared.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted(set(before) - leaving_out):
            inner = f"{path}.{name}" if path else name
            if found := first_difference(before[name], after.get(name), leaving_out=leaving_out, path=inner):
                return found
        return None
    if isinstance(before, list) and isinstance(after, list):
        for place, (one, other) in enumerate(zip_longest(before, after)):
            if found := first_difference(one, other, leaving_out=leaving_out, path=f"{path}[{place}]"):
                return found
        return None
    return None if before == after else (path, before, after)


def _notices(fund: Fund) -> Iterator[Breach]:
    """A notice tells the transfer that stands."""
    notices: QuerySet[Agreement] = Agreement.objects.filter(fund=fund, kind=Agreement.Kind.NOTICE)
    related = ("proposal__seller__membership__cooperative", "proposal__buyer__cooperative", "loan")
    for notice in notices.select_related(*related).order_by("loan__number", "number"):
        if told := wrong_hash(notice) or _wrong_notice(notice):
            yield Breach(fund.book, f"notice {notice.number} of loan {notice.loan.number}", told)


def _wrong_notice(notice: Agreement) -> str | None:
    proposal, said = notice.proposal, json.loads(notice.content)["transfer"]
    assert proposal is not None
    standing = Transfer.objects.filter(proposal=proposal, reversed_on__isnull=True).first()
    if standing is None:
        return "its transfer does not stand"
    pairs = (
        ("amount", said["amount"], plain_amount(standing.amount)),
        ("day", said["transferred_on"], standing.transferred_on.isoformat()),
        ("seller", said["seller"]["siren"], proposal.seller.membership.cooperative.siren),
        ("buyer", said["buyer"]["siren"], proposal.buyer.cooperative.siren),
    )
    return next((f"{name}: it says {told}, the transfer {true}" for name, told, true in pairs if told != true), None)


CHECKS = (
    each_fund(
        "contracts-are-their-loans",
        "A contract says what its loan's rows say, has the hash of that, and was accepted before the payment.",
        _contracts,
    ),
    each_fund("notices-tell-transfers", "A notice of transfer tells the transfer that stands.", _notices),
)
