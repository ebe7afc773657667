"""The model has another name; its table keeps the one it has."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial")]

    operations = [
        migrations.AlterModelTable("KeptAnswer", "api_keptanswer"),
        migrations.RenameModel("KeptAnswer", "IdempotentAnswer"),
        migrations.AlterField(
            "IdempotentAnswer",
            "token",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="idempotent_answers", to="api.apitoken"
            ),
        ),
    ]
