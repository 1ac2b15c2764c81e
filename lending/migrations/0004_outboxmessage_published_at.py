"""When a worker was last told of a message: it is told again when nothing came of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lending", "0003_guards")]

    operations = [
        migrations.AddField(
            model_name="outboxmessage",
            name="published_at",
            field=models.DateTimeField(help_text="when a worker was last told of it", null=True),
        ),
        migrations.AlterField(
            model_name="outboxmessage",
            name="next_attempt_at",
            field=models.DateTimeField(help_text="not before; while sending, when that attempt is given up"),
        ),
    ]
