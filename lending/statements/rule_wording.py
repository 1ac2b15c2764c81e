"""Rules by their names, and how far a vote lets one be exceeded."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from lending.domain.exposure_rules import MEASURES
from lending.domain.overrides import Override
from lending.models import EligibilityCheck
from lending.selectors.amounts import as_money
from lending.statements.figures import money

RULES: dict[str, Promise | str] = {
    "borrower_ceiling": _("Ceiling per borrower"),
    "borrower_share": _("Share of the fund for one borrower"),
    "liquidity_reserve": _("Cash the fund keeps"),
    "product_minimum": _("Smallest amount of this loan"),
    "product_maximum": _("Largest amount of this loan"),
    "product_instalments": _("Number of instalments of this loan"),
    "lenders_capacity": _("What lenders can lend to this borrower"),
    "legal_term": _("Term the law allows"),
    "borrower_size": _("Size of the borrower"),
    "accounts_certified": _("Accounts certified"),
    "lending_is_ancillary": _("Lending is ancillary"),
    "economic_link": _("Economic link"),
    "equity_above_capital": _("Equity above share capital"),
    "equity_above_capital_before": _("Equity above share capital, the closing before"),
    "ebitda_positive": _("EBITDA above zero"),
    "ebitda_positive_before": _("EBITDA above zero, the closing before"),
    "treasury_positive": _("Net treasury above zero"),
    "treasury_positive_before": _("Net treasury above zero, the closing before"),
    "year_by_treasury": _("Lent in the year: half of net treasury"),
    "year_by_size": _("Lent in the year: ceiling by size"),
    "borrower_cap": _("Lent to this borrower in the year"),
    "sponsor_ceiling": _("Ceiling per sponsor"),
    "sponsor_in_default": _("Sponsors without default"),
}
PRODUCT = "product "
SOURCES: dict[str, Promise | str] = {
    "policy of the fund": _("policy of the fund"),
    "placements of the members": _("placements of the members"),
}
INPUT_TITLES: dict[str, Promise | str] = {
    "amount_minor": _("asked"),
    "instalments": _("instalments"),
    "term_months": _("months"),
    "borrower_owes_minor": _("owed by the borrower"),
    "borrower_committed_minor": _("promised to the borrower"),
    "borrower_guarantees_minor": _("guaranteed by the borrower for others"),
    "linked_owe_minor": _("owed by its links"),
    "placements_minor": _("placements"),
    "cash_minor": _("cash"),
    "committed_minor": _("promised to others"),
    "notices_minor": _("notices"),
    "turnover_minor": _("turnover"),
    "borrower_size_fits": _("size of the borrower fits"),
    "sponsor_engaged_minor": _("a sponsor's loans and guarantees"),
    "sponsors_in_default": _("sponsors in default"),
    "lent_in_year_minor": _("lent in the year"),
    "lent_to_borrower_in_year_minor": _("lent to this borrower in the year"),
    "lent_elsewhere_minor": _("lent elsewhere"),
    "equity_minor": _("equity"),
    "equity_before_minor": _("equity, the closing before"),
    "share_capital_minor": _("share capital"),
    "share_capital_before_minor": _("share capital, the closing before"),
    "ebitda_minor": _("EBITDA"),
    "ebitda_before_minor": _("EBITDA, the closing before"),
    "net_treasury_minor": _("net treasury"),
    "net_treasury_before_minor": _("net treasury, the closing before"),
    "size_ceiling_minor": _("ceiling by size"),
    "year_ceiling_minor": _("ceiling of the year"),
    "accounts_certified": _("certified"),
    "lending_is_ancillary": _("ancillary"),
    "economic_link": _("link known to the law"),
    "lender_borrower_share": _("cap per borrower"),
}
"""Figures that rules look at, as columns name them."""


def title_of_rule(code: str) -> Promise | str:
    """The name of a rule; a fund's own rule by its code."""
    return RULES.get(code, code)


def source_told(source: str) -> str:
    """Where a rule comes from: an article as it is, our own words in the language in force."""
    if source.startswith(PRODUCT):
        return _("product %(code)s") % {"code": source.removeprefix(PRODUCT)}
    return str(SOURCES.get(source, source))


def override_told(override: Override, *, language: str) -> list[str]:
    """What a vote lets be exceeded: the rule (and whose part), then how far and why."""
    title = str(title_of_rule(override.rule))
    reach = pgettext("document", "%(value)s, where the limit is %(limit)s. Why: %(reason)s") % {
        "value": rule_figure(override.value, override.measure, override.currency, language=language),
        "limit": rule_figure(override.limit, override.measure, override.currency, language=language),
        "reason": override.reason,
    }
    return [f"{title} · {override.whose}" if override.whose else title, reach]


def rule_figure(figure: int | None, measure: str, currency: str, *, language: str) -> str:
    """A figure of a rule: an amount, a count, yes or no; a question mark where it is not known."""
    if figure is None:
        return "?"
    if MEASURES[measure].is_money:
        return money(as_money(figure, currency), language=language)
    if MEASURES[measure].denial:
        return pgettext("document", "yes") if figure else pgettext("document", "no")
    return str(figure)


def stage_name(stage: str) -> str:
    """When a rule was asked."""
    return str(EligibilityCheck.Stage(stage).label)


def input_title(name: str) -> str:
    """A figure that a rule looked at, in a word or two."""
    return str(INPUT_TITLES.get(name, name))
