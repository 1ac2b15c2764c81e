"""Rules as data: what is measured, on which side of which limit it must be, who says so, and may a vote say else."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from lending.domain.measures import MEASURES, About, Inputs, Measure

__all__ = ["MEASURES", "Bound", "ExposureInputs", "ExposureRule", "LenderInputs", "Measure"]


class Bound(StrEnum):
    """On which side of its limit a value must be."""

    AT_MOST = "at_most"
    BELOW = "below"
    AT_LEAST = "at_least"
    ABOVE = "above"


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
    :param turnover_minor: of the borrower, at its last closing.
    :param borrower_size_fits: 1 where companies may lend to one of its size, else 0.
    :param borrower_guarantees_minor: what the borrower answers for itself, as a sponsor of others' loans.
    :param sponsor_engaged_minor: the most that one of its sponsors would stand in for: its own loans and guarantees.
    :param sponsors_in_default: how many of its sponsors have a loan in default, or written off.
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
    borrower_size_fits: int | None = None
    borrower_guarantees_minor: int = 0
    sponsor_engaged_minor: int = 0
    sponsors_in_default: int = 0


@dataclass(frozen=True, kw_only=True)
class LenderInputs:
    """The figures of one lender's part in a request, of the lender's accounting year and of its last two closings.

    :param lender: the id of the member; `whose` is its name.
    :param amount_minor: its part in this request.
    :param lent_in_year_minor: lent in that year to anybody, whatever has come back, this request apart.
    :param lent_elsewhere_minor: the same, outside the books, as declared.
    :param size_ceiling_minor: the most that one of its size may lend a year.
    :param year_ceiling_minor: the lowest of its yearly ceilings.
    :param economic_link: 1 where the link declared is one that the law knows, else 0.
    """

    amount_minor: int
    currency: str = "EUR"
    lender: str = ""
    whose: str = ""
    lent_in_year_minor: int = 0
    lent_to_borrower_in_year_minor: int = 0
    lent_elsewhere_minor: int | None = None
    equity_minor: int | None = None
    equity_before_minor: int | None = None
    share_capital_minor: int | None = None
    share_capital_before_minor: int | None = None
    ebitda_minor: int | None = None
    ebitda_before_minor: int | None = None
    net_treasury_minor: int | None = None
    net_treasury_before_minor: int | None = None
    size_ceiling_minor: int | None = None
    year_ceiling_minor: int | None = None
    accounts_certified: int | None = None
    lending_is_ancillary: int | None = None
    economic_link: int | None = None


KNOWN = {
    About.REQUEST: frozenset(ExposureInputs.__dataclass_fields__),
    About.LENDER: frozenset(LenderInputs.__dataclass_fields__),
}


@dataclass(frozen=True, kw_only=True)
class ExposureRule:
    """A limit, where it comes from, its version, and whether the committee may decide otherwise.

    The limit is an amount (or a count), or a share of an input such as `placements_minor`. A share may be left to a
    `setting` of the fund: as long as it is not set, nothing passes.
    """

    code: str
    measure: str
    bound: Bound
    source: str
    version: int = 1
    limit: int | None = None
    share: Fraction | None = None
    share_of: str | None = None
    setting: str | None = None
    may_be_overridden: bool = True

    def __post_init__(self) -> None:
        measure = MEASURES.get(self.measure)
        has_share = self.share is not None or self.setting is not None
        is_share = has_share and measure is not None and self.share_of in KNOWN[measure.about]
        if measure is None or (self.limit is None) != is_share:
            raise ValueError(f"the rule {self.code} needs a known measure, and a limit or a share of a known figure")

    @property
    def about(self) -> About:
        """Of what it is asked."""
        return MEASURES[self.measure].about

    def limit_for(self, inputs: Inputs) -> int | None:
        """The limit among these figures: a share is rounded down; None when what it is a share of is not known."""
        if self.share_of is None:
            return self.limit
        whole = getattr(inputs, self.share_of)
        return None if whole is None or self.share is None else int(self.share * whole // 1)

    def looked_at(self, inputs: Inputs) -> dict[str, int | None]:
        """Every figure it depends on, by name; a setting that is not set is among them, as None."""
        names = [name for _, name in MEASURES[self.measure].parts] + ([self.share_of] if self.share_of else [])
        unset = {self.setting: None} if self.setting and self.share is None else {}
        return {name: getattr(inputs, name) for name in names} | unset

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it; a share is written as a fraction."""
        share = None if self.share is None else str(self.share)
        return {**vars(self), "bound": str(self.bound), "share": share}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "ExposureRule":
        """The rule of a mapping; a share may be written `1/4` or `0.25`."""
        share = values.get("share")
        return cls(**{**values, "bound": Bound(values["bound"]), "share": None if share is None else Fraction(share)})
