"""Settings that are the same in every installation: the parts of confman, and how they fit together.

`confman.settings` takes them all, and adds what the environment decides.
"""

import warnings
from typing import Literal

from django.utils.translation import gettext_lazy as _

from confman.paths import BASE_DIR

# --- The house ---------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "confman.accounts.admin_app.OperatorAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.humanize",  # required by pages of allauth
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "rules",
    "django_htmx",
    "confman.translation",  # before django_countries: see its collation
    "confman.lean_apps.CountriesConfig",
    "confman.lean_apps.QueueConfig",
    # The ground floor, from the bottom up.
    "confman.accounts",
    "confman.audit",
    "confman.web",
    "confman.conferences",
    "confman.people",
    "confman.documents",
    "confman.mail",
    "confman.webhooks",
    "confman.readers",
    "confman.mailings",
    "confman.backups",
    "confman.archives",
    "confman.api",
    "confman.doctor",
    # The upper floors.
    "agenda",
    "registrations",
    "outcomes",
]

MIDDLEWARE = [
    "confman.machines.requests.RequestMiddleware",
    "confman.readers.web.ReadersMiddleware",
    "confman.api.web.middleware.ApiMiddleware",
    "confman.web.transport.tls.ProgramsUseTlsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "confman.web.transport.static_files.StaticFilesMiddleware",
    "confman.web.transport.content_policy.ContentPolicyMiddleware",
    "confman.web.faults.pages.ThreadLimitMiddleware",
    "confman.readers.web.OneRenderingMiddleware",
    "confman.web.faults.refusals.RefusalMiddleware",
    "confman.web.transport.compression.PublicGZipMiddleware",
    "confman.web.caching.CacheControlMiddleware",
    "confman.web.database.reads.ReadsMiddleware",
    "confman.accounts.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "confman.accounts.middleware.UserLanguageMiddleware",
    "confman.translation.middleware.ReadingLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "confman.accounts.middleware.TriesMiddleware",
    "confman.accounts.middleware.SecondFactorMiddleware",
    "confman.web.transport.bodies.BodyLimitMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "confman.web.word_differences.ComparisonMiddleware",
]

# Functions that are told of every act, in its transaction: (verb as in the history, conference or None, the objects it
# was done to). They must know at once whether they want it (confman/audit/domain/audit_listeners.py).
AUDIT_LISTENERS = [
    "confman.readers.editions.raise_edition",
    "confman.webhooks.domain.occurrences.write_deliveries",
]

ROOT_URLCONF = "confman.urls"
WSGI_APPLICATION = "confman.wsgi.application"
ASGI_APPLICATION = "confman.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
            # Almost every template needs these, so none loads them.
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "confman.web.templatetags.confman_web",
                "confman.web.templatetags.once",
                "confman.web.templatetags.sections",
            ],
        },
    }
]
FORM_RENDERER = "confman.web.forms.renderer.ControlRenderer"

STATIC_URL = "/static/"

# --- Data --------------------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Of each process. What all must agree on (limits of attempts, sessions) is in the database.
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- Browsers ----------------------------------------------------------------------------------------

SECURE_REFERRER_POLICY = "same-origin"
# Health checks come from this machine, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_ENGINE = "confman.accounts.sessions"
MESSAGE_STORAGE = "confman.web.transport.message_storage.MessageStorage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE: Literal["Lax"] = "Lax"

# --- People who sign in --------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    # No other backend of rules beside it: one that grants a right is enough.
    "confman.conferences.read_only.OpenConferenceBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "confman.accounts.passwords.BreachedPasswordValidator"},
    {"NAME": "confman.conferences.passwords.KnownWordsValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "people_site:own-conferences"
ACCOUNT_ADAPTER = "confman.mail.account_mail.OutboxAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# A user who changes addresses must reauthenticate; a mail reports every change of the way of signing in.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_USER_DISPLAY = str
MFA_ADAPTER = "confman.accounts.factors.FactorAdapter"
MFA_FORMS = {"add_webauthn": "confman.accounts.web.forms.PasskeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "confman"

# Single sign-on, whatever the provider: confman/accounts/oidc_settings.py has what the environment says of it.
SOCIALACCOUNT_ADAPTER = "confman.accounts.single_sign_on.SingleSignOnAccountAdapter"
# A link leads to the provider: a form that is sent to us may lead to no other server.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
# Anyone who has an account with the address that the provider vouches for is signed in to that account.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_QUERY_EMAIL = False

# --- Words ---------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
# The languages of the interface. A conference's own may be any BCP 47 codes, see confman/translation/languages.py.
LANGUAGES = [("en", _("English")), ("ru", _("Russian")), ("uz", _("Uzbek"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["confman.formats"]
TIME_ZONE = "UTC"

# An address typed without a scheme is https, as from Django 6 on; both lines go with 5.2.
FORMS_URLFIELD_ASSUME_HTTPS = True
warnings.filterwarnings("ignore", "The FORMS_URLFIELD_ASSUME_HTTPS transitional setting is deprecated.")

# A cell that begins like a formula is text, whatever a participant typed.
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
