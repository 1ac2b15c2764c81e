"""Which rules a fund asks now."""

from lending.domain.exposure_rules import ExposureRule
from lending.domain.measures import About
from lending.domain.rule_sets import Choice, default_choice
from lending.models import Fund, FundRules


def choice_of(fund: Fund) -> Choice:
    """What the fund has chosen last, or what its custody says."""
    chosen = FundRules.objects.filter(fund=fund).order_by("-version").first()
    return Choice.from_dict(chosen.choice) if chosen else default_choice(fund.custody)


def rules_beside_policy(fund: Fund, *, about: About) -> tuple[ExposureRule, ...]:
    """The rules of its sets and its own, of a request or of each lender's part in one."""
    return tuple(rule for rule in choice_of(fund).rules if rule.about is about)
