"""How much one call may carry; the SQL function states the same figures and refuses beyond them."""

ENTRIES_PER_CALL_MAX = 10_000
POSTINGS_PER_CALL_MAX = 30_000
ACCOUNTS_PER_CALL_MAX = 10_000
KEY_LENGTH_MAX = 200
