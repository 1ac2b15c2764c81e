"""What every change of a running loan asks of it."""

from collections.abc import Sequence
from datetime import date

from lending.domain.dates import add_months
from lending.domain.fund_errors import WrongState
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.wish import ChangeKind, Undrawn, Wish
from lending.domain.wrong_terms import WrongTerms
from lending.models import Loan, Tranche
from lending.selectors.tranches import still_to_draw, tranches_of

_TOO_LATE = gettext_noop(
    "The last instalment would fall due on %(last)s; between companies a loan ends before %(end)s (%(source)s)."
)
_STILL_TO_DRAW = gettext_noop(
    "%(amount)s of %(loan)s are still to be drawn: say whether they are kept, to be drawn as voted, or given up."
)
_ENDS_UNDRAWN = gettext_noop(
    "%(loan)s ends with the consolidation, and %(amount)s of it are still to be drawn: they can only be given up."
)
# What is called in is due, whole: it is paid, or called back first.
CHANGEABLE = (Loan.State.ACTIVE, Loan.State.IN_ARREARS)
LEGAL_MONTHS, LEGAL_SOURCE = 36, "CMF L511-6, 3 bis"


def require_changeable(loan: Loan) -> None:
    """Only what runs is changed.

    :raises WrongState: it is not running, or is called in.
    """
    if loan.state not in CHANGEABLE:
        raise WrongState(subject=loan.reference, state=loan.state, needed=Loan.State.ACTIVE)


def require_said_of_undrawn(loan: Loan, wish: Wish) -> tuple[Tranche, ...]:
    """A change is of what is drawn; of the rest it says whether it may still be drawn.

    :returns: the drawdowns that are still to come.
    :raises WrongTerms: it does not say so; or keeps them for a loan that ends, since another one takes it over.
    """
    waiting = tuple(tranche for tranche in tranches_of(loan) if tranche.state == Tranche.State.WAITING)
    if not waiting:
        return ()
    told = {"amount": still_to_draw(loan), "loan": loan.reference}
    if wish.undrawn is None:
        raise WrongTerms({"undrawn": Sentence(_STILL_TO_DRAW, told)})
    if wish.kind is ChangeKind.CONSOLIDATION and wish.undrawn is Undrawn.KEPT:
        raise WrongTerms({"undrawn": Sentence(_ENDS_UNDRAWN, told)})
    return waiting


def require_legal_end(loans: Sequence[Loan], *, last: date) -> None:
    """Where members lend each other directly, the whole ends in less than three years from the first payment.

    :raises WrongTerms: it would not.
    """
    paid_out = [loan.disbursed_on for loan in loans if loan.disbursed_on is not None]
    if not loans[0].fund.members_hold_cash or not paid_out:
        return
    end = add_months(min(paid_out), LEGAL_MONTHS)
    if last >= end:
        values = {"last": last.isoformat(), "end": end.isoformat(), "source": LEGAL_SOURCE}
        raise WrongTerms({"instalments": Sentence(_TOO_LATE, values)})
