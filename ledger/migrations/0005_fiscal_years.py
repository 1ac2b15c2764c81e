"""What fiscal years and periods need."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_seals")]
    operations = []
