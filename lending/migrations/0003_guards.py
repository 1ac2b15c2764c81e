"""Triggers that keep what was said, and the deadline of a vote."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "guards.sql").read_text()

UNDO = """
DO $$
DECLARE
    guard record;
BEGIN
    FOR guard IN SELECT tgname, tgrelid::regclass AS place FROM pg_trigger
                  WHERE tgname IN ('keeps_rows', 'keeps_table', 'in_time', 'keeps_terms') LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', guard.tgname, guard.place);
    END LOOP;
END $$;
DROP FUNCTION lending_refuse_change(), lending_ballot_in_time(), lending_consultation_terms();
"""


class Migration(migrations.Migration):
    dependencies = [("lending", "0002_initial")]

    operations = [migrations.RunSQL(SQL, UNDO)]
