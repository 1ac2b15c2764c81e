"""The minutes as JSON-ready data."""

from typing import Any

from lending.models import RequestVersion
from lending.selectors.change_comparison import change_of
from lending.statements.minutes import MinutedSeat, Minutes
from lending.statements.tables import plain_amount


def minutes_json(drawn_up: Minutes) -> dict[str, Any]:
    """Everything the minutes say: codes, ISO instants, the same in every language; what is needed to check the log."""
    consultation, decision = drawn_up.consultation, drawn_up.decision
    version = consultation.request_version
    return {
        "fund": {
            "slug": consultation.fund.slug,
            "name": consultation.fund.name,
            "is_demo": consultation.fund.is_demo,
        },
        "request": {
            "reference": version.request.reference,
            "version": version.version,
            "borrower": version.request.membership.cooperative.name,
            "amount": plain_amount(version.amount),
            "currency": str(version.amount.currency),
            "purpose": version.purpose,
            "sha256": decision.request_sha256,
            "kind": version.request.kind,
            "changes": _changes(version),
        },
        "opens_at": consultation.opens_at.isoformat(),
        "closes_at": consultation.closes_at.isoformat(),
        "closed_early_at": consultation.closed_early_at.isoformat() if consultation.closed_early_at else None,
        "decided_at": decision.decided_at.isoformat(),
        "expires_on": decision.expires_on.isoformat(),
        "rule": drawn_up.rule.to_dict(),
        "overrides": [override.to_dict() for override in drawn_up.overrides],
        "outcome": drawn_up.outcome.to_dict(),
        "seats": [_seat(seat) for seat in drawn_up.seats],
        "books": {"seal": drawn_up.books.seal, "head": drawn_up.books.head} if drawn_up.books else None,
        "log": {"entries": drawn_up.entry_count, "head_height": drawn_up.head_height, "head": drawn_up.head},
    }


def _changes(version: RequestVersion) -> dict[str, Any] | None:
    """Which running loans were to change, and what that does to the interest."""
    change = change_of(version)
    if change is None:
        return None
    return {
        "loans": [loan.reference for loan in change.loans],
        "on": change.on.isoformat(),
        "past_dues": change.past_dues,
        "old_interest": plain_amount(change.old_interest),
        "new_interest": plain_amount(change.new_interest),
        "instalments": [
            {
                "due_on": row.due_on.isoformat(),
                "principal": plain_amount(row.principal),
                "interest": plain_amount(row.interest),
            }
            for row in change.new
        ],
    }


def _seat(seat: MinutedSeat) -> dict[str, Any]:
    return {
        "seat": seat.seat,
        "person": seat.person,
        "cooperative": seat.cooperative,
        "is_chair": seat.is_chair,
        "presence": str(seat.presence),
        "recusal": {"kind": seat.recusal_kind, "reason": seat.recusal_reason} if seat.recusal_kind else None,
        "choice": str(seat.choice) if seat.choice else None,
        "reason": seat.reason,
        "cast_at": seat.cast_at.isoformat() if seat.cast_at else None,
    }
