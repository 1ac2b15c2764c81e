"""The fund's own wording: versions that do not change, for the contracts to come."""

import json

import pytest

from lending.domain.agreement_errors import WrongWording
from lending.domain.fund_errors import NotAllowed
from lending.domain.standard_wording import standard_wording
from lending.models import AgreementTemplate, Event
from lending.selectors.clock import database_now
from lending.services.change_wording import change_wording
from tests.factories import make_agreed_loan, make_fund, make_member, make_office, make_person, treasurer_of

pytestmark = pytest.mark.django_db
OWN = {
    "fr": {
        "title": "Contrat {loan}", "preamble": "{fund}, SCIC à capital variable, prête à {borrower}.",
        "clauses": "Payer {amount}.", "special": "Aucune.", "legal": "Droit français.",
    }
}  # fmt: skip


def test_a_new_version_is_for_the_contracts_to_come() -> None:
    fund = make_fund()
    member = make_member(fund)
    before = make_agreed_loan(member).agreements.get()
    treasurer = treasurer_of(fund)
    after = change_wording(fund=fund, wording=OWN, acting_person=treasurer, now=database_now())
    assert (after.version, after.wording, after.created_by) == (2, OWN, treasurer)
    contract = make_agreed_loan(member).agreements.get()
    assert (before.template.version, contract.template.version) == (1, 2)
    said = json.loads(contract.content)
    assert (said["wording"], said["template"]) == (OWN, {"version": 2, "is_proposal": False})
    event = Event.objects.get(kind="change_wording")
    assert (event.before, event.after) == ({"version": 1}, {"version": 2, "languages": ["fr"]})


def test_what_is_said_already_makes_no_version() -> None:
    fund = make_fund()
    person = make_office(fund, "administrator")
    for _ in range(2):
        change_wording(fund=fund, wording=OWN, acting_person=person, now=database_now())
    assert list(AgreementTemplate.objects.filter(fund=fund).values_list("version", flat=True)) == [2, 1]


def test_the_programs_proposal_becomes_the_funds_own_when_it_is_saved() -> None:
    fund = make_fund()
    proposed = standard_wording(custody="fund")
    own = change_wording(fund=fund, wording=proposed, acting_person=treasurer_of(fund), now=database_now())
    assert (own.version, own.wording) == (2, proposed)


def test_it_is_for_treasurers_and_administrators_and_names_what_is_wrong() -> None:
    fund = make_fund()
    for person in (make_person(), make_office(fund, "auditor")):
        with pytest.raises(NotAllowed):
            change_wording(fund=fund, wording=OWN, acting_person=person, now=database_now())
    wrong = {"fr": {**OWN["fr"], "clauses": "{interets}"}}
    with pytest.raises(WrongWording, match=r"fr\.clauses"):
        change_wording(fund=fund, wording=wrong, acting_person=treasurer_of(fund), now=database_now())
    assert AgreementTemplate.objects.filter(fund=fund).count() == 1
