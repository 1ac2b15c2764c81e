"""How a state is said: a word, a tone and an icon, never a colour alone."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from lending.models import Ballot, Consultation, Loan, LoanRequest, TransferProposal
from lending.selectors.sponsors import Standing

Tone = Literal["quiet", "active", "awaits", "late", "settled"]


@dataclass(frozen=True)
class State:
    """What `<c-state>` shows."""

    word: Promise | str
    tone: Tone
    icon: str


_R, _L, _C, _T = LoanRequest.State, Loan.State, Consultation.State, TransferProposal.State

REQUEST: dict[str, State] = {
    _R.DRAFT: State(pgettext_lazy("request", "draft"), "quiet", "pen"),
    _R.SUBMITTED: State(pgettext_lazy("request", "submitted"), "active", "arrow"),
    _R.UNDER_REVIEW: State(pgettext_lazy("request", "under review"), "active", "clock"),
    _R.IN_VOTE: State(pgettext_lazy("request", "vote under way"), "awaits", "vote"),
    _R.APPROVED: State(pgettext_lazy("request", "approved"), "settled", "check"),
    _R.REJECTED: State(pgettext_lazy("request", "refused"), "late", "cross"),
    _R.WITHDRAWN: State(pgettext_lazy("request", "withdrawn"), "quiet", "dash"),
    _R.LAPSED: State(pgettext_lazy("request", "lapsed"), "quiet", "clock"),
}
LOAN: dict[str, State] = {
    _L.AGREED: State(pgettext_lazy("loan", "agreed, to be paid out"), "awaits", "hand"),
    _L.ACTIVE: State(pgettext_lazy("loan", "running"), "active", "arrow"),
    _L.IN_ARREARS: State(pgettext_lazy("loan", "late"), "late", "alert"),
    _L.DEFAULTED: State(pgettext_lazy("loan", "called in"), "late", "alert"),
    _L.WRITTEN_OFF: State(pgettext_lazy("loan", "written off"), "late", "cross"),
    _L.OVERPAID: State(pgettext_lazy("loan", "overpaid, to be given back"), "awaits", "hand"),
    _L.CLOSED: State(pgettext_lazy("loan", "repaid"), "settled", "check"),
    _L.LAPSED: State(pgettext_lazy("loan", "lapsed"), "quiet", "clock"),
}
CONSULTATION: dict[str, State] = {
    _C.OPEN: State(pgettext_lazy("vote", "open"), "awaits", "vote"),
    _C.ADOPTED: State(pgettext_lazy("vote", "adopted"), "settled", "check"),
    _C.REJECTED: State(pgettext_lazy("vote", "rejected"), "late", "cross"),
    _C.NO_QUORUM: State(pgettext_lazy("vote", "no quorum"), "quiet", "dash"),
    _C.WITHDRAWN: State(pgettext_lazy("vote", "withdrawn"), "quiet", "dash"),
    _C.VOIDED: State(pgettext_lazy("vote", "void"), "quiet", "cross"),
}
TRANSFER: dict[str, State] = {
    _T.PROPOSED: State(pgettext_lazy("transfer", "offered"), "awaits", "hand"),
    _T.ACCEPTED: State(pgettext_lazy("transfer", "accepted, to be booked"), "awaits", "clock"),
    _T.BOOKED: State(pgettext_lazy("transfer", "booked"), "settled", "check"),
    _T.DECLINED: State(pgettext_lazy("transfer", "declined"), "quiet", "cross"),
    _T.TAKEN_BACK: State(pgettext_lazy("transfer", "taken back"), "quiet", "dash"),
}
GUARANTEE: dict[str, State] = {
    Standing.TO_ACCEPT: State(pgettext_lazy("guarantee", "to be accepted"), "awaits", "hand"),
    Standing.IN_FORCE: State(pgettext_lazy("guarantee", "in force"), "active", "check"),
    Standing.CALLED: State(pgettext_lazy("guarantee", "called, to be paid"), "late", "alert"),
    Standing.PAID: State(pgettext_lazy("guarantee", "called and paid"), "settled", "check"),
    Standing.RELEASED: State(pgettext_lazy("guarantee", "released"), "quiet", "dash"),
}
CHOICE: dict[str, Promise | str] = {
    Ballot.Choice.FOR: pgettext_lazy("ballot", "for"),
    Ballot.Choice.AGAINST: pgettext_lazy("ballot", "against"),
    Ballot.Choice.ABSTAIN: pgettext_lazy("ballot", "abstention"),
}
