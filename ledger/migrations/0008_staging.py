"""Tables in which large imports are put down before they are posted."""

from pathlib import Path

from django.db import migrations

STAGING = Path(__file__).resolve().parent.parent / "sql" / "constraints" / "staging.sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_reservations")]
    operations = [migrations.RunSQL(STAGING.read_text(encoding="utf-8"))]
