"""Instalments a day apart over the end of a month, where 30/360 counts no time between two of them."""

from datetime import date
from decimal import Decimal

from lending.domain.day_count import DayCount
from lending.domain.schedule import build_schedule
from lending.domain.terms import Drawdown, Every, PeriodUnit, RateChange, Repayment, Terms


def test_the_last_two_are_the_30th_and_the_31st() -> None:
    """A change of the rate solves the instalment anew for two instalments with no time between them."""
    terms = Terms(
        repayment=Repayment.EQUAL_INSTALMENTS,
        currency="EUR",
        annual_rate=Decimal("0.06"),
        drawdowns=(Drawdown(on=date(2009, 10, 11), amount_minor=200_000),),
        instalments=20,
        every=Every(count=1, unit=PeriodUnit.DAYS),
        day_count=DayCount.THIRTY_E_360,
        rate_changes=(RateChange(on=date(2009, 10, 29), annual_rate=Decimal("0.04")),),
    )
    rows = build_schedule(terms).instalments
    assert sum(row.principal_minor for row in rows) == 200_000
    assert (rows[-1].due_on, rows[-1].interest_minor) == (date(2009, 10, 31), 0)
    # Twenty days of a loan that barely bears interest: the last two pay what is left in halves.
    assert abs(rows[-1].principal_minor - rows[-2].principal_minor) <= 3
