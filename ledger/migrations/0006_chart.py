"""The trail of accounts. Its guards are installed after the migrations, with the rest of the program."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

CONSTRAINTS = Path(__file__).resolve().parent.parent / "sql" / "constraints" / "chart.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0005_fiscal_years'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountEvent',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField()),
                ('before', models.JSONField(help_text='what changed, as it was; floors in minor units, parents by code')),
                ('after', models.JSONField(help_text='what changed, as it is since')),
                ('acting', models.CharField(db_default='', help_text='who, as the caller names them; empty when nobody said')),
                ('reason', models.CharField(db_default='')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('account', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.RESTRICT, related_name='events', to='ledger.account')),
                ('book', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, to='ledger.book')),
            ],
            options={
                'db_table': 'ledger_account_event',
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ('opened', 'filed', 'frozen', 'unfrozen', 'closed', 'floor', 'changed'))), name='ledger_account_event_kind_is_known')],
            },
        ),
        migrations.RunSQL(CONSTRAINTS.read_text(encoding="utf-8")),
    ]
