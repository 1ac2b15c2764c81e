"""A cooperative is admitted once, with the next number of its fund."""

from datetime import UTC, date, datetime

import pytest

from ledger.selectors.balances import balances
from lending.domain.fund_errors import NotAllowed
from lending.models import Event, Membership
from lending.services.admit_member import admit_member
from tests.factories import eur, make_cooperative, make_fund, make_office, make_person, treasurer_of
from tests.fixtures.concurrency import RunTogether

NOW = datetime(2026, 2, 3, 9, tzinfo=UTC)
JOINED = {"joined_on": date(2026, 2, 3), "now": NOW}


@pytest.mark.django_db
def test_numbers_follow_each_other_in_each_fund() -> None:
    first, second, lone = make_cooperative(), make_cooperative(), make_cooperative()
    fund, other = make_fund(), make_fund()
    numbers = [admit_member(fund=fund, cooperative=one, **JOINED).number for one in (first, second, first)]
    assert numbers == [1, 2, 1]
    assert admit_member(fund=other, cooperative=lone, **JOINED).number == 1


@pytest.mark.django_db
def test_a_member_has_accounts_and_an_event() -> None:
    fund = make_fund()
    treasurer = treasurer_of(fund)
    cooperative = make_cooperative()
    membership = admit_member(fund=fund, cooperative=cooperative, acting_person=treasurer, **JOINED)
    codes = ["4551-001", "4552-001", "4558-001"]
    assert balances(book=fund.book, codes=[*codes, "4553-001"]) == dict.fromkeys(codes, eur(0))
    event = Event.objects.get(kind="admit_member")
    assert (event.person, event.at, event.subject_id, event.before) == (treasurer, NOW, membership.id, {})
    assert event.after == {"cooperative": str(cooperative.id), "siren": cooperative.siren, "number": 1}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("office", "may"), [("administrator", True), ("treasurer", True), ("auditor", False), (None, False)]
)
def test_administrators_and_treasurers_admit(office: str | None, may: bool) -> None:
    fund = make_fund()
    person = make_office(fund, office) if office else make_person()
    if may:
        admit_member(fund=fund, cooperative=make_cooperative(), acting_person=person, **JOINED)
    else:
        with pytest.raises(NotAllowed):
            admit_member(fund=fund, cooperative=make_cooperative(), acting_person=person, **JOINED)
    assert Membership.objects.count() == int(may)


def test_admitted_at_one_instant_each_gets_a_number_of_its_own(run_together: RunTogether) -> None:
    fund = make_fund()
    cooperatives = [make_cooperative() for _ in range(8)]
    results = run_together([lambda one=one: admit_member(fund=fund, cooperative=one, **JOINED) for one in cooperatives])
    assert sorted(membership.number for membership in results) == [1, 2, 3, 4, 5, 6, 7, 8]
