"""Every act leaves an event, and events stay."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import transaction

from lending.models import Event
from lending.services.events import record_event
from tests.factories import eur, make_fund, make_person

AT = datetime(2026, 2, 3, 17, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_who_when_what_before_and_after_are_kept_as_text() -> None:
    fund, person = make_fund(), make_person()
    known = UUID("019c2000-0000-7000-8000-000000000001")
    event = record_event(
        fund=fund,
        kind="change_something",
        subject=fund,
        person=person,
        at=AT,
        before={"amount": eur("1365.20"), "rate": Decimal("0.030"), "due_on": date(2026, 2, 5)},
        after={"closes_at": AT, "id": known, "list": [eur(1), None, True, "é"]},
    )
    event.refresh_from_db()
    assert (event.fund, event.kind, event.person, event.at) == (fund, "change_something", person, AT)
    assert (event.subject_type, event.subject_id) == ("fund", fund.id)
    assert event.before == {"amount": "1365.20 EUR", "rate": "0.030", "due_on": "2026-02-05"}
    assert event.after == {
        "closes_at": "2026-02-03T17:00:00+00:00",
        "id": "019c2000-0000-7000-8000-000000000001",
        "list": ["1.00 EUR", None, True, "é"],
    }


@pytest.mark.parametrize("value", [datetime(2026, 2, 3, 17), object(), b"bytes"])
def test_what_has_no_plain_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        record_event(fund=make_fund(), kind="x", subject=make_person(), person=None, at=AT, after={"value": value})


def test_an_event_is_neither_changed_nor_taken_away() -> None:
    fund = make_fund()
    for attempt in (
        lambda: Event.objects.filter(fund=fund).update(kind="other"),
        lambda: Event.objects.filter(fund=fund).delete(),
    ):
        with pytest.raises(Exception, match=r"refused|permission denied"), transaction.atomic():
            attempt()
    assert Event.objects.filter(fund=fund, kind="create_fund").count() == 1


def test_an_act_that_is_undone_leaves_no_event() -> None:
    fund = make_fund()
    with transaction.atomic():
        record_event(fund=fund, kind="half_an_act", subject=fund, person=None, at=AT)
        transaction.set_rollback(True)
    assert not Event.objects.filter(kind="half_an_act").exists()
