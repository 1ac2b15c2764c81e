"""Loans of before have one drawdown; what a leg sets aside is kept with it."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "tranches.sql").read_text()

# Only a loan with one drawdown was known before: the reservation of any other cannot go back to its leg.
UNDO = """
UPDATE lending_participation p
   SET reservation_entry_id = s.reservation_entry_id, reservation_line = s.reservation_line
  FROM lending_trancheshare s JOIN lending_tranche t ON t.id = s.tranche_id
 WHERE s.participation_id = p.id AND t.number = 1;
DELETE FROM lending_trancheshare;
DELETE FROM lending_drawdown;
DELETE FROM lending_tranche;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("lending", "0027_tranches")]

    operations = [
        migrations.RunSQL(SQL, UNDO),
        migrations.RemoveConstraint(
            model_name="participation",
            name="participation_reservation_is_an_entry_and_a_line",
        ),
        migrations.RemoveConstraint(
            model_name="participation",
            name="a_reservation_is_for_one_participation",
        ),
        migrations.RemoveField(
            model_name="participation",
            name="reservation_entry_id",
        ),
        migrations.RemoveField(
            model_name="participation",
            name="reservation_line",
        ),
    ]
