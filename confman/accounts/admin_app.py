"""The admin as an app of the project, with our site instead of Django's."""

from django.contrib.admin.apps import AdminConfig


class OperatorAdminConfig(AdminConfig):
    default_site = "confman.accounts.admin_site.OperatorSite"
