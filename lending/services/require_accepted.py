"""No payment under a contract that somebody has not accepted."""

from lending.domain.agreement_errors import AgreementMissing, NotAccepted
from lending.models import Loan
from lending.selectors.agreements import contract_of, missing_parties


def require_accepted(loan: Loan) -> None:
    """Let a loan be paid out once its contract is accepted by each of its parties. The database asks the same.

    What was paid out before contracts were accepted here does not ask for it.

    :raises AgreementMissing: there is no contract to accept.
    :raises NotAccepted: naming who has not accepted.
    """
    if not loan.needs_acceptance:
        return
    contract = contract_of(loan)
    if contract is None:
        raise AgreementMissing(loan=loan.reference)
    missing = missing_parties(contract)
    if missing:
        raise NotAccepted(loan=loan.reference, missing=", ".join(party.name for party in missing))
