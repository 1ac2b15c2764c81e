"""What happens in the demonstration fund, in the order of its dates."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from djmoney.money import Money

from lending.demo.products import REPLAYS
from lending.domain.reauthentication import Reauthentication
from lending.models import Ballot, Consultation, Fund, Instalment, Loan, LoanProduct, LoanRequest, Membership
from lending.selectors.agreements import missing_parties, signatories_of
from lending.selectors.clock import database_now
from lending.selectors.instalments import instalments_of
from lending.services.accept_agreement import accept_agreement
from lending.services.agree_loan import agree_loan
from lending.services.cast_ballot import cast_ballot
from lending.services.change_voting_rule import change_voting_rule
from lending.services.close_consultation import close_early
from lending.services.disburse_loan import disburse_loan
from lending.services.draft_request import draft_request
from lending.services.name_sponsors import SponsorAsked
from lending.services.open_consultation import open_consultation
from lending.services.place_treasury import place_treasury
from lending.services.repay_loan import repay_loan
from lending.services.submit_request import submit_request
from members.models import Person

# All before the first loan: a loan is shared by what each holds when it is agreed, which is when this is played.
PLACEMENTS = (
    (1, "120000.00", date(2017, 6, 1)),
    (2, "80000.00", date(2017, 6, 1)),
    (3, "60000.00", date(2017, 6, 6)),
    (4, "50000.00", date(2017, 6, 12)),
    (5, "90000.00", date(2017, 6, 19)),
    (9, "40000.00", date(2017, 6, 26)),
)
VOTING_TIME = timedelta(days=1)
# The votes of loans that are over close as soon as all is said; today's stay open to their end, and may be changed.
FIRST_RULE = {"early_close": True, "may_change_vote": False}
VOTING_RULE = {"maximum_duration_hours": 24 * 21}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of the story and what becomes of it."""

    borrower: int
    product: str
    amount: str
    periods: int
    start_on: date
    purpose: str
    pays: Callable[[int, date], bool] = field(default=lambda number, due_on: True)
    is_paid_out: bool = True
    is_agreed: bool = True
    is_accepted: bool = True
    sponsors: tuple[tuple[int, str], ...] = ()


class Story:
    """Plays the demonstration through the same services as everybody."""

    def __init__(
        self, fund: Fund, *, products: dict[str, LoanProduct], treasurers: list[Person], committee: list[Person]
    ) -> None:
        self.fund, self.products, self.committee = fund, products, committee
        self.preparer, self.payer, self.keeper = treasurers
        self.members = {
            member.number: member
            for member in Membership.objects.filter(fund=fund).select_related("fund", "cooperative")
        }

    def play(self, *, today: date) -> None:
        """Placements, votes, loans and repayments up to today, and what is still open."""
        asked = [*_replays(), *_recent(today)]
        for number, amount, placed_on in PLACEMENTS:
            place_treasury(
                membership=self.members[number], amount=Money(amount, "EUR"), placed_on=placed_on,
                acting_person=self.keeper, now=database_now(),
            )  # fmt: skip
        approved = self._approve(asked)
        acts = sorted((act for each, request in approved for act in self._life(each, request)), key=lambda act: act[0])
        while acts:
            _, act = acts.pop(0)
            acts = sorted([*acts, *act()], key=lambda later: later[0])
        self._leave_open(today)

    def _ask(self, each: Asked) -> LoanRequest:
        member = self.members[each.borrower]
        manager = member.cooperative.roles.select_related("person")[0].person
        request = draft_request(
            membership=member, product=self.products[each.product], amount=Money(each.amount, "EUR"),
            instalments=each.periods, start_on=each.start_on, purpose=each.purpose, acting_person=manager,
            now=database_now(),
            sponsors=[
                SponsorAsked(self.members[sponsor].pk, Money(amount, "EUR")) for sponsor, amount in each.sponsors
            ],
        )  # fmt: skip
        return submit_request(request=request, acting_person=manager, now=database_now())

    def _approve(self, asked: list[Asked]) -> list[tuple[Asked, LoanRequest]]:
        """Everybody votes and the vote closes at once: nobody, a demonstration neither, can backdate a ballot."""
        requests = [(each, self._ask(each)) for each in asked]
        for _, request in requests:
            now = database_now()
            consultation = open_consultation(
                request=request, closes_at=now + VOTING_TIME, acting_person=self.preparer, now=now
            )
            self._vote(consultation, choices=("for", "for", "for", "abstain", "for"))
            close_early(consultation=consultation, acting_person=self.preparer, now=database_now())
        change_voting_rule(fund=self.fund, voting_rule=VOTING_RULE, now=database_now())
        return requests

    def _vote(self, consultation: Consultation, *, choices: tuple[str, ...]) -> None:
        recused = set(consultation.seats.filter(recusal__isnull=False).values_list("person", flat=True))
        voters = [person for person in self.committee if person.pk not in recused]
        for person, choice in zip(voters, choices, strict=False):
            cast_ballot(consultation=consultation, acting_person=person, choice=Ballot.Choice(choice))

    def _life(self, each: Asked, request: LoanRequest) -> Iterator[tuple[tuple[date, int], Callable[[], list]]]:
        if each.is_agreed:
            yield (each.start_on, 0), lambda: self._begin(each, request)

    def _begin(self, each: Asked, request: LoanRequest) -> list:
        loan = agree_loan(request=request, agreed_on=each.start_on, acting_person=self.preparer, now=database_now())
        if each.is_accepted:
            self._accept(loan)
        if not each.is_paid_out:
            return []
        disburse_loan(loan=loan, disbursed_on=each.start_on, acting_person=self.payer, now=database_now())
        today = database_now().date()
        return [
            ((row.due_on, row.number), lambda row=row: self._pay(loan, row))
            for row in instalments_of(loan)
            if row.due_on < today and each.pays(row.number, row.due_on)
        ]

    def _accept(self, loan: Loan) -> None:
        """The fund's third treasurer and the borrower's manager accept the contract."""
        contract = loan.agreements.get(number=1)
        for party in missing_parties(contract):
            now = database_now()
            accept_agreement(
                agreement=contract, party_id=party.pk, sha256=contract.sha256,
                proof=Reauthentication(at=now, method="password"),
                acting_person=signatories_of(party)[0] if party.membership else self.keeper, now=now,
            )  # fmt: skip

    def _pay(self, loan: Loan, row: Instalment) -> list:
        repay_loan(
            loan=loan, amount=row.principal + row.interest, received_on=row.due_on,
            reference=f"VIR-{loan.number:03d}-{row.number:02d}", acting_person=self.keeper, now=database_now(),
        )  # fmt: skip
        return []

    def _leave_open(self, today: date) -> None:
        """A vote under way, a request to take up, and a draft."""
        soon = today + timedelta(days=12)
        request = self._ask(
            Asked(
                3,
                "tresorerie-courte",
                "15000.00",
                6,
                soon,
                "Payer la TVA avant l’encaissement du lot 2 (démonstration)",
                sponsors=((8, "5000.00"),),
            )
        )
        closes_at = _evening(database_now() + timedelta(days=5))
        consultation = open_consultation(
            request=request, closes_at=closes_at, acting_person=self.preparer, now=database_now()
        )
        self._vote(consultation, choices=("for", "against"))
        self._ask(
            Asked(
                5,
                "echeances-constantes",
                "18000.00",
                12,
                soon,
                "Acheter une machine à commande numérique (démonstration)",
            )
        )
        member = self.members[6]
        draft_request(
            membership=member, product=self.products["capital-constant"], amount=Money("9000.00", "EUR"), instalments=9,
            start_on=soon, purpose="Avancer les salaires de la saison (démonstration)",
            acting_person=member.cooperative.roles.select_related("person")[0].person, now=database_now(),
        )  # fmt: skip


def _replays() -> list[Asked]:
    return [
        Asked(
            replay.borrower, replay.case.lower(), replay.amount, replay.periods, replay.start_on,
            f"Échéancier publié rejoué (démonstration) : {replay.source}",
        )
        for replay in REPLAYS
    ]  # fmt: skip


def _recent(today: date) -> list[Asked]:
    """Loans of the last months: one on time, one late, one to pay out, one to agree."""
    return [
        Asked(
            2, "echeances-constantes", "24000.00", 12, today - timedelta(days=118),
            "Acheter des stocks d’hiver (démonstration)",
        ),
        Asked(
            4, "tresorerie-courte", "12000.00", 3, today - timedelta(days=102),
            "Attendre le règlement d’un marché public (démonstration)", pays=lambda number, due_on: False,
            sponsors=((8, "6000.00"),),
        ),
        Asked(9, "capital-constant", "20000.00", 10, today, "Rénover l’atelier (démonstration)", is_paid_out=False),
        Asked(7, "tresorerie-courte", "8000.00", 4, today, "Régler un fournisseur (démonstration)", is_agreed=False),
    ]  # fmt: skip


def _evening(instant: datetime) -> datetime:
    return instant.replace(hour=18, minute=0, second=0, microsecond=0)
