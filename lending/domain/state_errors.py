"""What a life refuses: a move that its table does not have."""

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop


class MoveNotAllowed(LendingError):
    """The table of moves has no way from one state to the other."""

    code = "move-not-allowed"
    title = gettext_noop("This cannot be done at this stage")
    sentence = gettext_noop("From %(current)s one does not go to %(asked)s; possible: %(possible)s.")


class AlreadyPaidOut(LendingError):
    """A loan is paid out once; what is drawn later has an act of its own."""

    code = "already-paid-out"
    title = gettext_noop("This loan is paid out")
    sentence = gettext_noop("%(loan)s was paid out on %(date)s: look at its page before paying anything again.")


class AgreementLapsed(LendingError):
    """Nobody drew the loan while the decision of the committee held."""

    code = "agreement-lapsed"
    title = gettext_noop("This agreement has lapsed")
    sentence = gettext_noop("%(loan)s was not paid out in time and has lapsed: a new request is needed.")
