from django.utils.translation import gettext_lazy as _

from confman import registries


class MailingsConfig(registries.ManifestConfig):
    name = "confman.mailings"
    verbose_name = _("mailings")
