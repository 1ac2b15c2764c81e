"""Telling sponsors what becomes of a loan that they answer for: another schedule, or its end, which releases them."""

from datetime import date, datetime
from typing import Any

from lending.models import Guarantee, Loan, OutboxMessage, ScheduleVersion
from lending.selectors.guarantees import taken_over_by
from lending.selectors.people import people_of
from lending.selectors.sponsors import ENDED
from lending.services.tell import tell

SPONSOR_RELEASED = "sponsor_released"


def tell_sponsors_of_schedule(loan: Loan, schedule: ScheduleVersion, *, at: datetime) -> None:
    """A mail to each person who acts for a sponsor: the committee has changed the loan, and they go on answering."""
    _tell(
        loan, "sponsor_schedule_changed", key=str(schedule.pk), at=at,
        told={"on": schedule.effective_on, "kind": schedule.reason},
    )  # fmt: skip


def tell_sponsors_of_end(loan: Loan, *, on: date, at: datetime) -> None:
    """A mail that the loan has ended and their guarantee with it; and into which loan, where several became one.

    A loan that ends on that day twice, since a receipt was reversed or done again, is told once.
    """
    _tell(loan, SPONSOR_RELEASED, key=f"{loan.pk}:{on}", at=at, told={"on": on, "into": taken_over_by(loan)})


def tell_sponsors_of_lapse(loan: Loan, *, on: date, at: datetime) -> None:
    """A mail that the loan was never paid out, so that they answer for nothing, be they asked to accept or bound."""
    _tell(loan, "sponsor_lapsed", key=f"{loan.pk}", at=at, told={"on": on})


def is_sponsor_released(message: OutboxMessage) -> bool:
    """Whether the loan has still ended when the turn of such a message comes."""
    return Loan.objects.filter(pk=message.context["loan"], state__in=ENDED).exists()


def _tell(loan: Loan, template: str, *, key: str, at: datetime, told: dict[str, Any]) -> None:
    for guarantee in Guarantee.objects.filter(loan=loan).select_related("membership__cooperative"):
        tell(
            people_of(guarantee.membership),
            fund=loan.fund,
            template=template,
            about=f"{key}:{guarantee.pk}",
            context={
                "reference": loan.reference,
                "loan": loan.pk,
                "sponsor": guarantee.membership.cooperative.name,
                "cooperative": loan.membership.cooperative.name,
                "guaranteed": guarantee.amount,
                **told,
            },
            at=at,
        )
