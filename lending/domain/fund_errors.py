"""What the fund refuses: each with the rule, the values and the way out."""

from collections.abc import Mapping

from lending.domain.errors import LendingError
from lending.domain.sentences import Sentence, gettext_noop


class NotAllowed(LendingError):
    code = "not-allowed"
    title = gettext_noop("You may not do this")
    sentence = gettext_noop("This asks for another role (%(needed)s): ask somebody who has it.")


class FourHands(LendingError):
    code = "four-hands"
    title = gettext_noop("Somebody else must do this")
    sentence = gettext_noop("%(person)s already took part in this loan (%(part)s): another treasurer must do this.")


class WrongState(LendingError):
    code = "wrong-state"
    title = gettext_noop("Not at this stage")
    sentence = gettext_noop("%(subject)s is %(state)s; this can be done when it is %(needed)s.")


class RulesNotMet(LendingError):
    code = "rules-not-met"
    title = gettext_noop("A ceiling of the fund is exceeded")
    sentence = gettext_noop("%(reasons)s Possible now: at most %(possible)s.")


class BookingRefused(LendingError):
    code = "booking-refused"
    title = gettext_noop("The books refuse this")
    sentence = gettext_noop("%(reason)s")


class WrongAmount(LendingError):
    code = "wrong-amount"
    title = gettext_noop("This amount is not possible")
    sentence = gettext_noop("%(amount)s was given; it must be between %(minimum)s and %(maximum)s.")


class WrongDate(LendingError):
    code = "wrong-date"
    title = gettext_noop("This date is not possible")
    sentence = gettext_noop("%(date)s was given; it must be on or after %(earliest)s.")


class DateInFuture(LendingError):
    code = "date-in-future"
    title = gettext_noop("This date is in the future")
    sentence = gettext_noop("%(date)s was given; what happened is recorded on %(today)s at the latest.")


class NoticeNotOver(LendingError):
    code = "notice-not-over"
    title = gettext_noop("The notice is still running")
    sentence = gettext_noop("Notice was given on %(requested_on)s; payment is possible from %(payable_on)s.")


class NotFirstInQueue(LendingError):
    code = "not-first-in-queue"
    title = gettext_noop("Another withdrawal is first")
    sentence = gettext_noop(
        "This member asked %(amount)s back on %(requested_on)s, payable from %(payable_on)s: pay that withdrawal first."
    )


class CashNotThere(LendingError):
    code = "cash-not-there"
    title = gettext_noop("The cash is not there yet")
    sentence = gettext_noop(
        "%(asked)s were asked back; this member has %(available)s that are neither lent nor reserved: wait until what "
        "is lent comes back."
    )


class MoreThanPlaced(LendingError):
    code = "more-than-placed"
    title = gettext_noop("More than is placed")
    sentence = gettext_noop("%(asked)s were asked; %(available)s of this placement remain: lower the amount.")


class DecisionExpired(LendingError):
    code = "decision-expired"
    title = gettext_noop("The decision has expired")
    sentence = gettext_noop("The committee's decision was valid until %(expires_on)s: make a new request.")


class NotWhatWasVoted(LendingError):
    code = "not-what-was-voted"
    title = gettext_noop("Not what the committee voted on")
    sentence = gettext_noop("The request's hash is %(now)s; the committee voted on %(voted)s: make a new request.")


class PaymentTooLarge(LendingError):
    code = "payment-too-large"
    title = gettext_noop("More than can be allocated")
    sentence = gettext_noop(
        "%(amount)s were given; up to the next instalment %(maximum)s can be paid. "
        "To repay everything early on this date, %(payoff)s."
    )


class NotThePayoff(LendingError):
    code = "not-the-payoff"
    title = gettext_noop("Another amount than it takes")
    sentence = gettext_noop(
        "To repay everything on %(date)s takes %(payoff)s; %(amount)s were given: give that amount, or record a "
        "repayment in part. A receipt that is booked already is reversed, then recorded as what it pays now."
    )


class CannotReplay(LendingError):
    code = "cannot-replay"
    title = gettext_noop("What came later cannot be done again")
    sentence = gettext_noop(
        "%(act)s of %(date)s comes later and would have to be done again; that is not possible: %(reason)s "
        "Nothing was changed."
    )


class KeyUsedForAnother(LendingError):
    code = "idempotency-key-reused"
    title = gettext_noop("This key was used for another request")
    sentence = gettext_noop(
        "Idempotency-Key %(key)s came before with another content: use a new key, or send the first content again."
    )


class KeyMissing(LendingError):
    code = "idempotency-key-missing"
    title = gettext_noop("Idempotency-Key is missing")
    sentence = gettext_noop(
        "This request moves money or votes: send a header Idempotency-Key with a value of your own, "
        "1 to 200 characters."
    )


class KeyInUse(LendingError):
    code = "idempotency-key-in-use"
    title = gettext_noop("The first request with this key is still running")
    sentence = gettext_noop("Idempotency-Key %(key)s is being worked on: ask again in a few seconds with the same key.")


class NotOffered(LendingError):
    code = "not-offered"
    title = gettext_noop("This loan is not offered")
    sentence = gettext_noop("%(product)s is not among the loans this fund offers now: choose one of its list.")


class ProductExists(LendingError):
    code = "product-exists"
    title = gettext_noop("There is such a loan already")
    sentence = gettext_noop(
        "A loan of this fund is, or was, named like “%(name)s”: give this one another name, or change the one there is."
    )


class UnknownLink(LendingError):
    code = "unknown-link"
    title = gettext_noop("This linked cooperative is not known")
    sentence = gettext_noop("%(link)s is no cooperative we know: choose the linked ones from the members.")


class SeatRecused(LendingError):
    code = "seat-recused"
    title = gettext_noop("This seat is recused")
    sentence = gettext_noop("%(person)s is recused (%(reason)s) and casts no ballot.")


class NoSeat(LendingError):
    code = "no-seat"
    title = gettext_noop("You have no seat here")
    sentence = gettext_noop("%(person)s holds no seat in this consultation: seats are those of its opening.")


class AlreadyVoted(LendingError):
    code = "already-voted"
    title = gettext_noop("This seat has voted")
    sentence = gettext_noop("The rule of this consultation lets nobody change a vote; yours was cast at %(cast_at)s.")


class NotClosedYet(LendingError):
    code = "not-closed-yet"
    title = gettext_noop("The consultation is still open")
    sentence = gettext_noop("Ballots are counted when it closes, at %(closes_at)s.")


class SeatNeedsCooperative(LendingError):
    code = "seat-needs-cooperative"
    title = gettext_noop("Whose seat is it?")
    sentence = gettext_noop("A seat of the committee is held for a cooperative: name it by its SIREN.")


class WrongChart(LendingError):
    """A fund's own account numbers cannot be; `fields` says what is wrong with each role."""

    code = "wrong-chart"
    title = gettext_noop("These account numbers cannot be used")
    sentence = gettext_noop("Wrong in the chart of accounts: %(names)s.")

    def __init__(self, *, fields: Mapping[str, Sentence]) -> None:
        self.fields = dict(fields)
        explained = {name: str(why) for name, why in self.fields.items()}
        super().__init__(names=", ".join(sorted(self.fields)), fields=explained)
