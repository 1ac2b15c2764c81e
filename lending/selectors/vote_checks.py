"""What must be true of votes; `verify_ledger` asks it with the rules of the books."""

from collections.abc import Iterator
from typing import Any

from ledger.selectors.checks import Breach
from lending.domain.chain import verify_chain
from lending.domain.recount import recount
from lending.models import Consultation, Decision, Fund, LogEntry
from lending.selectors.book_checks import each_fund


def _votes(fund: Fund) -> Iterator[Breach]:
    """The log of a consultation is unbroken up to its decision, and counting it again gives that decision."""
    consultations = Consultation.objects.filter(fund=fund).order_by("id")
    for consultation in consultations:
        log = list(LogEntry.objects.filter(consultation=consultation).order_by("height"))
        decision = Decision.objects.filter(consultation=consultation).first()
        heads = [(entry.height, entry.sha256) for entry in log if decision and entry.type == "closed"]
        height = verify_chain(log, heads)
        if height is not None:
            yield Breach(
                fund.book, f"consultation {consultation.pk}", f"its log is not what it was from height {height}"
            )
        elif decision and decision.log_head not in {head for _, head in heads}:
            yield Breach(fund.book, f"consultation {consultation.pk}", "its log does not hold the head of the decision")
        elif decision and str(recount(log).result) != decision.outcome:
            yield Breach(fund.book, f"consultation {consultation.pk}", f"its log does not lead to {decision.outcome}")
        elif decision and decision.overrides != _overrides_voted(log, decision):
            yield Breach(fund.book, f"consultation {consultation.pk}", "its decision overrides what was not voted on")


def _overrides_voted(log: list[LogEntry], decision: Decision) -> list[dict[str, Any]]:
    """What the log says the vote was asked to let be exceeded, where it was adopted."""
    if decision.outcome != Decision.Outcome.ADOPTED:
        return []
    return next((entry.payload.get("overrides", []) for entry in log if entry.type == "opened"), [])


CHECKS = (each_fund("votes-lead-to-decisions", "The log of a vote is unbroken, and leads to its decision.", _votes),)
