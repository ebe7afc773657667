from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registrations", "0008_notes_verbales")]

    operations = [migrations.RenameField("invitee", "chased_on", "reminded_on")]
