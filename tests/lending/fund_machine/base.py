"""What every act of the fund's machine shares: the fund, a model of its money in memory, and what must hold."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from djmoney.money import Money
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from ledger.selectors.verification import all_checks
from lending.domain.errors import LendingError
from lending.domain.fund_errors import CannotReplay
from lending.domain.sharing import split
from lending.models import Fund, Loan, Repayment, Tranche
from lending.selectors.clock import database_now
from lending.selectors.fund_accounts import fund_position
from lending.selectors.instalments import RUNNING, instalments_of
from lending.services.agree_loan import agree_loan
from lending.services.disburse_loan import disburse_loan
from lending.services.name_sponsors import SponsorAsked
from tests.factories import (
    QUICK_RULE,
    accept_contract,
    decide,
    eur,
    make_committee,
    make_consultation,
    make_fund,
    make_member,
    make_placement,
    treasurer_of,
)
from tests.lending.fund_machine.products import NUMBER, make_products

NOTHING = Decimal(0)
DRAWN = (*RUNNING, Loan.State.CLOSED, Loan.State.OVERPAID)
# What settles dues without money: given up, paid out of deposits, owed by another loan from then on.
WITHOUT_MONEY = (Repayment.Kind.WAIVER, Repayment.Kind.MUTUAL, Repayment.Kind.TAKEN_OVER)

amounts = st.integers(min_value=1, max_value=4_000_000).map(lambda cents: eur(Decimal(cents) / 100))
places = st.integers(min_value=0, max_value=99)
products = st.integers(min_value=0, max_value=NUMBER - 1)
# In how many parts a loan is drawn, a month between them; and whether a member answers for half of it.
parts = st.sampled_from([1, 1, 1, 2, 3])
is_sponsored = st.booleans()
shares = st.integers(min_value=1, max_value=100)
# How many days pass before an act: none, a night, two weeks, a month, two.
waits = st.sampled_from([31, 0, 1, 14, 62])


class FundBase(RuleBasedStateMachine):
    """Figures of the model are in euros, each what somebody was told or typed; `today` moves forward only."""

    fund: Fund | None = None
    states: frozenset[str] = frozenset()
    undrawn: frozenset[UUID] = frozenset()

    @initialize(
        members=st.integers(min_value=3, max_value=4),
        custody=st.sampled_from(["fund", "members"]),
        accrual=st.sampled_from(["daily", "at_due_date"]),
        place=places,
        product=products,
        other=products,
        drawn=parts,
        sponsored=is_sponsored,
    )
    def begin(
        self, members: int, custody: str, accrual: str, place: int, product: int, other: int, drawn: int,
        sponsored: bool,
    ) -> None:  # fmt: skip
        """Two loans of one borrower run."""
        self.fund = make_fund(
            custody=custody, accrual=accrual, rule=QUICK_RULE, max_share_of_fund=Decimal(1), liquidity_reserve=eur(0),
            guarantee_rate=Decimal("0.02"),
        )  # fmt: skip
        self.members = [make_member(self.fund) for _ in range(members)]
        # The borrower and its sponsor leave the room: two are left to vote.
        make_committee(self.fund, 4, members=self.members)
        self.products = make_products(self.fund)
        self.today = date(2022, 1, 3)
        self.refusals: list[str] = []
        self.placed = self.withdrawn = self.lent = self.kept_back = NOTHING
        self.received = self.refunded = self.recovered = self.contributed = self.returned = NOTHING
        for member in self.members:
            make_placement(member, eur(30_000), placed_on=self.today)
            self.placed += 30_000
        self.lend(place, eur(6_000), product, 4, sponsored=sponsored)
        self.lend(place, eur(3_000), other, 3, drawn=drawn)

    def lend(self, borrower: int, amount: Money, product: int, periods: int, **options: Any) -> None:
        """A loan asked for, voted, agreed and paid out today, where the rules let it."""
        with self.allowed_to_refuse():
            loan = self.agree(borrower, amount, product, periods, **options)
            disburse_loan(loan=loan, disbursed_on=self.today, acting_person=treasurer_of(self.fund, 3), now=now())
            self._paid_out(loan)

    def agree(
        self, borrower: int, amount: Money, product: int, periods: int, *, drawn: int = 1, sponsored: bool = False
    ) -> Loan:
        """Its sponsor is the next member; its drawdowns are a month apart."""
        member, sponsor = (self.members[place % len(self.members)] for place in (borrower, borrower + 1))
        vote = make_consultation(
            member, amount=amount, product=self.products[product], instalments=periods, start_on=self.today,
            drawdowns=self._in_parts(amount, drawn) if drawn > 1 else (),
            sponsors=[SponsorAsked(sponsor.pk, share=Decimal("0.5"))] if sponsored else (),
        )  # fmt: skip
        loan = agree_loan(
            request=decide(vote), agreed_on=self.today, acting_person=treasurer_of(self.fund, 2), now=now()
        )
        accept_contract(loan)
        return loan

    def _in_parts(self, amount: Money, number: int) -> list[tuple[date, Money]]:
        cents = split(int(amount.amount * 100), [1] * number)
        days = [self.today + timedelta(days=31 * place) for place in range(number)]
        return [(on, eur(Decimal(each) / 100)) for on, each in zip(days, cents, strict=True)]

    def _paid_out(self, loan: Loan) -> None:
        loan.refresh_from_db()
        self.lent += loan.drawn.amount
        self.kept_back += loan.kept_back.amount
        self.contributed += loan.contribution.amount

    def wait(self, days: int) -> None:
        """Days pass; not so many that what is told would be of a day to come."""
        self.today = min(self.today + timedelta(days=days), date(2026, 6, 1))

    def wait_for(self, day: date) -> None:
        """Until a day, where that is to come."""
        self.wait(max(0, (day - self.today).days))

    def loans(self, *states: str) -> list[Loan]:
        """The fund's loans in these states, the oldest first."""
        found = Loan.objects.filter(fund=self.fund, state__in=states)
        return list(found.select_related("fund", "membership__cooperative").order_by("number"))

    def loan(self, place: int, *states: str) -> Loan:
        """One of them."""
        found = self.loans(*states)
        return found[place % len(found)]

    @contextmanager
    def allowed_to_refuse(self, *, is_told_late: bool = False) -> Iterator[None]:
        """What is refused says why and changes nothing: neither rows nor the model.

        Only what is told late, or taken back, may be refused for what came after it.
        """
        kept = {name: value for name, value in vars(self).items() if isinstance(value, Decimal)}
        try:
            with transaction.atomic():
                yield
        except LendingError as refusal:
            if isinstance(refusal, CannotReplay) and not is_told_late:
                raise
            self.refusals.append(str(refusal))
            vars(self).update(kept)

    @invariant()
    def every_rule_of_the_books_holds(self) -> None:
        """The fund's equation is one of them."""
        breaches = [(check.name, breach) for check in all_checks() for breach in check.find()]
        assert not breaches, breaches

    @invariant()
    def the_cash_is_what_came_and_went(self) -> None:
        if self.fund is None:
            return
        came = self.placed + self.received + self.recovered + self.contributed + self.kept_back
        went = self.withdrawn + self.lent + self.refunded + self.returned
        cash = fund_position(self.fund).cash.amount
        assert cash == came - went, (cash, came - went)

    @invariant()
    def what_was_lent_is_outstanding_back_or_lost(self) -> None:
        if self.fund is None:
            return
        position = fund_position(self.fund)
        back, interest = self._came_back("principal"), self._came_back("interest")
        lost, recovered = self._of_legs("lost"), self._of_legs("recovered") + self._of_legs("interest_recovered")
        assert position.loans.amount == position.lent.amount == self.lent - back - lost
        assert recovered == self.recovered
        assert position.placements.amount == self.placed - self.withdrawn + interest + recovered - lost
        assert position.loan_interest == position.interest_due
        assert self._received() == self.received

    @invariant()
    def borrowers_owe_what_their_schedules_say(self) -> None:
        if self.fund is None:
            return
        for loan in self.loans(*DRAWN):
            rows = list(instalments_of(loan))
            days = [row.due_on for row in rows if row.deferred_from is None]
            # What ends a schedule on a due date is an instalment of its own, on the same day.
            assert days == sorted(days), (loan, days)
            assert len(set(days[:-1])) == len(days[:-1]), (loan, days)
            unpaid = sum((row.principal - row.paid_principal for row in rows), loan.amount * 0)
            assert unpaid == sum((leg.outstanding for leg in loan.participations.all()), loan.amount * 0)
            assert all(row.interest.amount >= row.paid_interest.amount >= 0 for row in rows)
            assert all(row.costs.amount >= row.paid_costs.amount >= 0 for row in rows)

    @invariant()
    def states_are_known_to_the_preconditions(self) -> None:
        """Once a step, for they are asked of every rule."""
        self.states = frozenset(
            Loan.objects.filter(fund=self.fund).order_by().values_list("state", flat=True).distinct()
        )
        begun = Tranche.objects.filter(fund=self.fund, state=Tranche.State.WAITING, loan__disbursed_on__isnull=False)
        self.undrawn = frozenset(begun.order_by().values_list("loan", flat=True))

    @invariant()
    def what_is_refused_says_why(self) -> None:
        assert all(said and "%(" not in said for said in getattr(self, "refusals", []))

    def _came_back(self, part: str) -> Decimal:
        """Principal, or interest, that lenders have back: what was waived is not, nor what another loan took over."""
        kinds = (Repayment.Kind.TAKEN_OVER, Repayment.Kind.WAIVER)
        return self._sum(Repayment.objects.exclude(kind__in=kinds), part)

    def _received(self) -> Decimal:
        """Money that came from borrowers on their loans, by what the rows say."""
        return self._sum(Repayment.objects.exclude(kind__in=WITHOUT_MONEY), "amount")

    def _sum(self, rows: Any, field: str) -> Decimal:
        return rows.filter(fund=self.fund, reversed_on__isnull=True).aggregate(total=Sum(field))["total"] or NOTHING

    def _of_legs(self, field: str) -> Decimal:
        assert self.fund is not None
        return self.fund.participations.aggregate(total=Sum(field))["total"] or NOTHING


def has(*states: str) -> Callable[[FundBase], bool]:
    """The precondition that a loan is in one of these states."""
    return lambda machine: not machine.states.isdisjoint(states)


def share_of(amount: Money, share: int) -> Money:
    """So many per cent of an amount, to the cent, and no less than one."""
    return eur(max(Decimal("0.01"), (amount.amount * share / 100).quantize(Decimal("0.01"))))


def now() -> Any:
    """When everything is recorded: what happens in the machine is past."""
    return database_now()
