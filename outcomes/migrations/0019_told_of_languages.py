from django.db import migrations
from django.db.models import Exists, Max, OuterRef, Subquery


def note_languages(apps, schema_editor):
    """Tell nobody of languages that were issued while only the first ones were announced."""
    files = apps.get_model("outcomes", "DocumentFile").objects.filter(document=OuterRef("pk")).order_by()
    last = files.values("document").annotate(last=Max("issued_at")).values("last")
    rows = apps.get_model("outcomes", "RegisteredDocument").objects.order_by()
    later = rows.filter(Exists(files.filter(issued_at__gt=OuterRef("announced_at"))))
    later.update(announced_at=Subquery(last))


class Migration(migrations.Migration):

    dependencies = [
        ('outcomes', '0018_first_codes_of_series'),
    ]

    operations = [
        migrations.RunPython(note_languages, migrations.RunPython.noop),
    ]
