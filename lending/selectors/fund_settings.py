"""A fund's settings in force, each with since when and by whom."""

from dataclasses import dataclass
from datetime import datetime

from lending.domain.rule_sets import Choice
from lending.models import AgreementTemplate, Event, Fund, FundPolicy, FundRules, LoanProduct
from lending.selectors.products import offered_products
from lending.selectors.rule_sets import choice_of


@dataclass(frozen=True, slots=True)
class Since:
    """When a setting became what it is, and who made it so; None where it has been so since the beginning."""

    at: datetime
    by: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class ProductSettings:
    """A loan that is offered: its schedule, its contract and its fee, with who changed each last."""

    product: LoanProduct
    offer_since: Since | None
    schedule_since: Since | None
    contract_since: Since | None
    fee_since: Since | None


@dataclass(frozen=True, slots=True)
class FundSettings:
    """What counts for the loans to come."""

    policy: FundPolicy
    limits_since: Since | None
    funding_since: Since | None
    accrual_since: Since | None
    guarantee_since: Since | None
    products: list[ProductSettings]
    choice: Choice
    chosen: FundRules | None
    template: AgreementTemplate


LIMITS, FUNDING, ACCRUAL, GUARANTEE = "change_limits", "change_funding", "change_accrual", "change_guarantee_rate"
OFFER, SCHEDULE, CONTRACT, FEE = "revise_offer", "revise_schedule", "revise_contract", "revise_fee"
KINDS = (LIMITS, FUNDING, ACCRUAL, GUARANTEE, OFFER, SCHEDULE, CONTRACT, FEE)


def fund_settings(fund: Fund) -> FundSettings:
    """The settings of a fund; six queries, however many products."""
    changes = Event.objects.filter(fund=fund, kind__in=KINDS).select_related("person")
    last: dict[tuple[str, str], Since] = {}
    for event in changes.order_by("at", "id"):
        by = event.person.name if event.person else ""
        last[event.kind, event.after.get("product", "")] = Since(event.at, by, event.after.get("reason", ""))
    return FundSettings(
        policy=FundPolicy.objects.filter(fund=fund).order_by("-version")[0],
        limits_since=last.get((LIMITS, "")),
        funding_since=last.get((FUNDING, "")),
        accrual_since=last.get((ACCRUAL, "")),
        guarantee_since=last.get((GUARANTEE, "")),
        products=[
            ProductSettings(product, *(last.get((kind, product.code)) for kind in (OFFER, SCHEDULE, CONTRACT, FEE)))
            for product in offered_products(fund)
        ],
        choice=choice_of(fund),
        chosen=FundRules.objects.filter(fund=fund).select_related("chosen_by").order_by("-version").first(),
        template=AgreementTemplate.objects.filter(fund=fund).select_related("created_by").order_by("-version")[0],
    )
