"""The queue of withdrawals over HTTP."""

from datetime import date

import pytest
from django.utils import timezone

from lending.models import Withdrawal
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(kept):
    return kept(make_waiting_member, timezone.localdate())


def make_waiting_member(today):
    """10 000 € placed, 8 000 € of them lent since this day for a month."""
    fund = make.make_fund()
    member = make.make_member(fund, name="Atelier qui place", placed=make.eur(10_000))
    make.make_active_loan(make.make_member(fund), amount=make.eur(8_000), start_on=today, instalments=1)
    return member


def ask(caller, member, amount):
    """The member asks some of it back."""
    placement = member.placements.get().pk
    answer = caller(make.manager_of(member)).act(f"placements/{placement}/withdrawals", {"amount": amount})
    return answer.json()


def test_a_withdrawal_waits_until_what_is_lent_comes_back(caller, member):
    asked = ask(caller, member, "2000.01")
    due_on = member.fund.loans.get().schedules.get().instalments.get().due_on
    for person in (make.manager_of(member), make.treasurer_of(member.fund)):
        found = caller(person).read(f"funds/{member.fund_id}/withdrawal-queue").json()
        assert found == {
            "on": timezone.localdate().isoformat(),
            "late_rate": "0",
            "late_days": 30,
            "withdrawals": [
                {
                    "withdrawal": asked["id"],
                    "placement": asked["placement"],
                    "membership": str(member.pk),
                    "cooperative": "Atelier qui place",
                    "amount": "2000.01",
                    "currency": "EUR",
                    "requested_on": asked["requested_on"],
                    "notice_ends_on": asked["payable_on"],
                    "position": 1,
                    "stage": "cash",
                    "available": "2000.00",
                    "missing": "0.01",
                    "payable_from": due_on.isoformat(),
                }
            ],
        }


def test_late_payers_put_it_off(caller, member):
    ask(caller, member, "9000.00")
    due_on = member.fund.loans.get().schedules.get().instalments.get().due_on
    client = caller(make.treasurer_of(member.fund))
    days = {}
    for rate in ("0.05", "0.20"):
        found = client.read(f"funds/{member.fund_id}/withdrawal-queue", late_rate=rate, late_days=45).json()
        days[rate] = (date.fromisoformat(found["withdrawals"][0]["payable_from"]) - due_on).days
    assert days == {"0.05": 0, "0.20": 45}


@pytest.mark.parametrize(
    "query",
    [{"late_rate": "1.01"}, {"late_rate": "-0.1"}, {"late_rate": "NaN"}, {"late_days": 366}, {"late_days": "x"}],
)
def test_a_share_or_a_delay_that_makes_no_sense_is_refused_by_name(caller, member, query):
    answer = caller(make.treasurer_of(member.fund)).read(f"funds/{member.fund_id}/withdrawal-queue", **query)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == list(query)


def test_a_member_sees_its_own_withdrawals_alone(caller, member):
    other = make.make_member(member.fund, placed=make.eur(100))
    ask(caller, other, "100")
    assert Withdrawal.objects.count() == 1
    found = caller(make.manager_of(member)).read(f"funds/{member.fund_id}/withdrawal-queue").json()
    assert found["withdrawals"] == []


def test_payment_is_refused_in_words_until_the_cash_is_there_and_then_in_turn(caller, member):
    first, second = (ask(caller, member, amount) for amount in ("2000.01", "1.00"))
    client = caller(make.treasurer_of(member.fund))
    answers = [client.act(f"withdrawals/{one['id']}/payment") for one in (first, second)]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (409, "cash-not-there"),
        (409, "not-first-in-queue"),
    ]
