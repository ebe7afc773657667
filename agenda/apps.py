from django.utils.translation import gettext_lazy as _

from confman import registries


class AgendaConfig(registries.ManifestConfig):
    name = "agenda"
    verbose_name = _("agenda")
