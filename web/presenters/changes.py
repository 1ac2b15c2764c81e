"""Changes of running loans as pages show them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext

from lending.models import LoanRequest, Repayment, RequestVersion
from lending.selectors.change_comparison import Comparison, Rates, change_of

KINDS: dict[str, Promise | str] = {
    LoanRequest.Kind.RESCHEDULE: _("Another schedule"),
    LoanRequest.Kind.HOLIDAY: _("Payment holiday"),
    LoanRequest.Kind.CONSOLIDATION: _("Several loans made one"),
}
PAST_DUES: dict[str, Promise | str] = {
    "brought_in": _("their principal joins the new schedule; their interest is due on its first date and bears none."),
    "kept": _("they stay due as they are."),
}


@dataclass(frozen=True)
class RatesShown:
    """Rates of a schedule, as fractions."""

    proportional: Decimal | None
    period_rate: Decimal | None
    period: str
    eu: Decimal | None


@dataclass(frozen=True)
class ChangeShown:
    """Old beside new, with its words."""

    told: Comparison
    kind: Promise | str
    past_dues: Promise | str
    days_past_due: int
    references: str
    rates: RatesShown
    old_rates: RatesShown | None
    receipts: list[Repayment]


def change_shown(version: RequestVersion, *, on: date) -> ChangeShown | None:
    """The change that a version asks for; nothing where it asks for a loan. `on`: the day that lateness is told of."""
    told = change_of(version)
    if told is None:
        return None
    ids = [loan.id for loan in told.loans]
    receipts = Repayment.objects.filter(loan__in=ids).select_related("loan").order_by("-received_on", "-id")
    return shown(told, on=on, receipts=list(receipts))


def shown(told: Comparison, *, on: date, receipts: list[Repayment]) -> ChangeShown:
    """The same of a comparison that nobody has asked for yet."""
    return ChangeShown(
        told=told,
        kind=KINDS[told.kind],
        past_dues=PAST_DUES[told.past_dues],
        days_past_due=max(loan.days_past_due(on=on) for loan in told.loans),
        references=", ".join(loan.reference for loan in told.loans),
        rates=_rates(told.rates),
        old_rates=_rates(told.loans[0].rates) if len(told.loans) == 1 else None,
        receipts=receipts,
    )


def _rates(rates: Rates) -> RatesShown:
    return RatesShown(
        proportional=_fraction(rates["proportional"]),
        period_rate=_fraction(rates["period_rate"]),
        period=_period(rates["period"] or "1 month"),
        eu=_fraction(rates["eu"]),
    )


def _fraction(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _period(told: str) -> str:
    count, unit = int(told.split(maxsplit=1)[0]), told.split()[1]
    if unit.startswith("year"):
        return npgettext("document", "%(count)s year", "%(count)s years", count) % {"count": count}
    return npgettext("document", "%(count)s month", "%(count)s months", count) % {"count": count}
