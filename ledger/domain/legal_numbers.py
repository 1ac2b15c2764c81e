"""Legal numbers of entries, as people read them."""


def legal_number(*, journal: str, fiscal_year: str, number: int) -> str:
    """Write a legal number: journal, fiscal year, and the count in both.

    >>> legal_number(journal="BQ", fiscal_year="2026", number=12)
    'BQ-2026-000012'
    """
    return f"{journal}-{fiscal_year}-{number:06d}"
