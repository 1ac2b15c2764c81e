# ruff: noqa: E501 - a table reads by its lines
"""Wrong writes in SQL, as somebody would try them who goes around the functions, each with the guards in its way."""

from dataclasses import dataclass

YESTERDAY = "0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c20"
OTHER = "0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c21"
NEW = "0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c22"
HELD = "0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c23"
SEALED = "0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c24"


def an_entry(fields: str = "", values: str = "", *, count: int = 1, day: str = "2026-01-15") -> str:
    """Write an entry by hand, as somebody would who goes around the function."""
    return f"""INSERT INTO ledger_entry (id, book_id, effective_on, posting_count, journal, description{fields})
               SELECT '{NEW}', id, '{day}', {count}, 'OD', 'Attaque'{values} FROM ledger_book WHERE code = 'demo'"""


def a_posting(
    to: str = NEW,
    *,
    line: int = 1,
    debit: str = "512",
    credit: str = "101",
    amount: str = "100",
    currency: str = "EUR",
    day: str = "2026-01-15",
    more: str = "",
    values: str = "",
) -> str:
    """Write a posting by hand."""
    return f"""INSERT INTO ledger_posting (entry_id, line, effective_on, book_id, debit_account_id, credit_account_id, amount,
                                           currency{more})
               SELECT '{to}', {line}, '{day}', k.id, d.id, c.id, {amount}, '{currency}'{values}
                 FROM ledger_book k, ledger_account d, ledger_account c
                WHERE k.code = 'demo' AND d.code = '{debit}' AND c.code = '{credit}'
                  AND d.book_id = k.id AND c.book_id = (SELECT id FROM ledger_book WHERE code = '{"other" if credit == "999" else "demo"}')"""


def written(entry: str, *postings: str) -> str:
    """One statement for an entry and its postings, as the function writes them."""
    parts = ", ".join(f"posting_{place} AS ({posting})" for place, posting in enumerate(postings))
    return f"WITH {parts} {entry}"


@dataclass(frozen=True)
class Attack:
    """What is wrong with it, the statements, and the guards that stand in its way."""

    what: str
    sql: str
    guards: tuple[str, ...]


CHECK_AT_COMMIT = "; SET CONSTRAINTS ALL IMMEDIATE"
PLAIN = written(an_entry(), a_posting())
ATTACKS = (
    # The known holes.
    Attack("move a posting to another entry", f"UPDATE ledger_posting SET entry_id = '{OTHER}', line = 9 WHERE entry_id = '{YESTERDAY}'",
           ("ledger_posting_is_append_only",)),
    Attack("edit an amount", "UPDATE ledger_posting SET amount = amount + 1", ("ledger_posting_is_append_only",)),
    Attack("edit an entry", "UPDATE ledger_entry SET description = 'Autre'", ("ledger_entry_is_append_only",)),
    Attack("delete a posting", f"DELETE FROM ledger_posting WHERE entry_id = '{YESTERDAY}'", ("ledger_posting_is_append_only",)),
    Attack("delete an entry and its postings",
           f"DELETE FROM ledger_posting WHERE entry_id = '{YESTERDAY}'; DELETE FROM ledger_entry WHERE id = '{YESTERDAY}'",
           ("ledger_posting_is_append_only", "ledger_entry_is_append_only")),
    Attack("truncate the postings", "TRUNCATE ledger_posting", ("ledger_posting_is_not_emptied",)),
    Attack("truncate everything", "TRUNCATE ledger_book, ledger_entry, ledger_posting CASCADE", (
        "ledger_book_is_not_emptied", "ledger_account_is_not_emptied", "ledger_balance_is_not_emptied",
        "ledger_entry_is_not_emptied", "ledger_posting_is_not_emptied",
        "ledger_account_event_is_not_emptied",
        "ledger_period_is_not_emptied", "ledger_period_event_is_not_emptied", "ledger_fiscal_year_is_not_emptied",
        "ledger_fiscal_year_export_is_not_emptied", "ledger_seal_batch_is_not_emptied")),
    Attack("truncate the requests", "TRUNCATE ledger_request", ("ledger_request_is_not_emptied",)),
    Attack("truncate what is sealed", "TRUNCATE ledger_seal_entry", ("ledger_seal_entry_is_not_emptied",)),
    Attack("add a line to yesterday's entry", a_posting(YESTERDAY, line=2), ("ledger_posting_moves_balances",)),
    Attack("add a line to an entry that is whole", written(an_entry(), a_posting()) + "; " + a_posting(line=2), ("ledger_posting_moves_balances",)),
    Attack("mix currencies", written(an_entry(), a_posting(currency="USD")),
           ("ledger_posting_moves_balances",)),
    Attack("join accounts of two currencies", written(an_entry(), a_posting(credit="dollars")),
           ("ledger_posting_moves_balances",)),
    Attack("an entry without postings", an_entry(), ("ledger_entry_is_admitted",)),
    Attack("an entry with a posting less than it announces", written(an_entry(count=2), a_posting()),
           ("ledger_entry_is_admitted",)),
    Attack("an entry that announces nothing", an_entry(count=0), ("ledger_entry_is_admitted",)),
    Attack("write a balance", "UPDATE ledger_balance SET posted_debit = posted_debit + 1 WHERE sign = 1", ("ledger_balance_is_written_by_postings",)),
    Attack("add a balance", """INSERT INTO ledger_balance (account_id, book_id, currency, sign)
           SELECT id, book_id, currency, 1 FROM ledger_account WHERE folded""", ("ledger_balance_is_written_by_postings",)),
    Attack("delete a balance", "DELETE FROM ledger_balance", ("ledger_balance_stays",)),
    # What else could go around the function.
    Attack("overdraw an account", written(an_entry(), a_posting(debit="4551-1", amount="100000")), ("ledger_balance_floor",)),
    Attack("reserve more than there is",
           written(an_entry(), a_posting(debit="4551-1", amount="100000", more=", phase", values=", 'pending'")),
           ("ledger_balance_floor",)),
    Attack("move nothing", written(an_entry(), a_posting(amount="0")), ("ledger_posting_moves_balances",)),
    Attack("move backwards", written(an_entry(), a_posting(amount="-1", debit="101", credit="512")),
           ("ledger_posting_moves_balances",)),
    Attack("move from an account to itself", written(an_entry(), a_posting(credit="512")),
           ("ledger_posting_moves_balances",)),
    Attack("post to an account of another book", written(an_entry(), a_posting(credit="999")),
           ("ledger_posting_moves_balances",)),
    Attack("post to a frozen account", written(an_entry(), a_posting(credit="frozen")), ("ledger_posting_moves_balances",)),
    Attack("date a posting otherwise than its entry", written(an_entry(), a_posting(day="2026-01-16")),
           ("ledger_posting_moves_balances",)),
    Attack("post into a closed period", written(an_entry(day="2025-06-01"), a_posting(day="2025-06-01")),
           ("ledger_entry_is_admitted",)),
    Attack("antedate the recording", written(an_entry(", recorded_at", ", '2025-01-01'"), a_posting()),
           ("ledger_entry_is_admitted",)),
    Attack("pretend another transaction", written(an_entry(", recorded_xid", ", '7'"), a_posting()),
           ("ledger_entry_is_admitted", "ledger_posting_moves_balances")),
    Attack("reverse an entry twice",
           written(an_entry(", reverses_id", f", '{OTHER}'"), a_posting(debit="101", credit="512", amount="500")),
           ("ledger_entry_is_reversed_once",)),
    Attack("reverse by something that is no mirror",
           written(an_entry(", reverses_id", f", '{YESTERDAY}'"), a_posting(debit="101", credit="512", amount="1")),
           ("ledger_entry_is_admitted",)),
    Attack("settle what is not reserved",
           written(an_entry(), a_posting(more=", phase, pending_id, pending_line", values=f", 'settles', '{YESTERDAY}', 1")),
           ("ledger_posting_moves_balances",)),
    Attack("settle more than is reserved",
           written(an_entry(), a_posting(amount="101", more=", phase, pending_id, pending_line", values=f", 'settles', '{HELD}', 1")), ("ledger_posting_moves_balances",)),
    Attack("settle what has lapsed",
           written(an_entry(day="2026-02-01"),
                   a_posting(day="2026-02-01", more=", phase, pending_id, pending_line", values=f", 'settles', '{HELD}', 1")),
           ("ledger_posting_moves_balances",)),
    Attack("resolve nothing", written(an_entry(), a_posting(more=", phase", values=", 'voids'")),
           ("ledger_posting_moves_balances",)),
    Attack("change the currency of an account", "UPDATE ledger_account SET currency = 'USD' WHERE code = 'unused'",
           ("ledger_account_keeps_its_nature", "ledger_balance_account")),
    Attack("change the nature of an account", "UPDATE ledger_account SET nature = 'income' WHERE code = '512'",
           ("ledger_account_keeps_its_nature",)),
    Attack("delete an account", "DELETE FROM ledger_account WHERE folded", ("ledger_account_stays", "ledger_account_event_account")),
    Attack("change the currency of a book", "UPDATE ledger_book SET currency = 'USD'", ("ledger_book_keeps_its_nature",)),
    Attack("forget a request", "DELETE FROM ledger_request", ("ledger_request_stays",)),
    Attack("answer a request again", "UPDATE ledger_request SET status = 'refused'", ("ledger_request_is_answered_once",)),
    Attack("open a period over another", """INSERT INTO ledger_period (book_id, starts_on, ends_on)
           SELECT id, '2025-12-31', '2026-01-31' FROM ledger_book WHERE code = 'demo'""",
           ("ledger_period_is_moved_by_events", "ledger_period_excludes_others")),
    Attack("remove a closed period", "DELETE FROM ledger_period", ("ledger_period_stays", "ledger_period_event_period")),
    Attack("put a parent in another book", """UPDATE ledger_account SET parent_id = (SELECT id FROM ledger_account WHERE code = '999')
           WHERE code = '512'""", ("ledger_account_parent_in_book", "ledger_account_fits_its_parent")),
)  # fmt: skip
