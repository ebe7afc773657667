from django.db import migrations, models

from confman.web.search import fold_all


def fold_titles(apps, schema_editor):
    items = apps.get_model("agenda", "Item").objects
    rows = items.only("title", "symbol")
    for row in rows.iterator(chunk_size=500):
        items.filter(pk=row.pk).update(search_text=fold_all([row.title, row.symbol]))


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0003_drafts_for_seats'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='search_text',
            field=models.TextField(blank=True, default='', editable=False),
        ),
        migrations.RunPython(fold_titles, migrations.RunPython.noop),
    ]
