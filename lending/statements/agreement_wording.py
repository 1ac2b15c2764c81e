"""The words of a contract: the fund's own, filled in, and those that say its terms."""

from decimal import Decimal
from typing import Any

from django.utils.translation import npgettext, pgettext

from lending.domain.agreement_wording import filled, paragraphs
from lending.domain.wished_schedule import has_own_days
from lending.statements.agreement import Contract
from lending.statements.figures import long_day, money, rate, siren
from lending.statements.wording import rhythm
from lending.statements.yearly_rates import rates_said


def languages_of(agreed: Contract) -> list[str]:
    """The languages that the fund's wording is written in; French, which binds, is always one."""
    return sorted(agreed.content["wording"], key=lambda language: language != "fr")


def said(agreed: Contract, part: str, *, language: str) -> list[str]:
    """The paragraphs of a part of the fund's wording, with the facts of this loan in their places."""
    text = agreed.content["wording"][language][part]
    return paragraphs(filled(text, facts_of(agreed, language=language)))


def facts_of(agreed: Contract, *, language: str) -> dict[str, str]:
    """What each place of the wording stands for."""
    cost = agreed.cost
    return {
        "loan": agreed.reference,
        "borrower": agreed.borrower.name,
        "borrower_siren": siren(agreed.borrower.siren),
        "fund": agreed.fund.name,
        "amount": money(agreed.amount, language=language),
        "annual_rate": rates_said(agreed.terms, language=language),
        "teg": "–" if cost.proportional is None else rate(cost.proportional, language=language),
        "total_cost": money(cost.cost, language=language),
        "instalments": rhythm(agreed.terms),
        "first_due_on": long_day(agreed.schedule[0].due_on, language=language),
        "last_due_on": long_day(agreed.schedule[-1].due_on, language=language),
        "agreed_on": long_day(agreed.agreed_on, language=language),
        "purpose": agreed.content["request"]["purpose"],
    }


def wished_facts(agreed: Contract, *, language: str) -> list[list[str]]:
    """What is its own in the schedule: another first due date, first instalments without principal or interest."""
    terms, first = agreed.terms, long_day(agreed.schedule[0].due_on, language=language)
    facts = [[pgettext("document", "First due date"), first]] if has_own_days(terms) else []
    if count := terms.get("principal_grace"):
        facts.append([pgettext("document", "Principal deferred"), _first_instalments(count)])
    if count := terms.get("interest_grace"):
        told = pgettext("document", "%(instalments)s; it runs, and is added to the one that follows")
        facts.append([pgettext("document", "Interest deferred"), told % {"instalments": _first_instalments(count)}])
    return facts


def _first_instalments(count: int) -> str:
    told = npgettext("document", "first instalment", "first %(count)s instalments", count)
    return told % {"count": count} if count > 1 else told


def product_clauses(agreed: Contract, *, language: str) -> list[str]:
    """What the product says of payments: what they pay first, when they come late, when they come early."""
    said = agreed.content["clauses"]
    return [
        _order(said["allocation"]),
        *_late(said["late_interest"], language),
        _early(said["early_repayment"], language),
    ]


def _order(parts: list[str]) -> str:
    names = {
        "costs": pgettext("document", "costs and late interest"),
        "interest": pgettext("document", "interest"),
        "principal": pgettext("document", "principal"),
    }
    told = pgettext(
        "document", "A payment pays, in this order: %(parts)s; the oldest instalment first (code civil 1343-1)."
    )
    return told % {"parts": ", ".join(names[part] for part in parts)}


def _late(rule: dict[str, Any] | None, language: str) -> list[str]:
    if rule is None:
        return [pgettext("document", "Late payment: no late interest and no penalty is agreed.")]
    told = npgettext(
        "document",
        "Late payment: overdue principal bears interest at %(rate)s a year, for each day from %(days)s day after it "
        "was due, on 365 days.",
        "Late payment: overdue principal bears interest at %(rate)s a year, for each day from %(days)s days after it "
        "was due, on 365 days.",
        rule["grace_days"],
    )
    yearly = rate(Decimal(rule["annual_rate"]), language=language)
    compound = pgettext("document", "Interest that has been due for a full year bears it too (code civil 1343-2).")
    return [told % {"rate": yearly, "days": rule["grace_days"]}, *([compound] if rule["on_interest"] else [])]


def _early(rule: dict[str, Any], language: str) -> str:
    if rule["indemnity"] is None:
        return pgettext(
            "document",
            "The borrower may repay early, wholly or in part, on any day, without indemnity: it owes the principal "
            "repaid and the interest run to that day.",
        )
    told = pgettext(
        "document",
        "The borrower may repay early, wholly or in part, on any day: it owes the principal repaid, the interest run "
        "to that day, and an indemnity of %(rate)s of the principal repaid early.",
    )
    return told % {"rate": rate(Decimal(rule["indemnity"]), language=language)}


def day_count_name(convention: str) -> str:
    """How days become a fraction of a year: in words, with the name that markets give it."""
    told = {
        "equal_periods": pgettext("document", "equal periods (a month is a twelfth of a year)"),
        "30/360-US": pgettext("document", "months of 30 days, American rule (30/360 US)"),
        "30E/360": pgettext("document", "months of 30 days, European rule for bonds (30E/360)"),
        "30E/360-ISDA": pgettext("document", "months of 30 days, February too (30E/360 ISDA)"),
        "ACT/360": pgettext("document", "days elapsed over 360 (ACT/360)"),
        "ACT/365F": pgettext("document", "days elapsed over 365 (ACT/365F)"),
        "ACT/ACT-ISDA": pgettext("document", "days elapsed over those of the calendar year (ACT/ACT ISDA)"),
        "ACT/ACT-ICMA": pgettext("document", "days elapsed over those of the period (ACT/ACT ICMA)"),
        "ACT/ACT-AFB": pgettext("document", "days elapsed over 365, or 366 with a 29 February (ACT/ACT AFB)"),
    }
    return told.get(convention, convention)


def calendar_name(calendar: str) -> str:
    """Whose holidays count."""
    told = {"TARGET": "TARGET", "FR": pgettext("document", "French legal holidays")}
    return told.get(calendar, calendar)


def rounding_name(rounding: dict[str, Any]) -> str:
    """How interest becomes whole cents, and the equal instalment a round amount where it does."""
    mode = {
        "half_up": pgettext("document", "to the nearest cent, halves up"),
        "half_even": pgettext("document", "to the nearest cent, halves to the even cent"),
    }[rounding.get("mode", "half_up")]
    when = {
        "each_period": pgettext("document", "once each period"),
        "cumulative": pgettext("document", "so that the total is exact"),
    }[rounding.get("interest", "each_period")]
    if "instalment" in rounding:
        whole = pgettext("document", "instalments in multiples of %(amount)s")
        return ", ".join([mode, when, whole % {"amount": rounding["instalment"]}])
    return f"{mode}, {when}"


def business_day_name(rule: str, calendar: str) -> str:
    """What happens when a due date is not a business day."""
    told = {
        "unadjusted": pgettext("document", "due dates are not moved"),
        "following": pgettext("document", "the next business day (%(calendar)s)"),
        "modified_following": pgettext("document", "the next business day of the same month (%(calendar)s)"),
        "preceding": pgettext("document", "the business day before (%(calendar)s)"),
    }[rule]
    return told % {"calendar": calendar_name(calendar)} if rule != "unadjusted" else told
