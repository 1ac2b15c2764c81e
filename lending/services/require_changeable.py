"""What every change of a running loan asks of it."""

from collections.abc import Sequence
from datetime import date

from lending.domain.dates import add_months
from lending.domain.fund_errors import WrongState
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.tranche_errors import StillToDraw
from lending.domain.wrong_terms import WrongTerms
from lending.models import Loan
from lending.selectors.tranches import still_to_draw

_TOO_LATE = gettext_noop(
    "The last instalment would fall due on %(last)s; between companies a loan ends before %(end)s (%(source)s)."
)
# What is called in is due, whole: it is paid, or called back first.
CHANGEABLE = (Loan.State.ACTIVE, Loan.State.IN_ARREARS)
LEGAL_MONTHS, LEGAL_SOURCE = 36, "CMF L511-6, 3 bis"


def require_changeable(loan: Loan) -> None:
    """A further drawdown makes the schedule be reckoned again from the terms, and so comes before a change of it.

    :raises WrongState: it is not running, or is called in.
    :raises StillToDraw: a part of it is neither drawn nor given up.
    """
    if loan.state not in CHANGEABLE:
        raise WrongState(subject=loan.reference, state=loan.state, needed=Loan.State.ACTIVE)
    if (left := still_to_draw(loan)).amount:
        raise StillToDraw(amount=left, loan=loan.reference)


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
