"""Charging what a loan costs beside principal and interest, and taking it back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from uuid6 import uuid7

from lending.domain.late_interest import LateCharge
from lending.domain.sentences import Sentence, gettext_noop
from lending.models import Charge, ChargedPart, Loan
from lending.selectors.amounts import as_money
from lending.selectors.late_interest import late_charges
from lending.services.act_kind import ActKind, Place, Replaying
from lending.services.bookkeeping.entries import reverse
from lending.services.bookkeeping.loans import book_charge
from lending.services.events import record_event
from members.models import Person


def charge_late_interest(
    loan: Loan, *, on: date, person: Person, now: datetime, caused_by: UUID | None = None, replays: Charge | None = None
) -> Charge | None:
    """Charge the late interest that has run until a day; None when none has. The caller holds the loan's lock."""
    found = late_charges(loan, on=on)
    parts = {charge.number: charge.amount_minor for charge in found}
    return record_charge(
        loan, Charge.Kind.LATE_INTEREST, parts, on=on, why=_why(found), person=person, now=now, caused_by=caused_by,
        replays=replays,
    )  # fmt: skip


def record_charge(
    loan: Loan,
    kind: str,
    parts: Mapping[int, int],
    *,
    on: date,
    why: Sequence[Any],
    person: Person,
    now: datetime,
    caused_by: UUID | None = None,
    replays: Charge | None = None,
) -> Charge | None:
    """Book costs and add them to instalments; nothing at all when they are zero.

    :param parts: minor units by number of instalment.
    """
    total = sum(parts.values())
    if not total:
        return None
    currency, id_ = loan.fund.currency, uuid7()
    amount = as_money(total, currency)
    charge = Charge.objects.create(
        id=id_, fund=loan.fund, loan=loan, kind=kind, charged_on=on, amount=amount, why=list(why), recorded_by=person,
        caused_by=caused_by, replays=replays,
        entry_id=book_charge(
            loan=loan, kind=kind, amount=amount, on=on, source=f"charge:{id_}", key=f"charge:{id_}"
        ),
    )  # fmt: skip
    ChargedPart.objects.bulk_create(
        ChargedPart(fund=loan.fund, charge=charge, instalment_number=number, amount=as_money(minor, currency))
        for number, minor in parts.items()
        if minor
    )
    record_event(
        fund=loan.fund, kind="charge_costs", subject=loan, person=person, at=now,
        after={
            "charge": charge.pk, "kind": kind, "amount": amount, "charged_on": on, "caused_by": caused_by,
            **({"replays": replays.pk} if replays else {}),
        },
    )  # fmt: skip
    return charge


def take_back_charges(loan: Loan, *, caused_by: UUID, on: date, reason: str) -> None:
    """What a receipt made be charged goes with it."""
    for charge in Charge.objects.filter(loan=loan, caused_by=caused_by, reversed_on__isnull=True).select_related(
        "fund"
    ):
        _take_back(charge, on=on, reason=reason)


def _take_back(charge: Charge, *, on: date, reason: str) -> None:
    reverse(fund=charge.fund, entry_id=charge.entry_id, on=on, reason=reason, key=f"reverse:{charge.id}")
    charge.reversed_on = on
    charge.save(update_fields=["reversed_on"])


def _why(found: Sequence[LateCharge]) -> list[dict[str, Any]]:
    """Exact figures as text, in minor units."""
    return [
        {
            "instalment": charge.number,
            "unrounded_minor": str(charge.unrounded_minor),
            "rounded_minor": charge.amount_minor,
            "segments": [
                {
                    "from": segment.start.isoformat(), "to": segment.end.isoformat(), "days": segment.days,
                    "on": segment.on, "balance_minor": segment.balance_minor, "rate": str(segment.rate),
                    "unrounded_minor": str(segment.unrounded_minor),
                }
                for segment in charge.segments
            ],
        }
        for charge in found
    ]  # fmt: skip


def _asked_after(loan: Loan, place: Place) -> QuerySet[Charge]:
    after = Q(charged_on__gt=place.day)
    if place.id is not None:
        after |= Q(charged_on=place.day, id__gt=place.id)
    asked = Charge.objects.filter(after, loan=loan, caused_by__isnull=True, reversed_on__isnull=True)
    return asked.select_related("fund", "recorded_by")


def _undo(_loan: Loan, charge: Charge, by: Replaying) -> None:
    _take_back(charge, on=charge.charged_on, reason=by.words)


def _redo(loan: Loan, charge: Charge, by: Replaying) -> Charge | None:
    return charge_late_interest(loan, on=charge.charged_on, person=charge.recorded_by, now=by.now, replays=charge)


def _charged_on(charge: Charge) -> date:
    return charge.charged_on


LATE_INTEREST = ActKind(Sentence(gettext_noop("The late interest")), _asked_after, _charged_on, _undo, _redo)
