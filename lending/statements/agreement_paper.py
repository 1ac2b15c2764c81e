"""The paper of a contract: drawn when first asked for, then always the same bytes."""

import json
from datetime import datetime

from lending.models import Agreement, AgreementPaper, Loan
from lending.selectors.agreements import contract_of
from lending.services.keep_paper import keep_paper
from lending.statements.agreement import contract, contract_of_loan
from lending.statements.agreement_pdf import agreement_pdf
from lending.statements.amendment import amendment
from lending.statements.amendment_pdf import amendment_pdf


def paper_of(agreement: Agreement, *, language: str, now: datetime) -> AgreementPaper:
    """The PDF of a contract, addendum or notice as it is kept; in French where the wording lacks the language."""
    content = json.loads(agreement.content)
    language = language if language in content["wording"] else "fr"
    kept = AgreementPaper.objects.filter(agreement=agreement, language=language).first()
    if kept is not None:
        return kept
    issued_at = agreement.prepared_at
    if agreement.kind == Agreement.Kind.CONTRACT:
        pdf = agreement_pdf(contract(content), issued_at=issued_at, language=language)
    else:
        pdf = amendment_pdf(amendment(agreement), issued_at=issued_at, language=language)
    return keep_paper(agreement, language=language, pdf=pdf, now=now)


def contract_pdf(loan: Loan, *, language: str, now: datetime) -> bytes:
    """The contract of a loan as it is kept; drawn anew for one that was paid out before contracts were kept."""
    agreement = contract_of(loan)
    if agreement is None:
        return agreement_pdf(contract_of_loan(loan), issued_at=now, language=language)
    return bytes(paper_of(agreement, language=language, now=now).pdf)
