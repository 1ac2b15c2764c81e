"""Drawdowns of a loan, what each lender lends of each, and how each was paid."""

import django.db.models.deletion
import django.db.models.expressions
import djmoney.models.fields
import djmoney.money
import uuid6
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lending', '0026_sponsors'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Drawdown',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('drawn_on', models.DateField()),
                ('entry_id', models.UUIDField(help_text='none of what was paid before drawdowns were kept', null=True, unique=True)),
                ('reversal_entry_id', models.UUIDField(null=True, unique=True)),
                ('reversed_on', models.DateField(null=True)),
            ],
            options={
                'ordering': ['drawn_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Tranche',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('amount_currency', djmoney.models.fields.CurrencyField(choices=[('EUR', 'Euro')], default='EUR', editable=False, max_length=3)),
                ('amount', djmoney.models.fields.MoneyField(decimal_places=2, help_text='principal that is lent with it', max_digits=14)),
                ('planned_on', models.DateField(help_text='the day that was voted')),
                ('last_on', models.DateField(help_text='the last day on which it may be paid')),
                ('state', models.CharField(choices=[('waiting', 'to be drawn'), ('drawn', 'drawn'), ('released', 'given up')], default='waiting', max_length=8)),
                ('drawn_on', models.DateField(null=True)),
                ('released_on', models.DateField(null=True)),
                ('release_reason', models.CharField(blank=True, max_length=1000)),
            ],
            options={
                'ordering': ['loan_id', 'number'],
            },
        ),
        migrations.CreateModel(
            name='TrancheShare',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('amount_currency', djmoney.models.fields.CurrencyField(choices=[('EUR', 'Euro')], default='EUR', editable=False, max_length=3)),
                ('amount', djmoney.models.fields.MoneyField(decimal_places=2, max_digits=14)),
                ('reservation_entry_id', models.UUIDField(help_text="the ledger's entry that sets the amount aside; none where an account of its own does", null=True)),
                ('reservation_line', models.PositiveSmallIntegerField(null=True)),
            ],
            options={
                'ordering': ['tranche_id', 'participation_id'],
            },
        ),
        migrations.AddField(
            model_name='loan',
            name='drawn',
            field=djmoney.models.fields.MoneyField(decimal_places=2, default=djmoney.money.Money(0, 'EUR'), help_text='of it, what was paid out by now', max_digits=14),
        ),
        migrations.AddField(
            model_name='loan',
            name='drawn_currency',
            field=djmoney.models.fields.CurrencyField(choices=[('EUR', 'Euro')], default='EUR', editable=False, max_length=3),
        ),
        migrations.AddField(
            model_name='participation',
            name='undrawn',
            field=djmoney.models.fields.MoneyField(decimal_places=2, default=djmoney.money.Money(0, 'EUR'), help_text='set aside for drawdowns to come', max_digits=14),
        ),
        migrations.AddField(
            model_name='participation',
            name='undrawn_currency',
            field=djmoney.models.fields.CurrencyField(choices=[('EUR', 'Euro')], default='EUR', editable=False, max_length=3),
        ),
        migrations.AlterField(
            model_name='loan',
            name='amount',
            field=djmoney.models.fields.MoneyField(decimal_places=2, help_text='all that was agreed', max_digits=14),
        ),
        migrations.AddConstraint(
            model_name='loan',
            constraint=models.CheckConstraint(condition=models.Q(('drawn__gte', 0), ('drawn__lte', models.F('amount'))), name='loan_is_drawn_within_it'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(('undrawn__gte', 0), ('undrawn__lte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('amount'), '+', models.F('acquired')), '-', models.F('ceded')), '-', models.F('outstanding')))), name='participation_undrawn_is_within_it'),
        ),
        migrations.AddField(
            model_name='drawdown',
            name='drawn_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='drawdown',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lending.fund'),
        ),
        migrations.AddField(
            model_name='drawdown',
            name='loan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drawdowns', to='lending.loan'),
        ),
        migrations.AddField(
            model_name='drawdown',
            name='replays',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replayed_by', to='lending.drawdown'),
        ),
        migrations.AddField(
            model_name='tranche',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lending.fund'),
        ),
        migrations.AddField(
            model_name='tranche',
            name='loan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tranches', to='lending.loan'),
        ),
        migrations.AddField(
            model_name='tranche',
            name='released_by',
            field=models.ForeignKey(help_text='none: its time was over', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='drawdown',
            name='tranche',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drawdowns', to='lending.tranche'),
        ),
        migrations.AddField(
            model_name='trancheshare',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lending.fund'),
        ),
        migrations.AddField(
            model_name='trancheshare',
            name='participation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tranche_shares', to='lending.participation'),
        ),
        migrations.AddField(
            model_name='trancheshare',
            name='tranche',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='lending.tranche'),
        ),
        migrations.AddIndex(
            model_name='tranche',
            index=models.Index(fields=['fund', 'state', 'planned_on'], name='tranche_by_state'),
        ),
        migrations.AddConstraint(
            model_name='tranche',
            constraint=models.UniqueConstraint(fields=('loan', 'number'), name='tranche_number_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='tranche',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='tranche_amount_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='tranche',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drawn_on__isnull', True), ('released_on__isnull', True), ('state', 'waiting')), models.Q(('drawn_on__isnull', False), ('released_on__isnull', True), ('state', 'drawn')), models.Q(('drawn_on__isnull', True), ('released_on__isnull', False), ('state', 'released')), _connector='OR'), name='a_tranche_is_drawn_or_given_up_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='tranche',
            constraint=models.CheckConstraint(condition=models.Q(('drawn_on__isnull', True), ('number', 1), ('drawn_on__gte', models.F('planned_on')), _connector='OR'), name='a_tranche_is_drawn_on_its_day_or_later'),
        ),
        migrations.AddConstraint(
            model_name='drawdown',
            constraint=models.UniqueConstraint(condition=models.Q(('reversed_on__isnull', True)), fields=('tranche',), name='a_tranche_is_drawn_once'),
        ),
        migrations.AddConstraint(
            model_name='trancheshare',
            constraint=models.UniqueConstraint(fields=('tranche', 'participation'), name='a_leg_has_one_share_of_a_tranche'),
        ),
        migrations.AddConstraint(
            model_name='trancheshare',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='tranche_share_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='trancheshare',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reservation_entry_id__isnull', True), ('reservation_line__isnull', True)), models.Q(('reservation_entry_id__isnull', False), ('reservation_line__isnull', False)), _connector='OR'), name='tranche_share_reservation_is_an_entry_and_a_line'),
        ),
        migrations.AddConstraint(
            model_name='trancheshare',
            constraint=models.UniqueConstraint(fields=('reservation_entry_id', 'reservation_line'), name='a_reservation_is_for_one_tranche_share'),
        ),
    ]
