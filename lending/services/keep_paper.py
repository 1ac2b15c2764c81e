"""Keeping the PDF of a contract as it was first drawn."""

from datetime import datetime
from hashlib import sha256

from lending.models import Agreement, AgreementPaper


def keep_paper(agreement: Agreement, *, language: str, pdf: bytes, now: datetime) -> AgreementPaper:
    """Keep these bytes as the paper of the contract in a language, unless it has one: the first stays.

    :returns: the paper that is kept.
    """
    paper = AgreementPaper(
        fund=agreement.fund,
        agreement=agreement,
        language=language,
        pdf=pdf,
        sha256=sha256(pdf).hexdigest(),
        drawn_at=now,
    )
    AgreementPaper.objects.bulk_create([paper], ignore_conflicts=True)
    return AgreementPaper.objects.get(agreement=agreement, language=language)
