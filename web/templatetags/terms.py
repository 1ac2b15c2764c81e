"""The terms of a loan in words, in templates."""

from collections.abc import Mapping
from typing import Any

from django import template

from web.presenters.offered import instalments_told, reckoning_told

register = template.Library()


@register.filter
def instalments(terms: Mapping[str, Any]) -> str:
    """`{{ version.terms|instalments }}` → 4, every quarter."""
    return instalments_told(terms)


@register.filter
def reckoning(terms: Mapping[str, Any]) -> list[tuple[str, str]]:
    """`{% for label, words in loan.terms|reckoning %}`: how days are counted, and what else is not as usual."""
    return reckoning_told(terms)


@register.filter
def reckoning_line(terms: Mapping[str, Any]) -> str:
    """`{{ loan.terms|reckoning_line }}`: the same in one line, where something is not as usual."""
    found = [words for _label, words in reckoning_told(terms)]
    return "; ".join(found) if terms.get("day_count", "equal_periods") != "equal_periods" or len(found) > 1 else ""
