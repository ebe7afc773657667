"""What the store of public pages asks of the other packages: to add up its steps."""

from confman.mail.registry import ScheduledJob

ENTRIES = (ScheduledJob("readers.sum_up_editions", "confman.readers.tasks.sum_up_editions_task", minutes=60),)
