"""What can be wrong with a cooperative, a person or a role."""

from typing import Any, ClassVar


def gettext_noop(text: str) -> str:
    """Mark `text` for translation and return it unchanged; it is translated where it is shown."""
    return text


class MemberError(Exception):
    """A rule about who is who was not met; the values that explain it are keyword arguments."""

    code: ClassVar[str] = "member-error"
    title: ClassVar[str] = gettext_noop("Not possible")
    sentence: ClassVar[str] = ""

    def __init__(self, **values: Any) -> None:
        self.values = values
        super().__init__(self.sentence % values)


class WrongSiren(MemberError):
    code = "wrong-siren"
    title = gettext_noop("This is no SIREN")
    sentence = gettext_noop(
        "“%(value)s” is no SIREN: nine digits, the last of which checks the others. Copy it from the register."
    )


class SirenTooShort(WrongSiren):
    sentence = gettext_noop(
        "“%(value)s” has %(count)s digits and a SIREN has nine: a spreadsheet may have dropped zeros at the left."
    )


class WrongIban(MemberError):
    code = "wrong-iban"
    title = gettext_noop("This is no IBAN")
    sentence = gettext_noop("“%(value)s” has not the form of an IBAN: copy it from the bank's own document (RIB).")


class WrongIbanKey(WrongIban):
    sentence = gettext_noop(
        "The IBAN “%(value)s” has a wrong check digit: one character is wrong or two have changed places. "
        "Copy it from the bank's own document (RIB)."
    )


class WrongAccountKey(WrongIban):
    sentence = gettext_noop(
        "The account inside the IBAN “%(value)s” has a wrong key (clé RIB): one character is wrong. "
        "Copy it from the bank's own document (RIB)."
    )


class WrongEmail(MemberError):
    code = "wrong-email"
    title = gettext_noop("This is no e-mail address")
    sentence = gettext_noop("“%(value)s” is no e-mail address: write one like contact@example.coop.")


class TextMissing(MemberError):
    code = "text-missing"
    title = gettext_noop("Something is missing")
    sentence = gettext_noop("Nothing is written here: fill it in.")


class TextTooLong(MemberError):
    code = "text-too-long"
    title = gettext_noop("This is too long")
    sentence = gettext_noop("This has %(length)s characters; at most %(maximum)s are kept: shorten it.")


class UnreadableText(MemberError):
    code = "unreadable-text"
    title = gettext_noop("A character cannot be shown")
    sentence = gettext_noop("This holds a character that cannot be shown (%(character)s): type it again.")


class CooperativeDiffers(MemberError):
    code = "cooperative-differs"
    title = gettext_noop("This cooperative is registered with other particulars")
    sentence = gettext_noop(
        "SIREN %(siren)s is registered with another %(field)s: “%(registered)s”, and not “%(given)s”."
    )
