"""What a life refuses: a move that its table does not have."""

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop


class MoveNotAllowed(LendingError):
    """The table of moves has no way from one state to the other; told by what is done, not by names of states."""

    code = "move-not-allowed"
    title = gettext_noop("This cannot be done at this stage")
    sentence = gettext_noop("It is %(current)s: nobody can %(act)s at this stage. What can be done: %(ways)s.")


class NotInDefault(MoveNotAllowed):
    """What is lost is what a loan in default leaves: its borrower is asked for everything first.

    The same code as every move that a life does not have.
    """

    sentence = gettext_noop(
        "%(subject)s is %(state)s: a loan is written off once it is called in, and only once. Call it in first if it "
        "is late."
    )


class FirstDueDayPassed(LendingError):
    """A due date that was voted does not move: money that leaves on that day or later has missed it."""

    code = "first-due-day-passed"
    title = gettext_noop("The first due date comes before the money")
    sentence = gettext_noop(
        "The first instalment of %(subject)s was voted for %(due_on)s, and the day given is %(date)s: the money leaves "
        "before that day, or its borrower asks again, with later due dates."
    )


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
