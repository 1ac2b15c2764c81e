"""Sponsors: named in what is voted, bound by the contract, called on default; their payments are receipts."""

from pathlib import Path

import django.db.models.deletion
import djmoney.models.fields
import uuid6
from django.conf import settings
from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "sponsors.sql").read_text()
UNDO = """
DROP TRIGGER keeps_rows ON lending_guarantee;
DROP TRIGGER keeps_table ON lending_guarantee;
DROP TRIGGER is_another ON lending_guarantee;
DROP FUNCTION lending_sponsor_is_another();
DROP TRIGGER keeps_rows ON lending_guaranteecall;
DROP TRIGGER keeps_table ON lending_guaranteecall;
DROP FUNCTION lending_call_is_taken_back();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('lending', '0025_financed_fees'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Guarantee',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField(help_text='order in the request and the contract')),
                ('amount_currency', djmoney.models.fields.CurrencyField(choices=[('EUR', 'Euro')], default='EUR', editable=False, max_length=3)),
                ('amount', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14)),
                ('share', models.DecimalField(decimal_places=4, help_text='a fraction: 0.5 is 50 %', max_digits=5, null=True)),
            ],
            options={
                'ordering': ['loan_id', 'place'],
            },
        ),
        migrations.CreateModel(
            name='GuaranteeCall',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('amount_currency', djmoney.models.fields.CurrencyField(choices=[('EUR', 'Euro')], default='EUR', editable=False, max_length=3)),
                ('amount', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14)),
                ('called_on', models.DateField()),
                ('pay_by', models.DateField()),
                ('reversed_on', models.DateField(help_text='the day it was taken back, unpaid', null=True)),
            ],
            options={
                'ordering': ['called_on', 'id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='agreementparty',
            name='a_party_is_a_member_or_the_fund',
        ),
        migrations.RemoveConstraint(
            model_name='preparedact',
            name='one_act_of_a_kind_is_prepared',
        ),
        migrations.AddField(
            model_name='preparedact',
            name='amount',
            field=djmoney.models.fields.MoneyField(decimal_places=2, help_text='that a sponsor is called for', max_digits=14, null=True),
        ),
        migrations.AddField(
            model_name='preparedact',
            name='amount_currency',
            field=djmoney.models.fields.CurrencyField(choices=[('EUR', 'Euro')], default='EUR', editable=False, max_length=3, null=True),
        ),
        migrations.AddField(
            model_name='preparedact',
            name='pay_by',
            field=models.DateField(help_text='until when the sponsor may pay', null=True),
        ),
        migrations.AddField(
            model_name='requestversion',
            name='sponsors',
            field=models.JSONField(blank=True, default=list, help_text='who answers for the loan: member, SIREN, amount, share or null'),
        ),
        migrations.AlterField(
            model_name='agreementparty',
            name='side',
            field=models.CharField(choices=[('borrower', 'borrower'), ('fund', 'fund'), ('lender', 'lender'), ('sponsor', 'sponsor')], max_length=8),
        ),
        migrations.AlterField(
            model_name='preparedact',
            name='kind',
            field=models.CharField(choices=[('calling_in', 'calling in'), ('write_off', 'write-off'), ('sponsor', 'call on a sponsor')], max_length=10),
        ),
        migrations.AlterField(
            model_name='repayment',
            name='kind',
            field=models.CharField(choices=[('instalment', 'instalment'), ('early', 'early repayment in full'), ('prepayment', 'early repayment in part'), ('taken_over', 'taken over by another loan'), ('waiver', 'waived, no money came'), ('mutual', 'payment of the guarantee fund'), ('sponsor', 'payment of a sponsor')], default='instalment', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='agreementparty',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('membership__isnull', True), ('side', 'fund')), models.Q(('membership__isnull', False), ('side__in', ['borrower', 'lender', 'sponsor'])), _connector='OR'), name='a_party_is_a_member_or_the_fund'),
        ),
        migrations.AddField(
            model_name='guarantee',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guarantees', to='lending.fund'),
        ),
        migrations.AddField(
            model_name='guarantee',
            name='loan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guarantees', to='lending.loan'),
        ),
        migrations.AddField(
            model_name='guarantee',
            name='membership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guarantees', to='lending.membership'),
        ),
        migrations.AddField(
            model_name='preparedact',
            name='guarantee',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='prepared_acts', to='lending.guarantee'),
        ),
        migrations.AddConstraint(
            model_name='preparedact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('guarantee__isnull', False), ('kind', 'sponsor'), ('pay_by__isnull', False)), models.Q(models.Q(('kind', 'sponsor'), _negated=True), ('amount__isnull', True), ('guarantee__isnull', True), ('pay_by__isnull', True)), _connector='OR'), name='a_call_names_its_sponsor'),
        ),
        migrations.AddConstraint(
            model_name='preparedact',
            constraint=models.UniqueConstraint(condition=models.Q(('guarantee__isnull', True), ('state', 'prepared')), fields=('loan', 'kind'), name='one_act_of_a_kind_is_prepared'),
        ),
        migrations.AddConstraint(
            model_name='preparedact',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'prepared')), fields=('guarantee',), name='one_call_of_a_sponsor_is_prepared'),
        ),
        migrations.AddField(
            model_name='guaranteecall',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lending.fund'),
        ),
        migrations.AddField(
            model_name='guaranteecall',
            name='guarantee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='lending.guarantee'),
        ),
        migrations.AddField(
            model_name='guaranteecall',
            name='prepared',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='call', to='lending.preparedact'),
        ),
        migrations.AddField(
            model_name='repayment',
            name='call',
            field=models.ForeignKey(help_text='the call on a sponsor that it pays', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='lending.guaranteecall'),
        ),
        migrations.AddConstraint(
            model_name='repayment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('call__isnull', False), ('credit', 0), ('kind', 'sponsor')), models.Q(models.Q(('kind', 'sponsor'), _negated=True), ('call__isnull', True)), _connector='OR'), name='what_a_sponsor_pays_was_called'),
        ),
        migrations.AddConstraint(
            model_name='guarantee',
            constraint=models.UniqueConstraint(fields=('loan', 'membership'), name='one_guarantee_a_sponsor'),
        ),
        migrations.AddConstraint(
            model_name='guarantee',
            constraint=models.UniqueConstraint(fields=('loan', 'place'), name='guarantee_place_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='guarantee',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='a_guarantee_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='guarantee',
            constraint=models.CheckConstraint(condition=models.Q(('share__isnull', True), models.Q(('share__gt', 0), ('share__lte', 1)), _connector='OR'), name='a_guaranteed_share_is_a_fraction'),
        ),
        migrations.AddConstraint(
            model_name='guaranteecall',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='a_call_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='guaranteecall',
            constraint=models.CheckConstraint(condition=models.Q(('pay_by__gte', models.F('called_on'))), name='a_call_leaves_time_to_pay'),
        ),
        migrations.AddConstraint(
            model_name='guaranteecall',
            constraint=models.CheckConstraint(condition=models.Q(('reversed_on__isnull', True), ('reversed_on__gte', models.F('called_on')), _connector='OR'), name='a_call_is_taken_back_after_it'),
        ),
        migrations.RunSQL(SQL, UNDO),
    ]
