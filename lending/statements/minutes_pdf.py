"""The minutes as a PDF to read, sign and keep."""

import json
from datetime import datetime
from typing import Any

from django.utils.translation import override, pgettext

from lending.domain.explanation import explain
from lending.domain.loan_change import rate_on
from lending.models import RequestVersion
from lending.selectors.change_comparison import change_of
from lending.statements.figures import instant, long_day, money, rate
from lending.statements.minutes import MinutedSeat, Minutes
from lending.statements.minutes_csv import minutes_name
from lending.statements.minutes_json import minutes_json
from lending.statements.minutes_wording import (
    choice_name,
    outcome_name,
    presence_name,
    recusal_reason,
    rule_told,
    said,
)
from lending.statements.rule_wording import override_told
from lending.statements.typesetting import Attachment, typeset
from lending.statements.wording import frame, repayment_name, rhythm
from lending.statements.yearly_rates import rates_said


def minutes_pdf(drawn_up: Minutes, *, issued_at: datetime, language: str = "fr") -> bytes:
    """The minutes with their data attached. The same data and instant give the same bytes."""
    with override(language):
        data = _data(drawn_up, issued_at=issued_at, language=language)
        about = pgettext("document", "The same minutes as data for machines")
    text = json.dumps(minutes_json(drawn_up), ensure_ascii=False, indent=2)
    attachment = Attachment(f"{minutes_name(drawn_up)}.json", "application/json", about, text)
    return typeset("minutes.typ", data, attachment=attachment, issued_at=issued_at)


def _data(drawn_up: Minutes, *, issued_at: datetime, language: str) -> dict[str, Any]:
    consultation, decision = drawn_up.consultation, drawn_up.decision
    request = consultation.request_version.request
    period = pgettext("document", "Open from %(start)s to %(end)s") % {
        "start": _at(drawn_up, consultation.opens_at, language),
        "end": _at(drawn_up, consultation.closed_early_at or consultation.closes_at, language),
    }
    counts = drawn_up.outcome.counts
    return {
        **frame(
            fund=consultation.fund,
            language=language,
            title=pgettext("document", "Minutes of the committee"),
            subject=f"{request.reference} · {request.membership.cooperative.name}",
            about=[period],
            issued_at=issued_at,
        ),
        "outcome": outcome_name(decision.outcome),
        "figures": [
            [pgettext("document", "For"), str(counts.votes_for)],
            [pgettext("document", "Against"), str(counts.against)],
            [pgettext("document", "Abstentions"), str(counts.abstain)],
            [pgettext("document", "Did not vote"), str(counts.absent)],
            [pgettext("document", "Recused"), str(counts.recused)],
        ],
        "asked": {"title": pgettext("document", "What was asked"), "facts": _asked(drawn_up, language)},
        "overrides": {
            "title": pgettext("document", "Rules that the vote lets be exceeded"),
            "facts": [override_told(each, language=language) for each in drawn_up.overrides],
        },
        "attendance": _attendance(drawn_up, language),
        "recusals": {
            "title": pgettext("document", "Recusals"),
            "facts": [[seat.person, recusal_reason(seat)] for seat in drawn_up.recused],
            "empty": pgettext("document", "None."),
        },
        "rule": {"title": pgettext("document", "Rule of the vote"), "facts": rule_told(drawn_up.rule)},
        "count": {
            "title": pgettext("document", "Count"),
            "sentences": [said(sentence) for sentence in explain(drawn_up.outcome)],
        },
        "dissent": {
            "title": pgettext("document", "Dissent"),
            "facts": [
                [seat.person, seat.reason or pgettext("document", "against, without a reason given")]
                for seat in drawn_up.dissent
            ],
            "empty": pgettext("document", "None recorded."),
        },
        "log": {"title": pgettext("document", "Verification"), "facts": _log(drawn_up, language)},
        "signatures": [pgettext("document", "The chair of the committee"), pgettext("document", "The secretary")],
    }


def _at(drawn_up: Minutes, moment: datetime, language: str) -> str:
    return instant(moment, language=language, zone=drawn_up.consultation.fund.time_zone)


def _changed(version: RequestVersion, language: str) -> list[list[str]]:
    """Which loans were to change, and the interest by the old schedule and by the new."""
    change = change_of(version)
    if change is None:
        return []
    interest = pgettext("document", "%(new)s instead of %(old)s") % {
        "new": money(change.new_interest, language=language),
        "old": money(change.old_interest, language=language),
    }
    return [
        [pgettext("document", "Loans to change"), ", ".join(loan.reference for loan in change.loans)],
        [pgettext("document", "New schedule from"), long_day(change.on, language=language)],
        [pgettext("document", "Interest to come"), interest],
    ]


def _asked(drawn_up: Minutes, language: str) -> list[list[str]]:
    version = drawn_up.consultation.request_version
    return [
        *_changed(version, language),
        [pgettext("document", "Borrower"), version.request.membership.cooperative.name],
        [pgettext("document", "Amount"), money(version.amount, language=language)],
        [pgettext("document", "Purpose"), version.purpose],
        [
            pgettext("document", "Repayment"),
            f"{repayment_name(version.terms['repayment'])} · {rhythm(version.terms)}",
        ],
        [
            pgettext("document", "Rate"),
            pgettext("document", "%(rate)s a year") % {"rate": _rate(version, language)},
        ],
        [pgettext("document", "Version voted on"), str(version.version)],
    ]


def _rate(version: RequestVersion, language: str) -> str:
    """Of a new loan every rate that was voted; of a change that of its day: those before it have run."""
    if not version.change:
        return rates_said(version.terms, language=language)
    return rate(rate_on(version.terms, version.start_on), language=language)


def _attendance(drawn_up: Minutes, language: str) -> dict[str, Any]:
    return {
        "title": pgettext("document", "Attendance and votes"),
        "header": [
            pgettext("document", "Person"),
            pgettext("document", "Seat held for"),
            pgettext("document", "Presence"),
            pgettext("document", "Vote"),
        ],
        "rows": [_seat(seat) for seat in drawn_up.seats],
        "foot": [
            pgettext("document", "%(number)s seats") % {"number": len(drawn_up.seats)},
            "",
            pgettext("document", "%(number)s took part") % {"number": drawn_up.outcome.counts.cast},
            "",
        ],
    }


def _seat(seat: MinutedSeat) -> list[str]:
    chair = pgettext("document", "chair")
    name = f"{seat.person} ({chair})" if seat.is_chair else seat.person
    return [name, seat.cooperative, presence_name(seat.presence), choice_name(seat.choice) if seat.choice else "–"]


def _books(drawn_up: Minutes) -> str:
    if drawn_up.books is None:
        return pgettext("document", "not sealed yet")
    told = pgettext("document", "seal %(number)s, %(head)s")
    return told % {"number": drawn_up.books.seal, "head": drawn_up.books.head}


def _log(drawn_up: Minutes, language: str) -> list[list[str]]:
    decision = drawn_up.decision
    return [
        [pgettext("document", "Decided on"), _at(drawn_up, decision.decided_at, language)],
        [pgettext("document", "Valid until"), long_day(decision.expires_on, language=language)],
        [pgettext("document", "Hash of the request"), decision.request_sha256],
        [pgettext("document", "Books known at the opening"), _books(drawn_up)],
        [pgettext("document", "Head of the log"), drawn_up.head],
        [
            pgettext("document", "Length of the log"),
            pgettext("document", "%(count)s entries, head at height %(height)s")
            % {"count": drawn_up.entry_count, "height": drawn_up.head_height},
        ],
        [
            pgettext("document", "How to check"),
            pgettext(
                "document",
                "These totals were computed again from the log and equal the decision. "
                "A member checks a receipt against this head.",
            ),
        ],
    ]
