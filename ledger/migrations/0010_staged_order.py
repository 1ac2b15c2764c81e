"""Staged entries keep their place: a table whose rows were deleted and vacuumed does not give new ones in their order."""

from django.db import migrations

ADD = "DELETE FROM ledger_staged_entry; DELETE FROM ledger_staged_posting; ALTER TABLE ledger_staged_entry ADD number integer;"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_names")]
    operations = [migrations.RunSQL(ADD)]
