"""What a posting's phase asks is judged by its trigger, once a statement; a request names its book without a row lock on it."""

from django.db import migrations, models

SHORTER = """
ALTER TABLE ledger_request
    DROP CONSTRAINT IF EXISTS ledger_request_book,
    DROP CONSTRAINT IF EXISTS ledger_request_status_is_known,
    ADD CONSTRAINT ledger_request_status_is_known CHECK (status = 'created' OR status = 'refused');
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_staged_order")]
    operations = [
        migrations.RemoveConstraint("posting", "ledger_posting_phase_is_known"),
        migrations.RemoveConstraint("posting", "ledger_posting_resolves_what_it_names"),
        migrations.RemoveConstraint("posting", "ledger_posting_only_pending_expires"),
        migrations.RemoveConstraint("balance", "ledger_balance_sign_is_one"),
        migrations.AddConstraint(
            "balance",
            models.CheckConstraint(
                condition=models.Q(("sign", 1), ("sign", -1), _connector="OR"), name="ledger_balance_sign_is_one"
            ),
        ),
        migrations.RunSQL(SHORTER),
    ]
