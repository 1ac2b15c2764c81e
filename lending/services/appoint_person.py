"""Giving a person an office in the fund."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from lending.domain.fund_errors import SeatNeedsCooperative
from lending.models import Fund, Office
from lending.models.fund import COMMITTEE
from lending.services.events import record_event
from members.models import Cooperative, Person
from members.services.validators import valid_email


@transaction.atomic
def appoint_person(
    *,
    fund: Fund,
    email: str,
    name: str,
    kind: str,
    now: datetime,
    cooperative: Cooperative | None = None,
    acting_person: Person | None = None,
) -> Office:
    """Give an office to whoever has this address, known or new; given twice, it is held once.

    A new person has no password: they choose one through "forgotten password".

    :param cooperative: whose seat it is; needed for the committee, because its loans recuse the seat.
    :raises SeatNeedsCooperative: a seat of the committee without one.
    :raises MemberError: the address is wrong.
    """
    if kind in COMMITTEE and cooperative is None:
        raise SeatNeedsCooperative
    person, _ = Person.objects.get_or_create(
        email=valid_email(email), defaults={"name": name, "password": make_password(None)}
    )
    office, is_new = Office.objects.get_or_create(
        fund=fund, person=person, kind=Office.Kind(kind), defaults={"cooperative": cooperative}
    )
    if is_new:
        record_event(
            fund=fund, kind="appoint_person", subject=office, person=acting_person, at=now,
            after={"person": person.pk, "name": person.name, "office": office.kind},
        )  # fmt: skip
    return office
