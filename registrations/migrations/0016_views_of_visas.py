from django.db import migrations
from django.http import QueryDict

LIST_KEY = "registrations_secretariat:visas-list"


def keep(apps, schema_editor):
    """The list opens with visas that are still open: a view of those names no state, and one of everyone does."""
    for model, field in (("SavedView", "query"), ("ListChoice", "last_query")):
        for row in apps.get_model("conferences", model).objects.filter(list_key=LIST_KEY):
            query = QueryDict(getattr(row, field), mutable=True)
            if query.get("state") == "open":
                del query["state"]
            elif "state" not in query and model == "SavedView":
                query["state"] = "all"
            setattr(row, field, query.urlencode())
            row.save(update_fields=[field])


class Migration(migrations.Migration):

    dependencies = [
        ('registrations', '0015_delegation_members'),
        ('conferences', '0011_closing'),
    ]

    operations = [
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
