"""What the chart of accounts needs."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_fiscal_years")]
    operations = []
