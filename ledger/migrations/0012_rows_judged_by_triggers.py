"""What a row of a batch asks of itself, and what it reverses or resolves, is judged by the triggers, once a statement."""

from django.db import migrations

JUDGED = """
ALTER TABLE ledger_entry DROP CONSTRAINT IF EXISTS ledger_entry_reversed;
ALTER TABLE ledger_posting DROP CONSTRAINT IF EXISTS ledger_posting_pending;
ALTER TABLE ledger_request
    DROP CONSTRAINT IF EXISTS ledger_request_status_is_known,
    DROP CONSTRAINT IF EXISTS ledger_request_key_has_a_length;
ALTER TABLE ledger_balance DROP CONSTRAINT IF EXISTS ledger_balance_totals_are_positive;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0011_shorter_checks")]
    operations = [
        migrations.RemoveConstraint("posting", "ledger_posting_amount_is_positive"),
        migrations.RemoveConstraint("posting", "ledger_posting_line_is_positive"),
        migrations.RemoveConstraint("posting", "ledger_posting_moves_between_two_accounts"),
        migrations.RemoveConstraint("entry", "ledger_entry_has_postings"),
        migrations.RemoveConstraint("entry", "ledger_entry_reverses_another"),
        migrations.RemoveConstraint("balance", "ledger_balance_sign_is_one"),
        migrations.RunSQL(JUDGED),
    ]
