"""A product has a schedule that terms can be read with: the database knows no other."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lending', '0031_deposit_returns'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='loanproduct',
            constraint=models.CheckConstraint(condition=models.Q(('business_day__in', ['unadjusted', 'following', 'modified_following', 'preceding']), ('calendar__in', ['TARGET', 'FR']), ('day_count__in', ['equal_periods', '30/360-US', '30E/360', '30E/360-ISDA', 'ACT/360', 'ACT/365F', 'ACT/ACT-ISDA', 'ACT/ACT-ICMA', 'ACT/ACT-AFB']), ('every_count__gte', 1), ('every_unit__in', ['days', 'weeks', 'months', 'years'])), name='product_schedule_is_known'),
        ),
    ]
