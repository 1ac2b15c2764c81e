"""What must be true of sponsors; `verify_ledger` asks it with the rules of the books."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Sum

from ledger.selectors.checks import Breach
from lending.models import Fund, Guarantee, Loan
from lending.selectors.book_checks import each_fund
from lending.selectors.sponsors import as_they_stand

Voted = list[tuple[str, Decimal, Decimal | None]]


def _as_voted(fund: Fund) -> Iterator[Breach]:
    """Each loan has the sponsors that the committee voted on, each for what it was voted to answer for."""
    loans = Loan.objects.filter(fund=fund).select_related("request_version").prefetch_related("guarantees")
    for loan in loans.order_by("number"):
        voted: Voted = [
            (one["membership"], Decimal(one["amount"]), None if one["share"] is None else Decimal(one["share"]))
            for one in loan.request_version.sponsors
        ]
        rows = sorted(loan.guarantees.all(), key=lambda row: row.place)
        kept: Voted = [(str(row.membership_id), row.amount.amount, row.share) for row in rows]
        if kept != voted:
            yield Breach(fund.book, f"sponsors of loan {loan.number}", "are not those that were voted")


def _calls(fund: Fund) -> Iterator[Breach]:
    """A sponsor is called for no more than it answers for, and pays no more than a call, on its own loan."""
    for one in as_they_stand(Guarantee.objects.filter(fund=fund).order_by("loan__number", "place")):
        row = one.guarantee
        name = f"sponsor {row.place} of loan {row.loan.number}"
        if one.called > row.amount:
            yield Breach(fund.book, name, f"is called for {one.called.amount}, and answers for {row.amount.amount}")
        for line in one.calls:
            if line.paid > line.call.amount:
                yield Breach(fund.book, name, f"paid {line.paid.amount} on a call of {line.call.amount.amount}")
        paid = row.loan.repayments.filter(call__guarantee=row, reversed_on__isnull=True).order_by()
        total = paid.aggregate(total=Sum("amount"))["total"] or Decimal(0)
        if one.called.amount and total != one.paid.amount:
            yield Breach(fund.book, name, f"paid {one.paid.amount}, of which {total} on its own loan")


CHECKS = (
    each_fund("sponsors-answer-as-voted", "The sponsors of a loan are those that were voted.", _as_voted),
    each_fund("sponsors-pay-what-they-answer-for", "No sponsor is called or pays beyond what it answers for.", _calls),
)
