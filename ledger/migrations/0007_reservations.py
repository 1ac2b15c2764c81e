"""Indexes of reservations alone: what asks for them reads nothing else."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0006_chart'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='posting',
            index=models.Index(condition=models.Q(('phase', 'pending')), fields=['book', 'entry', 'line'], name='ledger_reservation_of_book'),
        ),
        migrations.AddIndex(
            model_name='posting',
            index=models.Index(condition=models.Q(('phase', 'pending')), fields=['debit_account', 'effective_on'], name='ledger_reservation_by_debit'),
        ),
        migrations.AddIndex(
            model_name='posting',
            index=models.Index(condition=models.Q(('phase', 'pending')), fields=['credit_account', 'effective_on'], name='ledger_reservation_by_credit'),
        ),
    ]
