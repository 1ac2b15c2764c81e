"""What can be wrong with a question or an order given to the ledger."""

from collections.abc import Mapping
from typing import Self

from ledger.domain.reasons import Name


def gettext_noop(text: str) -> str:
    """Mark a sentence for translation; it is translated where it is shown."""
    return text


class LedgerError(Exception):
    """Base of all errors of the ledger: a stable code, a title, and a sentence filled with the values."""

    code = "ledger-error"
    title = gettext_noop("The ledger refused")
    sentence = gettext_noop("The ledger refused.")

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.sentence % values)


class UnknownBook(LedgerError):
    code = "unknown-book"
    title = gettext_noop("Unknown book")
    sentence = gettext_noop("There is no book %(book)s.")


class UnknownAccount(LedgerError):
    code = "unknown-account"
    title = gettext_noop("Unknown account")
    sentence = gettext_noop("The book %(book)s has no account %(account)s: open it first.")


class UnknownEntry(LedgerError):
    code = "unknown-entry"
    title = gettext_noop("Unknown entry")
    sentence = gettext_noop("The book %(book)s has no entry %(entry)s.")


class EntryNotSealed(LedgerError):
    code = "entry-not-sealed"
    title = gettext_noop("The entry is not sealed yet")
    sentence = gettext_noop("The entry %(entry)s of the book %(book)s is not sealed yet: try again in a few minutes.")


class UnknownSeal(LedgerError):
    code = "unknown-seal"
    title = gettext_noop("Unknown seal")
    sentence = gettext_noop("The book %(book)s has no seal %(number)s: it has %(count)s so far, counted from 1.")


class BookDiffers(LedgerError):
    code = "book-differs"
    title = gettext_noop("The book exists and differs")
    sentence = gettext_noop("The book %(book)s is already open with another name, currency or time zone.")


class AccountDiffers(LedgerError):
    code = "account-differs"
    title = gettext_noop("The account exists and differs")
    sentence = gettext_noop(
        "The account %(account)s is already open as “%(name)s”, of nature %(nature)s, in %(currency)s: "
        "ask for the same, floor and parent included, or take another code."
    )


class AccountNotEmpty(LedgerError):
    code = "account-not-empty"
    title = gettext_noop("The account is not empty")
    sentence = gettext_noop(
        "The account %(account)s still holds %(balance)s, and %(reserved)s are reserved on it: "
        "bring both to zero before closing it."
    )


class FloorAboveBalance(LedgerError):
    code = "floor-above-balance"
    title = gettext_noop("The floor is above the balance")
    sentence = gettext_noop(
        "The account %(account)s has %(available)s available, less than the floor of %(floor)s asked for: "
        "choose a lower one."
    )


class UnknownPeriod(LedgerError):
    code = "unknown-period"
    title = gettext_noop("Unknown period")
    sentence = gettext_noop(
        "The book %(book)s has no period from %(starts_on)s to %(ends_on)s: "
        "name one as it was opened, or open this one first."
    )


class PeriodOverlaps(LedgerError):
    code = "period-overlaps"
    title = gettext_noop("The period overlaps another")
    sentence = gettext_noop(
        "%(starts_on)s to %(ends_on)s overlaps another period of the book %(book)s: choose other days."
    )


class InvalidPeriod(LedgerError):
    code = "invalid-period"
    title = gettext_noop("The period runs backwards")
    sentence = gettext_noop("%(starts_on)s is after %(ends_on)s: a period ends on the day it starts, or later.")


class InvalidAccount(LedgerError):
    code = "invalid-account"
    title = gettext_noop("The account cannot be opened")
    sentence = gettext_noop("Account %(account)s: %(reason)s.")


class InvalidEntry(LedgerError):
    """Entry and line are counted from 1; line 0 is the entry itself, entry 0 the call.

    `fields` says why of each wrong field by its path in the call, as far as they were looked for.
    """

    code = "invalid-entry"
    title = gettext_noop("The entry cannot be written down")
    sentence = gettext_noop("Entry %(entry)s, line %(line)s, %(field)s: %(reason)s.")
    of_entry = gettext_noop("Entry %(entry)s, %(field)s: %(reason)s.")
    of_call = gettext_noop("%(field)s: %(reason)s.")

    def __init__(self, *, entry: int, line: int, field: str, reason: str, **values: object) -> None:
        if line == 0:
            self.sentence = self.of_entry if entry else self.of_call
        self.fields = {_path(entry, line, field): reason}
        super().__init__(entry=entry, line=line, field=Name(field), reason=reason, **values)


def _path(entry: int, line: int, field: str) -> str:
    """`entries[0].postings[1].amount`, as the call writes it: places are counted from 0."""
    places = [f"entries[{entry - 1}]"] * (entry > 0) + [f"postings[{line - 1}]"] * (line > 0)
    return ".".join([*places, field] if field not in ("entry", "posting") or not places else places)


class InvalidAmount(InvalidEntry):
    code = "invalid-amount"
    title = gettext_noop("The amount cannot be written down")
    sentence = gettext_noop("Entry %(entry)s, line %(line)s: %(amount)s is refused, %(reason)s.")
    alone = gettext_noop("%(amount)s is refused, %(reason)s.")

    @classmethod
    def of_fields(cls, wrong: Mapping[str, tuple[object, str]]) -> Self:
        """Of amounts that are asked for by name, each with why; the first is told, all are named."""
        (amount, reason), *_others = wrong.values()
        error = cls(entry=1, line=0, field=next(iter(wrong)), amount=amount, reason=reason)
        error.sentence = cls.alone
        error.fields = {field: why for field, (_amount, why) in wrong.items()}
        return error


class BatchTooLarge(LedgerError):
    code = "batch-too-large"
    title = gettext_noop("Too much in one call")
    sentence = gettext_noop(
        "One call holds at most %(maximum)s %(what)s; %(given)s were given: cut it into several calls."
    )


class MissingIdempotencyKey(LedgerError):
    code = "missing-idempotency-key"
    title = gettext_noop("An idempotency key is needed")
    sentence = gettext_noop("Send an Idempotency-Key of 1 to %(maximum)s characters, the same one when you try again.")


class IdempotencyKeyReused(LedgerError):
    code = "idempotency-key-reused"
    title = gettext_noop("The key was used for another request")
    sentence = gettext_noop(
        "The key %(key)s was already used for a different request: nothing was changed, use a new key."
    )


class PostingRefused(LedgerError):
    """`outcomes` holds one outcome an entry; `reason` is the sentence of the first refusal.

    `is_replay` where it was refused by an earlier call under the same key.
    """

    is_replay = False

    code = "posting-refused"
    title = gettext_noop("The entries were refused")
    sentence = gettext_noop("%(reason)s")


class InvalidCursor(LedgerError):
    code = "invalid-cursor"
    title = gettext_noop("The cursor cannot be read")
    sentence = gettext_noop("The cursor %(cursor)s cannot be read: take the one that the previous page gave.")


class NotPermitted(LedgerError):
    code = "ledger-not-permitted"
    title = gettext_noop("You may not do this")
    sentence = gettext_noop("You may not do this in the book %(book)s: ask somebody who keeps it.")


class EntryBelongsToAnAct(LedgerError):
    """`undo` says how the act is undone where it was done."""

    code = "entry-belongs-to-an-act"
    title = gettext_noop("The entry belongs to an act")
    sentence = gettext_noop("Reversing this entry alone would leave the books without the act that wrote it. %(undo)s")
