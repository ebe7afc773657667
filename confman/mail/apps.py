from django.conf import settings
from django.utils.translation import gettext_lazy as _

from confman import registries


class MailConfig(registries.ManifestConfig):
    name = "confman.mail"
    verbose_name = _("mail")

    def ready(self) -> None:
        """Register the checks of its settings, and listen to what a provider reports."""
        super().ready()
        from confman.mail import checks  # noqa: F401

        if settings.CONFMAN_EMAIL_PROVIDER:
            listen()


def listen() -> None:
    """Have anymail's signal of tracking received."""
    from anymail.signals import tracking

    from confman.mail.domain.provider_events import receive

    tracking.connect(receive, dispatch_uid="confman.mail")
