# ruff: noqa: E501 - a table reads by its lines
"""Wrong writes to accounts and to their trail."""

from tests.ledger.attacks import Attack

FITS = "ledger_account_fits_its_parent"


def a_child(code: str, *, parent: str = "512", nature: str = "asset") -> str:
    return f"""INSERT INTO ledger_account (book_id, code, name, nature, currency, parent_id)
               SELECT book_id, '{code}', 'Nouveau', '{nature}', 'EUR', id FROM ledger_account
                WHERE code = '{parent}' AND book_id = (SELECT id FROM ledger_book WHERE code = 'demo');"""


def an_event(account: str = "id", *, kind: str = "frozen") -> str:
    return f"""INSERT INTO ledger_account_event (book_id, account_id, kind, before, after)
               SELECT book_id, {account}, '{kind}', '{{}}', '{{}}' FROM ledger_account WHERE code = 'unused';"""


CHART = (
    # Collective accounts.
    Attack("open an account under one of another number", a_child("411"), (FITS,)),
    Attack("open an account of the result under one of the balance sheet", a_child("512-1", nature="income"), (FITS,)),
    Attack("open loan 78 under loan 7", a_child("2748-78", parent="2748-7"), (FITS,)),
    Attack("file two accounts under each other", """UPDATE ledger_account SET parent_id = (SELECT id FROM ledger_account WHERE code = 'frozen') WHERE code = 'unused';
           UPDATE ledger_account SET parent_id = (SELECT id FROM ledger_account WHERE code = 'unused') WHERE code = 'frozen'""", (FITS,)),
    Attack("open an account under a closed one", "UPDATE ledger_account SET status = 'closed' WHERE code = '627' AND book_id = (SELECT id FROM ledger_book WHERE code = 'demo');"
           + a_child("627-1", parent="627", nature="expense"), (FITS,)),
    Attack("close an account that holds money",
           "UPDATE ledger_account SET status = 'closed' WHERE code = '512'", ("ledger_account_closes_at_zero",)),
    Attack("close an account above one that is open", a_child("627-1", parent="627", nature="expense")
           + "UPDATE ledger_account SET status = 'closed' WHERE code = '627'", ("ledger_account_closes_at_zero",)),
    # The trail.
    Attack("invent an event of an account", an_event(), ("ledger_account_event_is_written_by_changes",)),
    Attack("invent a kind of event", an_event(kind="blessed"),
           ("ledger_account_event_is_written_by_changes", "ledger_account_event_kind_is_known")),
    Attack("tell an event of no account", an_event("-1"),
           ("ledger_account_event_is_written_by_changes", "ledger_account_event_account")),
    Attack("change who did it", "UPDATE ledger_account_event SET acting = 'somebody else'", ("ledger_account_event_is_append_only",)),
    Attack("forget that an account was frozen", "DELETE FROM ledger_account_event WHERE kind = 'frozen'",
           ("ledger_account_event_is_append_only",)),
    Attack("empty the trail", "TRUNCATE ledger_account_event", ("ledger_account_event_is_not_emptied",)),
)  # fmt: skip
