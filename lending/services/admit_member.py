"""Admitting a cooperative to a fund."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from lending.domain.fund_errors import NotAllowed
from lending.domain.sentences import Sentence, gettext_noop
from lending.models import Fund, Membership, Office
from lending.policies import holds_office
from lending.services.bookkeeping.accounts import open_member_accounts
from lending.services.events import record_event
from members.models import Cooperative, Person

ADMITTER = Sentence(gettext_noop("administrator or treasurer of the fund"))
ADMITTING = (Office.Kind.ADMINISTRATOR, Office.Kind.TREASURER)


@transaction.atomic
def admit_member(
    *, fund: Fund, cooperative: Cooperative, joined_on: date, now: datetime, acting_person: Person | None = None
) -> Membership:
    """Make a cooperative a member, with the next number of the fund and its accounts; once, however often it is asked.

    :param acting_person: who admits: administrator or treasurer of the fund; None is the system's operator.
    :raises NotAllowed: the person holds no such office.
    """
    if acting_person and not holds_office(acting_person, fund, *ADMITTING):
        raise NotAllowed(needed=ADMITTER)
    # Numbers are given under the fund's lock: two at once would get the same one.
    Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    known = Membership.objects.filter(fund=fund, cooperative=cooperative).first()
    if known:
        return known
    last = Membership.objects.filter(fund=fund).aggregate(last=Max("number"))["last"] or 0
    membership = Membership.objects.create(fund=fund, cooperative=cooperative, number=last + 1, joined_on=joined_on)
    open_member_accounts(membership)
    record_event(
        fund=fund,
        kind="admit_member",
        subject=membership,
        person=acting_person,
        at=now,
        after={"cooperative": cooperative.id, "siren": cooperative.siren, "number": membership.number},
    )
    return membership
