"""Recurring jobs, as rows of django-q2's schedule."""

import datetime as dt

from django.utils import timezone
from django_q.models import Schedule

from confman.machines.jobs import queue_of
from confman.mail.registry import scheduled_jobs


def ensure_schedules() -> None:
    """Bring the schedule in line with the code: one row for each job, none for removed jobs.

    Each row is written by itself, so workers that start at the same moment never wait for one another in a circle.
    """
    for job in scheduled_jobs:
        values = {
            "func": job.function,
            "schedule_type": Schedule.MINUTES,
            "minutes": job.minutes,
            "repeats": -1,
            "kwargs": f"q_options={{'cluster': {queue_of(job.kind)!r}}}",
        }
        rows = Schedule.objects.filter(name=job.key).order_by("pk")
        if not rows.exists():
            Schedule.objects.create(name=job.key, next_run=timezone.now(), **values)
        # Several workers may have created it: all of them leave the first.
        for row in rows[1:]:
            row.delete()
        rows.exclude(**values).update(**values)
    packages = {job.function.split(".")[0] for job in scheduled_jobs}
    for row in Schedule.objects.exclude(name__in=[job.key for job in scheduled_jobs]):
        if row.func.split(".")[0] in packages and row.schedule_type == Schedule.MINUTES:
            row.delete()


def clamp_schedules() -> None:
    """Run schedules more than one period ahead now: the clock was set back."""
    now = timezone.now()
    for row in Schedule.objects.filter(schedule_type=Schedule.MINUTES, next_run__gt=now).only(
        "minutes", "next_run"
    ):
        if row.next_run > now + dt.timedelta(minutes=row.minutes or 0):
            Schedule.objects.filter(pk=row.pk, next_run=row.next_run).update(next_run=now)
