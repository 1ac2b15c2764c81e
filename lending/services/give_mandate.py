"""A lender's mandate to the fund: its signatory accepts the contracts of the loans that the lender takes part in."""

from datetime import datetime

from django.db import transaction

from lending.domain.agreement_errors import MandateMissing, MandateThere
from lending.domain.reauthentication import Reauthentication, require_recent
from lending.models import Membership, SigningMandate
from lending.policies import require_manager
from lending.selectors.agreements import mandate_of
from lending.selectors.clock import local_day
from lending.services.events import record_event
from members.models import Person


@transaction.atomic
def give_mandate(
    *, membership: Membership, proof: Reauthentication | None, acting_person: Person, now: datetime
) -> SigningMandate:
    """Let the fund's signatory accept loan contracts for this member as a lender, until it withdraws the mandate.

    By one of the member's managers, who has just entered a password anew. It binds nobody as a borrower.

    :raises MandateThere: one is in force.
    :raises ReauthenticationNeeded: the proof is missing, or too old.
    """
    require_manager(acting_person, membership.cooperative)
    membership = Membership.objects.select_for_update(of=("self",), no_key=True).select_related(
        "fund", "cooperative"
    ).get(pk=membership.pk)  # fmt: skip
    there = mandate_of(membership)
    if there is not None:
        granted_on = local_day(membership.fund, at=there.granted_at)
        raise MandateThere(member=membership.cooperative.name, granted_on=granted_on)
    known = require_recent(proof, now=now)
    mandate = SigningMandate.objects.create(
        fund=membership.fund,
        membership=membership,
        granted_by=acting_person,
        granted_at=now,
        reauthenticated_at=known.at,
        method=known.method,
    )
    record_event(
        fund=membership.fund, kind="give_mandate", subject=membership, person=acting_person, at=now,
        after={"mandate": mandate.pk},
    )  # fmt: skip
    return mandate


@transaction.atomic
def withdraw_mandate(*, membership: Membership, acting_person: Person, now: datetime) -> SigningMandate:
    """Take the mandate back: contracts drawn up from now on, and those not accepted yet, ask the member itself.

    :raises MandateMissing: none is in force.
    """
    require_manager(acting_person, membership.cooperative)
    mandate = SigningMandate.objects.select_for_update().filter(membership=membership, withdrawn_at=None).first()
    if mandate is None:
        raise MandateMissing(member=membership.cooperative.name)
    mandate.withdrawn_at, mandate.withdrawn_by = now, acting_person
    mandate.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record_event(
        fund=membership.fund, kind="withdraw_mandate", subject=membership, person=acting_person, at=now,
        after={"mandate": mandate.pk},
    )  # fmt: skip
    return mandate
