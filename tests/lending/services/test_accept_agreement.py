"""Accepting a contract: both sides, by who binds them, to the hash that was shown, with a password entered anew."""

import json
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction

from lending.domain.agreement_errors import (
    AgreementMissing,
    AgreementThere,
    AlreadyAccepted,
    NotAccepted,
    OtherContract,
    ReauthenticationNeeded,
    UnknownParty,
)
from lending.domain.canonical import canonical_json
from lending.domain.fund_errors import FourHands, NotAllowed, WrongState
from lending.domain.reauthentication import Reauthentication
from lending.models import Acceptance, Agreement, Event, Loan, OutboxMessage
from lending.selectors.agreement_content import contract_content
from lending.selectors.agreements import loans_awaiting_acceptance, loans_to_pay_out, missing_parties
from lending.selectors.clock import database_now
from lending.services.accept_agreement import accept_agreement
from lending.services.ask_for_acceptance import remind_of_acceptance
from lending.services.disburse_loan import disburse_loan
from lending.services.draw_up_agreement import draw_up_agreement
from lending.services.give_mandate import give_mandate, withdraw_mandate
from lending.services.reminders import is_still_wanted
from members.models import Person, Role
from tests.factories import (
    accept_contract,
    eur,
    make_agreed_loan,
    make_fund,
    make_member,
    make_office,
    make_person,
    manager_of,
    treasurer_of,
)
from tests.fixtures.concurrency import RunTogether
from tests.fixtures.kept import Kept

START = date(2026, 1, 15)


def make_loan(custody: str = "fund") -> Loan:
    """10 000 € lent 6 000 and 4 000 by two members; prepared by the second treasurer, accepted by nobody."""
    fund = make_fund(custody=custody)
    for placed in (60_000, 40_000):
        make_member(fund, placed=eur(placed))
    treasurer_of(fund, 3)
    return make_agreed_loan(make_member(fund), agreed_on=START, is_accepted=False)


def contract(loan: Loan) -> Agreement:
    return Agreement.objects.select_related("loan", "fund").get(loan=loan)


def accept(loan: Loan, place: int, person: Person, **changes: Any) -> Acceptance:
    """Accept for the party at this place: 1 the borrower, 2 the fund, then the lenders."""
    agreement, now = contract(loan), database_now()
    known = {
        "party_id": agreement.parties.get(place=place).pk,
        "sha256": agreement.sha256,
        "proof": Reauthentication(at=now, method="password"),
        "now": now,
    }
    return accept_agreement(agreement=agreement, acting_person=person, **{**known, **changes})


def pay_out(loan: Loan) -> Loan:
    return disburse_loan(loan=loan, disbursed_on=START, acting_person=treasurer_of(loan.fund, 3), now=database_now())


@pytest.mark.django_db
def test_the_contract_is_made_with_the_loan_and_its_hash_is_that_of_what_it_says(kept: Kept) -> None:
    loan = kept(make_loan)
    agreement = contract(loan)
    assert (agreement.number, agreement.kind, agreement.prepared_by) == (1, "contract", loan.agreed_by)
    assert agreement.sha256 == sha256(agreement.content.encode()).hexdigest()
    again = contract_content(
        Loan.objects.select_related("fund", "membership__cooperative", "request_version__request", "decision").get(),
        template=agreement.template,
    )
    assert canonical_json(again).decode() == agreement.content
    said = json.loads(agreement.content)
    assert (said["borrower"]["name"], said["template"], [leg["amount"] for leg in said["lenders"]]) == (
        loan.membership.cooperative.name,
        {"is_proposal": True, "version": 1},
        ["6000.00", "4000.00"],
    )
    assert Event.objects.get(kind="draw_up_agreement").after == {
        "agreement": str(agreement.pk), "sha256": agreement.sha256, "template": 1,
    }  # fmt: skip


@pytest.mark.django_db
def test_no_payment_before_both_sides_have_accepted(kept: Kept) -> None:
    loan = kept(make_loan)
    borrower, fund = loan.membership.cooperative.name, loan.fund.name
    for place, person, missing in [
        (1, manager_of(loan.membership), f"{borrower}, {fund}"),
        (2, treasurer_of(loan.fund, 1), fund),
    ]:
        with pytest.raises(NotAccepted) as refusal:
            pay_out(loan)
        assert refusal.value.values["missing"] == missing
        assert list(loans_awaiting_acceptance(loan.fund)) == [loan]
        accept(loan, place, person)
    assert list(loans_to_pay_out(loan.fund)) == [loan]
    assert OutboxMessage.objects.filter(template="loan_to_pay_out").count() == 2
    assert pay_out(loan).state == "active"


@pytest.mark.django_db
def test_an_acceptance_is_a_receipt_and_is_mailed_to_who_accepted(kept: Kept) -> None:
    loan = kept(make_loan)
    person = manager_of(loan.membership)
    accepted = accept(loan, 1, person)
    agreement = contract(loan)
    assert (accepted.person, accepted.sha256, accepted.way, accepted.method) == (
        person, agreement.sha256, "signed_in", "password",
    )  # fmt: skip
    mail = OutboxMessage.objects.get(template="agreement_receipt")
    assert (mail.recipient, mail.context["sha256"], mail.context["receipt"]) == (
        person, agreement.sha256, str(accepted.pk),
    )  # fmt: skip
    event = Event.objects.get(kind="accept_agreement")
    assert (event.person, event.after["party"], event.after["sha256"]) == (
        person, loan.membership.cooperative.name, agreement.sha256,
    )  # fmt: skip


@pytest.mark.django_db
def test_who_does_not_bind_a_party_does_not_accept_for_it(kept: Kept) -> None:
    loan = kept(make_loan)
    borrower, fund = loan.membership.cooperative, loan.fund
    clerk = make_person()
    Role.objects.create(person=clerk, cooperative=borrower, kind=Role.Kind.TREASURER)
    for person in (clerk, make_person(), treasurer_of(fund, 1)):
        with pytest.raises(NotAllowed):
            accept(loan, 1, person)
    with pytest.raises(NotAllowed):
        accept(loan, 2, manager_of(loan.membership))
    with pytest.raises(FourHands, match="prepared the agreement"):
        accept(loan, 2, loan.agreed_by)
    both_sides = make_office(fund, "treasurer", person=clerk)
    with pytest.raises(FourHands, match="acts for the borrower"):
        accept(loan, 2, both_sides)
    assert not Acceptance.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("age", [timedelta(minutes=5, seconds=1), timedelta(seconds=-1), None])
def test_the_password_was_entered_anew_and_lately(age: timedelta | None, kept: Kept) -> None:
    loan = kept(make_loan)
    proof = None if age is None else Reauthentication(at=database_now() - age, method="password")
    with pytest.raises(ReauthenticationNeeded):
        accept(loan, 1, manager_of(loan.membership), proof=proof)
    accept(loan, 1, manager_of(loan.membership), proof=Reauthentication(database_now() - timedelta(minutes=4), "totp"))
    assert Acceptance.objects.get().method == "totp"


@pytest.mark.django_db
def test_what_is_accepted_is_what_was_shown_once_and_by_a_party(kept: Kept) -> None:
    loan = kept(make_loan)
    manager = manager_of(loan.membership)
    with pytest.raises(OtherContract):
        accept(loan, 1, manager, sha256="0" * 64)
    with pytest.raises(UnknownParty):
        accept(loan, 1, manager, party_id=loan.pk)
    accept(loan, 1, manager)
    with pytest.raises(AlreadyAccepted, match=manager.name):
        accept(loan, 1, manager)
    assert Acceptance.objects.count() == 1


@pytest.mark.django_db
def test_nothing_is_accepted_once_the_loan_has_lapsed(kept: Kept) -> None:
    loan = kept(make_loan)
    Loan.objects.filter(pk=loan.pk).update(state="lapsed")
    with pytest.raises(WrongState):
        accept(loan, 1, manager_of(loan.membership))


@pytest.mark.django_db
def test_between_members_each_lender_accepts_too(kept: Kept) -> None:
    loan = kept(make_loan, "members")
    lenders = [leg.membership for leg in loan.participations.order_by("leg").select_related("membership__cooperative")]
    accept(loan, 1, manager_of(loan.membership))
    accept(loan, 2, treasurer_of(loan.fund, 1))
    with pytest.raises(NotAllowed):
        accept(loan, 3, manager_of(lenders[1]))
    accept(loan, 3, manager_of(lenders[0]))
    with pytest.raises(NotAccepted) as refusal:
        pay_out(loan)
    assert refusal.value.values["missing"] == lenders[1].cooperative.name
    accept(loan, 4, manager_of(lenders[1]))
    assert pay_out(loan).state == "active"


@pytest.mark.django_db
def test_the_funds_signatory_accepts_for_a_lender_that_gave_its_mandate_and_not_after_it_was_taken_back(
    kept: Kept,
) -> None:
    loan = kept(make_loan, "members")
    lenders = [leg.membership for leg in loan.participations.order_by("leg").select_related("membership__cooperative")]
    for lender in lenders:
        now = database_now()
        give_mandate(
            membership=lender, proof=Reauthentication(now, "password"), acting_person=manager_of(lender), now=now
        )
    withdraw_mandate(membership=lenders[1], acting_person=manager_of(lenders[1]), now=database_now())
    accept(loan, 2, treasurer_of(loan.fund, 1))
    assert [(one.party.name, one.way) for one in Acceptance.objects.order_by("party__place")] == [
        (loan.fund.name, "signed_in"),
        (lenders[0].cooperative.name, "mandate"),
    ]
    assert [party.name for party in missing_parties(contract(loan))] == [
        loan.membership.cooperative.name, lenders[1].cooperative.name,
    ]  # fmt: skip
    receipts = OutboxMessage.objects.filter(template="agreement_receipt")
    assert {mail.recipient for mail in receipts} == {treasurer_of(loan.fund, 1), manager_of(lenders[0])}


@pytest.mark.django_db
def test_who_is_missing_is_reminded_once_a_day_and_not_after_accepting() -> None:
    loan, now = make_loan(), database_now()
    asked = OutboxMessage.objects.filter(template="agreement_to_accept")
    assert asked.count() == 3  # the borrower's manager, and the two treasurers who may sign
    accept(loan, 2, treasurer_of(loan.fund, 1))
    assert [is_still_wanted(mail, now=now) for mail in asked.order_by("created_at", "id")].count(True) == 1
    reminded = [
        len(remind_of_acceptance(loan=loan, acting_person=treasurer_of(loan.fund, 3), now=when))
        for when in (now, now, now + timedelta(days=1))
    ]
    assert reminded == [1, 0, 1]
    with pytest.raises(NotAllowed):
        remind_of_acceptance(loan=loan, acting_person=manager_of(loan.membership), now=now)


@pytest.mark.django_db
def test_a_loan_agreed_under_the_former_rule_gets_its_contract_before_it_is_paid(kept: Kept) -> None:
    loan = kept(make_loan)
    with connections["default"].cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("DELETE FROM lending_agreement")
    with pytest.raises(AgreementThere):
        draw_up_agreement(loan=loan, acting_person=treasurer_of(loan.fund, 1), now=database_now())


def test_a_loan_without_a_contract_is_told_so_and_gets_one(committed_db: str) -> None:
    loan = make_loan()
    with connections["owner"].cursor() as cursor:
        for table in ("lending_agreementparty", "lending_agreement"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    with pytest.raises(AgreementMissing):
        pay_out(loan)
    assert list(loans_awaiting_acceptance(loan.fund)) == [loan]
    with pytest.raises(NotAllowed):
        draw_up_agreement(loan=loan, acting_person=manager_of(loan.membership), now=database_now())
    agreement = draw_up_agreement(loan=loan, acting_person=treasurer_of(loan.fund, 1), now=database_now())
    assert agreement.prepared_by == treasurer_of(loan.fund, 1)
    accept_contract(loan)
    assert pay_out(loan).state == "active"


def test_a_party_that_accepts_twice_at_once_accepts_once(committed_db: str, run_together: RunTogether) -> None:
    loan = make_loan()
    manager = manager_of(loan.membership)
    results = run_together([lambda: accept(loan, 1, manager) for _ in range(4)])
    assert sorted(type(result).__name__ for result in results) == ["Acceptance", *["AlreadyAccepted"] * 3]
    assert Acceptance.objects.count() == 1


def test_the_database_pays_nothing_under_a_contract_that_is_not_accepted(committed_db: str) -> None:
    """With its positive control: without the trigger, the same statement passes."""
    loan = make_loan()
    payer = treasurer_of(loan.fund, 3)
    statement = "UPDATE lending_loan SET state = 'active', disbursed_on = %s, disbursed_by_id = %s WHERE id = %s"

    def attack() -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute(statement, [START, payer.pk, loan.pk])

    with pytest.raises(DatabaseError, match="once its contract is accepted"):
        attack()
    with pytest.raises(DatabaseError, match="goes on needing it"), connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE lending_loan SET needs_acceptance = false")
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE lending_loan DISABLE TRIGGER needs_acceptance")
    attack()
    assert Loan.objects.get().state == "active"
