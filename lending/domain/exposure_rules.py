"""Ceilings of a fund as data: what is measured, on which side of which limit it must be, and who says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from lending.domain.sentences import gettext_noop


class Bound(StrEnum):
    """On which side of its limit a value must be."""

    AT_MOST = "at_most"
    BELOW = "below"
    AT_LEAST = "at_least"


@dataclass(frozen=True, kw_only=True)
class ExposureInputs:
    """The figures of one moment. Amounts in minor units of `currency`; None is not known.

    :param amount_minor: what is asked.
    :param borrower_owes_minor: principal outstanding of the borrower.
    :param borrower_committed_minor: approved for the borrower and not yet drawn.
    :param linked_owe_minor: the same two of its linked parties.
    :param placements_minor: all that members have placed, lent or not.
    :param cash_minor: placed and not lent, before what is committed.
    :param committed_minor: approved for anyone and not yet drawn, this request apart.
    :param notices_minor: withdrawals whose notice is running.
    """

    amount_minor: int
    currency: str = "EUR"
    instalments: int | None = None
    term_months: int | None = None
    borrower_owes_minor: int = 0
    borrower_committed_minor: int = 0
    linked_owe_minor: int = 0
    placements_minor: int | None = None
    cash_minor: int | None = None
    committed_minor: int = 0
    notices_minor: int = 0
    turnover_minor: int | None = None


@dataclass(frozen=True)
class Measure:
    """A figure that rules limit.

    :param parts: signed names of the inputs it adds up; the amount asked among them makes it depend on the request.
    """

    parts: tuple[tuple[int, str], ...]
    is_money: bool
    fact: str
    way_out: str

    def value(self, inputs: ExposureInputs) -> int | None:
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
BORROWER = ((1, "borrower_owes_minor"), (1, "borrower_committed_minor"), (1, "linked_owe_minor"), (1, "amount_minor"))
LIQUIDITY = ((1, "cash_minor"), (-1, "committed_minor"), (-1, "notices_minor"), (-1, "amount_minor"))

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
}


@dataclass(frozen=True, kw_only=True)
class ExposureRule:
    """A limit, where it comes from, and its version.

    The limit is an amount (or a count), or a share of an input such as `placements_minor`.
    """

    code: str
    measure: str
    bound: Bound
    source: str
    version: int = 1
    limit: int | None = None
    share: Fraction | None = None
    share_of: str | None = None

    def __post_init__(self) -> None:
        is_share = self.share is not None and self.share_of in ExposureInputs.__dataclass_fields__
        if self.measure not in MEASURES or (self.limit is None) != is_share:
            raise ValueError(f"the rule {self.code} needs a known measure, and a limit or a share of a known figure")

    def limit_for(self, inputs: ExposureInputs) -> int | None:
        """The limit among these figures: a share is rounded down; None when what it is a share of is not known."""
        if self.share is None or self.share_of is None:
            return self.limit
        whole = getattr(inputs, self.share_of)
        return None if whole is None else int(self.share * whole // 1)

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it; a share is written as a fraction."""
        share = None if self.share is None else str(self.share)
        return {**vars(self), "bound": str(self.bound), "share": share}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "ExposureRule":
        """The rule of a mapping; a share may be written `1/4` or `0.25`."""
        share = values.get("share")
        return cls(**{**values, "bound": Bound(values["bound"]), "share": None if share is None else Fraction(share)})
