"""Tags of the pages to sign in."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def single_sign_on_name() -> str:
    """Return the name of the provider of single sign-on; empty if there is none."""
    return str(settings.CONFMAN_OIDC.name) if settings.CONFMAN_OIDC.server else ""
