from django.utils.translation import gettext_lazy as _

from confman import registries


class PeopleConfig(registries.ManifestConfig):
    name = "confman.people"
    verbose_name = _("people")
