"""Steps of editing are about more than sessions: each row says what kind of object it is about."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def name_the_kind(apps: Any, schema_editor: Any) -> None:
    """Rows were about sessions alone. Materials that an act made with a session are rows of their own by now: such an
    act is forgotten, for it could no longer be taken back whole."""
    for step in apps.get_model("agenda", "EditingStep").objects.iterator():
        if any("made_with" in row for row in step.rows):
            step.delete()
            continue
        for row in step.rows:
            row["kind"], row["id"] = "agenda.session", row.pop("session")
        step.save(update_fields=["rows"])


class Migration(migrations.Migration):
    dependencies = [
        ("agenda", "0004_schedule_uploads"),
    ]

    operations = [
        migrations.RunPython(name_the_kind, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="editingstep",
            name="at",
            field=models.DateTimeField(auto_now=True),
        ),
    ]
