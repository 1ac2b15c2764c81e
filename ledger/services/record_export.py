"""Recording that the entries of a fiscal year left the books."""

import json

from django.db import connection

from ledger.domain.period_errors import UnknownFiscalYear


def record_export(
    *,
    book: str,
    label: str,
    by: str,
    file_name: str,
    encoding: str,
    entry_count: int,
    line_count: int,
    sha256: str,
) -> None:
    """Keep who made which file of a year; the first one marks the year, whose periods then stay closed for good.

    :param sha256: of the file's bytes, as 64 hexadecimal digits.
    :raises UnknownFiscalYear: the book declares no such year.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_record_export(%s, %s, %s, %s, %s, %s, %s, %s)",
            [book, label, by, file_name, encoding, entry_count, line_count, sha256],
        )
        (answer,) = cursor.fetchone()
    if answer is not None:
        rule = json.loads(answer) if isinstance(answer, str) else answer
        raise UnknownFiscalYear(book=book, label=rule["label"])
