"""The worker's jobs: those that it does by itself in a day, and those that wait for it."""

from django.utils.module_loading import import_string
from django_q.models import OrmQ

from confman.mail.registry import scheduled_jobs


def works_for_a_day() -> None:
    """Its daily jobs, and what these put into the queue."""
    for job in scheduled_jobs:
        if job.minutes == 24 * 60:
            import_string(job.function)()
    works_off_the_queue()


def works_off_the_queue() -> None:
    for row in OrmQ.objects.all():
        import_string(row.task["func"])(*row.task["args"])
    OrmQ.objects.all().delete()
