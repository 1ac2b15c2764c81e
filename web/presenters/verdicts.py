"""The fund's ceilings as pages show them: which rule, the fact, the way out."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lending.domain.exposure import Verdict
from web.sentences import told

RULES: dict[str, Promise | str] = {
    "borrower_ceiling": _("Ceiling per borrower"),
    "borrower_share": _("Share of the fund for one borrower"),
    "liquidity_reserve": _("Cash the fund keeps"),
    "product_minimum": _("Smallest amount of this loan"),
    "product_maximum": _("Largest amount of this loan"),
    "product_instalments": _("Number of instalments of this loan"),
    "lenders_capacity": _("What lenders can lend to this borrower"),
    "legal_term": _("Term the law allows"),
    "turnover_share": _("Share of the borrower's turnover"),
}


@dataclass(frozen=True)
class Check:
    """One rule, its sentences, where it comes from, and its tone: passed, failed or unknown."""

    title: Promise | str
    text: str
    source: str
    tone: str


def checks(verdicts: Iterable[Verdict]) -> list[Check]:
    """One check a verdict, in their order."""
    return [
        Check(
            title=RULES.get(verdict.rule, verdict.rule),
            text=" ".join(told(sentence, currency=verdict.currency) for sentence in verdict.sentences),
            source=verdict.source,
            tone="passed" if verdict.passed else "unknown" if verdict.value is None else "failed",
        )
        for verdict in verdicts
    ]
