from django.utils.translation import gettext_lazy as _

from confman import registries


class BackupsConfig(registries.ManifestConfig):
    name = "confman.backups"
    verbose_name = _("backups")
