"""A part of a loan that is not drawn whole changes hands: what is lent passes, what is still to be lent stays."""

from datetime import date

import pytest

from lending.domain.transfer_errors import TransferTooLarge
from lending.models import Loan
from tests.factories import eur
from tests.fixtures.kept import Kept
from tests.lending.services.loan_stories import breaches
from tests.lending.services.tranche_stories import SECOND, THIRD, draw, make_drawn_loan
from tests.lending.services.transfer_stories import make_buyer, transfer

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 20)


def stand(loan: Loan) -> list[tuple[str, str]]:
    """What each leg has lent, and is still to lend."""
    legs = loan.participations.order_by("leg")
    return [(str(leg.outstanding.amount), str(leg.undrawn.amount)) for leg in legs]


@pytest.mark.parametrize("custody", ["fund", "members"])
def test_what_is_still_to_be_lent_stays_with_who_has_agreed_to_it(custody: str, kept: Kept) -> None:
    loan = kept(make_drawn_loan, custody)
    assert stand(loan) == [("3600.00", "3600.00"), ("2400.00", "2400.00")]
    buyer = make_buyer(loan)
    transfer(loan, buyer, "3600.00", DAY)
    assert stand(loan) == [("0.00", "3600.00"), ("2400.00", "2400.00"), ("3600.00", "0.00")]
    assert breaches() == []
    Loan.objects.filter(pk=loan.pk).update(state=Loan.State.ACTIVE)
    loan = draw(draw(loan, SECOND), THIRD)
    assert stand(loan) == [("3600.00", "0.00"), ("4800.00", "0.00"), ("3600.00", "0.00")]
    assert breaches() == []
    # Once it is lent it is handed over like any other.
    transfer(loan, buyer, "3600.00", date(2026, 4, 2))
    assert stand(loan) == [("0.00", "0.00"), ("4800.00", "0.00"), ("7200.00", "0.00")]
    assert breaches() == []


def test_no_more_passes_than_is_lent(kept: Kept) -> None:
    loan = kept(make_drawn_loan)
    with pytest.raises(TransferTooLarge):
        transfer(loan, make_buyer(loan), "3600.01", DAY)
    assert transfer(loan, make_buyer(loan), "3600.00", DAY).amount == eur(3_600)
