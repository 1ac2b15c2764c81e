"""What fiscal years and periods need."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

CONSTRAINTS = Path(__file__).resolve().parent.parent / "sql" / "constraints" / "fiscal_years.sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_seals")]
    operations = [
        migrations.CreateModel(
            name='FiscalYear',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('label', models.CharField(help_text='stands in legal numbers: BQ-2026-000012')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('exported_at', models.DateTimeField(help_text='when its legal numbers first left the books', null=True)),
                ('book', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, to='ledger.book')),
            ],
            options={
                'db_table': 'ledger_fiscal_year',
            },
        ),
        migrations.CreateModel(
            name='FiscalYearExport',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField(help_text='written by the database')),
                ('by', models.CharField()),
                ('file_name', models.CharField()),
                ('encoding', models.CharField()),
                ('entry_count', models.BigIntegerField()),
                ('line_count', models.BigIntegerField()),
                ('sha256', models.CharField()),
                ('fiscal_year', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.RESTRICT, related_name='exports', to='ledger.fiscalyear')),
            ],
            options={
                'db_table': 'ledger_fiscal_year_export',
            },
        ),
        migrations.CreateModel(
            name='PeriodEvent',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('act', models.CharField()),
                ('reason', models.CharField(db_default='')),
                ('by', models.CharField(db_default='')),
                ('at', models.DateTimeField(help_text='written by the database, after the wait for entries in flight')),
                ('entry_count', models.BigIntegerField(help_text='entries dated in the period when it was closed or reopened: the same number at both', null=True)),
                ('book', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='ledger.book')),
                ('period', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.RESTRICT, related_name='events', to='ledger.period')),
            ],
            options={
                'db_table': 'ledger_period_event',
            },
        ),
        migrations.AddConstraint(
            model_name='fiscalyear',
            constraint=models.UniqueConstraint(fields=('book', 'label'), name='ledger_fiscal_year_label_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='fiscalyear',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on__lte', models.F('ends_on'))), name='ledger_fiscal_year_runs_forward'),
        ),
        migrations.AddConstraint(
            model_name='fiscalyear',
            constraint=models.CheckConstraint(condition=models.Q(('label__regex', '^[0-9A-Za-z][0-9A-Za-z-]{0,15}$'), models.Q(('label__regex', '-0$'), _negated=True)), name='ledger_fiscal_year_label_is_plain'),
        ),
        migrations.AddConstraint(
            model_name='fiscalyearexport',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='ledger_fiscal_year_export_has_a_digest'),
        ),
        migrations.AddConstraint(
            model_name='fiscalyearexport',
            constraint=models.CheckConstraint(condition=models.Q(('by__regex', '\\S'), ('file_name__regex', '\\S')), name='ledger_fiscal_year_export_says_who'),
        ),
        migrations.AddConstraint(
            model_name='periodevent',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ('opened', 'closed', 'reopened'))), name='ledger_period_event_act_is_known'),
        ),
        migrations.AddConstraint(
            model_name='periodevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act', 'reopened'), _negated=True), models.Q(('by__regex', '\\S'), ('reason__regex', '\\S')), _connector='OR'), name='ledger_period_event_reopening_has_a_reason'),
        ),
        migrations.RunSQL(CONSTRAINTS.read_text(encoding="utf-8")),
    ]
