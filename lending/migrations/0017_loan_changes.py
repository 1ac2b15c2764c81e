"""Requests that change running loans, and what a version of a schedule was decided by."""

import django.db.models.deletion
import uuid6
from django.db import migrations, models

GUARD = """
CREATE TRIGGER keeps_rows BEFORE UPDATE OR DELETE ON lending_changedloan
    FOR EACH ROW EXECUTE FUNCTION lending_refuse_change();
CREATE TRIGGER keeps_table BEFORE TRUNCATE ON lending_changedloan
    FOR EACH STATEMENT EXECUTE FUNCTION lending_refuse_change();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('lending', '0016_losses'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChangedLoan',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'ordering': ['request_id', 'loan_id'],
            },
        ),
        migrations.AddField(
            model_name='instalment',
            name='deferred_from',
            field=models.DateField(help_text='its interest was due then, and was moved by a decision', null=True),
        ),
        migrations.AddField(
            model_name='loanrequest',
            name='kind',
            field=models.CharField(choices=[('new_loan', 'new loan'), ('reschedule', 'reschedule'), ('holiday', 'payment holiday'), ('consolidation', 'consolidation')], default='new_loan', max_length=13),
        ),
        migrations.AddField(
            model_name='requestversion',
            name='change',
            field=models.JSONField(help_text='of running loans: what is asked, where they stand, old and new rows', null=True),
        ),
        migrations.AddField(
            model_name='scheduleversion',
            name='decision',
            field=models.ForeignKey(help_text='that a change was voted by', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='schedules', to='lending.decision'),
        ),
        migrations.AddField(
            model_name='scheduleversion',
            name='terms',
            field=models.JSONField(help_text="from this version on; the loan's own where none are said", null=True),
        ),
        migrations.AddConstraint(
            model_name='scheduleversion',
            constraint=models.UniqueConstraint(fields=('loan', 'decision'), name='a_decision_changes_a_loan_once'),
        ),
        migrations.AddField(
            model_name='changedloan',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lending.fund'),
        ),
        migrations.AddField(
            model_name='changedloan',
            name='loan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='change_requests', to='lending.loan'),
        ),
        migrations.AddField(
            model_name='changedloan',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changed_loans', to='lending.loanrequest'),
        ),
        migrations.AddConstraint(
            model_name='changedloan',
            constraint=models.UniqueConstraint(fields=('request', 'loan'), name='a_request_changes_a_loan_once'),
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
