"""Repaying some of a loan early, over HTTP."""

import pytest

from tests import factories as make
from tests import starts

pytestmark = pytest.mark.django_db
ASKED = {"amount": "3000.00", "effect": "reduce_term", "received_on": "2026-03-01"}


def test_the_schedule_that_would_follow_is_shown_and_then_it_is_in_force(caller, kept):
    loan = kept(starts.active_loan)
    treasurer = caller(make.treasurer_of(loan.fund))
    treasurer.act(f"loans/{loan.pk}/repayments", {"amount": "3350.01", "received_on": "2026-02-15"})
    shown = treasurer.read(f"loans/{loan.pk}/prepayment?amount=3000.00&effect=reduce_term&on=2026-03-01").json()
    assert (shown["due"], shown["interest"], shown["principal"]) == ("0.00", "8.34", "2991.66")
    assert shown["schedule"][1] == {
        "number": 3, "due_on": "2026-03-15", "principal": "3345.41", "interest": "4.60", "total": "3350.01",
        "outstanding": "337.92",
    }  # fmt: skip
    done = treasurer.act(f"loans/{loan.pk}/prepayments", ASKED)
    assert (done.status_code, done.json()["kind"], done.json()["effect"]) == (201, "prepayment", "reduce_term")
    now = treasurer.read(f"loans/{loan.pk}").json()["schedule"]
    assert [(row["due_on"], row["outstanding"]) for row in now[1:]] == [
        (row["due_on"], row["outstanding"]) for row in shown["schedule"]
    ]
    too_much = treasurer.act(f"loans/{loan.pk}/prepayments", {**ASKED, "amount": "9000.00"})
    assert (too_much.status_code, too_much.json()["code"]) == (409, "more-than-payoff")
    wrong = treasurer.act(f"loans/{loan.pk}/prepayments", {"amount": "1.00", "effect": "vanish"})
    assert (wrong.status_code, [each["field"] for each in wrong.json()["errors"]]) == (400, ["effect"])
    assert caller(make.make_person()).act(f"loans/{loan.pk}/prepayments", ASKED).status_code == 404
