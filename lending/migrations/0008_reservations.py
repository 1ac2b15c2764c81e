"""Where the ledger holds back what a lender lends, until it is paid out."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lending', '0007_votes_that_can_be_counted'),
    ]

    operations = [
        migrations.AddField(
            model_name='participation',
            name='reservation_entry_id',
            field=models.UUIDField(help_text="the ledger's entry that sets the amount aside; none where an account of its own does", null=True),
        ),
        migrations.AddField(
            model_name='participation',
            name='reservation_line',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reservation_entry_id__isnull', True), ('reservation_line__isnull', True)), models.Q(('reservation_entry_id__isnull', False), ('reservation_line__isnull', False)), _connector='OR'), name='participation_reservation_is_an_entry_and_a_line'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.UniqueConstraint(fields=('reservation_entry_id', 'reservation_line'), name='a_reservation_is_for_one_participation'),
        ),
    ]
