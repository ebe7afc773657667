from django.utils.translation import gettext_lazy as _

from confman import registries


class ApiConfig(registries.ManifestConfig):
    name = "confman.api"
    label = "api"
    verbose_name = _("API")
