"""Accepting a contract, for a party, by somebody who binds it and has just said again who they are."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lending.domain.addendum_errors import AddendumClosed
from lending.domain.agreement_errors import AlreadyAccepted, OtherContract, UnknownParty
from lending.domain.fund_errors import WrongState
from lending.domain.reauthentication import Reauthentication, require_recent
from lending.models import Acceptance, Agreement, AgreementParty, Loan, SigningMandate
from lending.policies import require_binding_hand
from lending.selectors.addenda import change_of, is_open
from lending.selectors.agreements import mandates_in_force, missing_parties, parties_of, signatories_of
from lending.selectors.people import treasurers_of
from lending.services.disburse_loan import locked_loan
from lending.services.events import record_event
from lending.services.outbox import enqueue_message
from lending.services.tell import tell
from members.models import Person

Way, Side = Acceptance.Way, AgreementParty.Side
# How events and mails call each kind.
NAMES: dict[str, str] = {Agreement.Kind.CONTRACT: "agreement", Agreement.Kind.ADDENDUM: "addendum"}


@transaction.atomic
def accept_agreement(
    *,
    agreement: Agreement,
    party_id: UUID,
    sha256: str,
    proof: Reauthentication | None,
    acting_person: Person,
    now: datetime,
) -> Acceptance:
    """Accept a contract or an addendum for one of its parties; the row is the receipt, and is mailed to who accepted.

    A cooperative is bound by one of its managers; the fund by a treasurer who did not prepare the contract. When the
    fund's signatory accepts, so do the lenders that gave the fund their mandate.

    :param sha256: the hash that was shown; what is accepted is what was read.
    :param proof: when and how the person proved again who they are.
    :raises UnknownParty, OtherContract, AlreadyAccepted:
    :raises ReauthenticationNeeded: the proof is missing, or too old.
    :raises NotAllowed, FourHands: the person does not bind this party.
    :raises WrongState: the loan is paid out, or has lapsed.
    :raises AddendumClosed: the change is in force or has lapsed, or the addendum was drawn up again.
    """
    loan = locked_loan(agreement.loan)
    agreement.loan = loan
    party = parties_of(agreement).filter(pk=party_id).first()
    if party is None:
        raise UnknownParty(party=party_id)
    require_binding_hand(acting_person, party, agreement)
    require_open(agreement, loan)
    if sha256 != agreement.sha256:
        raise OtherContract(sha256=agreement.sha256, given=sha256)
    if hasattr(party, "acceptance"):
        there = party.acceptance
        raise AlreadyAccepted(party=party.name, accepted_at=there.accepted_at, person=there.person.name)
    known = require_recent(proof, now=now)
    accepted = _accept(agreement, party, acting_person, known, at=now)
    if party.side == Side.FUND:
        _accept_under_mandates(agreement, acting_person, known, at=now)
    tell_when_complete(agreement, at=now)
    return accepted


def require_open(agreement: Agreement, loan: Loan) -> None:
    """A contract is accepted until its loan is paid out or lapses; an addendum until it is in force or replaced.

    :raises WrongState, AddendumClosed:
    """
    if agreement.kind == Agreement.Kind.CONTRACT and loan.state != Loan.State.AGREED:
        raise WrongState(subject=loan.reference, state=loan.state, needed=Loan.State.AGREED)
    if agreement.kind != Agreement.Kind.CONTRACT and not is_open(agreement):
        raise AddendumClosed(number=agreement.number, loan=loan.reference)


def tell_when_complete(agreement: Agreement, *, at: datetime) -> None:
    """Once every party has accepted, the treasurers who may pay the loan out, or put the change in force, are told."""
    loan = agreement.loan
    if missing_parties(agreement):
        return
    record_event(
        fund=loan.fund, kind=f"{NAMES[agreement.kind]}_accepted", subject=loan, person=None, at=at,
        after={"sha256": agreement.sha256},
    )  # fmt: skip
    if agreement.kind == Agreement.Kind.ADDENDUM:
        _tell_of_addendum(agreement, at=at)
        return
    tell(
        [person for person in treasurers_of(loan.fund) if person.pk != loan.agreed_by_id],
        fund=loan.fund,
        template="loan_to_pay_out",
        about=loan.pk,
        context={
            "reference": loan.reference,
            "loan": loan.pk,
            "cooperative": loan.membership.cooperative.name,
            "amount": loan.amount,
            "agreed_by": loan.agreed_by.name,
        },
        at=at,
    )


def _tell_of_addendum(agreement: Agreement, *, at: datetime) -> None:
    """A treasurer puts the change in force now; who may not is refused then."""
    asked = change_of(agreement)
    assert asked is not None
    tell(
        treasurers_of(agreement.fund),
        fund=agreement.fund,
        template="change_to_apply",
        about=agreement.pk,
        context={
            "reference": agreement.loan.reference,
            "request": asked.pk,
            "on": asked.current.start_on,
            "cooperative": agreement.loan.membership.cooperative.name,
        },
        at=at,
    )


def _accept(
    agreement: Agreement,
    party: AgreementParty,
    person: Person,
    proof: Reauthentication,
    *,
    at: datetime,
    mandate: SigningMandate | None = None,
) -> Acceptance:
    accepted = Acceptance.objects.create(
        fund=agreement.fund,
        agreement=agreement,
        party=party,
        sha256=agreement.sha256,
        person=person,
        accepted_at=at,
        way=Way.MANDATE if mandate else Way.SIGNED_IN,
        reauthenticated_at=proof.at,
        method=proof.method,
        mandate=mandate,
    )
    loan = agreement.loan
    record_event(
        fund=agreement.fund, kind="accept_agreement", subject=loan, person=person, at=at,
        after={
            "party": party.name, "side": party.side, "sha256": agreement.sha256, "way": accepted.way,
            "acceptance": accepted.pk, "number": agreement.number,
        },
    )  # fmt: skip
    for reader in signatories_of(party) if mandate else [person]:
        _send_receipt(accepted, party, reader, at=at)
    return accepted


def _accept_under_mandates(agreement: Agreement, person: Person, proof: Reauthentication, *, at: datetime) -> None:
    """The lenders that gave the fund their mandate accept by its signatory; the others accept themselves."""
    lenders = [party for party in missing_parties(agreement) if party.side == Side.LENDER]
    mandates = mandates_in_force((party.membership_id for party in lenders if party.membership_id), kind=agreement.kind)
    for party in lenders:
        mandate = mandates.get(party.membership_id) if party.membership_id else None
        if mandate:
            _accept(agreement, party, person, proof, at=at, mandate=mandate)


def _send_receipt(accepted: Acceptance, party: AgreementParty, reader: Person, *, at: datetime) -> None:
    loan = accepted.agreement.loan
    enqueue_message(
        fund=accepted.fund,
        recipient=reader,
        template=f"{NAMES[accepted.agreement.kind]}_receipt",
        context={
            "reference": loan.reference,
            "loan": loan.pk,
            "number": accepted.agreement.number,
            "for": party.name,
            "by": accepted.person.name,
            "cooperative": loan.membership.cooperative.name,
            "amount": loan.amount,
            "sha256": accepted.sha256,
            "accepted_at": at,
            "receipt": accepted.pk,
        },
        dedupe_key=f"agreement_receipt:{accepted.pk}:{reader.pk}",
        at=at,
    )
