"""Drawdowns edited past every service, by the owner of the tables."""

import pytest
from django.db import connections

from lending.domain.fund_errors import NotWhatWasVoted
from tests.factories import eur
from tests.lending.services.loan_stories import breaches
from tests.lending.services.tranche_stories import SECOND, draw, make_drawn_loan

# From the third drawdown to the second, of the first leg: every sum of the legs stays.
MOVE = (
    "UPDATE lending_trancheshare s SET amount = s.amount + CASE t.number WHEN 2 THEN %s ELSE -%s END"
    " FROM lending_tranche t, lending_participation p"
    " WHERE t.id = s.tranche_id AND p.id = s.participation_id AND p.leg = 1 AND t.number IN (2, 3)"
)


def sql(statement: str, *values: int) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)


def test_what_is_drawn_is_what_was_voted(committed_db: str) -> None:
    """The hash of the vote finds shares that were moved, and so does verification."""
    loan = make_drawn_loan()
    sql("ALTER TABLE lending_trancheshare DISABLE TRIGGER keeps_rows")
    sql(MOVE, 100, 100)
    with pytest.raises(NotWhatWasVoted):
        draw(loan, SECOND)
    assert {breach[0] for breach in breaches()} == {"legs-make-the-drawdowns", "reservations-are-agreed"}
    sql(MOVE, -100, -100)
    assert draw(loan, SECOND).drawn == eur(10_000)
