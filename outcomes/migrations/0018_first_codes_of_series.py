from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outcomes', '0017_clearer_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='documentseries',
            name='first_code',
            field=models.CharField(editable=False, max_length=12, null=True, verbose_name='first code'),
        ),
    ]
