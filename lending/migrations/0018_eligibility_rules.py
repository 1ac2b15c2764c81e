"""Rules as data: what cooperatives declare, what a fund chooses, and what a vote lets be exceeded."""

from pathlib import Path

import django.db.models.deletion
import djmoney.models.fields
import uuid6
from django.conf import settings
from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "eligibility_rules.sql").read_text()
UNDO = """
DROP TRIGGER keeps_overrides ON lending_consultation;
DROP FUNCTION lending_consultation_overrides();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('lending', '0017_loan_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountsDeclaration',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('closing_on', models.DateField()),
                ('accounts_certified', models.BooleanField(null=True)),
                ('lending_is_ancillary', models.BooleanField(null=True)),
                ('size', models.CharField(blank=True, choices=[('micro', 'microenterprise'), ('sme', 'small or medium-sized enterprise (SME)'), ('eti', 'mid-sized enterprise (ETI)'), ('large', 'large enterprise')], max_length=5)),
                ('equity_currency', djmoney.models.fields.CurrencyField(choices=[('EUR', 'Euro')], default='EUR', editable=False, max_length=3, null=True)),
                ('equity', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14, null=True)),
                ('share_capital_currency', djmoney.models.fields.CurrencyField(choices=[('EUR', 'Euro')], default='EUR', editable=False, max_length=3, null=True)),
                ('share_capital', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14, null=True)),
                ('ebitda_currency', djmoney.models.fields.CurrencyField(choices=[('EUR', 'Euro')], default='EUR', editable=False, max_length=3, null=True)),
                ('ebitda', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14, null=True)),
                ('net_treasury_currency', djmoney.models.fields.CurrencyField(choices=[('EUR', 'Euro')], default='EUR', editable=False, max_length=3, null=True)),
                ('net_treasury', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14, null=True)),
                ('turnover_currency', djmoney.models.fields.CurrencyField(choices=[('EUR', 'Euro')], default='EUR', editable=False, max_length=3, null=True)),
                ('turnover', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14, null=True)),
                ('lent_elsewhere_currency', djmoney.models.fields.CurrencyField(choices=[('EUR', 'Euro')], default='EUR', editable=False, max_length=3, null=True)),
                ('lent_elsewhere', djmoney.models.fields.MoneyField(decimal_places=2, help_text='lent outside the fund since this closing', max_digits=14, null=True)),
                ('document', models.CharField(help_text='where the figures are from', max_length=200)),
                ('declared_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-closing_on', '-declared_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='FundRules',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField()),
                ('choice', models.JSONField(help_text='lending.domain.rule_sets.Choice as a mapping')),
                ('reason', models.CharField(max_length=300)),
                ('chosen_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['fund_id', '-version'],
            },
        ),
        migrations.CreateModel(
            name='LinkDeclaration',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('nature', models.CharField(choices=[('grouping', 'members of one economic interest grouping, or of one group awarded a contract'), ('public_grant', 'one public grant for a project of both'), ('subcontracting', 'subcontractor and principal'), ('licence', 'licence, franchise or lease management'), ('client', 'client and supplier (500 000 € or 5 per cent of its turnover)'), ('indirect', 'linked through a third enterprise (500 000 € or 5 per cent of its turnover)'), ('none', 'no link any more')], max_length=14)),
                ('bought_currency', djmoney.models.fields.CurrencyField(choices=[('EUR', 'Euro')], default='EUR', editable=False, max_length=3, null=True)),
                ('bought', djmoney.models.fields.MoneyField(decimal_places=2, help_text="bought in the last year closed, where one is the other's client", max_digits=14, null=True)),
                ('document', models.CharField(help_text='what shows the link', max_length=200)),
                ('declared_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-declared_at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='consultation',
            name='overrides',
            field=models.JSONField(default=list, help_text='rules that the vote is asked to let be exceeded, and how far'),
        ),
        migrations.AddField(
            model_name='decision',
            name='overrides',
            field=models.JSONField(default=list, help_text='rules let be exceeded, where it is adopted'),
        ),
        migrations.AddField(
            model_name='eligibilitycheck',
            name='lender',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='lending.membership'),
        ),
        migrations.AddField(
            model_name='eligibilitycheck',
            name='overridden_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='overridden', to='lending.decision'),
        ),
        migrations.AddField(
            model_name='eligibilitycheck',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='loanrequest',
            name='exception_reason',
            field=models.TextField(blank=True, default='', help_text='why the committee is asked to let a rule be exceeded'),
        ),
        migrations.AddConstraint(
            model_name='eligibilitycheck',
            constraint=models.CheckConstraint(condition=models.Q(('overridden_by__isnull', True), ('passed', False), _connector='OR'), name='only_what_did_not_pass_is_overridden'),
        ),
        migrations.AddField(
            model_name='accountsdeclaration',
            name='declared_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='accountsdeclaration',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lending.fund'),
        ),
        migrations.AddField(
            model_name='accountsdeclaration',
            name='membership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts_declared', to='lending.membership'),
        ),
        migrations.AddField(
            model_name='fundrules',
            name='chosen_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='fundrules',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='lending.fund'),
        ),
        migrations.AddField(
            model_name='linkdeclaration',
            name='borrower',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links_with_lenders', to='lending.membership'),
        ),
        migrations.AddField(
            model_name='linkdeclaration',
            name='declared_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='linkdeclaration',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lending.fund'),
        ),
        migrations.AddField(
            model_name='linkdeclaration',
            name='lender',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links_declared', to='lending.membership'),
        ),
        migrations.AddIndex(
            model_name='accountsdeclaration',
            index=models.Index(fields=['membership', '-closing_on', '-declared_at'], name='accounts_by_closing'),
        ),
        migrations.AddConstraint(
            model_name='accountsdeclaration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('turnover__isnull', True), ('turnover__gte', 0), _connector='OR'), models.Q(('lent_elsewhere__isnull', True), ('lent_elsewhere__gte', 0), _connector='OR'), models.Q(('share_capital__isnull', True), ('share_capital__gte', 0), _connector='OR')), name='declared_turnover_and_loans_are_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='fundrules',
            constraint=models.UniqueConstraint(fields=('fund', 'version'), name='fund_rules_version_is_unique'),
        ),
        migrations.AddIndex(
            model_name='linkdeclaration',
            index=models.Index(fields=['lender', 'borrower', '-declared_at'], name='link_by_parties'),
        ),
        migrations.AddConstraint(
            model_name='linkdeclaration',
            constraint=models.CheckConstraint(condition=models.Q(('lender', models.F('borrower')), _negated=True), name='a_link_is_between_two'),
        ),
        migrations.AddConstraint(
            model_name='linkdeclaration',
            constraint=models.CheckConstraint(condition=models.Q(('bought__isnull', True), ('bought__gte', 0), _connector='OR'), name='what_is_bought_is_not_negative'),
        ),
        migrations.RunSQL(SQL, UNDO),
    ]
