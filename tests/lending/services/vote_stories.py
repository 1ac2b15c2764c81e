"""A committee of five and a vote that closes by the clock alone."""

from datetime import timedelta
from typing import Any

from django.db import connection

from lending.models import Consultation, Fund, Membership
from tests.factories import eur, make_committee, make_consultation, make_fund, make_member

SOON = timedelta(seconds=2)


def make_voting_fund(seats: int = 5, **rule: Any) -> Fund:
    """A fund of 100 000 € with a committee whose rule is the usual one, changed by `rule`."""
    fund = make_fund(rule=rule)
    make_committee(fund, seats)
    make_member(fund, placed=eur(100_000))
    return fund


def open_vote(fund: Fund, *, member: Membership | None = None, lasts: timedelta = SOON, **asked: Any) -> Consultation:
    """A vote on 10 000 € for a member without a seat."""
    return make_consultation(member or make_member(fund), lasts=lasts, **asked)


def wait_for_close(consultation: Consultation) -> None:
    """Until the database's clock says that it is over; nobody else does anything."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_sleep(GREATEST(0, EXTRACT(EPOCH FROM %s::timestamptz - clock_timestamp())))",
            [consultation.closes_at],
        )
