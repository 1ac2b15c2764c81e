"""What pages call a contract, an addendum and a notice, and what they say of accepting each."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from lending.models import Agreement


@dataclass(frozen=True)
class Words:
    """Sentences of one kind of document; `%(party)s` in the question is who it is accepted for."""

    name: str
    title: str
    read: str
    hash_label: str
    told: str
    accept: str
    question: str
    undo: str
    accepted: str
    on_paper: str
    send_paper: str
    confirm: str
    confirm_question: str
    confirm_undo: str


def words_of(agreement: Agreement) -> Words:
    """The sentences of this document, with its loan's name in them."""
    names = {"reference": agreement.loan.reference}
    if agreement.kind == Agreement.Kind.CONTRACT:
        return _contract(names)
    if agreement.kind == Agreement.Kind.ADDENDUM:
        return _addendum(names)
    return _notice(names)


def _contract(names: dict[str, str]) -> Words:
    return Words(
        name=_("Contract"),
        title=_("Contract of loan %(reference)s") % names,
        read=_("Read the contract (PDF)"),
        hash_label=_("Hash of the contract"),
        told=_(
            "What is accepted is what this hash stands for: the parties, the parts, the terms, the schedule, the cost "
            "and the wording. The data it is made of are attached to the PDF."
        ),
        accept=_("Accept the contract"),
        question=_("Accept the contract of loan %(reference)s for") % names,
        undo=_(
            "An acceptance is not taken back. The loan is paid out once everybody has accepted; until then the fund "
            "can let it lapse."
        ),
        accepted=_("The contract is accepted; a receipt with its hash is sent to you by e-mail."),
        on_paper=_("The contract is accepted on paper."),
        send_paper=_("Send the contract signed on paper"),
        confirm=_("Confirm the signed contract"),
        confirm_question=_("Is this the contract of loan %(reference)s, signed by everybody below?") % names,
        confirm_undo=_(
            "A confirmation is not taken back: the loan can then be paid out. The program checks no signature; you do."
        ),
    )


def _addendum(names: dict[str, str]) -> Words:
    return Words(
        name=_("Addendum"),
        title=_("Addendum to the contract of loan %(reference)s") % names,
        read=_("Read the addendum (PDF)"),
        hash_label=_("Hash of the addendum"),
        told=_(
            "What is accepted is what this hash stands for: the contract that is amended, the decision and its reason, "
            "the new terms, schedule and cost. The data it is made of are attached to the PDF."
        ),
        accept=_("Accept the addendum"),
        question=_("Accept the addendum to the contract of loan %(reference)s for") % names,
        undo=_(
            "An acceptance is not taken back. The new schedule is put in force once everybody has accepted; until then "
            "the one that runs counts."
        ),
        accepted=_("The addendum is accepted; a receipt with its hash is sent to you by e-mail."),
        on_paper=_("The addendum is accepted on paper."),
        send_paper=_("Send the addendum signed on paper"),
        confirm=_("Confirm the signed addendum"),
        confirm_question=_("Is this the addendum to loan %(reference)s, signed by everybody below?") % names,
        confirm_undo=_(
            "A confirmation is not taken back: the new schedule can then be put in force. The program checks no "
            "signature; you do."
        ),
    )


def _notice(names: dict[str, str]) -> Words:
    """A notice is accepted by nobody: it has no words for that."""
    return Words(
        name=_("Notice of transfer"),
        title=_("Transfer of a part in loan %(reference)s") % names,
        read=_("Read the notice (PDF)"),
        hash_label=_("Hash of the notice"),
        told=_(
            "Both lenders have agreed and a third person has booked it; the notice tells the borrower to whom it owes "
            "(code civil 1324). It asks for no acceptance."
        ),
        accept="", question="", undo="", accepted="", on_paper="", send_paper="", confirm="", confirm_question="",
        confirm_undo="",
    )  # fmt: skip
