"""Contracts with their wording, parties and acceptances; what was paid out before needs none."""

from pathlib import Path

import django.db.models.deletion
import uuid6
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

from lending.domain.standard_wording import standard_wording

SQL = (Path(__file__).parent / "sql" / "agreements.sql").read_text()
UNDO = """
DROP TRIGGER needs_acceptance ON lending_loan;
DROP FUNCTION lending_payment_needs_acceptance();
DROP TRIGGER keeps_rows ON lending_signingmandate;
DROP TRIGGER keeps_table ON lending_signingmandate;
DROP FUNCTION lending_mandate_is_withdrawn();
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['agreementtemplate', 'agreement', 'agreementpaper', 'agreementparty', 'signedcopy',
                                'acceptance'] LOOP
        EXECUTE format('DROP TRIGGER keeps_rows ON lending_%s', name);
        EXECUTE format('DROP TRIGGER keeps_table ON lending_%s', name);
    END LOOP;
END $$;
ALTER TABLE lending_acceptance DROP CONSTRAINT acceptance_is_of_the_agreements_hash;
ALTER TABLE lending_acceptance DROP CONSTRAINT acceptance_is_by_a_party;
"""
# What a table's rows wait to be checked for is checked now: a table is not altered before.
CHECK_NOW = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"


def give_wording(apps, schema_editor):
    """Each fund starts with the wording that the program proposes."""
    database = schema_editor.connection.alias
    template = apps.get_model("lending", "AgreementTemplate")
    for fund in apps.get_model("lending", "Fund").objects.using(database).all():
        template.objects.using(database).create(
            fund=fund, version=1, wording=standard_wording(custody=fund.custody), created_at=timezone.now()
        )


def mark_former_rule(apps, schema_editor):
    """What was paid out was agreed under the former rule; what is still to be paid out needs its contract accepted."""
    loans = apps.get_model("lending", "Loan").objects.using(schema_editor.connection.alias)
    loans.filter(disbursed_on__isnull=False).update(needs_acceptance=False)


class Migration(migrations.Migration):
    dependencies = [
        ('lending', '0011_replays'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='loan',
            name='needs_acceptance',
            field=models.BooleanField(default=True, help_text='false for what was paid out before contracts were accepted here'),
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(help_text='1 is the contract, then its addenda')),
                ('kind', models.CharField(choices=[('contract', 'contract'), ('addendum', 'addendum')], max_length=8)),
                ('content', models.TextField(help_text='canonical JSON: lending.domain.canonical')),
                ('sha256', models.CharField(help_text='of the content, in UTF-8', max_length=64)),
                ('prepared_at', models.DateTimeField()),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='lending.fund')),
                ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='lending.loan')),
                ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['loan_id', 'number'],
            },
        ),
        migrations.CreateModel(
            name='AgreementParty',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('side', models.CharField(choices=[('borrower', 'borrower'), ('fund', 'fund'), ('lender', 'lender')], max_length=8)),
                ('place', models.PositiveSmallIntegerField(help_text='order in the contract')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='lending.agreement')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lending.fund')),
                ('membership', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lending.membership')),
            ],
            options={
                'ordering': ['agreement_id', 'place'],
            },
        ),
        migrations.CreateModel(
            name='AgreementTemplate',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField()),
                ('wording', models.JSONField(help_text='by language, then by part: lending.domain.agreement_wording')),
                ('created_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(help_text='none for what the program proposes', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreement_templates', to='lending.fund')),
            ],
            options={
                'ordering': ['fund_id', '-version'],
            },
        ),
        migrations.AddField(
            model_name='agreement',
            name='template',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='lending.agreementtemplate'),
        ),
        migrations.CreateModel(
            name='SignedCopy',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('file_name', models.CharField(max_length=200)),
                ('pdf', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('size_bytes', models.PositiveIntegerField()),
                ('uploaded_at', models.DateTimeField()),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signed_copies', to='lending.agreement')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lending.fund')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['agreement_id', 'uploaded_at'],
            },
        ),
        migrations.CreateModel(
            name='SigningMandate',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('granted_at', models.DateTimeField()),
                ('reauthenticated_at', models.DateTimeField()),
                ('method', models.CharField(max_length=20)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lending.fund')),
                ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='lending.membership')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['membership_id', 'granted_at'],
            },
        ),
        migrations.CreateModel(
            name='Acceptance',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('sha256', models.CharField(help_text='of the agreement that was accepted', max_length=64)),
                ('accepted_at', models.DateTimeField()),
                ('way', models.CharField(choices=[('signed_in', 'signed in'), ('mandate', 'under a mandate'), ('paper', 'on paper')], max_length=9)),
                ('reauthenticated_at', models.DateTimeField(null=True)),
                ('method', models.CharField(blank=True, help_text='how the person proved again who they are', max_length=20)),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lending.fund')),
                ('person', models.ForeignKey(help_text='who accepted, or who confirmed the signed copy', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to='lending.agreement')),
                ('party', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='acceptance', to='lending.agreementparty')),
                ('signed_copy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to='lending.signedcopy')),
                ('mandate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lending.signingmandate')),
            ],
            options={
                'ordering': ['agreement_id', 'accepted_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='AgreementPaper',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('language', models.CharField(help_text='fr binds; another is a translation', max_length=2)),
                ('pdf', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('drawn_at', models.DateTimeField()),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='lending.agreement')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lending.fund')),
            ],
            options={
                'ordering': ['agreement_id', 'language'],
                'constraints': [models.UniqueConstraint(fields=('agreement', 'language'), name='one_paper_a_language')],
            },
        ),
        migrations.AddConstraint(
            model_name='agreementparty',
            constraint=models.UniqueConstraint(fields=('agreement', 'place'), name='party_place_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='agreementparty',
            constraint=models.UniqueConstraint(fields=('id', 'agreement'), name='party_is_of_one_agreement'),
        ),
        migrations.AddConstraint(
            model_name='agreementparty',
            constraint=models.UniqueConstraint(fields=('agreement', 'side', 'membership'), name='a_member_is_a_party_once_a_side'),
        ),
        migrations.AddConstraint(
            model_name='agreementparty',
            constraint=models.UniqueConstraint(condition=models.Q(('membership__isnull', True)), fields=('agreement',), name='the_fund_is_a_party_once'),
        ),
        migrations.AddConstraint(
            model_name='agreementparty',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('membership__isnull', True), ('side', 'fund')), models.Q(('membership__isnull', False), ('side__in', ['borrower', 'lender'])), _connector='OR'), name='a_party_is_a_member_or_the_fund'),
        ),
        migrations.AddConstraint(
            model_name='agreementtemplate',
            constraint=models.UniqueConstraint(fields=('fund', 'version'), name='agreement_template_version_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(fields=('loan', 'number'), name='agreement_number_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(fields=('id', 'sha256'), name='agreement_is_known_by_its_hash'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'contract'), ('number', 1)), models.Q(('kind', 'addendum'), ('number__gt', 1)), _connector='OR'), name='the_first_agreement_is_the_contract'),
        ),
        migrations.AddConstraint(
            model_name='signingmandate',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('membership',), name='one_mandate_in_force_a_member'),
        ),
        migrations.AddConstraint(
            model_name='signingmandate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='a_mandate_is_withdrawn_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='acceptance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('mandate__isnull', True), ('reauthenticated_at__isnull', False), ('signed_copy__isnull', True), ('way', 'signed_in')), models.Q(('mandate__isnull', False), ('reauthenticated_at__isnull', False), ('signed_copy__isnull', True), ('way', 'mandate')), models.Q(('mandate__isnull', True), ('reauthenticated_at__isnull', True), ('signed_copy__isnull', False), ('way', 'paper')), _connector='OR'), name='an_acceptance_says_how'),
        ),
        migrations.RunPython(give_wording, migrations.RunPython.noop),
        migrations.RunPython(mark_former_rule, migrations.RunPython.noop),
        migrations.RunSQL(CHECK_NOW, migrations.RunSQL.noop),
        migrations.RunSQL(SQL, UNDO),
    ]
