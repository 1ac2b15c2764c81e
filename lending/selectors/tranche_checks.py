"""What must be true of a loan's drawdowns; `verify_ledger` asks it with the rules of the books."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum

from ledger.selectors.checks import Breach
from lending.models import Fund, Instalment, Loan, Participation, Tranche, TrancheShare
from lending.selectors.book_checks import each_fund

NOTHING = Decimal(0)
WAITING, DRAWN = Q(tranche__state=Tranche.State.WAITING), Q(state=Tranche.State.DRAWN)


def _tranches(fund: Fund) -> Iterator[Breach]:
    """Drawdowns make the amount agreed, and what is drawn of it; each that is drawn was paid once."""
    sums = Tranche.objects.filter(fund=fund).order_by().values("loan")
    found: dict[UUID, Any] = {
        row["loan"]: row for row in sums.annotate(whole=Sum("amount"), drawn=Sum("amount", filter=DRAWN))
    }
    for loan in Loan.objects.filter(fund=fund).order_by("number"):
        row = found.get(loan.pk) or {}
        made = (row.get("whole") or NOTHING, row.get("drawn") or NOTHING)
        if made != (loan.amount.amount, loan.drawn.amount):
            fault = f"its drawdowns make {made[0]}, drawn {made[1]}; it says {loan.amount.amount}, {loan.drawn.amount}"
            yield Breach(fund.book, f"loan {loan.number}", fault)
    paid = Count("drawdowns", filter=Q(drawdowns__reversed_on__isnull=True))
    for tranche in Tranche.objects.filter(fund=fund).annotate(paid=paid).select_related("loan"):
        times = int(tranche.state == Tranche.State.DRAWN)
        if tranche.paid != times:
            fault = f"was paid {tranche.paid} times, and is {tranche.state}"
            yield Breach(fund.book, f"drawdown {tranche.number} of loan {tranche.loan.number}", fault)


def _shares(fund: Fund) -> Iterator[Breach]:
    """The legs' shares make each drawdown, and each leg; what is not drawn of a leg is its shares of what is waiting.

    Loans that took others over have none: nothing was ever set aside for them.
    """
    shares = TrancheShare.objects.filter(fund=fund).order_by()
    of_tranche = shares.values("tranche__loan__number", "tranche__number", "tranche__amount")
    for row in of_tranche.annotate(total=Sum("amount")):
        if row["total"] != row["tranche__amount"]:
            what = f"drawdown {row['tranche__number']} of loan {row['tranche__loan__number']}"
            yield Breach(fund.book, what, f"its legs lend {row['total']}, it is of {row['tranche__amount']}")
    sums = shares.values("participation").annotate(whole=Sum("amount"), left=Sum("amount", filter=WAITING))
    found = {row["participation"]: (row["whole"], row["left"] or NOTHING) for row in sums}
    for leg in Participation.objects.filter(fund=fund).select_related("loan"):
        whole, left = found.get(leg.pk, (leg.amount.amount, NOTHING))
        if (whole, left) != (leg.amount.amount, leg.undrawn.amount):
            fault = f"its drawdowns make {whole}, {left} undrawn; it says {leg.amount.amount}, {leg.undrawn.amount}"
            yield Breach(fund.book, f"leg {leg.leg} of loan {leg.loan.number}", fault)


def _schedules(fund: Fund) -> Iterator[Breach]:
    """The principal of the schedule in force is what is drawn; of an older one, what was drawn by one of the days."""
    drawn: dict[UUID, list[Decimal]] = defaultdict(list)
    paid = Tranche.objects.filter(DRAWN, fund=fund).order_by("loan", "number")
    for loan, amount in paid.values_list("loan", "amount"):
        drawn[loan].append(amount)
    sums = Instalment.objects.filter(fund=fund).values("schedule", "schedule__loan", "schedule__loan__number")
    rows: dict[UUID, Any] = {}
    for row in sums.annotate(total=Sum("principal")).order_by("schedule__loan", "schedule__version"):
        # The last of a loan is the one in force, and comes after those that may be of less.
        loan = row["schedule__loan"]
        if (before := rows.get(loan)) and before["total"] not in accumulate(drawn[loan]):
            yield _wrong(fund, before, drawn)
        rows[loan] = row
    for loan, row in rows.items():
        if row["total"] != sum(drawn[loan], NOTHING):
            yield _wrong(fund, row, drawn)


def _wrong(fund: Fund, row: Any, drawn: dict[UUID, list[Decimal]]) -> Breach:
    fault = f"instalments make {row['total']}, drawn of the loan are {sum(drawn[row['schedule__loan']], NOTHING)}"
    return Breach(fund.book, f"schedule {row['schedule']} of loan {row['schedule__loan__number']}", fault)


CHECKS = (
    each_fund(
        "drawdowns-make-the-loan", "A loan's drawdowns sum to its amount, and to what is drawn of it.", _tranches
    ),
    each_fund(
        "legs-make-the-drawdowns", "The lenders' shares sum to each drawdown, and to each lender's part.", _shares
    ),
    each_fund("schedules-repay-the-loan", "The principal of a schedule sums to what is drawn of its loan.", _schedules),
)
