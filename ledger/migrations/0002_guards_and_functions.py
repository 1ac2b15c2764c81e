"""Constraints that Django cannot say. Functions and triggers are installed after each migration: `install_program`."""

from pathlib import Path

from django.db import migrations

CONSTRAINTS = Path(__file__).resolve().parent.parent / "sql" / "constraints" / "books.sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(CONSTRAINTS.read_text(encoding="utf-8"))]
