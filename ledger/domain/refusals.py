"""Why an entry is not posted: stable codes, in their order of precedence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.domain.errors import gettext_noop


@dataclass(frozen=True, slots=True)
class Refusal:
    """A code that never changes and the sentence that explains it."""

    code: str
    sentence: str


CREATED = Refusal("created", gettext_noop("Posted."))
DIFFERENT_REQUEST = Refusal(
    "exists_with_different_request",
    gettext_noop("This key was already used for a different request: nothing was changed, use a new key."),
)

# An entry that breaks several rules is given the first one.
REFUSALS = (
    Refusal("entry_exists", gettext_noop("An entry %(entry)s exists already: give the new one an id of its own.")),
    Refusal("account_unknown", gettext_noop("There is no account %(account)s: open it first.")),
    Refusal("account_closed", gettext_noop("The account %(account)s is closed: use another one.")),
    Refusal("account_frozen", gettext_noop("The account %(account)s is frozen: unfreeze it or use another one.")),
    Refusal(
        "currency_mismatch",
        gettext_noop(
            "The account %(account)s is kept in %(currency)s, the amount is in %(asked)s: use an account "
            "of that currency."
        ),
    ),
    Refusal(
        "period_closed",
        gettext_noop(
            "%(effective_on)s is in the closed period %(starts_on)s to %(ends_on)s: date the entry in the open one, "
            "from %(open_from)s on."
        ),
    ),
    Refusal(
        "reversed_unknown",
        gettext_noop("There is no entry %(reverses)s in this book to reverse: take the id of one of its entries."),
    ),
    Refusal("already_reversed", gettext_noop("The entry %(reverses)s is reversed already; an entry is reversed once.")),
    Refusal(
        "not_reversible",
        gettext_noop("The entry %(reverses)s holds a reservation: settle or void it instead of reversing it."),
    ),
    Refusal(
        "pending_unknown",
        gettext_noop(
            "There is no reservation %(pending)s in this book: take the entry and the line of one that is open."
        ),
    ),
    Refusal(
        "pending_resolved",
        gettext_noop(
            "The reservation %(pending)s is settled or voided already: nothing of it is left, "
            "post anew what is still to be moved."
        ),
    ),
    Refusal(
        "pending_expired",
        gettext_noop(
            "The reservation %(pending)s lapsed on %(expires_on)s: date what settles it before that day, or post anew."
        ),
    ),
    Refusal(
        "pending_mismatch",
        gettext_noop(
            "The reservation %(pending)s is between other accounts, or of another amount: it holds %(held)s; "
            "settle at most that, void just that, between its own accounts."
        ),
    ),
    Refusal(
        "balance_overflow",
        gettext_noop(
            "The account %(account)s cannot be debited or credited more than 2⁶³−1 minor units in all: "
            "lower the amount."
        ),
    ),
    Refusal(
        "floor_reached",
        gettext_noop(
            "The account %(account)s has %(available)s available and its floor is %(floor)s; %(asked)s were asked: "
            "lower the amount."
        ),
    ),
    Refusal(
        "batch_refused",
        gettext_noop(
            "Nothing is wrong with this entry, but another one of its batch was refused: "
            "correct that one and send them all again."
        ),
    ),
)
BY_CODE = {refusal.code: refusal for refusal in (CREATED, DIFFERENT_REQUEST, *REFUSALS)}

OPEN_UNTIL = gettext_noop(
    "%(effective_on)s is in the closed period %(starts_on)s to %(ends_on)s: date the entry in the open one, "
    "%(open_from)s to %(open_until)s."
)
# Answers are remembered: one of before the open period was told still has its sentence.
OPEN_SOMEWHERE = gettext_noop(
    "%(effective_on)s is in the closed period %(starts_on)s to %(ends_on)s: date the entry in an open one."
)


def sentence_for(code: str, values: Mapping[str, Any]) -> str:
    """Give the sentence of a code that these values can fill; to be translated, then filled."""
    if code == "period_closed" and "open_from" not in values:
        return OPEN_SOMEWHERE
    if code == "period_closed" and values["open_until"] is not None:
        return OPEN_UNTIL
    return BY_CODE[code].sentence
