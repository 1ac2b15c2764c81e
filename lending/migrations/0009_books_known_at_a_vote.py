"""With each vote, the last seal of the fund's book at its opening; it is one of the terms that do not change."""

from pathlib import Path

from django.db import migrations, models

FOLDER = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("lending", "0008_reservations")]

    operations = [
        migrations.AddField(
            model_name="consultation",
            name="books_seal",
            field=models.PositiveBigIntegerField(
                help_text="the last seal of the fund's book at the opening: the books as the committee knew them",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="books_head",
            field=models.CharField(
                blank=True, default="", help_text="the hash of that seal", max_length=64
            ),
            preserve_default=False,
        ),
        migrations.RunSQL((FOLDER / "consultation_terms.sql").read_text(), migrations.RunSQL.noop),
    ]
