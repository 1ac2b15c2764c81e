# ruff: noqa: E501 - a table reads by its lines
"""Wrong writes of periods and fiscal years, as the owner of the tables would try them in SQL.

The demo book has 2024 and 2025 closed, and the year 2025 declared and exported; the other book has 2025 closed.
"""

from tests.ledger.attacks import Attack
from tests.ledger.structure_attacks import a_sealed_entry

# The first marks a year rather than refuse, and the last only gives a foreign key its target.
NOT_ATTACKED = {"ledger_fiscal_year_export_marks_its_year", "ledger_period_days_key"}
DIGEST = "0" * 64


def an_event(act: str, days: str, *, book: str = "demo", reason: str = "x", by: str = "x", period: str = "p.id") -> str:
    """Write the event of a period; time and period are given so that it could be written without its trigger too."""
    starts_on, ends_on = days.split("/")
    found = f"LEFT JOIN ledger_period p ON p.book_id = k.id AND p.starts_on = '{starts_on}'"
    return f"""INSERT INTO ledger_period_event (book_id, period_id, starts_on, ends_on, act, reason, by, at)
               SELECT k.id, {period}, '{starts_on}', '{ends_on}', '{act}', '{reason}', '{by}', now()
                 FROM ledger_book k {found} WHERE k.code = '{book}';"""


def a_year(label: str, days: str, *, book: str = "demo", key: str = "id", more: str = "", value: str = "") -> str:
    starts_on, ends_on = days.split("/")
    return f"""INSERT INTO ledger_fiscal_year (book_id, label, starts_on, ends_on{more})
               SELECT {key}, '{label}', '{starts_on}', '{ends_on}'{value} FROM ledger_book WHERE code = '{book}';"""


def an_export(*, year: str = "id", by: str = "x", sha256: str = DIGEST) -> str:
    return f"""INSERT INTO ledger_fiscal_year_export (fiscal_year_id, at, by, file_name, encoding, entry_count, line_count, sha256)
               SELECT {year}, now(), '{by}', 'x.txt', 'utf-8', 1, 2, '{sha256}' FROM ledger_fiscal_year WHERE label = '2025';"""


Y2024, Y2025, Y2030 = "2024-01-01/2024-12-31", "2025-01-01/2025-12-31", "2030-01-01/2030-12-31"
PERIODS = (
    # Around the events.
    Attack("open a period without an event", """INSERT INTO ledger_period (book_id, starts_on, ends_on)
           SELECT id, '2030-01-01', '2030-12-31' FROM ledger_book WHERE code = 'demo'""", ("ledger_period_is_moved_by_events",)),
    Attack("reopen a period without an event", "UPDATE ledger_period SET closed_at = NULL", ("ledger_period_is_moved_by_events",)),
    Attack("close a period at another time", "UPDATE ledger_period SET closed_at = '2030-01-01'", ("ledger_period_is_moved_by_events",)),
    Attack("shorten a closed period", "UPDATE ledger_period SET starts_on = starts_on + 31",
           ("ledger_period_is_moved_by_events", "ledger_period_event_period")),
    Attack("change what was decided", "UPDATE ledger_period_event SET reason = 'Autre'", ("ledger_period_event_is_append_only",)),
    Attack("forget what was decided", "DELETE FROM ledger_period_event", ("ledger_period_event_is_append_only",)),
    Attack("empty the events of periods", "TRUNCATE ledger_period_event", ("ledger_period_event_is_not_emptied",)),
    # By events that may not be.
    Attack("reopen a period before a closed one", an_event("reopened", Y2024), ("ledger_period_event_moves_its_period",)),
    Attack("reopen a period of an exported year", an_event("reopened", Y2025), ("ledger_period_event_moves_its_period",)),
    Attack("reopen a period without a reason", an_event("reopened", Y2025, book="other", reason=" "),
           ("ledger_period_event_reopening_has_a_reason",)),
    Attack("reopen a period as nobody", an_event("reopened", Y2025, book="other", by=""),
           ("ledger_period_event_reopening_has_a_reason",)),
    Attack("close a closed period", an_event("closed", Y2025), ("ledger_period_event_moves_its_period",)),
    Attack("do something else to a period", an_event("burnt", Y2025, book="other"), ("ledger_period_event_act_is_known",)),
    Attack("close a period that is not there", an_event("closed", Y2030, period="-1"),
           ("ledger_period_event_moves_its_period", "ledger_period_event_period")),
    Attack("open a period across the end of a year", an_event("opened", "2023-12-01/2024-01-31", book="years", period="-1"),
           ("ledger_period_event_moves_its_period", "ledger_period_event_period")),
    # Fiscal years.
    Attack("declare a year of no book", a_year("2030", Y2030, key="-1"), ("ledger_fiscal_year_book",)),
    Attack("declare two years of one label", a_year("2025", Y2030), ("ledger_fiscal_year_label_is_unique",)),
    Attack("declare a year over another", a_year("again", Y2025), ("ledger_fiscal_year_excludes_others",)),
    Attack("declare a year that runs backwards", a_year("2030", "2030-12-31/2030-01-01"),
           ("ledger_fiscal_year_runs_forward", "ledger_fiscal_year_excludes_others")),
    Attack("declare a year of 24 months and a day", a_year("2030", "2030-01-01/2032-01-01"), ("ledger_fiscal_year_has_a_length",)),
    Attack("give a year a label of two words", a_year("the year", Y2030), ("ledger_fiscal_year_label_is_plain",)),
    Attack("give a year the label of what is outside one", a_year("2025-0", Y2030), ("ledger_fiscal_year_label_is_plain",)),
    Attack("declare a year across a period", a_year("2025-26", "2025-07-01/2026-06-30", book="other"), ("ledger_fiscal_year_is_admitted",)),
    Attack("declare a year over entries that are numbered in another", a_year("first", "2026-01-01/2026-12-31"),
           ("ledger_fiscal_year_is_admitted",)),
    Attack("take the label of days that are numbered", a_year("2026", "2026-03-01/2026-12-31"),
           ("ledger_fiscal_year_is_admitted",)),
    Attack("declare a year as exported", a_year("2030", Y2030, more=", exported_at", value=", now()"), ("ledger_fiscal_year_is_admitted",)),
    Attack("take back the mark of an export", "UPDATE ledger_fiscal_year SET exported_at = NULL", ("ledger_fiscal_year_stays_as_declared",)),
    Attack("give a year another label", "UPDATE ledger_fiscal_year SET label = 'other'", ("ledger_fiscal_year_stays_as_declared",)),
    Attack("remove a year", a_year("2030", Y2030) + "DELETE FROM ledger_fiscal_year WHERE label = '2030'", ("ledger_fiscal_year_stays",)),
    Attack("number an entry in another year", a_sealed_entry(number=1).replace("'2026'", "'2025'"),
           ("ledger_seal_entry_bears_its_year",)),
    # Exports.
    Attack("record an export of no year", an_export(year="-1"), ("ledger_fiscal_year_export_year",)),
    Attack("record an export by nobody", an_export(by=" "), ("ledger_fiscal_year_export_says_who",)),
    Attack("record an export without its digest", an_export(sha256="abc"), ("ledger_fiscal_year_export_has_a_digest",)),
    Attack("forget an export", "DELETE FROM ledger_fiscal_year_export", ("ledger_fiscal_year_export_is_append_only",)),
    Attack("empty the exports", "TRUNCATE ledger_fiscal_year_export", ("ledger_fiscal_year_export_is_not_emptied",)),
)  # fmt: skip
