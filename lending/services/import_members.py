"""Importing members from a file: all of its lines, or none."""

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from lending.domain.import_errors import FileRefused
from lending.models import Fund
from lending.services.admit_member import admit_member
from lending.services.events import record_event
from lending.services.outbox import enqueue_message
from lending.services.plan_member_import import Action, ImportPlan, Invitation, PlannedMember, plan_member_import
from members.models import Cooperative, Person
from members.services.invite_person import invite_person
from members.services.register_cooperative import correct_cooperative


@transaction.atomic
def import_members(
    *,
    fund: Fund,
    content: bytes,
    joined_on: date,
    now: datetime,
    acting_person: Person | None = None,
    corrects: bool = False,
    notifies: bool = False,
) -> ImportPlan:
    """Do what `plan_member_import` says, under the fund's lock, so that the plan still holds when it is done.

    :param corrects: take over particulars that differ from the register's.
    :param notifies: send a mail to each person who gets a role.
    :raises FileRefused: something in the file is wrong; nothing is changed.
    :raises NotAllowed: the person may not admit members.
    """
    Fund.objects.select_for_update().get(pk=fund.pk)
    plan = plan_member_import(fund=fund, content=content, corrects=corrects)
    if plan.faults:
        raise FileRefused(count=len(plan.faults), faults=plan.faults)
    for member in plan.members:
        if member.action == Action.UNCHANGED:
            continue
        cooperative = _keep(member, fund=fund, now=now, acting_person=acting_person)
        admit_member(fund=fund, cooperative=cooperative, joined_on=joined_on, now=now, acting_person=acting_person)
        for invitation in member.invitations:
            _invite(invitation, cooperative, fund=fund, now=now, acting_person=acting_person, notifies=notifies)
    return plan


def _keep(member: PlannedMember, *, fund: Fund, now: datetime, acting_person: Person | None) -> Cooperative:
    """The cooperative of a line, made or corrected."""
    given = asdict(member.particulars)
    cooperative, _created = Cooperative.objects.get_or_create(siren=member.particulars.siren, defaults=given)
    changed = correct_cooperative(cooperative=cooperative, particulars=member.particulars)
    if changed:
        before, after = ({name: pair[side] for name, pair in changed.items()} for side in (0, 1))
        record_event(
            fund=fund,
            kind="correct_cooperative",
            subject=cooperative,
            person=acting_person,
            at=now,
            before=before,
            after=after,
        )
    return cooperative


def _invite(
    invitation: Invitation,
    cooperative: Cooperative,
    *,
    fund: Fund,
    now: datetime,
    acting_person: Person | None,
    notifies: bool,
) -> None:
    role, is_new = invite_person(
        email=invitation.email, name=invitation.name, cooperative=cooperative, kind=invitation.kind
    )
    if not is_new:
        return
    record_event(
        fund=fund,
        kind="invite_person",
        subject=role,
        person=acting_person,
        at=now,
        after={"person": role.person_id, "cooperative": cooperative.id, "kind": role.kind},
    )
    if notifies:
        enqueue_message(
            fund=fund,
            recipient=role.person,
            template="invitation",
            context={"fund": fund.name, "cooperative": cooperative.name, "role": role.kind},
            dedupe_key=f"invitation:{role.id}",
            at=now,
        )
