"""Recording a contract that was signed on paper: one treasurer sends the scan, another confirms it."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from lending.domain.agreement_errors import NothingToConfirm
from lending.domain.fund_errors import FourHands
from lending.domain.signed_copy import require_pdf
from lending.models import Acceptance, Agreement, SignedCopy
from lending.policies import UPLOADED, require_signing_hand, require_treasurer
from lending.selectors.agreements import missing_parties
from lending.services.accept_agreement import require_open, tell_when_complete
from lending.services.disburse_loan import locked_loan
from lending.services.events import record_event
from members.models import Person

FILE_NAME_LENGTH_MAX = 200


@transaction.atomic
def keep_signed_copy(
    *, agreement: Agreement, file_name: str, content: bytes, acting_person: Person, now: datetime
) -> SignedCopy:
    """Keep the scan of a contract signed on paper. It accepts nothing until another hand confirms it.

    Its size and type are checked; signatures in it are not, neither drawn nor electronic.

    :raises WrongSignedCopy: it is not one PDF of the size allowed.
    :raises WrongState: the loan is paid out, or has lapsed.
    """
    require_treasurer(acting_person, agreement.fund)
    loan = locked_loan(agreement.loan)
    require_open(agreement, loan)
    require_pdf(content)
    copy = SignedCopy.objects.create(
        fund=agreement.fund,
        agreement=agreement,
        file_name=file_name[-FILE_NAME_LENGTH_MAX:],
        pdf=content,
        sha256=sha256(content).hexdigest(),
        size_bytes=len(content),
        uploaded_by=acting_person,
        uploaded_at=now,
    )
    record_event(
        fund=agreement.fund, kind="keep_signed_copy", subject=loan, person=acting_person, at=now,
        after={"signed_copy": copy.pk, "file_sha256": copy.sha256, "size_bytes": copy.size_bytes},
    )  # fmt: skip
    return copy


@transaction.atomic
def confirm_signed_copy(*, copy: SignedCopy, acting_person: Person, now: datetime) -> list[Acceptance]:
    """Say, after reading the scan, that it is this contract signed by every party that has not accepted.

    By a treasurer who neither sent the scan nor prepared the contract.

    :raises FourHands: the person sent it, or prepared the contract.
    :raises NothingToConfirm: every party has accepted.
    """
    agreement = copy.agreement
    loan = locked_loan(agreement.loan)
    agreement.loan = loan
    require_signing_hand(acting_person, agreement)
    if acting_person.pk == copy.uploaded_by_id:
        raise FourHands(person=acting_person.name, part=UPLOADED)
    require_open(agreement, loan)
    missing = missing_parties(agreement)
    if not missing:
        raise NothingToConfirm(loan=loan.reference)
    accepted = [
        Acceptance.objects.create(
            fund=agreement.fund,
            agreement=agreement,
            party=party,
            sha256=agreement.sha256,
            person=acting_person,
            accepted_at=now,
            way=Acceptance.Way.PAPER,
            signed_copy=copy,
        )
        for party in missing
    ]
    for one in accepted:
        record_event(
            fund=agreement.fund, kind="accept_agreement", subject=loan, person=acting_person, at=now,
            after={
                "party": one.party.name, "side": one.party.side, "sha256": agreement.sha256, "way": one.way,
                "acceptance": one.pk, "file_sha256": copy.sha256,
            },
        )  # fmt: skip
    tell_when_complete(agreement, at=now)
    return accepted
