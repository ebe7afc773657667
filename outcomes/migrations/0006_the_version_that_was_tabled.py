import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0005_follow_up"),
    ]

    operations = [
        migrations.AddField(
            model_name="recommendation",
            name="tabled_version",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="outcomes.recommendationversion",
            ),
        ),
    ]
