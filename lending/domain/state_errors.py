"""What a life refuses: a move that its table does not have."""

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop


class MoveNotAllowed(LendingError):
    """The table of moves has no way from one state to the other."""

    code = "move-not-allowed"
    title = gettext_noop("This cannot be done at this stage")
    sentence = gettext_noop("From %(current)s one does not go to %(asked)s; possible: %(possible)s.")
