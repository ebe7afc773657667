from django.utils.translation import gettext_lazy as _

from confman import registries


class ArchivesConfig(registries.ManifestConfig):
    name = "confman.archives"
    verbose_name = _("archives")
