"""An override is a decision of the committee: asked for with a reason, voted, and good for no worse a figure."""

import pytest

from lending.domain.fund_errors import RulesNotMet
from lending.domain.override_errors import (
    OverrideNotNeeded,
    OverrideOfLaw,
    OverrideOfUnknown,
    OverrideWithoutReason,
)
from lending.models import Decision, EligibilityCheck, Event, FundPolicy, LogEntry
from lending.selectors.clock import database_now
from lending.services.agree_loan import agree_loan
from lending.services.choose_rules import choose_rules
from lending.services.disburse_loan import disburse_loan
from lending.services.open_consultation import open_consultation
from lending.services.submit_request import submit_request
from lending.statements.minutes import minutes
from tests.factories import (
    accept_contract,
    decide,
    eur,
    make_committee,
    make_draft,
    make_fund,
    make_member,
    make_product,
    manager_of,
    start_of,
    treasurer_of,
)
from tests.lending.services.french_stories import declare, make_borrower, make_french_fund, make_lender
from tests.lending.services.loan_stories import breaches
from tests.lending.services.vote_stories import SOON

pytestmark = pytest.mark.django_db
CEILING = ("borrower_ceiling", "")
WHY = "Le client public paie le 15 mars, contrat joint"


@pytest.fixture
def borrower():
    """A member of a fund that lends one borrower 8 000 € at most; it asks for 10 000 €."""
    fund = make_fund(max_per_borrower=eur(8_000))
    make_committee(fund)
    make_member(fund, placed=eur(100_000))
    return make_member(fund)


def submitted(borrower, **asked):
    draft = make_draft(borrower, **asked)
    return submit_request(request=draft, acting_person=manager_of(borrower), now=database_now(), exception_reason=WHY)


def opened(request, overrides=None):
    now = database_now()
    return open_consultation(
        request=request, closes_at=now + SOON * 3600, acting_person=treasurer_of(request.fund), now=now,
        overrides=overrides,
    )  # fmt: skip


def agreed(request):
    return agree_loan(
        request=request, agreed_on=start_of(request), acting_person=treasurer_of(request.fund, 2), now=database_now()
    )


def paid_out(loan):
    accept_contract(loan)
    return disburse_loan(
        loan=loan, disbursed_on=loan.agreed_on, acting_person=treasurer_of(loan.fund, 3), now=database_now()
    )


def tighten(fund, amount: int) -> None:
    """Another ceiling per borrower, from now on."""
    FundPolicy.objects.create(
        fund=fund, version=2, max_per_borrower=eur(amount), max_share_of_fund=1, liquidity_reserve=eur(0)
    )


def test_red_without_a_reason_is_not_handed_in_and_with_one_it_is_kept_as_red(borrower) -> None:
    with pytest.raises(RulesNotMet) as error:
        submit_request(request=make_draft(borrower), acting_person=manager_of(borrower), now=database_now())
    assert error.value.values["overridable"] == ["borrower_ceiling"]
    request = submitted(borrower)
    assert request.exception_reason == WHY
    red = EligibilityCheck.objects.get(passed=False)
    assert (red.stage, red.rule, red.overridden_by) == ("submission", "borrower_ceiling", None)


def test_what_no_vote_sets_aside_is_not_handed_in_whatever_the_reason(borrower) -> None:
    with pytest.raises(RulesNotMet) as error:
        submitted(borrower, amount=eur(100_000), product=make_product(borrower.fund, max_instalments=2))
    assert error.value.values["rules"] == ["product_instalments", "borrower_ceiling"]
    assert error.value.values["overridable"] == ["borrower_ceiling"]


def test_red_blocks_the_opening_until_it_is_put_to_the_vote(borrower) -> None:
    request = submitted(borrower)
    with pytest.raises(RulesNotMet):
        opened(request)
    consultation = opened(request, {CEILING: WHY})
    assert consultation.overrides == [
        {
            "rule": "borrower_ceiling", "reason": WHY, "value": 10_000_00, "limit": 8_000_00, "bound": "at_most",
            "currency": "EUR", "source": "policy of the fund", "version": 1, "measure": "borrower_exposure",
            "lender": "", "whose": "",
        }
    ]  # fmt: skip
    told = LogEntry.objects.get(consultation=consultation, type="opened").payload
    assert told["overrides"] == consultation.overrides
    assert len(told["overrides_sha256"]) == 64


@pytest.mark.parametrize(
    ("override", "error"),
    [
        ({("liquidity_reserve", ""): WHY}, OverrideNotNeeded),
        ({("luck", ""): WHY}, OverrideNotNeeded),
        ({CEILING: "  "}, OverrideWithoutReason),
    ],
)
def test_what_cannot_be_put_to_the_vote(borrower, override, error) -> None:
    with pytest.raises(error):
        opened(submitted(borrower), override)


def test_law_and_what_is_not_known_are_not_put_to_the_vote() -> None:
    fund = make_french_fund()
    make_committee(fund)
    borrower = make_borrower(fund)
    make_lender(fund, borrower)
    request = submitted(borrower)

    declare(borrower, size="large")
    with pytest.raises(OverrideOfLaw):
        opened(request, {("borrower_size", ""): WHY})


def test_it_is_recorded_in_the_decision_and_lets_the_agreement_and_the_payment_through(borrower) -> None:
    request = decide(opened(submitted(borrower), {CEILING: WHY}))
    decision = Decision.objects.get()
    assert [override["reason"] for override in decision.overrides] == [WHY]
    loan = paid_out(agreed(request))
    assert loan.state == "active"
    red = EligibilityCheck.objects.filter(passed=False).order_by("checked_at", "id")
    assert [(check.stage, check.overridden_by) for check in red] == [
        ("submission", None), ("opening", None), ("agreement", decision), ("disbursement", decision),
    ]  # fmt: skip
    for kind in ("agree_loan", "disburse_loan"):
        assert Event.objects.get(kind=kind).after["overridden"] == ["borrower_ceiling"]
    assert breaches() == []


def test_a_refusal_overrides_nothing(borrower) -> None:
    decide(opened(submitted(borrower), {CEILING: WHY}), against=5)
    assert Decision.objects.get().overrides == []
    assert [override.reason for override in minutes(consultation=Decision.objects.get().consultation).overrides] == [
        WHY
    ]


def test_a_worse_figure_than_was_voted_blocks_the_agreement(borrower) -> None:
    request = decide(opened(submitted(borrower), {CEILING: WHY}))
    tighten(borrower.fund, 7_999)
    with pytest.raises(RulesNotMet) as error:
        agreed(request)
    assert error.value.values["rules"] == ["borrower_ceiling"]


def test_a_worse_figure_than_was_voted_blocks_the_payment(borrower) -> None:
    loan = agreed(decide(opened(submitted(borrower), {CEILING: WHY})))
    tighten(borrower.fund, 7_999)
    with pytest.raises(RulesNotMet):
        paid_out(loan)


def test_a_better_figure_passes(borrower) -> None:
    request = decide(opened(submitted(borrower), {CEILING: WHY}))
    tighten(borrower.fund, 8_001)
    assert paid_out(agreed(request)).state == "active"


def test_without_an_override_the_same_rule_blocks_an_adopted_request() -> None:
    """Positive control: it turned red after the vote, and nobody voted on that."""
    fund = make_fund()
    make_committee(fund)
    make_member(fund, placed=eur(100_000))
    borrower = make_member(fund)
    draft = make_draft(borrower)
    request = decide(opened(submit_request(request=draft, acting_person=manager_of(borrower), now=database_now())))
    tighten(fund, 8_000)
    with pytest.raises(RulesNotMet):
        agreed(request)


def test_minutes_tell_what_was_let_be_exceeded(borrower) -> None:
    decide(opened(submitted(borrower), {CEILING: WHY}))
    drawn_up = minutes(consultation=Decision.objects.get().consultation)
    assert [(one.rule, one.value, one.limit, one.reason) for one in drawn_up.overrides] == [
        ("borrower_ceiling", 10_000_00, 8_000_00, WHY)
    ]


def test_a_figure_that_is_not_known_is_filled_in_and_not_overridden() -> None:

    fund = make_fund()
    make_committee(fund)
    make_member(fund, placed=eur(100_000))
    request = submitted(make_member(fund))
    own = {
        "code": "own_turnover", "measure": "borrower_exposure", "bound": "at_most", "share": "1/10",
        "share_of": "turnover_minor", "source": "general meeting",
    }  # fmt: skip
    choose_rules(fund=fund, choice={"own": [own]}, reason="Voted", now=database_now(), acting_person=None)
    with pytest.raises(OverrideOfUnknown):
        opened(request, {("own_turnover", ""): WHY})
