from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registrations', '0004_revision_of_registrations'),
    ]

    operations = [
        migrations.AlterField(
            model_name='target',
            name='measure',
            field=models.CharField(choices=[('registered', 'Registered'), ('approved', 'Approved')], default='approved', max_length=10, verbose_name='counted are'),
        ),
    ]
