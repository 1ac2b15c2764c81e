"""Keys that the program's triggers hold by one statement a batch."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_guards_and_functions")]
    operations = []
