"""Each return of a contribution has its own row: a second one does not write over the first."""

from pathlib import Path

import django.db.models.deletion
import djmoney.models.fields
import djmoney.money
import uuid6
from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "deposit_returns.sql").read_text()
# Of several returns the last one was all that a deposit knew before.
UNDO = """
DROP TRIGGER keeps_rows ON lending_depositreturn;
DROP TRIGGER keeps_table ON lending_depositreturn;
DROP FUNCTION lending_return_is_taken_back();
UPDATE lending_deposit d SET returned_on = r.returned_on, return_entry_id = r.entry_id
  FROM (SELECT DISTINCT ON (deposit_id) deposit_id, returned_on, entry_id FROM lending_depositreturn
         WHERE reversed_on IS NULL ORDER BY deposit_id, returned_on DESC, id DESC) r
 WHERE r.deposit_id = d.id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('lending', '0030_tranche_shares_are_kept'),
    ]

    operations = [
        migrations.CreateModel(
            name='DepositReturn',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('amount_currency', djmoney.models.fields.CurrencyField(choices=[('EUR', 'Euro')], default='EUR', editable=False, max_length=3)),
                ('amount', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14)),
                ('returned_on', models.DateField()),
                ('entry_id', models.UUIDField(help_text="the entry of the act, the same for each leg's deposit")),
                ('reversed_on', models.DateField(null=True)),
                ('reversal_entry_id', models.UUIDField(null=True)),
            ],
            options={
                'ordering': ['returned_on', 'id'],
            },
        ),
        migrations.AddField(
            model_name='depositreturn',
            name='deposit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='lending.deposit'),
        ),
        migrations.AddField(
            model_name='depositreturn',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lending.fund'),
        ),
        migrations.AddConstraint(
            model_name='depositreturn',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='a_return_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='depositreturn',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reversal_entry_id__isnull', True), ('reversed_on__isnull', True)), models.Q(('reversal_entry_id__isnull', False), ('reversed_on__gte', models.F('returned_on'))), _connector='OR'), name='a_return_is_taken_back_by_an_entry'),
        ),
        migrations.AddConstraint(
            model_name='depositreturn',
            constraint=models.UniqueConstraint(fields=('deposit', 'entry_id'), name='a_deposit_is_returned_once_an_entry'),
        ),
        migrations.RemoveConstraint(
            model_name='deposit',
            name='what_is_returned_was_deposited',
        ),
        migrations.RunSQL(SQL, UNDO),
        migrations.RemoveField(
            model_name='deposit',
            name='return_entry_id',
        ),
        migrations.RemoveField(
            model_name='deposit',
            name='returned_on',
        ),
        migrations.AlterField(
            model_name='deposit',
            name='returned',
            field=djmoney.models.fields.MoneyField(decimal_places=2, default=djmoney.money.Money(0, 'EUR'), help_text='the returns that stand, together', max_digits=14),
        ),
        migrations.AddConstraint(
            model_name='deposit',
            constraint=models.CheckConstraint(condition=models.Q(('returned__gte', 0), ('returned__lte', models.F('amount'))), name='what_is_returned_was_deposited'),
        ),
    ]
