"""What sealing needs: the version of a leaf, an index that a sealer reads in order, keys held by its triggers."""

from pathlib import Path

from django.db import migrations, models

CONSTRAINTS = Path(__file__).resolve().parent.parent / "sql" / "constraints" / "seals.sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_keys_held_by_triggers")]
    operations = [
        migrations.AddField(
            model_name="sealbatch",
            name="leaf_version",
            field=models.SmallIntegerField(
                db_default=1, help_text="of the canonical form that its leaves are hashed in"
            ),
        ),
        migrations.RemoveIndex(model_name="entry", name="ledger_entry_recorded"),
        migrations.AddIndex(
            model_name="entry", index=models.Index(fields=["book", "recorded_xid"], name="ledger_entry_recorded")
        ),
        migrations.RunSQL(CONSTRAINTS.read_text(encoding="utf-8")),
    ]
