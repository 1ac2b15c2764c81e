"""What every change of a running loan asks of it."""

from collections.abc import Sequence
from datetime import date

from lending.domain.dates import add_months
from lending.domain.fund_errors import WrongState
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.wrong_terms import WrongTerms
from lending.models import Loan

_TOO_LATE = gettext_noop(
    "The last instalment would fall due on %(last)s; between companies a loan ends before %(end)s (%(source)s)."
)
# What is called in is due, whole: it is paid, or called back first.
CHANGEABLE = (Loan.State.ACTIVE, Loan.State.IN_ARREARS)
LEGAL_MONTHS, LEGAL_SOURCE = 36, "CMF L511-6, 3 bis"


def require_changeable(loan: Loan) -> None:
    """:raises WrongState: it is not running, or is called in."""
    if loan.state not in CHANGEABLE:
        raise WrongState(subject=loan.reference, state=loan.state, needed=Loan.State.ACTIVE)


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
