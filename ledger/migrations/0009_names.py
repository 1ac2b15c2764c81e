"""Names of the rows, for those who read them in the administration."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("ledger", "0008_staging")]
    operations = [
        migrations.AlterModelOptions("account", {"verbose_name": "account", "verbose_name_plural": "accounts"}),
        migrations.AlterModelOptions("book", {"verbose_name": "book", "verbose_name_plural": "books"}),
        migrations.AlterModelOptions("entry", {"verbose_name": "entry", "verbose_name_plural": "entries"}),
        migrations.AlterModelOptions("fiscalyear", {"verbose_name": "fiscal year", "verbose_name_plural": "fiscal years"}),
        migrations.AlterModelOptions("period", {"verbose_name": "period", "verbose_name_plural": "periods"}),
        migrations.AlterModelOptions("periodevent", {"verbose_name": "event of a period", "verbose_name_plural": "events of periods"}),
        migrations.AlterModelOptions("sealentry", {"verbose_name": "seal", "verbose_name_plural": "seals"}),
    ]
