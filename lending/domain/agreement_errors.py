"""What the fund refuses about contracts: wording that cannot be printed, acceptances that would bind nobody."""

from collections.abc import Mapping

from lending.domain.errors import LendingError
from lending.domain.sentences import Sentence, gettext_noop


class WrongWording(LendingError):
    """A fund's wording cannot be printed; `fields` says what is wrong with each part."""

    code = "wrong-wording"
    title = gettext_noop("This wording cannot be used")
    sentence = gettext_noop("Wrong in the wording of the contract: %(names)s.")

    def __init__(self, *, fields: Mapping[str, Sentence]) -> None:
        self.fields = dict(fields)
        explained = {name: str(why) for name, why in self.fields.items()}
        super().__init__(names=", ".join(sorted(self.fields)), fields=explained)


class NotAccepted(LendingError):
    """Money leaves under a contract that every party has accepted."""

    code = "agreement-not-accepted"
    title = gettext_noop("The contract is not accepted by everybody")
    sentence = gettext_noop(
        "Loan %(loan)s is paid out once its contract is accepted; still missing: %(missing)s. Remind them, or record "
        "the contract signed on paper."
    )


class AgreementMissing(LendingError):
    """A loan agreed before contracts were kept has none yet."""

    code = "agreement-missing"
    title = gettext_noop("The contract is not drawn up")
    sentence = gettext_noop("Loan %(loan)s was agreed without a contract to accept: draw its contract up first.")


class AgreementThere(LendingError):
    """A contract is drawn up once."""

    code = "agreement-there"
    title = gettext_noop("The contract is drawn up already")
    sentence = gettext_noop("Loan %(loan)s has its contract, %(sha256)s: accept that one.")


class AlreadyAccepted(LendingError):
    """A party accepts once."""

    code = "already-accepted"
    title = gettext_noop("This party has accepted already")
    sentence = gettext_noop("%(party)s accepted this contract on %(accepted_at)s (%(person)s): there is nothing to do.")


class OtherContract(LendingError):
    """What is accepted is what was shown."""

    code = "other-contract"
    title = gettext_noop("This is not the contract that was shown")
    sentence = gettext_noop("The contract's hash is %(sha256)s; %(given)s was accepted: read the contract again.")


class ReauthenticationNeeded(LendingError):
    """Who accepts has just proved again who they are."""

    code = "reauthentication-needed"
    title = gettext_noop("Say again who you are")
    sentence = gettext_noop(
        "Accepting a contract asks for your password, entered less than %(minutes)s minutes before: enter it again."
    )


class WrongPassword(LendingError):
    """The password given with the act is not the person's."""

    code = "wrong-password"
    title = gettext_noop("Wrong password")
    sentence = gettext_noop("The password given with this act is not yours: enter it again.")


class UnknownParty(LendingError):
    """Acceptance names a party of the contract."""

    code = "unknown-party"
    title = gettext_noop("Not a party to this contract")
    sentence = gettext_noop("%(party)s is not a party to this contract: choose one of those it names.")


class WrongSignedCopy(LendingError):
    """A scan is a PDF of bounded size."""

    code = "wrong-signed-copy"
    title = gettext_noop("This file is not a signed contract")
    sentence = gettext_noop("%(reason)s Send the signed contract as one PDF of %(megabytes)s MB at most.")


class NothingToConfirm(LendingError):
    """A signed copy is confirmed while somebody's acceptance is missing."""

    code = "nothing-to-confirm"
    title = gettext_noop("Nothing is missing")
    sentence = gettext_noop(
        "Every party has accepted the contract of loan %(loan)s: this copy is kept, no more is needed."
    )


class MandateThere(LendingError):
    """A member gives its mandate once."""

    code = "mandate-there"
    title = gettext_noop("The mandate is given already")
    sentence = gettext_noop("%(member)s gave the fund its mandate on %(granted_on)s: withdraw that one first.")


class MandateMissing(LendingError):
    """There is no mandate to withdraw."""

    code = "mandate-missing"
    title = gettext_noop("There is no mandate")
    sentence = gettext_noop("%(member)s has given the fund no mandate that is in force.")
