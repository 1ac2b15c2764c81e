"""Ending a schedule on a day: what was to come becomes one last instalment."""

from uuid import UUID

from lending.models import Decision, Instalment, Loan
from lending.selectors.amounts import minor
from lending.selectors.instalments import instalments_of
from lending.selectors.payoff import Payoff, is_owed
from lending.services.store_schedule import add_version, copy_of, segments

CALLED_IN = "calling_in"


def end_schedule(
    loan: Loan, quote: Payoff, *, reason: str, caused_by: UUID, decision: Decision | None = None
) -> Instalment:
    """What fell due stays as it was; what was to come becomes one instalment, due on the day of the quote.

    :param caused_by: the act that ends it; its reversal restores the schedule.
    """
    rows = list(instalments_of(loan))
    kept = [row for row in rows if is_owed(row, on=quote.on)]
    ahead = [row for row in rows if not is_owed(row, on=quote.on)]
    schedule = add_version(loan, reason=reason, effective_on=quote.on, caused_by=caused_by, decision=decision)
    first = ahead[0]
    last = Instalment(
        fund=loan.fund,
        schedule=schedule,
        number=first.number,
        due_on=quote.on,
        principal=sum((row.principal for row in ahead[1:]), first.principal),
        interest=quote.interest + first.paid_interest,
        outstanding=first.outstanding * 0,
        why={"segments": segments(quote.segments), "rounded_minor": minor(quote.interest)},
    )
    copies = [copy_of(row, schedule) for row in kept]
    for copy in copies:
        # What is earned and was moved to a later day is due with the rest.
        copy.due_on = min(copy.due_on, quote.on)
    Instalment.objects.bulk_create([*copies, last])
    return last
