"""A life as a timeline: what was done, by whom and when; what happens now; what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from lending.models import Event, Loan, LoanRequest
from web import formats

WORDS: dict[str, Promise | str] = {
    "draft_request": _("Draft written"),
    "amend_draft": _("Draft changed"),
    "amend_request": _("Request changed"),
    "plan_rates": _("Rates planned by the fund"),
    "void_vote": _("Vote void: the request was changed"),
    "submit_request": _("Handed to the fund"),
    "withdraw_request": _("Withdrawn"),
    "review_request": _("Taken up by the fund"),
    "open_consultation": _("Vote opened"),
    "decide_request": _("Votes counted"),
    "ask_change": _("Another schedule asked for"),
    "apply_change": _("New schedule in force"),
    "take_over_loan": _("Taken over by another loan"),
    "agree_loan": _("Loan agreed, lenders' parts set aside"),
    "accept_agreement": _("Contract accepted for %(party)s"),
    "draw_up_addendum": _("Addendum drawn up"),
    "disburse_loan": _("Paid out"),
    "draw_tranche": _("%(amount)s drawn"),
    "release_tranches": _("%(amount)s not drawn, and free again"),
    "repay_loan": _("%(amount)s received on %(received_on)s"),
    "reverse_repayment": _("Repayment reversed"),
    "charge_costs": _("Late interest, indemnity or fee charged: %(amount)s"),
    "waive_dues": _("%(amount)s waived"),
    "refund_credit": _("%(amount)s given back"),
    "transfer_participation": _("A lender's part went to another lender"),
    "replay_acts": _("What came later was done again on top of it"),
    "call_in_loan": _("Called in: everything is due"),
    "take_back_calling_in": _("Calling in taken back"),
    "call_sponsor": _("Sponsor called: %(amount)s"),
    "take_call_back": _("Call on a sponsor taken back"),
    "return_contribution": _("Contribution to the guarantee fund returned"),
    "take_return_back": _("Return of the contribution taken back"),
    "write_off_loan": _("Written off: the lenders' loss"),
    "reverse_write_off": _("Write-off taken back"),
    "record_recovery": _("%(amount)s recovered on %(received_on)s"),
    "reverse_recovery": _("Recovery reversed"),
}

ADDENDUM_ACCEPTED = _("Addendum accepted for %(party)s")

TELL_AMOUNTS = frozenset(
    {
        "draw_tranche", "release_tranches", "repay_loan", "record_recovery", "charge_costs", "waive_dues",
        "refund_credit", "call_sponsor",
    }
)  # fmt: skip
BAD = frozenset(
    {"withdraw_request", "void_vote", "reverse_repayment", "call_in_loan", "write_off_loan", "reverse_recovery"}
)

_R, _L = LoanRequest.State, Loan.State
AHEAD_OF_REQUEST: dict[str, tuple[Promise | str, ...]] = {
    _R.DRAFT: (_("To be handed to the fund"), _("Vote of the committee"), _("Payment")),
    _R.SUBMITTED: (_("Vote to be opened"), _("Decision"), _("Payment")),
    _R.UNDER_REVIEW: (_("Vote to be opened"), _("Decision"), _("Payment")),
    _R.IN_VOTE: (_("Vote under way"), _("Decision"), _("Payment")),
    _R.APPROVED: (_("Agreement to be drawn up"), _("Payment")),
}
AHEAD_OF_CHANGE: dict[str, tuple[Promise | str, ...]] = {
    _R.DRAFT: (_("To be handed to the fund"), _("Vote of the committee"), _("New schedule")),
    _R.SUBMITTED: (_("Vote to be opened"), _("Decision"), _("New schedule")),
    _R.UNDER_REVIEW: (_("Vote to be opened"), _("Decision"), _("New schedule")),
    _R.IN_VOTE: (_("Vote under way"), _("Decision"), _("New schedule")),
    _R.APPROVED: (_("Addendum to be accepted"), _("New schedule to be put in force")),
}
AHEAD_OF_LOAN: dict[str, tuple[Promise | str, ...]] = {
    _L.AGREED: (_("To be paid out"), _("Repayments")),
    _L.ACTIVE: (_("Repayments under way"),),
    _L.IN_ARREARS: (_("Repayments late"),),
    _L.OVERPAID: (_("What was paid too much is to be given back"),),
    _L.DEFAULTED: (_("Everything is due"),),
}
AHEAD_OF_ACCEPTANCE = (_("Contract to be accepted"), _("To be paid out"), _("Repayments"))

SHOWN_PAST = 4


def ahead_of_request(request: LoanRequest) -> tuple[Promise | str, ...]:
    """What comes next, by where a request stands and what it asks for."""
    return (AHEAD_OF_CHANGE if request.is_change else AHEAD_OF_REQUEST).get(request.state, ())


@dataclass(frozen=True)
class Step:
    """One line of the timeline; `tone` is done, bad, now or next."""

    what: Promise | str
    when: str
    who: str
    tone: str


@dataclass(frozen=True)
class Timeline:
    """A life in order: what lies far back is folded away."""

    earlier: list[Step]
    steps: list[Step]


def timeline(events: Iterable[Event], ahead: Iterable[Promise | str], *, zone: str) -> Timeline:
    """Past acts that people know by name, then what is ahead: its first step is now."""
    language = get_language() or settings.LANGUAGE_CODE
    past = [
        Step(
            what=_named(event, language=language),
            when=formats.instant(event.at, language=language, zone=zone, names_zone=False),
            who=event.person.name if event.person else "",
            tone="bad" if event.kind in BAD or _is_refusal(event) else "done",
        )
        for event in events
        if event.kind in WORDS and not _is_of_replay(event)
    ]
    future = [Step(what, "", "", "now" if place == 0 else "next") for place, what in enumerate(ahead)]
    folded = max(0, len(past) - SHOWN_PAST)
    # One step alone is not worth folding.
    folded = folded if folded > 1 else 0
    return Timeline(earlier=past[:folded], steps=past[folded:] + future)


def _is_of_replay(event: Event) -> bool:
    """What a replay undid and did again is told by one line of its own."""
    return bool(event.after.get("is_replayed") or event.after.get("replays"))


def _named(event: Event, *, language: str) -> Promise | str:
    words = WORDS[event.kind]
    if event.kind == "accept_agreement":
        words = ADDENDUM_ACCEPTED if event.after.get("number", 1) > 1 else words
        return words % {"party": event.after["party"]}
    if event.kind not in TELL_AMOUNTS:
        return words
    amount, currency = event.after["amount"].split()
    values = {"amount": formats.money(Money(amount, currency), language=language)}
    if day := event.after.get("received_on"):
        values["received_on"] = formats.day(date.fromisoformat(day), language=language)
    return words % values


def _is_refusal(event: Event) -> bool:
    return event.kind == "decide_request" and event.after.get("state") == _R.REJECTED
