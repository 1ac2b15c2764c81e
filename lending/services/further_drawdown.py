"""A further drawdown among the acts of a loan's life: done, undone, done again."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from uuid6 import uuid7

from lending.domain.sentences import Sentence, gettext_noop
from lending.models import Drawdown, Instalment, Loan, Tranche
from lending.selectors.amounts import as_money
from lending.selectors.drawdown import drawdown_plan
from lending.services.act_kind import ActKind, Place, Replaying
from lending.services.lend_tranche import lend_tranche, take_tranche_back
from lending.services.recognise_interest import cut_interest
from lending.services.store_schedule import add_version, copy_of, store_instalments, take_back_version
from members.models import Person

REASON = "drawdown"


def draw(tranche: Tranche, *, on: date, person: Person, id: UUID, replays: Drawdown | None = None) -> Drawdown:  # noqa: A002
    """Pay it on the loan as it is on that day. The caller holds the loan's lock.

    Interest that has run by then is shared by what each has lent before; what runs from then on, with this.

    :raises PaidAhead, ScheduleNotOfTerms, WrongTerms: the schedule cannot be reckoned again.
    """
    loan = tranche.loan
    planned = drawdown_plan(loan, amount=tranche.amount, on=on)
    cut_interest(loan, on=on)
    drawdown = lend_tranche(
        tranche, on=on, fee=as_money(0, loan.fund.currency), person=person, key=f"drawdown:{id}", id=id, replays=replays
    )
    schedule = add_version(loan, reason=REASON, effective_on=on, caused_by=drawdown.pk)
    kept = [copy_of(row, schedule) for row in planned.kept]
    for row in kept:
        # Interest that a vote moved to a day still to come: more is left on that day.
        if row.due_on > on:
            row.outstanding += tranche.amount
    Instalment.objects.bulk_create(kept)
    store_instalments(schedule, planned.rows, currency=loan.fund.currency)
    loan.terms = planned.terms
    loan.save(update_fields=["terms"])
    return drawdown


def _rows(loan: Loan, place: Place) -> QuerySet[Drawdown]:
    """The first one begins the loan's life: nothing comes before it."""
    after = Q(drawn_on__gt=place.day)
    if place.id is not None:
        after |= Q(drawn_on=place.day, id__gt=place.id)
    standing = loan.drawdowns.filter(after, reversed_on__isnull=True, tranche__number__gt=1)
    return standing.select_related("fund", "tranche", "drawn_by")


def _undo(loan: Loan, row: Drawdown, by: Replaying) -> None:
    row.tranche.loan = loan
    take_tranche_back(row, reason=by.words)
    take_back_version(loan, caused_by=row.pk, on=row.drawn_on)
    loan.terms = {**loan.terms, "drawdowns": loan.terms["drawdowns"][:-1]}
    loan.save(update_fields=["terms"])


def _redo(loan: Loan, row: Drawdown, by: Replaying) -> Drawdown:
    tranche = Tranche.objects.get(pk=row.tranche_id)
    tranche.loan = loan
    return draw(tranche, on=row.drawn_on, person=row.drawn_by, id=uuid7(), replays=row)


DRAWDOWN = ActKind(Sentence(gettext_noop("The drawdown")), _rows, lambda row: row.drawn_on, _undo, _redo)
