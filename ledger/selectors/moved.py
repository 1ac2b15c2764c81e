"""All that accounts moved up to a day, as the database tells it: what the questions about a date have in common."""

# Signed by nature: an asset grows by debit, a liability by credit.
SIGN = "CASE WHEN a.nature IN ('asset', 'expense', 'memo') THEN 1 ELSE -1 END"
OF_CODES = (
    "ledger_balances_at(%(book)s, ARRAY(SELECT o.id FROM ledger_account o WHERE o.book_id = %(book)s"
    " AND o.code = ANY (%(codes)s::text[])), {on}, %(as_known_at)s)"
)
OF_BOOK = "ledger_book_balances_at(%(book)s, {on}, %(as_known_at)s)"
# A day without a bound: after everything, or before it.
ON = "%(on)s::date"
BEFORE_START = "coalesce(%(start)s::date - 1, '-infinity')"
TO_END = "%(end)s::date"


def moved(*, on: str, of_codes: bool) -> str:
    """Give the table (account_id, debit, credit) of what was moved up to a day.

    :param on: the day, as SQL.
    :param of_codes: of the accounts that `codes` names, or of all accounts of the book that moved.
    """
    return (OF_CODES if of_codes else OF_BOOK).format(on=on)
