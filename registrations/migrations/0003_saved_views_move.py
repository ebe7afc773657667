from django.db import migrations

LIST_KEY = "registrations_secretariat:registration-list"
FIELDS = ("id", "conference_id", "user_id", "name", "query", "is_shared")


def move(apps, schema_editor):
    """Keep the saved views, which were of the list of registrations alone."""
    before, after = apps.get_model("registrations", "SavedView"), apps.get_model("conferences", "SavedView")
    after.objects.bulk_create(
        after(list_key=LIST_KEY, **values) for values in before.objects.values(*FIELDS)
    )
    # What Django keeps of each model and the rights to it; those of the new place it makes itself.
    apps.get_model("contenttypes", "ContentType").objects.filter(app_label="registrations", model="savedview").delete()


def move_back(apps, schema_editor):
    before, after = apps.get_model("registrations", "SavedView"), apps.get_model("conferences", "SavedView")
    rows = after.objects.filter(list_key=LIST_KEY)
    before.objects.bulk_create(before(**values) for values in rows.values(*FIELDS))
    after.objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('registrations', '0002_list_readers'),
        ('conferences', '0004_list_views'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.RunPython(move, move_back),
        migrations.DeleteModel(
            name='SavedView',
        ),
    ]
