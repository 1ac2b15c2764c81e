"""Figures that rules limit: what each adds up, and how its verdict is said."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from lending.domain.sentences import gettext_noop


class About(StrEnum):
    """Of what a figure is: of a request as a whole, or of one lender's part in it."""

    REQUEST = "request"
    LENDER = "lender"


class Inputs(Protocol):
    """The figures of one moment; amounts in minor units of `currency`, None is not known."""

    @property
    def amount_minor(self) -> int: ...
    @property
    def currency(self) -> str: ...


@dataclass(frozen=True)
class Measure:
    """A figure that rules limit.

    :param parts: signed names of the inputs it adds up; the amount asked among them makes it depend on the request.
    :param denial: the fact where the answer to a yes-or-no question is no; only such a question has one.
    """

    parts: tuple[tuple[int, str], ...]
    is_money: bool
    fact: str
    way_out: str
    about: About = About.REQUEST
    denial: str = ""

    def value(self, inputs: Inputs) -> int | None:
        """The figure; None when one of its parts is not known."""
        total = 0
        for sign, name in self.parts:
            part = getattr(inputs, name)
            if part is None:
                return None
            total += sign * part
        return total

    @property
    def slope(self) -> int:
        """By how much it moves when one more is asked: 1, -1, or 0."""
        return sum(sign for sign, name in self.parts if name == "amount_minor")


ASK_FOR_AT_MOST = gettext_noop("At most %(possible)s can be asked.")
LEND_AT_MOST = gettext_noop("%(whose)s can lend at most %(possible)s to this loan: let other members lend the rest.")
LET_OTHERS_LEND = gettext_noop("Let other members lend this part, or declare newer figures.")
BORROWER = (
    (1, "borrower_owes_minor"),
    (1, "borrower_committed_minor"),
    (1, "borrower_guarantees_minor"),
    (1, "linked_owe_minor"),
    (1, "amount_minor"),
)
LIQUIDITY = ((1, "cash_minor"), (-1, "committed_minor"), (-1, "notices_minor"), (-1, "amount_minor"))
LENT_IN_YEAR = ((1, "lent_in_year_minor"), (1, "lent_elsewhere_minor"), (1, "amount_minor"))


def _of_lender(
    *parts: tuple[int, str], fact: str, way_out: str = LET_OTHERS_LEND, is_money: bool = True, denial: str = ""
) -> Measure:
    return Measure(parts, is_money=is_money, fact=fact, way_out=way_out, about=About.LENDER, denial=denial)


MEASURES: Mapping[str, Measure] = {
    "borrower_exposure": Measure(
        BORROWER,
        is_money=True,
        fact=gettext_noop("The borrower and its linked parties would owe %(value)s; the ceiling is %(limit)s."),
        way_out=ASK_FOR_AT_MOST,
    ),
    "liquidity_left": Measure(
        LIQUIDITY,
        is_money=True,
        fact=gettext_noop("%(value)s would stay available after all that is committed; %(limit)s must."),
        way_out=ASK_FOR_AT_MOST,
    ),
    "amount": Measure(
        ((1, "amount_minor"),),
        is_money=True,
        fact=gettext_noop("%(value)s is asked; the limit is %(limit)s."),
        way_out=ASK_FOR_AT_MOST,
    ),
    "instalments": Measure(
        ((1, "instalments"),),
        is_money=False,
        fact=gettext_noop("%(value)s instalments are asked; the limit is %(limit)s."),
        way_out=gettext_noop("Choose %(possible)s instalments."),
    ),
    "term_months": Measure(
        ((1, "term_months"),),
        is_money=False,
        fact=gettext_noop("The term would be %(value)s months; the limit is %(limit)s."),
        way_out=gettext_noop("Choose %(possible)s months."),
    ),
    "borrower_size": Measure(
        ((1, "borrower_size_fits"),),
        is_money=False,
        fact=gettext_noop("The borrower is a microenterprise, an SME or a mid-sized enterprise."),
        denial=gettext_noop("The borrower is a large enterprise."),
        way_out=gettext_noop("Members may not lend to it directly."),
    ),
    "sponsor_exposure": Measure(
        ((1, "sponsor_engaged_minor"),),
        is_money=True,
        fact=gettext_noop("A sponsor would stand in for %(value)s, loans and guarantees; the ceiling is %(limit)s."),
        way_out=gettext_noop("Let it guarantee less, or name another sponsor."),
    ),
    "sponsors_in_default": Measure(
        ((1, "sponsors_in_default"),),
        is_money=False,
        fact=gettext_noop("Sponsors with a loan in default: %(value)s; at most %(limit)s."),
        way_out=gettext_noop("Name another sponsor."),
    ),
    "lent_in_year": _of_lender(
        *LENT_IN_YEAR,
        fact=gettext_noop("%(whose)s would have lent %(value)s in its accounting year; its ceiling is %(limit)s."),
        way_out=LEND_AT_MOST,
    ),
    "lent_to_borrower_in_year": _of_lender(
        (1, "lent_to_borrower_in_year_minor"),
        (1, "amount_minor"),
        fact=gettext_noop(
            "%(whose)s would have lent this borrower %(value)s in its accounting year; the cap is %(limit)s."
        ),
        way_out=LEND_AT_MOST,
    ),
    "equity_above_capital": _of_lender(
        (1, "equity_minor"),
        (-1, "share_capital_minor"),
        fact=gettext_noop(
            "Equity less share capital of %(whose)s at its last closing: %(value)s; above %(limit)s is asked."
        ),
    ),
    "equity_above_capital_before": _of_lender(
        (1, "equity_before_minor"),
        (-1, "share_capital_before_minor"),
        fact=gettext_noop(
            "Equity less share capital of %(whose)s at the closing before: %(value)s; above %(limit)s is asked."
        ),
    ),
    "ebitda": _of_lender(
        (1, "ebitda_minor"),
        fact=gettext_noop("EBITDA of %(whose)s at its last closing: %(value)s; above %(limit)s is asked."),
    ),
    "ebitda_before": _of_lender(
        (1, "ebitda_before_minor"),
        fact=gettext_noop("EBITDA of %(whose)s at the closing before: %(value)s; above %(limit)s is asked."),
    ),
    "net_treasury": _of_lender(
        (1, "net_treasury_minor"),
        fact=gettext_noop("Net treasury of %(whose)s at its last closing: %(value)s; above %(limit)s is asked."),
    ),
    "net_treasury_before": _of_lender(
        (1, "net_treasury_before_minor"),
        fact=gettext_noop("Net treasury of %(whose)s at the closing before: %(value)s; above %(limit)s is asked."),
    ),
    "accounts_certified": _of_lender(
        (1, "accounts_certified"),
        is_money=False,
        fact=gettext_noop("The accounts of %(whose)s are certified by an auditor."),
        denial=gettext_noop("The accounts of %(whose)s are not certified by an auditor."),
    ),
    "lending_is_ancillary": _of_lender(
        (1, "lending_is_ancillary"),
        is_money=False,
        fact=gettext_noop("Lending is ancillary to the main business of %(whose)s."),
        denial=gettext_noop("Lending is not ancillary to the main business of %(whose)s."),
    ),
    "economic_link": _of_lender(
        (1, "economic_link"),
        is_money=False,
        fact=gettext_noop("%(whose)s has a documented economic link with the borrower."),
        denial=gettext_noop("The link that %(whose)s declares with the borrower is not one that the law knows."),
    ),
}

INPUT_NAMES: Mapping[str, str] = {
    "instalments": gettext_noop("the number of instalments"),
    "term_months": gettext_noop("the term"),
    "placements_minor": gettext_noop("what members have placed"),
    "cash_minor": gettext_noop("the cash of the fund"),
    "turnover_minor": gettext_noop("the turnover of the borrower at its last closing"),
    "borrower_size_fits": gettext_noop("the size of the borrower"),
    "lent_elsewhere_minor": gettext_noop("what %(whose)s has lent outside this fund since its last closing"),
    "equity_minor": gettext_noop("the equity of %(whose)s at its last closing"),
    "equity_before_minor": gettext_noop("the equity of %(whose)s at the closing before"),
    "share_capital_minor": gettext_noop("the share capital of %(whose)s at its last closing"),
    "share_capital_before_minor": gettext_noop("the share capital of %(whose)s at the closing before"),
    "ebitda_minor": gettext_noop("the EBITDA of %(whose)s at its last closing"),
    "ebitda_before_minor": gettext_noop("the EBITDA of %(whose)s at the closing before"),
    "net_treasury_minor": gettext_noop("the net treasury of %(whose)s at its last closing"),
    "net_treasury_before_minor": gettext_noop("the net treasury of %(whose)s at the closing before"),
    "size_ceiling_minor": gettext_noop("the size of %(whose)s"),
    "year_ceiling_minor": gettext_noop("the yearly ceiling of %(whose)s"),
    "accounts_certified": gettext_noop("whether the accounts of %(whose)s are certified"),
    "lending_is_ancillary": gettext_noop("whether lending is ancillary to the business of %(whose)s"),
    "economic_link": gettext_noop("the economic link of %(whose)s with the borrower"),
    "lender_borrower_share": gettext_noop("the cap per borrower, a setting of the fund's rules"),
}
"""What is not known, in the words of who must fill it in."""
