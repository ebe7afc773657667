"""Recurring jobs, as rows of django-q2's schedule."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django_q.models import Schedule

from confman.machines.jobs import queue_of
from confman.mail.registry import scheduled_jobs


@transaction.atomic
def ensure_schedules() -> None:
    """Bring the schedule in line with the code: one row for each job, none for removed jobs."""
    for job in scheduled_jobs:
        rows = list(Schedule.objects.filter(name=job.key).order_by("pk"))
        values = {
            "func": job.function,
            "schedule_type": Schedule.MINUTES,
            "minutes": job.minutes,
            "repeats": -1,
            "kwargs": f"q_options={{'cluster': {queue_of(job.kind)!r}}}",
        }
        if not rows:
            Schedule.objects.create(name=job.key, next_run=timezone.now(), **values)
            continue
        Schedule.objects.filter(pk=rows[0].pk).update(**values)
        # Two workers that started at the same moment may both have created it.
        Schedule.objects.filter(pk__in=[row.pk for row in rows[1:]]).delete()
    ours = {job.function.split(".")[0] for job in scheduled_jobs}
    for row in Schedule.objects.exclude(name__in=[job.key for job in scheduled_jobs]):
        if row.func.split(".")[0] in ours and row.schedule_type == Schedule.MINUTES:
            row.delete()


def clamp_schedules() -> None:
    """Run schedules more than one period ahead now: the clock was set back."""
    now = timezone.now()
    for row in Schedule.objects.filter(schedule_type=Schedule.MINUTES, next_run__gt=now).only(
        "minutes", "next_run"
    ):
        if row.next_run > now + dt.timedelta(minutes=row.minutes or 0):
            Schedule.objects.filter(pk=row.pk, next_run=row.next_run).update(next_run=now)
