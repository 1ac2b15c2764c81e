"""Requests made up from the description of the interface: every answer is one that it promises, and none is a 500."""

from itertools import count

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from knox.models import get_token_model
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from lending.models import Consultation, Fund, Loan, LoanRequest, Membership, Office, Placement, Withdrawal
from lending.selectors.clock import database_now
from lending.services.repay_loan import repay_loan
from lending.services.withdraw_placement import give_notice
from tests import factories as make

pytestmark = pytest.mark.long
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
EXAMPLES = 6
keys = count(1)


@pytest.fixture
def one_transaction(db):
    """Requests through WSGI end without closing the connection: everything is taken back after the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_answer_is_one_that_the_description_promises(one_transaction):
    fund = make.make_fund()
    borrower = make.make_member(fund)
    make.make_committee(fund)
    person = make.manager_of(borrower)
    for kind in (Office.Kind.TREASURER, Office.Kind.COMMITTEE):
        make.make_office(fund, kind, person=person, cooperative=borrower.cooperative)
    ids = one_of_everything(fund, borrower)
    token = get_token_model().objects.create(user=person)[1]
    described = SchemaGenerator().get_schema(request=None, public=True)
    api = schemathesis.openapi.from_dict(described)
    api.app = get_wsgi_application()
    for result in api.get_all_operations():
        ask(result.ok(), ids=ids, token=token)


def one_of_everything(fund: Fund, borrower: Membership) -> dict[str, dict[str, str]]:
    """What the first part of an address stands for → path parameters of a thing that is there."""
    loan = make.make_active_loan(borrower)
    make.make_consultation(make.make_member(fund))
    make.make_draft(borrower)
    treasurer, now = make.treasurer_of(fund), database_now()
    placement = Placement.objects.filter(fund=fund)[0]
    repayment = repay_loan(loan=loan, amount=make.eur(10), received_on=now.date(), acting_person=treasurer, now=now)
    give_notice(placement=placement, amount=make.eur(1), requested_on=now.date(), acting_person=treasurer, now=now)
    things = {
        "funds": fund, "products": fund.products.get(), "cooperatives": borrower.cooperative, "memberships": borrower,
        "placements": placement, "withdrawals": Withdrawal.objects.get(fund=fund),
        "loan-requests": LoanRequest.objects.filter(fund=fund)[0],
        "consultations": Consultation.objects.get(fund=fund, state="open"),
        "loans": Loan.objects.get(fund=fund), "repayments": repayment,
    }  # fmt: skip
    book = {"book": fund.book, "code": "512", "entry_id": str(repayment.entry_id)}
    return {"books": book} | {kind: {"id": str(thing.pk)} for kind, thing in things.items()}


def ask(operation, *, ids, token):
    """A few requests of one operation: about half of them about a thing that is there."""
    kind = operation.path.removeprefix("/api/v1/").split("/")[0]

    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(), is_known=st.booleans())
    def answers(case, is_known):
        if is_known and case.path_parameters:
            known = {name: value for name, value in ids.get(kind, {}).items() if name in case.path_parameters}
            case.path_parameters = {**case.path_parameters, **known}
        headers = {"Authorization": f"Token {token}"}
        if "Idempotency-Key" in (case.headers or {}):
            headers["Idempotency-Key"] = f"key-{next(keys)}"
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)

    answers()
