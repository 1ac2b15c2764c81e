"""Reminders: of instalments before and after their day, of votes to those who have not voted, and of nothing else."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from lending.models import Consultation, Fund, Instalment, Loan, OutboxMessage, Recusal
from lending.selectors.instalments import instalments_of, instalments_to_remind
from lending.services.cast_ballot import cast_ballot
from lending.services.recuse_seat import recuse_seat
from lending.services.reminders import (
    consultations_to_remind,
    is_still_wanted,
    remind_of_instalments,
    remind_voters,
)
from lending.services.repay_loan import repay_loan
from members.models import Role
from tests import starts
from tests.factories import (
    decide,
    eur,
    make_active_loan,
    make_consultation,
    make_fund,
    make_member,
    make_person,
    manager_of,
    treasurer_of,
)
from tests.fixtures.kept import Kept

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=PARIS)


def remind(fund: Fund, today: date) -> list[tuple[str, str, str]]:
    """Template, address and what is owed of each message that this day asks for."""
    ids = list(instalments_to_remind(fund, today=today).values_list("pk", flat=True))
    messages = remind_of_instalments(fund=fund, instalment_ids=ids, today=today, now=morning(today))
    return [(message.template, message.recipient.email, message.context["owed"]) for message in messages]


@pytest.fixture
def loan(kept: Kept) -> Loan:
    """10 000 € at 3 % paid out on 15 January in three instalments: 15 February, March and April 2026."""
    return kept(starts.active_loan)


def first_of(loan: Loan) -> Instalment:
    return instalments_of(loan)[0]


def repay(loan: Loan, amount: object, day: date) -> None:
    repay_loan(
        loan=loan, amount=amount, received_on=day, reference="", acting_person=treasurer_of(loan.fund), now=morning(day)
    )


def test_an_instalment_is_reminded_once_before_and_three_times_after_its_day(loan: Loan) -> None:
    address, owed = manager_of(loan.membership).email, first_of(loan).principal + first_of(loan).interest
    assert str(owed.amount) == "3350.01"
    asked = {day: remind(loan.fund, day) for day in (date(2026, 2, 1) + timedelta(days=n) for n in range(35))}
    expected = {
        date(2026, 2, 10): [("instalment_due", address, "3350.01 EUR")],
        date(2026, 2, 16): [("instalment_late", address, "3350.01 EUR")],
        date(2026, 2, 23): [("instalment_late", address, "3350.01 EUR")],
    }
    assert {day: told for day, told in asked.items() if told} == expected


def test_after_thirty_days_it_is_the_last_time(loan: Loan) -> None:
    days = [date(2026, 3, 16), date(2026, 3, 17), date(2026, 3, 18), date(2026, 4, 9)]
    late_of_first = []
    for day in days:
        ids = [first_of(loan).pk]
        late_of_first.append(
            len(remind_of_instalments(fund=loan.fund, instalment_ids=ids, today=day, now=morning(day)))
        )
    # 29 days late: the step of 8 days was never sent and is made up; 30 days: the last step; then silence.
    assert late_of_first == [1, 1, 0, 0]


def test_a_settled_instalment_reminds_nobody_and_a_part_paid_one_of_the_rest(loan: Loan) -> None:
    repay(loan, eur("1000.00"), date(2026, 2, 9))
    address = manager_of(loan.membership).email
    assert remind(loan.fund, date(2026, 2, 10)) == [("instalment_due", address, "2350.01 EUR")]
    repay(loan, eur("2350.01"), date(2026, 2, 15))
    assert remind(loan.fund, date(2026, 2, 16)) == []


def test_what_is_paid_before_its_mail_leaves_is_not_reminded(loan: Loan) -> None:
    remind(loan.fund, date(2026, 2, 16))
    message = OutboxMessage.objects.get(template="instalment_late")
    assert is_still_wanted(message, now=morning(date(2026, 2, 16)))
    repay(loan, eur("3350.01"), date(2026, 2, 16))
    assert not is_still_wanted(message, now=morning(date(2026, 2, 16)))


def test_each_person_of_the_borrower_is_told_once_and_nobody_elses(loan: Loan) -> None:
    manager, treasurer = manager_of(loan.membership), make_person(email="tresor@test.example")
    gone = make_person(is_active=False)
    for person in (manager, treasurer, gone):
        Role.objects.get_or_create(person=person, cooperative=loan.membership.cooperative, kind="treasurer")
    told = [address for _template, address, _owed in remind(loan.fund, date(2026, 2, 10))]
    assert sorted(told) == sorted([manager.email, "tresor@test.example"])


def test_another_funds_instalments_are_left_alone(loan: Loan) -> None:
    other = make_fund()
    ids = [first_of(loan).pk]
    day = date(2026, 2, 10)
    assert remind_of_instalments(fund=other, instalment_ids=ids, today=day, now=morning(day)) == []


@pytest.mark.parametrize("loan_count", [1, 3])
def test_choosing_whom_to_remind_makes_two_queries_however_many_loans(
    loan_count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fund = make_fund()
    loans = [make_active_loan(make_member(fund), disbursed_on=date(2026, 1, 15)) for _ in range(loan_count)]
    day = date(2026, 2, 10)
    ids = [first_of(loan).pk for loan in loans]
    assert len(remind_of_instalments(fund=fund, instalment_ids=ids, today=day, now=morning(day))) == loan_count
    # Two choose, two bound the transaction; each message asked for already takes an insert and its question.
    with django_assert_num_queries(2 + 2 * loan_count + 2):
        assert remind_of_instalments(fund=fund, instalment_ids=ids, today=day, now=morning(day)) == []


def reminded(consultation: Consultation, when: datetime) -> Sequence[str]:
    """The names of those whom this moment asks to remind."""
    if consultation.pk not in consultations_to_remind(now=when):
        return []
    return sorted(message.recipient.name for message in remind_voters(consultation_id=consultation.pk, now=when))


def make_vote(**options: timedelta) -> Consultation:
    return make_consultation(make_member(make_fund(rule={})), **options)


def test_only_those_who_have_not_voted_and_may_are_reminded(kept: Kept) -> None:
    consultation = kept(starts.consultation, rule={})
    voted, abstained, recused, *others = consultation.seats.select_related("person").order_by("id")
    cast_ballot(consultation=consultation, acting_person=voted.person, choice="against")
    cast_ballot(consultation=consultation, acting_person=abstained.person, choice="abstain")
    recuse_seat(
        consultation=consultation, acting_person=recused.person, reason="fournisseur", now=consultation.opens_at
    )
    last_day = consultation.closes_at - timedelta(hours=24)
    assert reminded(consultation, last_day - timedelta(seconds=1)) == []
    assert reminded(consultation, last_day) == sorted(seat.person.name for seat in others)
    assert reminded(consultation, last_day + timedelta(hours=1)) == []
    assert Recusal.objects.filter(seat=recused).exists()


def test_a_short_vote_is_reminded_in_its_second_half() -> None:
    consultation = make_vote(lasts=timedelta(hours=10))
    assert reminded(consultation, consultation.closes_at - timedelta(hours=5, seconds=1)) == []
    assert len(reminded(consultation, consultation.closes_at - timedelta(hours=5))) == 5


def test_nobody_is_reminded_of_a_vote_that_is_over(kept: Kept) -> None:
    consultation = kept(starts.consultation)
    assert reminded(consultation, consultation.closes_at) == []
    decide(consultation)
    assert reminded(consultation, consultation.closes_at - timedelta(hours=1)) == []


def test_who_votes_before_the_mail_leaves_is_not_reminded(kept: Kept) -> None:
    consultation = kept(starts.consultation, rule={})
    now = consultation.closes_at - timedelta(hours=24)
    messages = remind_voters(consultation_id=consultation.pk, now=now)
    assert all(is_still_wanted(message, now=now) for message in messages)
    cast_ballot(consultation=consultation, acting_person=messages[0].recipient, choice="for")
    assert [is_still_wanted(message, now=now) for message in messages] == [False, True, True, True, True]
    assert not is_still_wanted(messages[1], now=consultation.closes_at)


def test_a_reminder_says_nothing_of_what_others_voted() -> None:
    contexts = []
    for choice in ("for", "against"):
        consultation = make_vote()
        seats = list(consultation.seats.select_related("person").order_by("id"))
        cast_ballot(consultation=consultation, acting_person=seats[0].person, choice=choice)
        (message, *_others) = remind_voters(
            consultation_id=consultation.pk, now=consultation.closes_at - timedelta(hours=24)
        )
        contexts.append(set(message.context))
        assert choice not in message.context.values()
    assert contexts[0] == contexts[1]
