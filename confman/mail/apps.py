from django.utils.translation import gettext_lazy as _

from confman import registries


class MailConfig(registries.ManifestConfig):
    name = "confman.mail"
    verbose_name = _("mail")

    def ready(self) -> None:
        """Register the checks of its settings."""
        super().ready()
        from confman.mail import checks  # noqa: F401
