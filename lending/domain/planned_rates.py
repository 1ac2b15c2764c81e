"""Other annual rates from days to come, as the terms of a loan have them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from lending.domain.due_dates import due_dates
from lending.domain.terms_json import read_terms

Json = dict[str, Any]


def with_rates(terms: Mapping[str, Any], changes: list[Json]) -> Json:
    """The terms with these changes of rate and no others; none leaves them as they were before any was planned."""
    kept = {name: value for name, value in terms.items() if name != "rate_changes"}
    return kept | ({"rate_changes": changes} if changes else {})


def kept_rates(terms: Mapping[str, Any], changes: list[Json]) -> Json:
    """Terms of other days, with the changes of rate that were planned before.

    The last one of those whose day has come counts from the first day; one that the loan does not reach is left out.
    """
    if not changes:
        return with_rates(terms, [])
    read = read_terms(with_rates(terms, []))
    start, end = read.start_on.isoformat(), due_dates(read)[-1].isoformat()
    ordered = sorted(changes, key=lambda one: str(one["on"]))
    begun = [{**one, "on": start} for one in ordered if one["on"] <= start][-1:]
    return with_rates(terms, begun + [one for one in ordered if start < one["on"] < end])


def planned_rates(terms: Mapping[str, Any]) -> list[tuple[date, str]]:
    """From which day each annual rate counts, a fraction as text; the first is that of the first drawdown."""
    start = min(str(item["on"]) for item in terms["drawdowns"])
    known = {start: str(terms["annual_rate"])}
    known |= {max(str(one["on"]), start): str(one["annual_rate"]) for one in terms.get("rate_changes") or ()}
    return [(date.fromisoformat(on), rate) for on, rate in sorted(known.items())]
