"""Registers the labels of the history for sign-ins and erasure."""

from django.utils.translation import gettext_lazy as _

from confman.audit.guard import ERASED
from confman.audit.labels import AuditLabels

WAYS = {
    "password": _("password"),
    "code": _("mailed code"),
    "link": _("personal link"),
    "email": _("confirmed address"),
    "passkey": _("passkey"),
    "webauthn": _("security key"),
    "totp": _("authenticator app"),
    "recovery_codes": _("recovery code"),
    "socialaccount": _("single sign-on"),
    "sso": _("single sign-on"),
}

ENTRIES = (
    AuditLabels(
        verbs={
            ERASED: _("Personal values erased from the history"),
            "accounts.signed_in": _("Signed in"),
            "accounts.sign_in_failed": _("Sign-in failed"),
            "accounts.factor_added": _("Second factor added"),
            "accounts.factor_removed": _("Second factor removed"),
            "accounts.factor_renewed": _("Second factor renewed"),
            "accounts.password_changed": _("Password changed"),
            "accounts.address_confirmed": _("E-mail address confirmed"),
            "accounts.address_changed": _("E-mail address changed"),
            "accounts.address_removed": _("E-mail address removed"),
            "accounts.sessions_ended": _("Sessions ended"),
            "audit.sign_ins_forgotten": _("Sign-ins older than a year deleted"),
        },
        details={"way": _("way in"), "second": _("second factor"), "factor": _("which"), "until": _("until")},
        values={"way": WAYS, "second": WAYS, "factor": WAYS},
    ),
)
