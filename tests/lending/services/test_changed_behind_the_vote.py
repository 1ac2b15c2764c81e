"""A change that is not what the committee voted: edited past every service, by the owner of the tables."""

import pytest
from django.db import connections

from lending.domain.change_errors import LoanMoved
from lending.domain.fund_errors import NotWhatWasVoted
from lending.models import LoanRequest
from lending.services.draft_request import hash_of
from tests.lending.services.change_stories import RESCHEDULE, accept, adopt, make_loan, put_in_force


def test_figures_changed_behind_the_vote_are_not_applied(committed_db: str) -> None:
    loan = make_loan()
    request = adopt(loan, RESCHEDULE)
    accept(request)
    edit_terms(request, annual_rate="0.00")
    with pytest.raises(NotWhatWasVoted):
        put_in_force(request)


def test_without_the_hash_the_edited_terms_would_still_not_be_those_that_were_reckoned(committed_db: str) -> None:
    """Positive control: the decision is rebound to the edited request, and the figures alone refuse it."""
    loan = make_loan()
    request = adopt(loan, RESCHEDULE)
    accept(request)
    edit_terms(request, annual_rate="0.00")
    edited = hash_of(LoanRequest.objects.get(pk=request.pk).current)
    sql("ALTER TABLE lending_decision DISABLE TRIGGER keeps_rows")
    sql("UPDATE lending_decision SET request_sha256 = %s", edited)
    with pytest.raises(LoanMoved):
        put_in_force(request)


def edit_terms(request: LoanRequest, **terms: str) -> None:
    sql("ALTER TABLE lending_requestversion DISABLE TRIGGER keeps_rows")
    for name, value in terms.items():
        sql(
            "UPDATE lending_requestversion SET terms = jsonb_set(terms, %s, to_jsonb(%s::text)) WHERE request_id = %s",
            [name], value, request.pk,
        )  # fmt: skip


def sql(statement: str, *values: object) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)
