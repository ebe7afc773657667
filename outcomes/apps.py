from django.utils.translation import gettext_lazy as _

from confman import registries


class OutcomesConfig(registries.ManifestConfig):
    name = "outcomes"
    verbose_name = _("outcomes")
