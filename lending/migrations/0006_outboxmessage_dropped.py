"""A message may be dropped when its turn comes and its reason has gone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lending", "0005_interest_paid_in_advance")]

    operations = [
        migrations.AlterField(
            model_name="outboxmessage",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "Pending"),
                    ("sending", "Sending"),
                    ("sent", "Sent"),
                    ("dead", "Dead"),
                    ("dropped", "Dropped"),
                ],
                default="pending",
                max_length=7,
            ),
        ),
    ]
