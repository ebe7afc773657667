"""What the outbox adds to the floors below: pages, practice data, personal data, the job that sends."""

from django.utils.translation import gettext_lazy as _

from confman.conferences.registries import (
    NavigationItem,
    PracticeCleaner,
    navigation_items,
    practice_cleaners,
)
from confman.mail.domain.personal_data import collect_messages, erase_messages, move_messages
from confman.mail.domain.practice import clear_practice_mail, count_practice_mail
from confman.mail.house_mails import register_house_mails
from confman.mail.registry import ScheduledJob, scheduled_jobs
from confman.people.registries import PersonalData, personal_data


def contribute() -> None:
    """Called from AppConfig.ready()."""
    register_house_mails()
    scheduled_jobs.register(
        ScheduledJob("mail.deliver_outbox", "confman.mail.tasks.deliver_outbox_task", minutes=1)
    )
    personal_data.register(
        PersonalData(
            "mail.messages", _("Mails written to the person"), collect_messages, erase_messages, move_messages
        )
    )
    practice_cleaners.register(
        PracticeCleaner("mail.messages", _("Mails"), count_practice_mail, clear_practice_mail, position=10)
    )
    navigation_items.register(
        NavigationItem(
            key="mail.outbox",
            section="communication",
            label=_("Outbox"),
            url_name="mail_secretariat:outbox",
            icon="envelope",
            permission="mail.view_outbox",
            position=40,
        )
    )
    navigation_items.register(
        NavigationItem(
            key="mail.templates",
            section="communication",
            label=_("Mail templates"),
            url_name="mail_secretariat:template-list",
            icon="file-earmark-text",
            permission="mail.edit_templates",
            position=50,
        )
    )
