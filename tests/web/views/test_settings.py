"""The page of a fund's settings: what is in force since when and by whom, and who changes what."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from lending.domain.fund_errors import NotAllowed
from lending.domain.wrong_terms import WrongTerms
from lending.models import Event, Fund, FundPolicy, FundRules, LoanProduct, Office
from lending.selectors.clock import database_now
from lending.selectors.rule_sets import choice_of
from lending.services.change_guarantee_rate import change_guarantee_rate
from lending.services.change_limits import change_limits
from members.models import Person
from tests.factories import eur, make_active_loan, make_fund, make_member, make_office, make_product, treasurer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund() -> Fund:
    fund = make_fund()
    make_product(fund, "constant", late_rate=Decimal("0.08"))
    return fund


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sent(client: Client, page: str, *ids: object, **typed: object) -> str:
    answer = client.post(reverse(page, args=list(ids)), {"key": f"k-{page}", **typed}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_everything_in_force_is_on_one_page_and_says_what_running_loans_keep(fund: Fund) -> None:
    page = client_of(treasurer_of(fund)).get(reverse("settings")).content.decode()
    for told in ("Réglages", "un prêt en cours ne change que par un vote et un avenant", "8,00", "depuis le début"):
        assert told in page


def test_a_treasurer_changes_the_contract_of_the_loans_to_come_and_running_ones_keep_theirs(fund: Fund) -> None:
    running = make_active_loan(make_member(fund), product=fund.products.get())
    product = fund.products.get()
    page = sent(
        client_of(treasurer_of(fund)), "settings-contract", product.pk,
        allocation="principal,interest,costs", prepayment_indemnity="1", late_rate="9,5", late_grace_days="10",
    )  # fmt: skip
    after = LoanProduct.objects.get(fund=fund, is_offered=True)
    assert (after.version, after.allocation, after.late_rate, after.prepayment_indemnity) == (
        2, ["principal", "interest", "costs"], Decimal("0.095"), Decimal("0.01"),
    )  # fmt: skip
    running.refresh_from_db()
    assert running.terms["contract"]["late_interest"]["annual_rate"] == "0.08"
    assert "9,50" in page
    assert treasurer_of(fund).name in page
    assert Event.objects.get(kind="revise_contract").person == treasurer_of(fund)


def test_a_treasurer_changes_the_fee_the_accrual_and_the_guarantee(fund: Fund) -> None:
    client, product = client_of(treasurer_of(fund)), fund.products.get()
    sent(client, "settings-fee", product.pk, fixed="30", rate="1,5", paid="apart")
    fee = LoanProduct.objects.get(fund=fund, is_offered=True)
    assert (fee.fee_amount, fee.fee_rate, fee.fee_paid) == (eur(30), Decimal("0.015"), "apart")
    sent(client, "settings-accrual", accrual="daily")
    sent(client, "settings-guarantee", rate="2,5")
    policy = FundPolicy.objects.filter(fund=fund).order_by("-version")[0]
    assert (policy.accrual, policy.guarantee_rate) == ("daily", Decimal("0.0250"))
    kinds = list(Event.objects.filter(fund=fund, kind__startswith="change_").values_list("kind", flat=True))
    assert kinds == ["change_accrual", "change_guarantee_rate"]


def test_a_rule_of_the_funds_own_is_added_beside_the_others_and_ended(fund: Fund) -> None:
    client = client_of(make_office(fund, Office.Kind.ADMINISTRATOR))
    typed = {"measure": "borrower_exposure", "source": "AG du 12 mai", "reason": "Prudence", "may_be_overridden": "on"}
    sent(client, "settings-own-rule", name="plafond", limit="15 000", **typed)
    client.post(
        reverse("settings-own-rule"),
        {"key": "k-2", "name": "part-ca", "share": "10", "share_of": "turnover_minor", **typed},
    )
    rules = choice_of(fund).own
    assert [(rule.code, rule.limit, rule.share, rule.share_of) for rule in rules] == [
        ("own_plafond", 1_500_000, None, None), ("own_part_ca", None, Decimal("0.1"), "turnover_minor"),
    ]  # fmt: skip
    wrong = client.post(reverse("settings-own-rule"), {"key": "k-3", "name": "x", "limit": "1", "share": "1",
                                                       "share_of": "turnover_minor", **typed})  # fmt: skip
    assert "l’un des deux" in wrong.content.decode()
    page = client.get(reverse("settings-own-rule-end", args=["own_plafond"])).content.decode()
    assert "15 000,00" in page.replace("\xa0", " ").replace("\u202f", " ")
    assert "AG du 12 mai" in page
    sent(client, "settings-own-rule-end", "own_plafond")
    assert len(choice_of(fund).own) == 2  # not before it is said why
    sent(client, "settings-own-rule-end", "own_plafond", reason="AG du 3 juin")
    assert FundRules.objects.filter(fund=fund).latest("version").reason == "AG du 3 juin"
    assert client.get(reverse("settings-own-rule-end", args=["own_plafond"])).status_code == 404
    assert [rule.code for rule in choice_of(fund).own] == ["own_part_ca"]


@pytest.mark.parametrize("kind", [Office.Kind.AUDITOR, Office.Kind.ADMINISTRATOR])
def test_who_may_not_change_reads_all_the_same(fund: Fund, kind: str) -> None:
    client, product = client_of(make_office(fund, kind)), fund.products.get()
    page = client.get(reverse("settings"))
    assert page.status_code == 200
    assert reverse("settings-fee", args=[product.pk]) not in page.content.decode()
    for address in (
        reverse("settings-contract", args=[product.pk]), reverse("settings-fee", args=[product.pk]),
        reverse("settings-accrual"), reverse("settings-guarantee"),
    ):  # fmt: skip
        assert client.get(address).status_code == 404
        assert client.post(address, {"key": "k", "rate": "1", "accrual": "daily"}).status_code == 404
    assert LoanProduct.objects.get(fund=fund).version == 1


def test_the_service_asks_who_it_is_whatever_the_page_says(fund: Fund) -> None:
    auditor, now = make_office(fund, Office.Kind.AUDITOR), database_now()
    with pytest.raises(NotAllowed):
        change_guarantee_rate(fund=fund, rate=Decimal("0.02"), acting_person=auditor, now=now)
    for rate in (Decimal(1), Decimal("-0.01"), Decimal("0.00001")):
        with pytest.raises(WrongTerms):
            change_guarantee_rate(fund=fund, rate=rate, acting_person=treasurer_of(fund), now=now)
    change_guarantee_rate(fund=fund, rate=Decimal("0.02"), acting_person=treasurer_of(fund), now=now)


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_page_makes_as_many_queries_however_many_loans_are_offered(
    fund: Fund, item_count: int, django_assert_max_num_queries: object
) -> None:
    for _ in range(item_count - 1):
        make_product(fund)
    client = client_of(treasurer_of(fund))
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        client.get(reverse("settings"))


LIMITS = {
    "max_per_borrower": "60 000", "max_share_of_fund": "20", "liquidity_reserve": "0", "decision_valid_days": "60",
    "reason": "AG du 12 mai",
}  # fmt: skip


@pytest.mark.parametrize("kind", [Office.Kind.TREASURER, Office.Kind.ADMINISTRATOR])
def test_ceilings_are_changed_with_a_reason_and_say_since_when_and_by_whom(fund: Fund, kind: str) -> None:
    person = make_office(fund, kind)
    page = sent(client_of(person), "settings-limits", **LIMITS)
    policy = FundPolicy.objects.filter(fund=fund).order_by("-version")[0]
    assert (policy.version, policy.max_per_borrower, policy.max_share_of_fund) == (2, eur(60_000), Decimal("0.2"))
    assert (policy.liquidity_reserve, policy.decision_valid_days) == (eur(0), 60)
    assert person.name in page
    assert "AG du 12 mai" in page
    event = Event.objects.get(kind="change_limits")
    assert (event.before["decision_valid_days"], event.after["decision_valid_days"]) == (90, 60)
    sent(client_of(person), "settings-limits", **LIMITS)
    assert FundPolicy.objects.filter(fund=fund).count() == 2


def test_every_wrong_limit_is_named_beside_its_field_and_nothing_typed_is_lost(fund: Fund) -> None:
    typed = {**LIMITS, "liquidity_reserve": "-1", "max_share_of_fund": "0", "decision_valid_days": "0"}
    page = sent(client_of(treasurer_of(fund)), "settings-limits", **typed)
    unread = sent(client_of(treasurer_of(fund)), "settings-limits", **{**typed, "max_per_borrower": "abc"})
    assert "Un montant nul ou positif" in unread
    for told in ("Un montant nul ou positif", "en centièmes de pour cent", "De 1 à 3\u202f650 jours", 'value="60 000"'):
        assert told in page
    assert FundPolicy.objects.filter(fund=fund).count() == 1


def test_how_loans_are_spread_is_changed(fund: Fund) -> None:
    client = client_of(treasurer_of(fund))
    page = sent(client, "settings-funding", method="fewest_legs", max_share_of_lender="40", reason="Comité")
    policy = FundPolicy.objects.filter(fund=fund).order_by("-version")[0]
    assert (policy.funding_method, policy.max_share_of_lender) == ("fewest_legs", Decimal("0.4"))
    assert "40,00" in page
    assert Event.objects.get(kind="change_funding").person == treasurer_of(fund)


def test_an_offer_is_changed_for_what_comes_and_a_running_loan_keeps_its_rate(fund: Fund) -> None:
    running = make_active_loan(make_member(fund), product=fund.products.get())
    client, product = client_of(treasurer_of(fund)), fund.products.get()
    wrong = sent(client, "settings-offer", product.pk, annual_rate="4", min_amount="500", max_amount="400",
                 max_instalments="0")  # fmt: skip
    assert "Pas moins que le plus petit montant, 500,00" in wrong
    assert "De 1 à 1\u202f200 échéances" in wrong
    sent(client, "settings-offer", product.pk, annual_rate="4", min_amount="500", max_amount="50 000",
         max_instalments="24")  # fmt: skip
    after = LoanProduct.objects.get(fund=fund, is_offered=True)
    assert (after.version, after.annual_rate, after.min_amount, after.max_amount, after.max_instalments) == (
        2, Decimal("0.04"), eur(500), eur(50_000), 24,
    )  # fmt: skip
    running.refresh_from_db()
    assert running.terms["annual_rate"] == "0.03"


def test_a_fee_of_nothing_fixed_is_taken_as_the_page_says(fund: Fund) -> None:
    sent(client_of(treasurer_of(fund)), "settings-fee", fund.products.get().pk, fixed="0", rate="1", paid="apart")
    after = LoanProduct.objects.get(fund=fund, is_offered=True)
    assert (after.fee_amount, after.fee_rate) == (eur(0), Decimal("0.01"))


@pytest.mark.parametrize("page", ["settings-limits", "settings-funding"])
def test_an_auditor_changes_no_ceiling(fund: Fund, page: str) -> None:
    client = client_of(make_office(fund, Office.Kind.AUDITOR))
    assert client.post(reverse(page), {"key": "k", **LIMITS, "method": "pro_rata"}).status_code == 404
    assert FundPolicy.objects.filter(fund=fund).count() == 1
    with pytest.raises(NotAllowed):
        change_limits(
            fund=fund, max_per_borrower=eur(1), max_share_of_fund=Decimal(1), liquidity_reserve=eur(0),
            decision_valid_days=1, reason="x", acting_person=make_office(fund, Office.Kind.AUDITOR),
            now=database_now(),
        )  # fmt: skip


def test_an_english_reader_finds_no_french_in_the_settings_of_a_product(fund: Fund) -> None:
    product = LoanProduct.objects.get(fund=fund)
    LoanProduct.objects.filter(pk=product.pk).update(name="Prêt à capital constant", name_en="Constant principal")
    client = client_of(treasurer_of(fund))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(reverse("settings-contract", args=[product.pk])).content.decode()
    assert "Contract of Constant principal" in page
    assert "late interest, interest, principal" in page
    for french in ("intérêts", "Prêt à capital constant"):
        assert french not in page
    assert "Prêt à capital constant" not in client.get(reverse("settings")).content.decode()
