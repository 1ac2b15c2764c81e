"""A lender's mandate to the fund: given by a manager with a password entered anew, once, and taken back once."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connections

from lending.domain.agreement_errors import MandateMissing, MandateThere, ReauthenticationNeeded
from lending.domain.fund_errors import NotAllowed
from lending.domain.reauthentication import Reauthentication
from lending.models import Event, Membership, SigningMandate
from lending.selectors.agreements import mandate_of
from lending.selectors.clock import database_now
from lending.services.give_mandate import give_mandate, withdraw_mandate
from tests.factories import make_fund, make_member, make_person, manager_of


def give(member: Membership, **changes: object) -> SigningMandate:
    now = database_now()
    known = {"proof": Reauthentication(now, "password"), "acting_person": manager_of(member), "now": now}
    return give_mandate(membership=member, **{**known, **changes})


def withdraw(member: Membership) -> SigningMandate:
    return withdraw_mandate(membership=member, acting_person=manager_of(member), now=database_now())


@pytest.mark.django_db
def test_it_is_given_taken_back_and_given_again() -> None:
    member = make_member(make_fund(custody="members"))
    given = give(member)
    assert mandate_of(member) == given
    with pytest.raises(MandateThere):
        give(member)
    assert withdraw(member).withdrawn_by == manager_of(member)
    assert mandate_of(member) is None
    with pytest.raises(MandateMissing):
        withdraw(member)
    assert give(member) != given
    kinds = Event.objects.filter(subject_id=member.pk, kind__endswith="mandate").order_by("at", "id")
    assert [event.kind for event in kinds] == ["give_mandate", "withdraw_mandate", "give_mandate"]


@pytest.mark.django_db
def test_it_is_a_managers_to_give_with_a_password_entered_anew() -> None:
    member = make_member(make_fund(custody="members"))
    with pytest.raises(NotAllowed):
        give(member, acting_person=make_person())
    with pytest.raises(ReauthenticationNeeded):
        give(member, proof=Reauthentication(database_now() - timedelta(minutes=6), "password"))


def test_the_database_lets_a_mandate_be_withdrawn_and_nothing_else(committed_db: str) -> None:
    """With its positive control."""
    member = make_member(make_fund(custody="members"))
    give(member)
    attacks = (
        "UPDATE lending_signingmandate SET granted_at = granted_at - interval '1 year'",
        "DELETE FROM lending_signingmandate",
    )
    for attack in attacks:
        with pytest.raises(DatabaseError, match="keeps what was written"), connections["owner"].cursor() as cursor:
            cursor.execute(attack)
    withdraw(member)
    with connections["owner"].cursor() as cursor:
        with pytest.raises(DatabaseError, match="only withdrawn, once"):
            cursor.execute("UPDATE lending_signingmandate SET withdrawn_at = NULL, withdrawn_by_id = NULL")
        cursor.execute("ALTER TABLE lending_signingmandate DISABLE TRIGGER keeps_rows")
        for attack in attacks:
            cursor.execute(attack)
