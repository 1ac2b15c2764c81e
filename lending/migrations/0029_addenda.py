"""Addenda to contracts and notices of transfers; what was changed before keeps its schedule without one."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "addenda.sql").read_text()
UNDO = """
DROP TRIGGER needs_addendum ON lending_loan;
DROP FUNCTION lending_loan_taken_over_needs_addendum();
DROP TRIGGER needs_addendum ON lending_scheduleversion;
DROP FUNCTION lending_change_needs_addendum();
DROP FUNCTION lending_addendum_is_accepted(uuid);
"""
KINDS = [('contract', 'contract'), ('addendum', 'addendum'), ('notice', 'notice of transfer')]


class Migration(migrations.Migration):
    dependencies = [
        ('lending', '0028_one_drawdown_a_loan'),
    ]

    operations = [
        # Rows that are there cannot be rewritten: the column comes with their answer, then new ones get theirs.
        migrations.AddField(
            model_name='scheduleversion',
            name='needs_addendum',
            field=models.BooleanField(default=False, help_text='where voted; false for what was changed before addenda were accepted here'),
        ),
        migrations.AlterField(
            model_name='scheduleversion',
            name='needs_addendum',
            field=models.BooleanField(default=True, help_text='where voted; false for what was changed before addenda were accepted here'),
        ),
        migrations.AddField(
            model_name='signingmandate',
            name='covers_addenda',
            field=models.BooleanField(default=False, help_text='false for what was given when only contracts were accepted'),
        ),
        migrations.AlterField(
            model_name='signingmandate',
            name='covers_addenda',
            field=models.BooleanField(default=True, help_text='false for what was given when only contracts were accepted'),
        ),
        migrations.RemoveConstraint(
            model_name='agreement',
            name='the_first_agreement_is_the_contract',
        ),
        migrations.AlterField(
            model_name='agreement',
            name='kind',
            field=models.CharField(choices=KINDS, max_length=8),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='number',
            field=models.PositiveIntegerField(help_text='1 is the contract, then its addenda and notices'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='decision',
            field=models.ForeignKey(help_text="an addendum's: the vote that changes the loan; the last addendum of a decision counts", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='addenda', to='lending.decision'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='proposal',
            field=models.OneToOneField(help_text="a notice's transfer", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notice', to='lending.transferproposal'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'contract'), ('number', 1)), models.Q(('kind__in', ['addendum', 'notice']), ('number__gt', 1)), _connector='OR'), name='the_first_agreement_is_the_contract'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__isnull', True), ('kind', 'contract'), ('proposal__isnull', True)), models.Q(('decision__isnull', False), ('kind', 'addendum'), ('proposal__isnull', True)), models.Q(('decision__isnull', True), ('kind', 'notice'), ('proposal__isnull', False)), _connector='OR'), name='an_agreement_says_what_it_is_of'),
        ),
        migrations.RunSQL(SQL, UNDO),
    ]
