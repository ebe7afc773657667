from django.utils.translation import gettext_lazy as _

from confman import registries


class RegistrationsConfig(registries.ManifestConfig):
    name = "registrations"
    verbose_name = _("registrations")
