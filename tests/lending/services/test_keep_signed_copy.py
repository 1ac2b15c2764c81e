"""A contract signed on paper: one treasurer sends the scan, another confirms it; nothing of it is changed."""

from hashlib import sha256
from typing import Any

import pytest

from lending.domain.agreement_errors import NothingToConfirm, WrongSignedCopy
from lending.domain.fund_errors import FourHands, NotAllowed
from lending.domain.signed_copy import BYTES_MAX
from lending.models import Acceptance, Agreement, Event, Loan, SignedCopy
from lending.selectors.clock import database_now
from lending.services.disburse_loan import disburse_loan
from lending.services.keep_signed_copy import confirm_signed_copy, keep_signed_copy
from tests.factories import make_agreed_loan, make_fund, make_member, manager_of, treasurer_of

pytestmark = pytest.mark.django_db
SCAN = b"%PDF-1.7\n" + b"\x00" * 100 + b"\n%%EOF\n"


@pytest.fixture
def loan() -> Loan:
    made = make_agreed_loan(make_member(make_fund()), is_accepted=False)
    treasurer_of(made.fund, 3)
    return made


def send(loan: Loan, number: int = 3, **changes: Any) -> SignedCopy:
    agreement = Agreement.objects.select_related("loan", "fund").get(loan=loan)
    known = {"file_name": "contrat signé.pdf", "content": SCAN, "acting_person": treasurer_of(loan.fund, number)}
    return keep_signed_copy(agreement=agreement, now=database_now(), **{**known, **changes})


def confirm(copy: SignedCopy, number: int) -> list[Acceptance]:
    return confirm_signed_copy(copy=copy, acting_person=treasurer_of(copy.fund, number), now=database_now())


def test_the_scan_accepts_for_everybody_once_another_hand_confirmed_it(loan: Loan) -> None:
    copy = send(loan)
    assert (copy.sha256, copy.size_bytes, bytes(copy.pdf)) == (sha256(SCAN).hexdigest(), len(SCAN), SCAN)
    assert not Acceptance.objects.exists()
    accepted = confirm(copy, 1)
    assert [(one.party.side, one.way, one.person, one.method) for one in accepted] == [
        ("borrower", "paper", treasurer_of(loan.fund, 1), ""),
        ("fund", "paper", treasurer_of(loan.fund, 1), ""),
    ]
    assert {one.sha256 for one in accepted} == {loan.agreements.get().sha256}
    assert {event.after["file_sha256"] for event in Event.objects.filter(kind="accept_agreement")} == {copy.sha256}
    paid_out = disburse_loan(
        loan=loan, disbursed_on=loan.agreed_on, acting_person=treasurer_of(loan.fund, 3), now=database_now()
    )
    assert paid_out.state == "active"


def test_who_sent_it_or_prepared_the_contract_does_not_confirm(loan: Loan) -> None:
    copy = send(loan)
    with pytest.raises(FourHands, match="sent the signed copy"):
        confirm(copy, 3)
    with pytest.raises(FourHands, match="prepared the agreement"):
        confirm(copy, 2)
    with pytest.raises(NotAllowed):
        confirm_signed_copy(copy=copy, acting_person=manager_of(loan.membership), now=database_now())
    with pytest.raises(NotAllowed):
        send(loan, acting_person=manager_of(loan.membership))
    assert not Acceptance.objects.exists()


def test_a_copy_of_what_everybody_has_accepted_confirms_nothing(loan: Loan) -> None:
    first, second = send(loan), send(loan)
    confirm(first, 1)
    with pytest.raises(NothingToConfirm):
        confirm(second, 1)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04" + SCAN[8:], "The file is not a PDF."),
        (b"\x00" * 1024 + SCAN, "The file is not a PDF."),
        (SCAN[:-6], "The PDF is cut off: its end is missing."),
        (SCAN + b" " * BYTES_MAX, "The file is too large."),
    ],
)
def test_what_is_no_scan_is_refused_with_its_reason(loan: Loan, content: bytes, reason: str) -> None:
    with pytest.raises(WrongSignedCopy) as refusal:
        send(loan, content=content)
    assert str(refusal.value) == f"{reason} Send the signed contract as one PDF of 10 MB at most."
    assert not SignedCopy.objects.exists()
