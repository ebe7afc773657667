"""A token knows whether it was made with a second factor; those before were not, as far as is known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("api", "0002_idempotent_answer")]

    operations = [
        migrations.AddField("apitoken", "second_factor", models.BooleanField(editable=False, null=True)),
    ]
