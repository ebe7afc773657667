from django.utils.translation import gettext_lazy as _

from confman import registries


class ReadersConfig(registries.ManifestConfig):
    name = "confman.readers"
    verbose_name = _("readers")
