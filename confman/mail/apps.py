from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "confman.mail"
    label = "mail"
    verbose_name = _("mail")

    def ready(self) -> None:
        from confman.conferences.registries import NavigationItem, navigation_items
        from confman.mail import rules  # noqa: F401
        from confman.mail.domain.personal_data import collect_messages, erase_messages, move_messages
        from confman.mail.registry import ScheduledJob, scheduled_jobs
        from confman.people.registries import PersonalData, personal_data

        personal_data.register(
            PersonalData(
                "mail.messages",
                _("Mails written to the person"),
                collect_messages,
                erase_messages,
                move_messages,
            )
        )
        scheduled_jobs.register(
            ScheduledJob("mail.deliver_outbox", "confman.mail.tasks.deliver_outbox_task", minutes=1)
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
