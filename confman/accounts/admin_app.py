"""The admin as an app of the project, with our site instead of Django's."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core.checks import CheckMessage, Tags, register


def check_pages(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Load the pages, and return the faults that Django finds in them."""
    admin.autodiscover()
    faults: list[CheckMessage] = check_admin_app(app_configs, **options)
    return faults


class OperatorAdminConfig(SimpleAdminConfig):
    """Leaves the pages unloaded until confman/urls.py or the check of them needs them: most commands do not."""

    default_site = "confman.accounts.admin_site.OperatorSite"

    def ready(self) -> None:
        register(check_dependencies, Tags.admin)
        register(check_pages, Tags.admin)
