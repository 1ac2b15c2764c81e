"""What a count relies on: known choices, one chair, and no recusal after the close."""

from pathlib import Path

from django.db import migrations, models
from django.db.models import Q

SQL = (Path(__file__).parent / "sql" / "recusals.sql").read_text()
UNDO = "DROP TRIGGER in_time ON lending_recusal; DROP FUNCTION lending_recusal_in_time();"


class Migration(migrations.Migration):
    dependencies = [("lending", "0006_outboxmessage_dropped")]

    operations = [
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=Q(choice__in=["for", "against", "abstain"]), name="ballot_choice_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.UniqueConstraint(fields=["fund"], condition=Q(kind="chair"), name="one_chair_a_fund"),
        ),
        migrations.RunSQL(SQL, UNDO),
    ]
