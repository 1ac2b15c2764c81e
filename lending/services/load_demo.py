"""Loading the demonstration fund."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from djmoney.money import Money

from lending.demo.people import OTHERS, SEATS, TREASURERS, appoint, open_managers
from lending.demo.products import offer_products, withdraw_replays
from lending.demo.story import FIRST_RULE, PLACEMENTS, Story
from lending.models import Fund
from lending.selectors.instalments import loans_to_mark
from lending.services.create_fund import create_fund
from lending.services.import_members import import_members
from lending.services.mark_arrears import mark_arrears

SLUG = "demo"
MEMBERS = Path(__file__).resolve().parent.parent / "demo" / "members.csv"


@transaction.atomic
def load_demo(*, now: datetime) -> bool:
    """Make a fund with members, a committee, treasurers, placements and loans at every stage; once.

    :returns: whether it was made now. Half a demonstration never stays: it is loaded whole or not at all.
    """
    if Fund.objects.filter(slug=SLUG).exists():
        return False
    fund = create_fund(
        slug=SLUG,
        name="Caisse de démonstration",
        max_per_borrower=Money("100000.00", "EUR"),
        max_share_of_fund=Decimal("0.25"),
        liquidity_reserve=Money("50000.00", "EUR"),
        voting_rule=FIRST_RULE,
        is_demo=True,
        now=now,
    )
    import_members(fund=fund, content=MEMBERS.read_bytes(), joined_on=PLACEMENTS[0][2], now=now)
    open_managers(fund)
    committee, treasurers = appoint(fund, SEATS), appoint(fund, TREASURERS)
    appoint(fund, OTHERS)
    Story(fund, products=offer_products(fund, now=now), treasurers=treasurers, committee=committee).play(
        today=now.date()
    )
    withdraw_replays(fund)
    for loan in loans_to_mark(fund, today=now.date()):
        mark_arrears(loan_id=loan.pk, today=now.date(), now=now)
    return True
