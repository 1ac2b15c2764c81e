"""What went back of a contribution stays written, and is only taken back; what went back before keeps its return."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connections

from lending.models import DepositReturn
from lending.selectors.guarantees import mutual_guarantee
from lending.services.return_contribution import return_contribution
from tests.factories import eur, make_active_loan, make_fund, make_member, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.loan_stories import at_noon, breaches, end

DAY = date(2026, 3, 10)
ATTACKS = (
    "UPDATE lending_depositreturn SET amount = amount - 1",
    "UPDATE lending_depositreturn SET returned_on = returned_on - 1",
    "DELETE FROM lending_depositreturn",
)


@pytest.fixture
def returned(kept_committed: Kept) -> DepositReturn:
    return kept_committed(make_returned)


def make_returned() -> DepositReturn:
    fund = make_fund(guarantee_rate=Decimal("0.02"))
    make_member(fund, placed=eur(60_000))
    loan = make_active_loan(make_member(fund))
    end(loan, DAY)
    return_contribution(loan=loan, returned_on=DAY, acting_person=treasurer_of(fund), now=at_noon(DAY))
    return DepositReturn.objects.select_related("deposit__loan__fund").get()


def migrate_to(name: str) -> None:
    """As the owner of the tables."""
    call_command("migrate", "lending", name, database="owner", verbosity=0, interactive=False)


def sql(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_return_stays_as_it_was_written(returned: DepositReturn, attack: str) -> None:
    with pytest.raises(DatabaseError, match="keeps what was written"):
        sql(attack)
    sql("ALTER TABLE lending_depositreturn DISABLE TRIGGER keeps_rows")
    sql(attack)  # positive control


def test_verification_finds_a_deposit_that_says_another_amount_than_its_returns(returned: DepositReturn) -> None:
    assert breaches() == []
    sql("ALTER TABLE lending_depositreturn DISABLE TRIGGER keeps_rows")
    sql("UPDATE lending_depositreturn SET amount = amount - 1")
    assert [code for code, _breach in breaches()] == ["deposits-are-kept"]


def test_what_went_back_before_is_one_return(returned: DepositReturn) -> None:
    """Back to the columns of before and forth again: the same return, of the same entry."""
    before = (returned.amount, returned.returned_on, returned.entry_id)
    migrate_to("0030_tranche_shares_are_kept")
    migrate_to("0031_deposit_returns")
    again = DepositReturn.objects.get()
    assert (again.amount, again.returned_on, again.entry_id) == before
    found = mutual_guarantee(returned.deposit.loan)
    assert found is not None
    assert (found.returned, found.returned_on) == (eur(200), DAY)
