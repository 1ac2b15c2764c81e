"""A loan that another one has taken over is settled by no receipt."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lending', '0018_eligibility_rules'),
    ]

    operations = [
        migrations.AlterField(
            model_name='repayment',
            name='kind',
            field=models.CharField(choices=[('instalment', 'instalment'), ('early', 'early repayment in full'), ('prepayment', 'early repayment in part'), ('taken_over', 'taken over by another loan')], default='instalment', max_length=10),
        ),
    ]
