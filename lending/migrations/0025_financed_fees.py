"""A fee may be lent with the amount."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lending', '0024_transfers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='loanproduct',
            name='fee_paid',
            field=models.CharField(choices=[('deducted', 'kept back from what is paid out'), ('apart', 'owed with the first instalment'), ('financed', 'lent with the amount')], default='deducted', max_length=8),
        ),
    ]
