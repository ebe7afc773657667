"""A record belongs to a session, and to an item where there is one: until now its item alone said which."""

import django.db.models.deletion
from django.db import migrations, models


def take_from_item(apps, schema_editor):
    SessionRecord = apps.get_model("outcomes", "SessionRecord")
    Item = apps.get_model("agenda", "Item")
    session = Item.objects.filter(pk=models.OuterRef("item")).values("session")
    SessionRecord.objects.filter(session=None).update(session=models.Subquery(session))


class Migration(migrations.Migration):
    # PostgreSQL alters no table on which a row changed in the same transaction still waits for its checks.
    atomic = False

    dependencies = [
        ("outcomes", "0002_drafting_amendments_adoption_and_follow_up"),
    ]

    operations = [
        migrations.RunPython(take_from_item, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="sessionrecord",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="records",
                to="agenda.session",
                verbose_name="session",
            ),
        ),
    ]
