"""What sealing needs."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_keys_held_by_triggers")]
    operations = []
