"""Loans of before drawdowns were kept: each has one, with what was set aside for it."""

from datetime import date

import pytest
from django.core.management import call_command

from lending.models import Loan, Tranche
from lending.selectors.clock import database_now
from lending.services.disburse_loan import disburse_loan
from tests.factories import eur, make_active_loan, make_agreed_loan, make_fund, make_member, treasurer_of
from tests.lending.services.loan_stories import breaches

# To what was before drawdowns, and back to what the models of today need.
BEFORE, AFTER = "0026_sponsors", "0031_deposit_returns"


def migrate_to(name: str) -> None:
    """As the owner of the tables."""
    call_command("migrate", "lending", name, database="owner", verbosity=0, interactive=False)


@pytest.mark.usefixtures("committed_db")
def test_what_was_agreed_or_paid_out_before_has_one_drawdown_and_goes_on() -> None:
    fund = make_fund()
    for placed in (60_000, 40_000):
        make_member(fund, placed=eur(placed))
    paid, agreed = make_active_loan(make_member(fund)), make_agreed_loan(make_member(fund))
    shares = [share.reservation for share in agreed.tranches.get().shares.order_by("participation__leg")]
    migrate_to(BEFORE)
    migrate_to(AFTER)
    tranches = Tranche.objects.order_by("loan__number").values_list("number", "state", "amount", "drawn_on")
    assert list(tranches) == [
        (1, "drawn", eur(10_000).amount, date(2026, 1, 15)), (1, "waiting", eur(10_000).amount, None),
    ]  # fmt: skip
    assert [loan.drawn for loan in Loan.objects.order_by("number")] == [eur(10_000), eur(0)]
    assert paid.drawdowns.count() == 1
    kept = agreed.tranches.get().shares.order_by("participation__leg")
    assert [share.reservation for share in kept] == shares
    assert breaches() == []
    disburse_loan(loan=agreed, disbursed_on=agreed.agreed_on, acting_person=treasurer_of(fund, 3), now=database_now())
    assert breaches() == []
