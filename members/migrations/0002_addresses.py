"""Where a cooperative is, as its contracts name it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('members', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='cooperative',
            name='postal_code',
            field=models.CharField(blank=True, max_length=10, verbose_name='postal code'),
        ),
        migrations.AddField(
            model_name='cooperative',
            name='street',
            field=models.CharField(blank=True, max_length=200, verbose_name='street'),
        ),
    ]
