"""How much one call may carry; the SQL function refuses beyond the same numbers of entries and postings."""

ENTRIES_PER_CALL_MAX = 10_000
POSTINGS_PER_CALL_MAX = 30_000
ACCOUNTS_PER_CALL_MAX = 10_000
KEY_LENGTH_MAX = 200
