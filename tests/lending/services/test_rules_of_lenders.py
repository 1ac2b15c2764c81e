"""Rules on lenders through the life of a loan: who is left out and why, and what turns red later blocks."""

from datetime import date

import pytest

from lending.domain.fund_errors import NotAllowed, RulesNotMet, UnknownLink
from lending.models import AccountsDeclaration, EligibilityCheck, Event, FundRules, Loan, Membership
from lending.selectors.clock import database_now
from lending.selectors.lender_exposure import legal_caps
from lending.services.agree_loan import agree_loan
from lending.services.assess_request import assess
from lending.services.choose_rules import choose_rules
from lending.services.declare_accounts import declare_accounts
from lending.services.disburse_loan import disburse_loan
from lending.services.propose_funding import propose_funding
from tests.factories import (
    eur,
    make_active_loan,
    make_agreed_loan,
    make_approved_request,
    make_draft,
    make_fund,
    make_member,
    make_person,
    manager_of,
    start_of,
    treasurer_of,
)
from tests.fixtures.kept import Kept
from tests.lending.services.french_stories import (
    BEFORE,
    LAST,
    declare,
    link,
    make_borrower,
    make_french_fund,
    make_lender,
)

pytestmark = pytest.mark.django_db


def red(request, **options) -> list[tuple[str, str]]:
    """The rules that are not met, and whose."""
    return [(verdict.rule, verdict.whose) for verdict in assess(request.current, **options) if not verdict.passed]


def shares(request) -> dict[str, int]:
    """Who would lend how much, in cents."""
    return {part.lender.name: part.amount for part in propose_funding(request.current).parts}


def test_a_loan_goes_its_whole_way_under_the_law_and_every_verdict_is_kept_at_every_stage() -> None:
    fund = make_french_fund()
    borrower = make_borrower(fund)
    make_lender(fund, borrower)
    loan = make_active_loan(borrower)
    stages = EligibilityCheck.objects.filter(request_version=loan.request_version, lender__isnull=False)
    assert {(check.stage, check.rule) for check in stages} == {
        (stage, rule)
        for stage in ("submission", "opening", "agreement", "disbursement")
        for rule in (
            "accounts_certified", "lending_is_ancillary", "economic_link", "equity_above_capital",
            "equity_above_capital_before", "ebitda_positive", "ebitda_positive_before", "treasury_positive",
            "treasury_positive_before", "year_by_treasury", "year_by_size", "borrower_cap",
        )
    }  # fmt: skip
    assert {check.passed for check in EligibilityCheck.objects.filter(request_version=loan.request_version)} == {True}
    kept = stages.get(stage="disbursement", rule="year_by_treasury")
    assert (kept.source, kept.version) == ("CMF R511-2-1-2, 3° a", 1)
    assert (kept.inputs["value"], kept.inputs["limit"]) == (10_000_00, 100_000_00)
    assert kept.inputs["inputs"] == {
        "lent_in_year_minor": 0, "lent_elsewhere_minor": 0, "amount_minor": 10_000_00, "net_treasury_minor": 200_000_00,
    }  # fmt: skip


def test_who_has_declared_nothing_lends_nothing_and_the_rest_is_lent_by_the_others() -> None:
    fund = make_french_fund()
    borrower = make_borrower(fund)
    silent = make_member(fund, placed=eur(500_000))
    lender = make_lender(fund, borrower)
    request = make_draft(borrower)
    assert shares(request) == {lender.cooperative.name: 10_000_00}
    caps = legal_caps(request.current, [silent.pk, lender.pk], on=date(2026, 1, 15))
    assert {rule for rule, most in caps[silent.pk].items() if most == 0} == {
        "accounts_certified", "lending_is_ancillary", "economic_link", "equity_above_capital",
        "equity_above_capital_before", "ebitda_positive", "ebitda_positive_before", "treasury_positive",
        "treasury_positive_before", "year_by_treasury", "year_by_size", "borrower_cap",
    }  # fmt: skip
    assert caps[lender.pk] == {"year_by_treasury": 100_000_00, "year_by_size": 10_000_000_00, "borrower_cap": 25_000_00}


def test_without_the_law_the_silent_member_lends_too() -> None:
    """Positive control: the same fund, its policy alone."""
    fund = make_fund(custody="members")
    make_member(fund, placed=eur(500_000))
    assert red(make_draft(make_member(fund))) == []


def make_agreed_loan_of_a_member() -> tuple[Membership, Loan]:
    """A loan that the law lets one member give, and which is not paid out."""
    fund = make_french_fund()
    borrower = make_borrower(fund)
    return make_lender(fund, borrower), make_agreed_loan(borrower)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"accounts_certified": False}, "accounts_certified"),
        ({"accounts_certified": None}, "accounts_certified"),
        ({"equity": eur(100_000)}, "equity_above_capital"),
        ({"ebitda": eur(0)}, "ebitda_positive"),
        ({"net_treasury": eur(-1)}, "treasury_positive"),
        ({"lent_elsewhere": eur(95_000)}, "year_by_treasury"),
        ({"size": ""}, "year_by_size"),
    ],
)
def test_what_a_lender_declares_before_the_payment_blocks_it(change: dict, rule: str, kept: Kept) -> None:
    lender, loan = kept(make_agreed_loan_of_a_member)
    fund = loan.fund
    declare(lender, **change)
    with pytest.raises(RulesNotMet) as error:
        disburse_loan(loan=loan, disbursed_on=loan.agreed_on, acting_person=treasurer_of(fund, 3), now=database_now())
    assert rule in error.value.values["rules"]
    assert error.value.values["overridable"] == []
    assert lender.cooperative.name in str(error.value)
    assert not EligibilityCheck.objects.filter(stage="disbursement").exists()


def test_a_link_that_ends_before_the_agreement_leaves_the_lender_out_of_it() -> None:
    fund = make_french_fund()
    borrower = make_borrower(fund)
    lender, other = make_lender(fund, borrower), make_lender(fund, borrower)
    request = make_approved_request(borrower)
    link(lender, borrower, nature="none")
    loan = agree_loan(
        request=request, agreed_on=start_of(request), acting_person=treasurer_of(fund, 2), now=database_now()
    )
    assert [leg.membership_id for leg in loan.participations.all()] == [other.pk]


def test_when_nobody_is_left_the_agreement_is_blocked() -> None:
    fund = make_french_fund()
    borrower = make_borrower(fund)
    lender = make_lender(fund, borrower)
    request = make_approved_request(borrower)
    link(lender, borrower, nature="none")
    with pytest.raises(RulesNotMet) as error:
        agree_loan(
            request=request, agreed_on=start_of(request), acting_person=treasurer_of(fund, 2), now=database_now()
        )
    assert error.value.values["rules"] == ["lenders_capacity"]


def test_the_year_of_a_lender_counts_every_fund_it_lends_through_and_nothing_of_another_year() -> None:
    first, second = make_french_fund(), make_french_fund()
    borrower = make_borrower(first)
    lender = make_lender(first, borrower)
    make_active_loan(borrower)
    elsewhere = make_borrower(second)
    there = Membership.objects.create(
        fund=second, cooperative=lender.cooperative, number=99, joined_on=date(2026, 1, 1)
    )
    declare(there, BEFORE)
    declare(there, LAST)
    link(there, elsewhere)
    caps = [
        legal_caps(make_draft(elsewhere, start_on=day).current, [there.pk], on=day)[there.pk]["year_by_treasury"]
        for day in (date(2026, 3, 1), date(2027, 3, 1))
    ]
    assert caps == [90_000_00, 100_000_00]


def test_the_cap_per_borrower_spreads_a_loan() -> None:
    fund = make_french_fund()
    borrower = make_borrower(fund)
    lenders = [make_lender(fund, borrower, placed=placed) for placed in (200_000, 30_000)]
    request = make_draft(borrower, amount=eur(40_000))
    assert shares(request) == dict(zip((one.cooperative.name for one in lenders), (25_000_00, 15_000_00), strict=True))


def test_a_newer_declaration_of_the_same_closing_counts_and_the_older_one_stays() -> None:
    fund = make_french_fund()
    borrower = make_borrower(fund, size="large")
    make_lender(fund, borrower)
    request = make_draft(borrower)
    assert red(request) == [("borrower_size", "")]
    declare(borrower, size="eti")
    assert red(request) == []
    assert AccountsDeclaration.objects.filter(membership=borrower).count() == 2


def test_an_old_closing_is_not_the_last_one_any_more() -> None:
    fund = make_french_fund()
    borrower = make_borrower(fund)
    lender = make_lender(fund, borrower)
    request = make_draft(borrower)
    caps = legal_caps(request.current, [lender.pk], on=date(2027, 8, 1))[lender.pk]
    assert caps["year_by_treasury"] == 0


def test_only_the_members_own_people_and_the_funds_treasurers_declare() -> None:
    fund = make_french_fund()
    member, other = make_member(fund), make_member(fund)
    said = {"membership": member, "closing_on": LAST, "document": "Liasse", "now": database_now()}
    for person in (make_person(), manager_of(other)):
        with pytest.raises(NotAllowed):
            declare_accounts(acting_person=person, **said)
    declare_accounts(acting_person=treasurer_of(fund), **said)
    assert Event.objects.get(kind="declare_accounts").after["closing_on"] == "2025-12-31"


def test_a_link_is_with_another_member_of_the_same_fund() -> None:
    member = make_member(make_fund())
    for other in (member, make_member(make_fund())):
        with pytest.raises(UnknownLink):
            link(member, other)


def test_rules_are_chosen_by_those_who_may_and_the_newest_choice_counts() -> None:
    fund = make_fund(custody="members", is_french=True)
    with pytest.raises(NotAllowed):
        choose_rules(fund=fund, choice={}, reason="x", now=database_now(), acting_person=make_person())
    request = make_draft(make_member(fund, placed=eur(1)))
    assert ("borrower_size", "") in red(request)
    choose_rules(fund=fund, choice={}, reason="Licensed", now=database_now(), acting_person=treasurer_of(fund))
    assert ("borrower_size", "") not in red(request)
    assert FundRules.objects.get(fund=fund).version == 1
    assert Event.objects.get(kind="choose_rules").before["sets"] == ["fr-l511-6-3bis"]


def test_a_rule_of_the_funds_own_looks_at_the_declared_turnover() -> None:
    fund = make_fund()
    make_member(fund, placed=eur(100_000))
    borrower = make_member(fund)
    own = {
        "code": "own_turnover", "measure": "borrower_exposure", "bound": "at_most", "share": "1/100",
        "share_of": "turnover_minor", "source": "general meeting",
    }  # fmt: skip
    choose_rules(fund=fund, choice={"own": [own]}, reason="Voted", now=database_now(), acting_person=None)
    request = make_draft(borrower)
    assert red(request) == [("own_turnover", "")]
    declare(borrower, turnover=eur(999_999))
    assert red(request) == [("own_turnover", "")]
    declare(borrower, turnover=eur(1_000_000))
    assert red(request) == []
