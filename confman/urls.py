"""All addresses. The upper floors are named by strings: the ground floor imports none."""

from django.contrib import admin
from django.urls import include, path, register_converter

from confman.accounts.allauth_setup import set_up_allauth
from confman.accounts.web.views import SetLanguageView
from confman.extensions.pages import extension_urls
from confman.web.converters import LanguageConverter

register_converter(LanguageConverter, "language")
set_up_allauth()

handler400 = "confman.web.faults.refusals.bad_request"
handler404 = "confman.conferences.web.views.not_found.page_not_found"


# Referred to by its dotted path, so that errors of a middleware reach it, too.
handler500 = "confman.web.faults.pages.server_error"


def rooms(kind: str, *modules: str) -> list:
    """Return the url modules `<module>.urls.<kind>` under a common prefix."""
    return [path("", include(f"{module}.urls.{kind}")) for module in modules]


# Its pages register themselves as they are loaded (confman/accounts/admin_app.py).
admin.autodiscover()

urlpatterns = [
    path("", include("confman.web.urls")),
    path("accounts/", include("confman.accounts.web.urls")),
    path("accounts/sessions/", include("confman.audit.web.urls")),
    path("accounts/", include("confman.people.web.urls.site")),
    path("accounts/tokens/", include("confman.api.web.urls.account")),
    # Not all of allauth's: single sign-on has its own.
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("i18n/setlang/", SetLanguageView.as_view(), name="set_language"),
    path("verify/", include("registrations.urls.verify")),
    path("admin/", admin.site.urls),
    path("operator/", include("confman.backups.web.urls")),
    path("operator/restore/", include("confman.archives.web.operator_urls")),
    path("operator/mail/", include("confman.mail.web.provider_urls")),
    path("api/", include("confman.api.web.urls.site")),
    # After the project's own addresses, since it matches /<slug>/.
    path("", include("confman.conferences.web.urls.site")),
    path(
        "<slug:slug>/secretariat/",
        include(
            [
                path("", include("confman.mail.web.urls")),
                path("webhooks/", include("confman.webhooks.web.urls")),
                path("archive/", include("confman.archives.web.urls")),
                path("extensions/", include(extension_urls("secretariat"))),
                *rooms(
                    "secretariat",
                    "confman.conferences.web",
                    "confman.people.web",
                    "confman.documents.web",
                    "confman.mailings.web",
                    "confman.api.web",
                    "agenda",
                    "registrations",
                    "outcomes",
                ),
            ]
        ),
    ),
    path(
        "<slug:slug>/me/",
        include(
            rooms(
                "portal", "confman.people.web", "confman.mailings.web", "agenda", "registrations", "outcomes"
            )
        ),
    ),
    path("<slug:slug>/delegation/", include(rooms("delegation", "registrations", "outcomes"))),
    path("<slug:slug>/onsite/", include(rooms("onsite", "agenda", "registrations", "outcomes"))),
    path("<slug:slug>/<language:language>/extensions/", include(extension_urls("public"))),
    path(
        "<slug:slug>/<language:language>/",
        include(
            rooms(
                "public",
                "confman.conferences.web",
                "confman.documents.web",
                "agenda",
                "registrations",
                "outcomes",
            )
        ),
    ),
]
