"""Keys and floors that cost less: triggers hold what a foreign key asks row by row, a column what a CHECK works out anew."""

from pathlib import Path

from django.db import migrations, models

FLOORS = Path(__file__).resolve().parent.parent / "sql" / "constraints" / "floors.sql"
AVAILABLE = "what may still leave the account: posted, signed by nature, less what is reserved"
HELD = """
ALTER TABLE ledger_entry DROP CONSTRAINT IF EXISTS ledger_entry_book;
ALTER TABLE ledger_posting
    DROP CONSTRAINT IF EXISTS ledger_posting_entry,
    DROP CONSTRAINT IF EXISTS ledger_posting_debit,
    DROP CONSTRAINT IF EXISTS ledger_posting_credit;
ALTER TABLE ledger_balance
    DROP CONSTRAINT IF EXISTS ledger_balance_floor,
    DROP CONSTRAINT IF EXISTS ledger_balance_totals_are_positive;
DROP TRIGGER IF EXISTS ledger_balance_is_written_by_postings ON ledger_balance;
UPDATE ledger_balance SET available = CASE
    WHEN sign = 1 THEN posted_debit - posted_credit - pending_credit ELSE posted_credit - posted_debit - pending_debit END;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_guards_and_functions")]
    operations = [
        migrations.AddField("balance", "available", models.BigIntegerField(db_default=0, help_text=AVAILABLE)),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveConstraint("balance", "ledger_balance_totals_are_positive")]
        ),
        migrations.RunSQL(HELD),
        migrations.RunSQL(FLOORS.read_text(encoding="utf-8")),
    ]
