from django.utils.translation import gettext_lazy as _

from confman import registries


class WebhooksConfig(registries.ManifestConfig):
    name = "confman.webhooks"
    verbose_name = _("webhooks")
