"""Asking the parties of a contract or an addendum to accept it, and reminding those who have not."""

from datetime import datetime

from django.db import transaction

from lending.domain.agreement_errors import AgreementMissing
from lending.models import Agreement, AgreementParty, Loan, OutboxMessage
from lending.policies import require_treasurer
from lending.selectors.addenda import amendments_of, may_be_accepted
from lending.selectors.agreements import contract_of, mandates_in_force, missing_parties, signatories_of
from lending.selectors.clock import local_day
from lending.services.events import record_event
from lending.services.outbox import enqueue_message
from members.models import Person

AGREEMENT_TO_ACCEPT, ADDENDUM_TO_ACCEPT = "agreement_to_accept", "addendum_to_accept"


def ask_for_acceptance(agreement: Agreement, *, at: datetime, asked: str = "first") -> list[OutboxMessage]:
    """Write to everybody who may accept for a party that has not; once for each `asked`.

    A lender that gave the fund its mandate is not asked: the fund's signatory accepts for it.
    """
    waiting = [party for party in missing_parties(agreement) if party.pk not in _under_mandate(agreement)]
    messages = [
        _ask(agreement, party, person, asked=asked, at=at) for party in waiting for person in signatories_of(party)
    ]
    return [message for message in messages if message]


@transaction.atomic
def remind_of_acceptance(*, loan: Loan, acting_person: Person, now: datetime) -> list[OutboxMessage]:
    """A treasurer reminds who has not accepted the contract, or the addendum that waits; once a day at most.

    :raises AgreementMissing: there is no contract to accept.
    """
    require_treasurer(acting_person, loan.fund)
    agreement = _waiting(loan) or contract_of(loan)
    if agreement is None:
        raise AgreementMissing(loan=loan.reference)
    messages = ask_for_acceptance(agreement, at=now, asked=local_day(loan.fund, at=now).isoformat())
    if messages:
        record_event(
            fund=loan.fund, kind="remind_of_acceptance", subject=loan, person=acting_person, at=now,
            after={"reminded": len(messages)},
        )  # fmt: skip
    return messages


def is_acceptance_awaited(message: OutboxMessage) -> bool:
    """Whether a message that asks for an acceptance is still wanted when its turn comes."""
    party = AgreementParty.objects.filter(pk=message.context["party"], acceptance__isnull=True)
    return party.filter(agreement__in=Agreement.objects.filter(may_be_accepted()).order_by()).exists()


def _waiting(loan: Loan) -> Agreement | None:
    """The addendum that the loan waits for."""
    return amendments_of(loan).filter(may_be_accepted()).last()


def _under_mandate(agreement: Agreement) -> set[object]:
    lenders = AgreementParty.objects.filter(agreement=agreement, side=AgreementParty.Side.LENDER)
    by_member = {party.membership_id: party.pk for party in lenders}
    mandates = mandates_in_force([member for member in by_member if member], kind=agreement.kind)
    return {by_member[member] for member in mandates}


def _ask(
    agreement: Agreement, party: AgreementParty, person: Person, *, asked: str, at: datetime
) -> OutboxMessage | None:
    loan = agreement.loan
    template = AGREEMENT_TO_ACCEPT if agreement.kind == Agreement.Kind.CONTRACT else ADDENDUM_TO_ACCEPT
    return enqueue_message(
        fund=agreement.fund,
        recipient=person,
        template=template,
        context={
            "reference": loan.reference,
            "loan": loan.pk,
            "number": agreement.number,
            "party": party.pk,
            "for": party.name,
            "cooperative": loan.membership.cooperative.name,
            "amount": loan.amount,
            "sha256": agreement.sha256,
            "prepared_by": agreement.prepared_by.name,
        },
        dedupe_key=f"{template}:{party.pk}:{person.pk}:{asked}",
        at=at,
    )
