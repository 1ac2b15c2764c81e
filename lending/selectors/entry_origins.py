"""Which act of the fund wrote an entry, and how that act is undone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from ledger.domain.origin import EventReference, Origin
from ledger.selectors.entries import PostedEntry
from lending.domain.sentences import gettext_noop
from lending.models import Event, Fund, InterestAccrual, Recovery, Repayment, Transfer, WriteOff

# Kind of entry → how its act is undone.
UNDO = {
    "placement": gettext_noop("Record a notice on the placement and pay it back."),
    "withdrawal": gettext_noop("Record the amount as a new placement."),
    "reservation": gettext_noop("It ends by itself when the loan is paid out or lapses."),
    "release": gettext_noop("The loan has lapsed: it is asked for again by a new request."),
    "expiry": gettext_noop("The loan has lapsed: it is asked for again by a new request."),
    "disbursement": gettext_noop("A payment is not taken back: the borrower repays early."),
    "interest": gettext_noop("Interest follows the receipts: reverse or record the receipt, and it is reckoned again."),
    "accrual": gettext_noop("Interest follows the receipts: reverse or record the receipt, and it is reckoned again."),
    "repayment": gettext_noop("Reverse the receipt from the page of its loan."),
    "consolidation": gettext_noop("The committee voted it: another schedule asks for another decision."),
    "contribution": gettext_noop("It goes back at the end of the loan, from the page of the loan."),
    "contribution_returned": gettext_noop("Take the return back from the page of its loan."),
    "guarantee_payment": gettext_noop("Reverse the receipt from the page of its loan."),
    "sponsor_payment": gettext_noop("Reverse the receipt from the page of its loan."),
    "loss": gettext_noop("Take the write-off back from the page of its loan."),
    "recovery": gettext_noop("Reverse the recovery from the page of its loan."),
    "late_interest": gettext_noop(
        "Waive it from the page of its loan, or reverse the receipt that made it be charged."
    ),
    "indemnity": gettext_noop("Reverse the early repayment from the page of its loan."),
    "fee": gettext_noop("Waive it from the page of its loan."),
    "refund": gettext_noop("Money given back is not taken back: the borrower pays again."),
    "waiver": gettext_noop("Reverse the waiver from the page of its loan."),
    "transfer": gettext_noop("The part is handed back by another transfer, the other way."),
    "reversal": gettext_noop("It undoes an act already: do the act again."),
}
ANY_OTHER = gettext_noop("Undo the act that wrote it.")
# Kind of thing and of entry → the event of the act. What the system does on its day alone leaves none.
WROTE = {
    ("loan", "reservation"): "agree_loan",
    ("loan", "release"): "lapse_loan",
    ("loan", "disbursement"): "disburse_loan",
    ("placement", "placement"): "place_treasury",
    ("withdrawal", "withdrawal"): "pay_withdrawal",
    ("repayment", "repayment"): "repay_loan",
    ("repayment", "consolidation"): "take_over_loan",
    ("repayment", "waiver"): "waive_dues",
    ("repayment", "reversal"): "reverse_repayment",
    ("repayment", "guarantee_payment"): "repay_loan",
    ("repayment", "sponsor_payment"): "repay_loan",
    ("loan", "contribution"): "disburse_loan",
    ("loan", "contribution_returned"): "return_contribution",
    ("loan", "reversal"): "take_return_back",
    ("write_off", "loss"): "write_off_loan",
    ("write_off", "reversal"): "reverse_write_off",
    ("recovery", "recovery"): "record_recovery",
    ("recovery", "reversal"): "reverse_recovery",
    ("transfer", "transfer"): "transfer_participation",
    ("transfer", "reversal"): "replay_acts",
    ("accrual", "interest"): "repay_loan",
    ("accrual", "accrual"): "repay_loan",
    ("accrual", "reversal"): "reverse_repayment",
}
THINGS = frozenset(thing for thing, _kind in WROTE)
BY_HAND = "reverse_entry"


@dataclass(frozen=True, slots=True)
class _Named:
    """What an entry's source names, and the loan and the repayment behind it."""

    thing: str
    id: UUID
    loan: UUID | None = None
    repayment: UUID | None = None

    @property
    def about(self) -> tuple[tuple[str, UUID], ...]:
        behind = [(self.thing, self.id)] if self.thing != "accrual" else []
        return (*behind, *([("loan", self.loan)] if self.loan and self.thing != "loan" else []))

    @property
    def subject(self) -> UUID:
        return self.loan or self.id


def origins(*, book: str, entries: Sequence[PostedEntry]) -> dict[UUID, Origin]:
    """Give the origin of the entries of a fund's book that its acts wrote, and of reversals by hand; four queries."""
    fund = Fund.objects.filter(book=book).first()
    if fund is None:
        return {}
    named = _named(fund, entries)
    events = _events(fund, named.values(), [entry.id for entry in entries])
    found = {}
    for entry in entries:
        if by_hand := events.get((BY_HAND, str(entry.id))):
            found[entry.id] = Origin(event=by_hand)
        elif one := named.get(entry.id):
            found[entry.id] = Origin(one.about, _event_of(entry, one, events), UNDO.get(entry.kind, ANY_OTHER))
    return found


def _named(fund: Fund, entries: Sequence[PostedEntry]) -> dict[UUID, _Named]:
    """An entry without a kind was written by hand, whatever its source says."""
    sources = {entry.id: source for entry in entries if entry.kind and (source := _source(entry.source))}
    ids = {thing: [id_ for other, id_ in sources.values() if other == thing] for thing in THINGS}
    loans = dict(Repayment.objects.filter(fund=fund, pk__in=ids["repayment"]).values_list("pk", "loan_id"))
    accruals = {
        pk: (loan, repayment)
        for pk, loan, repayment in InterestAccrual.objects.filter(fund=fund, pk__in=ids["accrual"]).values_list(
            "pk", "loan_id", "advanced_by"
        )
    }
    losses = {
        thing: dict(model.objects.filter(fund=fund, pk__in=ids[thing]).values_list("pk", "loan_id"))
        for thing, model in (("write_off", WriteOff), ("recovery", Recovery))
    }
    transfers = dict(Transfer.objects.filter(fund=fund, pk__in=ids["transfer"]).values_list("pk", "loan_id"))
    named = {}
    for entry_id, (thing, id_) in sources.items():
        loan, repayment = {
            "loan": (id_, None),
            "repayment": (loans.get(id_), id_),
            "transfer": (transfers.get(id_), None),
            "accrual": accruals.get(id_, (None, None)),
            **{kind: (loans_of.get(id_), None) for kind, loans_of in losses.items()},
        }.get(thing, (None, None))
        named[entry_id] = _Named(thing, id_, loan, repayment)
    return named


def _source(text: str) -> tuple[str, UUID] | None:
    thing, _, number = text.partition(":")
    try:
        return (thing, UUID(number)) if thing in THINGS else None
    except ValueError:
        return None


def _events(fund: Fund, named: Iterable[_Named], entries: Sequence[UUID]) -> Mapping[tuple[str, str], EventReference]:
    """Events by their kind, and by the repayment, the reversal or the thing that they tell of."""
    acts = Q(subject_id__in={one.subject for one in named}, kind__in=set(WROTE.values()))
    by_hand = Q(subject_id=fund.pk, kind=BY_HAND, after__reversal__in=[str(id_) for id_ in entries])
    found = {}
    for event in Event.objects.filter(acts | by_hand, fund=fund).select_related("person").order_by("at", "id"):
        named_by = ("repayment", "transfer", "reversal", "act")
        key = next((event.after[name] for name in named_by if event.after.get(name)), "")
        key = key or str(event.subject_id)
        person = event.person.name if event.person else ""
        found[event.kind, key] = EventReference(event.id, event.kind, event.at, person)
    return found


def _event_of(
    entry: PostedEntry, one: _Named, events: Mapping[tuple[str, str], EventReference]
) -> EventReference | None:
    kind = WROTE.get((one.thing, entry.kind), "")
    told_by = one.repayment if one.thing in ("repayment", "accrual") else one.id
    return events.get((kind, str(told_by)))
