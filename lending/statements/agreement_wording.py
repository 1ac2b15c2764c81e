"""The sentences of the loan agreement, and the ones that counsel must confirm."""

from typing import Any

from django.utils.translation import pgettext

from lending.statements.agreement import Agreement


def preamble(agreed: Agreement) -> str:
    """Who lends: each lender its own part, or the fund on behalf of those whose treasury is placed with it."""
    if agreed.is_between_members:
        return pgettext(
            "document",
            "Each lender named below lends its own part to the borrower, directly and separately; the fund keeps the "
            "register and holds no money.",
        )
    return pgettext(
        "document",
        "The fund lends to the borrower the treasury that the lenders named below have placed with it, each for its "
        "own part.",
    )


def promises() -> list[str]:
    """What borrower and lenders owe each other."""
    return [
        pgettext(
            "document",
            "The borrower uses the loan for the purpose above and pays each instalment on its due date, to the account "
            "that the fund names.",
        ),
        pgettext(
            "document",
            "The schedule above supposes that the loan is paid out on the day voted. Interest runs from the day of "
            "payment; the schedule of that day replaces this one, at the same rate.",
        ),
        pgettext(
            "document",
            "A payment goes to interest first, then to principal, the oldest instalment first. Each payment is shared "
            "over the lenders by the principal outstanding to each, to the cent.",
        ),
        pgettext(
            "document",
            "The borrower may repay early, wholly, on any day: it owes the principal outstanding and the interest "
            "run to that day.",
        ),
    ]


def to_confirm(agreed: Agreement) -> list[str]:
    """Legal mentions, shipped as a proposal: none of them is settled until counsel has confirmed it."""
    mentions = [
        pgettext(
            "document",
            "Effective rate: given as a proportional professional TEG with the rate and the length of the period "
            "(code de la consommation L314-1 and following, R314-2; code monétaire et financier L313-4). "
            "The EU actuarial rate is given for comparison.",
        ),
        pgettext(
            "document",
            "Late payment: no late interest, penalty, acceleration or guarantee is agreed here unless an annex says "
            "so. Overdue interest bears interest only when due for a full year (code civil 1343-2).",
        ),
        pgettext("document", "Applicable law and competent court: to be named by the parties."),
    ]
    return [*mentions, *(_between_members() if agreed.is_between_members else _held_by_fund())]


def _between_members() -> list[str]:
    return [
        pgettext(
            "document",
            "Loans between companies (code monétaire et financier L511-6 3 bis, R511-2-1-1 and following): certified "
            "accounts of the lender, lending ancillary to its business, a term under three years, a documented "
            "economic link, yearly ceilings; yearly attestation by the lender's auditor.",
        ),
        pgettext("document", "Yearly declaration of loan agreements to the tax office (form 2062) where it applies."),
    ]


def _held_by_fund() -> list[str]:
    return [
        pgettext(
            "document",
            "Status of the fund: the authorisation or exemption under which it takes repayable funds and lends them "
            "(code monétaire et financier L511-5) is to be stated here.",
        )
    ]


def day_count_name(convention: str) -> str:
    """How days become a fraction of a year; conventions keep the name that markets give them."""
    return pgettext("document", "equal periods") if convention == "equal_periods" else convention


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
    return told % {"calendar": calendar} if rule != "unadjusted" else told
