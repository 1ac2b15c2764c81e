# ruff: noqa: E501 - a table reads by its lines
"""Wrong writes that the shape of the tables refuses: keys, ranges, what refers to what."""

from tests.ledger.attacks import CHECK_AT_COMMIT, HELD, NEW, YESTERDAY, Attack, a_posting, an_entry, written

# The first three write rather than refuse: the tests of accounts would fail without them. The last two only give
# foreign keys their target, the account's id being unique already.
NOT_ATTACKED = {
    "ledger_account_carries_to_its_balance",
    "ledger_account_leaves_a_trail",
    "ledger_account_opens_its_balance",
    "ledger_account_book_key",
    "ledger_account_currency_key",
}
NOWHERE = "0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c99"


def an_account(
    code: str = "'new'", *, book: str = "id", nature: str = "asset", currency: str = "EUR", more: str = ""
) -> str:
    columns = ", status" if more else ""
    return f"""INSERT INTO ledger_account (book_id, code, name, nature, currency{columns})
               SELECT {book}, {code}, 'Nouveau', '{nature}', '{currency}'{more} FROM ledger_book WHERE code = 'demo';"""


def a_seal(number: int = 2, *, book: str = "id", count: int = 1) -> str:
    return f"""INSERT INTO ledger_seal_batch (book_id, number, system_identifier, horizon, entry_count, merkle_root, previous_hash, hash)
               SELECT {book}, {number}, 1, '9', {count}, 'r', 'p', 'h' FROM ledger_book WHERE code = 'demo';"""


def a_sealed_entry(entry: str = YESTERDAY, *, position: int = 0, number: int = 2, batch: int = 2) -> str:
    return f"""INSERT INTO ledger_seal_entry (entry_id, book_id, batch_number, position, journal, fiscal_year, legal_number, leaf_hash)
               SELECT '{entry}', id, {batch}, {position}, 'BQ', '2026', {number}, 'l' FROM ledger_book WHERE code = 'demo';"""


def a_movement(account: str = "a.id", debit: int = 1) -> str:
    return f"""INSERT INTO ledger_day_movement (account_id, day, book_id, debit)
               SELECT {account}, '2026-01-15', a.book_id, {debit} FROM ledger_account a WHERE a.code = 'unused';"""


RESOLUTION = {"amount": "100", "more": ", phase, pending_id, pending_line", "values": f", 'voids', '{HELD}', 1"}
STRUCTURE = (
    # Books and accounts.
    Attack("delete a book", "INSERT INTO ledger_book (code, name, currency, time_zone) VALUES ('x', 'x', 'EUR', 'UTC');"
           "DELETE FROM ledger_book WHERE code = 'x'", ("ledger_book_stays",)),
    Attack("open an account in no book", an_account(book="-1") + CHECK_AT_COMMIT, ("ledger_account_book",)),
    Attack("open two accounts of one code", an_account("'512'"), ("ledger_account_code_is_unique",)),
    Attack("give an account a code of two words", an_account("'a b'"), ("ledger_account_code_is_plain",)),
    Attack("give an account another nature", an_account(nature="cash"), ("ledger_account_nature_is_known",)),
    Attack("give an account another status", an_account(more=", 'asleep'"), ("ledger_account_status_is_known",)),
    Attack("give an account no currency", an_account(currency="eur"), ("ledger_account_currency_is_iso",)),
    Attack("make an account its own parent", "UPDATE ledger_account SET parent_id = id WHERE code = 'unused'",
           ("ledger_account_is_not_its_parent", "ledger_account_fits_its_parent")),
    # Balances, past the guard that only lets postings write them.
    Attack("give a balance to no account", "INSERT INTO ledger_balance (account_id, book_id, currency, sign) VALUES (-1, -1, 'EUR', 1)",
           ("ledger_balance_is_written_by_postings", "ledger_balance_account", "ledger_balance_book")),
    Attack("turn a balance over", "UPDATE ledger_balance SET sign = 2 WHERE posted_debit = 0",
           ("ledger_balance_is_written_by_postings",)),
    Attack("take more than there was", "UPDATE ledger_balance SET pending_debit = -1",
           ("ledger_balance_is_written_by_postings",)),
    # Entries and postings.
    Attack("write an entry in no book", written(an_entry().replace(f"'{NEW}', id", f"'{NEW}', -1"), a_posting().replace("k.id, d.id", "-1, d.id")),
           ("ledger_posting_moves_balances",)),
    Attack("reverse nothing", an_entry(", reverses_id", f", '{NOWHERE}'"), ("ledger_entry_is_admitted",)),
    Attack("reverse itself", written(an_entry(", reverses_id", f", '{NEW}'"), a_posting()),
           ("ledger_entry_is_admitted",)),
    Attack("write a posting of no entry", a_posting(NOWHERE), ("ledger_posting_moves_balances",)),
    Attack("number a posting zero", written(an_entry(), a_posting(line=0)), ("ledger_posting_moves_balances",)),
    Attack("invent a phase", written(an_entry(), a_posting(more=", phase", values=", 'imagined'")),
           ("ledger_posting_moves_balances",)),
    Attack("let a posting expire", written(an_entry(), a_posting(more=", expires_on", values=", '2026-02-01'")),
           ("ledger_posting_moves_balances",)),
    Attack("name a line of nothing", written(an_entry(), a_posting(more=", pending_line", values=", 1")), ("ledger_posting_moves_balances",)),
    Attack("reserve what resolves", written(an_entry(), a_posting(more=", phase, pending_line", values=", 'pending', 1")),
           ("ledger_posting_moves_balances",)),
    Attack("resolve and lapse", written(an_entry(), a_posting(**{**RESOLUTION, "more": RESOLUTION["more"] + ", expires_on",
                                                                "values": RESOLUTION["values"] + ", '2027-01-01'"})),
           ("ledger_posting_moves_balances",)),
    Attack("resolve a reservation twice", written(an_entry(count=2), a_posting(**RESOLUTION), a_posting(line=2, **RESOLUTION)),
           ("ledger_posting_is_resolved_once",)),
    Attack("resolve nothing that is there",
           written(an_entry(), a_posting(more=", phase, pending_id, pending_line", values=f", 'voids', '{NOWHERE}', 1")),
           ("ledger_posting_moves_balances",)),
    # Periods.
    Attack("open a period in no book", "INSERT INTO ledger_period (book_id, starts_on, ends_on) VALUES (-1, '2030-01-01', '2030-12-31')",
           ("ledger_period_is_moved_by_events", "ledger_period_book")),
    Attack("open a period that runs backwards", """INSERT INTO ledger_period (book_id, starts_on, ends_on)
           SELECT id, '2030-12-31', '2030-01-01' FROM ledger_book""",
           ("ledger_period_is_moved_by_events", "ledger_period_runs_forward", "ledger_period_excludes_others")),
    # Day movements and seals.
    Attack("move a day by hand", a_movement(), ("ledger_day_movement_is_written_by_seals",)),
    Attack("move backwards in a day", a_movement(debit=-1),
           ("ledger_day_movement_is_written_by_seals", "ledger_day_movement_is_positive")),
    Attack("forget a day", "DELETE FROM ledger_day_movement", ("ledger_day_movement_stays",)),
    Attack("forget all days", "TRUNCATE ledger_day_movement", ("ledger_day_movement_is_not_emptied",)),
    Attack("seal no book", a_seal(book="-1"), ("ledger_seal_batch_is_admitted", "ledger_seal_batch_book")),
    Attack("seal nothing", a_seal(count=0), ("ledger_seal_batch_is_admitted", "ledger_seal_batch_holds_entries")),
    Attack("invent a seal", a_seal(), ("ledger_seal_batch_is_admitted",)),
    Attack("change a seal", "UPDATE ledger_seal_batch SET merkle_root = 'x'", ("ledger_seal_batch_is_append_only",)),
    Attack("delete a seal", "DELETE FROM ledger_seal_batch", ("ledger_seal_batch_is_append_only",)),
    Attack("change a sealed entry", "UPDATE ledger_seal_entry SET legal_number = legal_number + 100", ("ledger_seal_entry_is_append_only",)),
    Attack("unseal an entry", "DELETE FROM ledger_seal_entry", ("ledger_seal_entry_is_append_only",)),
    Attack("seal an entry that is not there", a_sealed_entry(NOWHERE) + CHECK_AT_COMMIT, ("ledger_seal_entry_is_admitted", "ledger_seal_entry_has_its_batch")),
    Attack("seal an entry in no batch", a_sealed_entry() + CHECK_AT_COMMIT, ("ledger_seal_entry_has_its_batch",)),
    Attack("seal an entry in a batch that is closed", a_sealed_entry(position=50, batch=1), ("ledger_seal_entry_is_admitted",)),
    Attack("count sealed entries from nothing", a_sealed_entry(number=0), ("ledger_seal_entry_is_admitted", "ledger_seal_counts_from_one")),
    Attack("leave a legal number out", a_sealed_entry(number=900) + CHECK_AT_COMMIT, ("ledger_seal_entry_is_admitted", "ledger_seal_entry_has_its_batch")),
    Attack("give a legal number twice", a_sealed_entry(number=1), ("ledger_seal_number_is_unique",)),
    Attack("give a place in a batch twice", a_sealed_entry(batch=1), ("ledger_seal_entry_is_admitted", "ledger_seal_position_is_unique")),
)  # fmt: skip
