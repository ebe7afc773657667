import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0006_actions'),
        ('outcomes', '0010_address_book'),
    ]

    operations = [
        migrations.CreateModel(
            name='BoothAddress',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('renewed', models.PositiveIntegerField(default=0, editable=False)),
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='booth_address', to='agenda.session')),
            ],
            options={
                'verbose_name': 'address for the booths',
                'verbose_name_plural': 'addresses for the booths',
            },
        ),
    ]
