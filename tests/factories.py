"""Funds, members, requests and loans for tests, made by the services themselves."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from djmoney.money import Money
from schwifty import IBAN
from stdnum.luhn import calc_check_digit

from lending.domain.reauthentication import Reauthentication
from lending.domain.wished_schedule import WishedSchedule
from lending.models import (
    Agreement,
    Consultation,
    Fund,
    Loan,
    LoanProduct,
    LoanRequest,
    Membership,
    Office,
    Placement,
)
from lending.selectors.agreements import missing_parties, signatories_of
from lending.selectors.clock import database_now
from lending.selectors.products import REGULAR
from lending.services.accept_agreement import accept_agreement
from lending.services.admit_member import admit_member
from lending.services.agree_loan import agree_loan
from lending.services.cast_ballot import cast_ballot
from lending.services.choose_rules import choose_rules
from lending.services.close_consultation import close_early
from lending.services.create_fund import create_fund
from lending.services.disburse_loan import disburse_loan
from lending.services.draft_request import draft_request
from lending.services.name_sponsors import SponsorAsked
from lending.services.open_consultation import open_consultation
from lending.services.place_treasury import place_treasury
from lending.services.submit_request import submit_request
from members.models import Cooperative, Person, Role
from members.services.register_cooperative import register_cooperative

PASSWORD = "a-password-for-tests"
JOINED_ON = date(2026, 1, 1)
# A vote that stands as it was cast can be closed as soon as nothing can change its outcome.
QUICK_RULE = {"early_close": True, "may_change_vote": False}
# Names are numbered from here, all as long: a list in the order of names is then in the order of making.
serial = count(100_001)


def eur(amount: str | int) -> Money:
    """`eur("1365.20")`."""
    return Money(Decimal(amount), "EUR")


def make_fund(slug: str = "", *, rule: dict[str, Any] | None = None, is_french: bool = False, **changes: Any) -> Fund:
    """A fund without members, whose ceilings are wide unless `changes` says otherwise.

    It asks its policy alone, whoever holds the cash, unless `is_french`: then what its custody says.

    :param rule: fields of the voting rule; QUICK_RULE when not given.
    :param changes: arguments of `create_fund`, such as `max_per_borrower` or `custody`.
    """
    slug = slug or f"caisse-{next(serial)}"
    known: dict[str, Any] = {
        "name": f"Caisse de test {slug}",
        "max_per_borrower": eur(200_000),
        "max_share_of_fund": Decimal(1),
        "liquidity_reserve": eur(0),
        "voting_rule": QUICK_RULE if rule is None else rule,
        "now": database_now(),
    }
    fund = create_fund(slug=slug, **{**known, **changes})
    if fund.custody == Fund.Custody.MEMBERS and not is_french:
        choose_rules(fund=fund, choice={}, reason="For tests", now=database_now(), acting_person=None)
    return fund


def zone(fund: Fund) -> ZoneInfo:
    """The fund's time zone."""
    return ZoneInfo(fund.time_zone)


def make_person(name: str = "", *, email: str = "", language: str = "fr", **fields: Any) -> Person:
    """Somebody who signs in with PASSWORD."""
    number = next(serial)
    email = email or f"personne{number}@test.example"
    return Person.objects.create_user(email, PASSWORD, name=name or f"Personne {number}", language=language, **fields)


def make_cooperative(name: str = "") -> Cooperative:
    """A cooperative with a SIREN and an IBAN whose keys are right."""
    number = next(serial)
    digits = f"{80_000_000 + number:08d}"
    return register_cooperative(
        siren=digits + calc_check_digit(digits),
        name=name or f"Atelier {number}",
        iban=IBAN.generate("FR", bank_code="30006", branch_code="00001", account_code=f"{number:011d}").compact,
        email=f"atelier{number}@test.example",
        street="12 rue de la Gare",
        postal_code="69001",
        city="Lyon",
    )


def make_member(fund: Fund, *, name: str = "", placed: Money | None = None) -> Membership:
    """A cooperative of the fund with a manager (`manager_of`), and what it has placed."""
    cooperative = make_cooperative(name)
    Role.objects.create(person=make_person(), cooperative=cooperative, kind=Role.Kind.MANAGER)
    member = admit_member(
        fund=fund, cooperative=cooperative, joined_on=JOINED_ON, acting_person=None, now=database_now()
    )
    if placed is not None:
        make_placement(member, placed)
    return member


def manager_of(member: Membership) -> Person:
    """The person who acts for a member."""
    return member.cooperative.roles.order_by("id").select_related("person")[0].person


def make_office(
    fund: Fund, kind: str, *, person: Person | None = None, cooperative: Cooperative | None = None
) -> Person:
    """Somebody who serves the fund."""
    person = person or make_person()
    Office.objects.create(fund=fund, person=person, kind=kind, cooperative=cooperative)
    return person


def treasurer_of(fund: Fund, number: int = 1) -> Person:
    """The fund's first, second… treasurer, appointed when asked for."""
    holders = list(Office.objects.filter(fund=fund, kind=Office.Kind.TREASURER).order_by("id").select_related("person"))
    while len(holders) < number:
        make_office(fund, Office.Kind.TREASURER)
        holders = list(
            Office.objects.filter(fund=fund, kind=Office.Kind.TREASURER).order_by("id").select_related("person")
        )
    return holders[number - 1].person


def make_committee(fund: Fund, seats: int = 5, *, members: Sequence[Membership] = ()) -> list[Person]:
    """A committee whose first person is the chair; each sits for a member, made where `members` ends."""
    people = []
    for place in range(seats):
        member = members[place] if place < len(members) else make_member(fund)
        kind = Office.Kind.CHAIR if place == 0 else Office.Kind.COMMITTEE
        people.append(make_office(fund, kind, cooperative=member.cooperative))
    return people


def committee_of(fund: Fund) -> list[Person]:
    """Those who sit in the committee, the chair first; a committee of five is made when there is none."""
    offices = Office.objects.filter(fund=fund, kind__in=(Office.Kind.CHAIR, Office.Kind.COMMITTEE))
    return [office.person for office in offices.select_related("person").order_by("kind", "id")] or make_committee(fund)


def make_product(fund: Fund, code: str = "", **terms: Any) -> LoanProduct:
    """Equal instalments each month at 3 %, 100 € to 100 000 €, unless `terms` says otherwise."""
    known: dict[str, Any] = {
        "name": "Prêt à échéances constantes",
        "repayment": "equal_instalments",
        "annual_rate": Decimal("0.03"),
        "min_amount": eur(100),
        "max_amount": eur(100_000),
    }
    return LoanProduct.objects.create(fund=fund, code=code or f"pret-{next(serial)}", **{**known, **terms})


def make_placement(member: Membership, amount: Money, *, placed_on: date = JOINED_ON, **options: Any) -> Placement:
    """Treasury that a member has placed."""
    return place_treasury(
        membership=member,
        amount=amount,
        placed_on=placed_on,
        acting_person=treasurer_of(member.fund),
        now=database_now(),
        **options,
    )


def make_draft(
    member: Membership,
    *,
    amount: Money | None = None,
    product: LoanProduct | None = None,
    instalments: int = 3,
    start_on: date = date(2026, 1, 15),
    purpose: str = "Payer la TVA avant l'encaissement",
    links: Sequence[str] = (),
    sponsors: Sequence[SponsorAsked] = (),
    drawdowns: Sequence[tuple[date, Money]] = (),
    wished: WishedSchedule = REGULAR,
) -> LoanRequest:
    """A request that only its cooperative sees: 10 000 € in three instalments unless said otherwise."""
    return draft_request(
        membership=member,
        product=product or LoanProduct.objects.filter(fund=member.fund).first() or make_product(member.fund),
        amount=amount or eur(10_000),
        instalments=instalments,
        start_on=start_on,
        purpose=purpose,
        acting_person=manager_of(member),
        now=database_now(),
        links=links,
        sponsors=sponsors,
        drawdowns=drawdowns,
        wished=wished,
    )


def make_submitted_request(member: Membership, **asked: Any) -> LoanRequest:
    """A request handed to the fund; a lender is made where the fund holds nothing."""
    if not Placement.objects.filter(fund=member.fund).exists():
        make_member(member.fund, placed=eur(100_000))
    draft = make_draft(member, **asked)
    return submit_request(request=draft, acting_person=manager_of(member), now=database_now())


def make_consultation(member: Membership, *, lasts: timedelta = timedelta(days=3), **asked: Any) -> Consultation:
    """An open vote on a request of this member."""
    fund = member.fund
    committee_of(fund)
    request = make_submitted_request(member, **asked)
    now = database_now()
    return open_consultation(request=request, closes_at=now + lasts, acting_person=treasurer_of(fund), now=now)


def vote(consultation: Consultation, **choices: int) -> None:
    """`vote(consultation, against=1, abstain=1)`: the seats in order of their names; the others vote for."""
    said = [choice for choice, number in choices.items() for _ in range(number)]
    seats = consultation.seats.filter(recusal__isnull=True).select_related("person").order_by("person__name", "id")
    for place, seat in enumerate(seats):
        choice = said[place] if place < len(said) else "for"
        cast_ballot(consultation=consultation, acting_person=seat.person, choice=choice)


def decide(consultation: Consultation, **choices: int) -> LoanRequest:
    """Every seat votes (see `vote`) and the consultation closes early, by a rule like QUICK_RULE."""
    vote(consultation, **choices)
    close_early(consultation=consultation, acting_person=treasurer_of(consultation.fund), now=database_now())
    return LoanRequest.objects.select_related("fund", "membership__cooperative").get(
        versions=consultation.request_version_id
    )


def make_approved_request(member: Membership, **asked: Any) -> LoanRequest:
    """A request that the committee has adopted."""
    return decide(make_consultation(member, **asked))


def make_agreed_loan(
    member: Membership, *, agreed_on: date | None = None, is_accepted: bool = True, **asked: Any
) -> Loan:
    """A loan whose lenders are fixed and which is not paid out; the fund's second treasurer prepared it.

    Its contract is accepted by everybody, unless `is_accepted` says otherwise: it can be paid out.
    """
    request = make_approved_request(member, **asked)
    now = database_now()
    treasurer = treasurer_of(member.fund, 2)
    loan = agree_loan(request=request, agreed_on=agreed_on or start_of(request), acting_person=treasurer, now=now)
    if is_accepted:
        accept_contract(loan)
    return loan


def accept_contract(loan: Loan) -> None:
    """Every party that has not accepted the contract does: a manager of each cooperative, a treasurer for the fund."""
    treasurer_of(loan.fund, 1)
    accept_whole(loan.agreements.get(number=1))


def accept_whole(contract: Agreement) -> None:
    """The same of a contract, or of an addendum."""
    for party in missing_parties(contract):
        if not signatories_of(party):
            # One treasurer may stand on the borrower's side, another has prepared it: the third can sign.
            treasurer_of(contract.fund, 3)
        now = database_now()
        accept_agreement(
            agreement=contract,
            party_id=party.pk,
            sha256=contract.sha256,
            proof=Reauthentication(at=now, method="password"),
            acting_person=signatories_of(party)[0],
            now=now,
        )


def make_active_loan(member: Membership, *, disbursed_on: date | None = None, **asked: Any) -> Loan:
    """A loan that is paid out, on the day its request wished unless said otherwise, by the third treasurer."""
    loan = make_agreed_loan(member, agreed_on=disbursed_on, **asked)
    treasurer = treasurer_of(member.fund, 3)
    return disburse_loan(loan=loan, disbursed_on=loan.agreed_on, acting_person=treasurer, now=database_now())


def start_of(request: LoanRequest) -> date:
    """The day its borrower wishes the money, or today when that is still to come."""
    today: datetime = database_now()
    return min(request.current.start_on, today.date())
