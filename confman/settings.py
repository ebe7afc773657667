"""Settings from the environment; without any, the embedded default: SQLite and one data folder.

CONFMAN_ENV selects the kind of installation: `embedded` (default) is for one machine and for trials; `production`
refuses to start without a secret key and turns on everything that needs TLS. docs/operation/running.md explains each
variable. What no variable changes is in `confman.fixed_settings`.
"""

import contextlib
import hashlib
import os
import shlex
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from confman.accounts.oidc_settings import single_sign_on
from confman.extensions.installed import chosen_extensions
from confman.fixed_settings import *  # noqa: F403
from confman.fixed_settings import INSTALLED_APPS
from confman.machines.cache_settings import shared_cache
from confman.machines.file_settings import shared_files
from confman.machines.jobs import JobKind
from confman.mail.provider_settings import provider_backend, provider_settings
from confman.paths import BASE_DIR, data_folder

env = environ.Env()

ENVIRONMENT = env.str("CONFMAN_ENV", default="embedded")
if ENVIRONMENT not in {"embedded", "production"}:
    raise ImproperlyConfigured(f"CONFMAN_ENV is {ENVIRONMENT!r}; it must be 'embedded' or 'production'.")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.bool("CONFMAN_DEBUG", default=False) and not PRODUCTION


def _make_data_folder() -> Path:
    """Make and return the folder of all data of an installation; git ignores it, wherever in the checkout it lies."""
    folder = data_folder()
    if folder == BASE_DIR:
        raise ImproperlyConfigured(
            "CONFMAN_DATA is the folder of the code itself; give the data a folder of their own."
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_relative_to(BASE_DIR) and not (folder / ".gitignore").exists():
        (folder / ".gitignore").write_text("*\n")
    return folder


DATA_DIR = _make_data_folder()

# --- Secrets -----------------------------------------------------------------------------------------

# SHA-256 of keys that everybody can read, because they were once in the repository.
_PUBLISHED_KEYS = {"20e7d49890619499ac51fe9448d6f974c35c96196a395a4d481aece9c21bc059"}
_SHORTEST_KEY, _SHORTEST_FIELD_KEY = 50, 32


def _embedded_secret_key() -> str:
    """Return the key of an embedded installation, created once in its data folder, readable only by its owner."""
    from django.core.management.utils import get_random_secret_key

    path = DATA_DIR / "secret-key"
    if not path.exists():
        # Web and worker may start at once on an empty folder. The key is written to a temporary file and linked into
        # place: the second process finds the first one's key, and nobody reads half of one.
        with tempfile.NamedTemporaryFile("w", dir=DATA_DIR, prefix="secret-key-") as draft:
            draft.write(get_random_secret_key())
            draft.flush()
            with contextlib.suppress(FileExistsError):
                os.link(draft.name, path)
    return path.read_text().strip()


# Read directly: django-environ takes a value that begins with "$" for the name of another variable.
SECRET_KEY = os.environ.get("CONFMAN_SECRET_KEY", "")
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured("CONFMAN_SECRET_KEY is not set; production does not start without it.")
    SECRET_KEY = _embedded_secret_key()
# Former ones, whose links and codes of documents still count.
SECRET_KEY_FALLBACKS = [
    key.strip() for key in os.environ.get("CONFMAN_SECRET_KEY_FALLBACKS", "").split(",") if key.strip()
]
if any(
    hashlib.sha256(key.encode()).hexdigest() in _PUBLISHED_KEYS for key in (SECRET_KEY, *SECRET_KEY_FALLBACKS)
):
    raise ImproperlyConfigured(
        "The secret key is one that was published with the code: with it anyone can sign in as anybody. "
        "Set another CONFMAN_SECRET_KEY, or delete the file secret-key in the data folder."
    )
_shortest = min(map(len, (SECRET_KEY, *SECRET_KEY_FALLBACKS)))
if PRODUCTION and _shortest < _SHORTEST_KEY:
    raise ImproperlyConfigured(
        f"CONFMAN_SECRET_KEY, or a former one in CONFMAN_SECRET_KEY_FALLBACKS, has {_shortest} characters; "
        f"production needs {_SHORTEST_KEY} or more, drawn at random."
    )

# Keys of protected fields (passports, visas), newest first; by default one is derived from SECRET_KEY. They are no
# passwords, since they are not stretched; data encrypted with a shorter one earlier can still be read.
FIELD_ENCRYPTION_KEYS = env.list("CONFMAN_FIELD_KEYS", default=[])
if PRODUCTION and FIELD_ENCRYPTION_KEYS and len(FIELD_ENCRYPTION_KEYS[0]) < _SHORTEST_FIELD_KEY:
    raise ImproperlyConfigured(
        f"The first of CONFMAN_FIELD_KEYS has {len(FIELD_ENCRYPTION_KEYS[0])} characters; production needs "
        f"{_SHORTEST_FIELD_KEY} or more, drawn at random. Put a new one before it and run rotatefieldkeys."
    )

# --- Extensions (docs/integration/extending.md) --------------------------------------------------------------------

# The names of the extensions that run, or `all` that are installed, or `none`.
CONFMAN_EXTENSIONS = env.list("CONFMAN_EXTENSIONS", default=["all"])
INSTALLED_APPS = [*INSTALLED_APPS, *(extension.load() for extension in chosen_extensions(CONFMAN_EXTENSIONS))]

# --- Where it is reached -----------------------------------------------------------------------------

BASE_URL = env.str("CONFMAN_BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
_OWN_HOSTS = [urlsplit(BASE_URL).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.list("CONFMAN_ALLOWED_HOSTS", default=[] if PRODUCTION else _OWN_HOSTS)
CSRF_TRUSTED_ORIGINS = env.list("CONFMAN_TRUSTED_ORIGINS", default=[BASE_URL])
TLS = PRODUCTION or env.bool("CONFMAN_TLS", default=False)

# The number of our own proxies in front, each of which appends the address it heard from to X-Forwarded-For.
CONFMAN_TRUSTED_PROXIES = env.int("CONFMAN_TRUSTED_PROXIES", default=1 if PRODUCTION else 0)
ALLAUTH_TRUSTED_PROXY_COUNT = CONFMAN_TRUSTED_PROXIES
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
# Browsers accept a cookie with this prefix over TLS only, and for this host only.
COOKIE_PREFIX = "__Host-" if TLS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
SESSION_COOKIE_SECURE = TLS
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_SECURE = TLS
CSRF_FAILURE_VIEW = "confman.web.faults.refusals.form_expired"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
LANGUAGE_COOKIE_SECURE = TLS

# Single sign-on: the provider, from CONFMAN_OIDC_SERVER and the variables beside it.
CONFMAN_OIDC = single_sign_on(env, production=PRODUCTION)
SOCIALACCOUNT_PROVIDERS = CONFMAN_OIDC.providers

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF, *CONFMAN_OIDC.origins],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# The number of threads that serve pages in each process; the server reads the same variable.
CONFMAN_THREADS = env.int("GRANIAN_BLOCKING_THREADS", default=8)

# --- Data --------------------------------------------------------------------------------------------

DATABASES = {
    "default": env.db_url("CONFMAN_DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'confman.sqlite3'}")
}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
_ON_SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
# For _WEB_OPTIONS: people looking at a page wait for seconds; commands and the worker wait longer.
if _ON_SQLITE:
    DATABASES["default"]["ENGINE"] = "confman.machines.quicker_sqlite"
    DATABASES["default"]["OPTIONS"] = {
        # A writer queues for the lock when its transaction begins, not in the middle of it.
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        # After a commit of another process a connection reads all pages anew: from the system's memory, without copies.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
        " PRAGMA mmap_size=268435456;",
    }
    # In memory, all threads of a test server would share one connection, and each other's transactions.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    _WEB_OPTIONS: dict[str, Any] = {"timeout": 5}
else:
    DATABASES["default"]["ENGINE"] = "confman.machines.quicker_postgresql"
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    _HERE = {"", "localhost", "127.0.0.1", "::1"}
    # A server that vanishes is noticed in seconds, not after TCP's quarter of an hour. One on another machine must
    # show its certificate, unless the address says otherwise.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 10,
        "tcp_user_timeout": 10_000,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        **({} if DATABASES["default"]["HOST"] in _HERE or not PRODUCTION else {"sslmode": "verify-full"}),
        **DATABASES["default"].get("OPTIONS", {}),
    }
    _WEB_OPTIONS = {"connect_timeout": 3}
# True if a pooler in between hands out single transactions, so that no session state lasts.
DATABASE_IS_POOLED = env.bool("CONFMAN_DATABASE_POOLED", default=False)
# A cursor of the server lasts beyond a transaction only on one connection.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = DATABASE_IS_POOLED
if not _ON_SQLITE and not DATABASE_IS_POOLED:
    # A pooler accepts no such options; they are then set for the role. PostgreSQL takes the disk for one with arms, and
    # would read all of 10,000 people to find 500.
    _PLANNING = "-c random_page_cost=1.1"
    DATABASES["default"]["OPTIONS"].setdefault("options", _PLANNING)
    _WEB_OPTIONS["options"] = f"-c statement_timeout=30s -c lock_timeout=5s {_PLANNING}"
# Opening a connection costs time on SQLite, too: some sixty functions are registered each time.
DATABASES["default"]["CONN_MAX_AGE"] = 60
if _POOL := env.int("CONFMAN_DATABASE_POOL", default=0):
    if _ON_SQLITE:
        raise ImproperlyConfigured(
            "CONFMAN_DATABASE_POOL is for PostgreSQL; SQLite has no connections to share."
        )
    # So many connections of a web process for all its threads; whoever waits for one longer than three seconds gets
    # an error. A worker forks, and has none: its processes would write into the same connections. While the database is
    # gone a pool asks ever more rarely; ended after two seconds, it asks again when someone waits.
    _WEB_OPTIONS["pool"] = {"min_size": 1, "max_size": _POOL, "timeout": 3, "reconnect_timeout": 2}
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["ENGINE"] = "confman.machines.pooled"
# Options that web processes add to those of each database.
WEB_DATABASE_OPTIONS = {"default": _WEB_OPTIONS}

# A copy that follows the database, for public pages (confman.machines.replica).
if _REPLICA := env.str("CONFMAN_REPLICA_URL", default=""):
    DATABASES["replica"] = {
        **DATABASES["default"],
        **env.db_url_config(_REPLICA),
        "ENGINE": DATABASES["default"]["ENGINE"],
        "OPTIONS": {**DATABASES["default"]["OPTIONS"]},
        # A pool would ask a server that hangs, without an end; the page's own question has one.
        "CONN_HEALTH_CHECKS": not _POOL,
        "TEST": {"MIRROR": "default"},
    }
    DATABASE_ROUTERS = ["confman.machines.replica.PublicReadsRouter"]
    # The primary serves the person who would wait for it.
    WEB_DATABASE_OPTIONS["replica"] = {
        **_WEB_OPTIONS,
        "connect_timeout": 1,
        **({"pool": {**_WEB_OPTIONS["pool"], "timeout": 1, "reconnect_timeout": 1}} if _POOL else {}),
    }
# Seconds by which it may be behind the database to be read.
CONFMAN_REPLICA_LAG = env.int("CONFMAN_REPLICA_LAG", default=60)

BODIES_ROOT = DATA_DIR / "bodies"
CONFMAN_KEEPS_BODIES = env.bool("CONFMAN_KEEPS_BODIES", default=PRODUCTION)
# Seconds for which browsers and a cache in front may show a public page without asking.
CONFMAN_PUBLIC_AGE = env.int("CONFMAN_PUBLIC_AGE", default=0)
# Redis or Valkey, for several machines; without it each process, or machine, keeps its own.
CONFMAN_REDIS_URL = env.str("CONFMAN_REDIS_URL", default="")
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "bodies": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": BODIES_ROOT,
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}
if CONFMAN_REDIS_URL:
    CACHES = {name: shared_cache(CONFMAN_REDIS_URL, name) for name in CACHES}

# Uploads and generated files are private: no URL serves this folder; views do, after checking the rules.
MEDIA_ROOT = DATA_DIR / "files"
# Folder of an upload while it comes in: on the disk to which it is then moved. An archive of a
# gigabyte would fill the system's temporary folder, which often lies in memory.
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)
# A bucket for several machines, instead of that folder.
CONFMAN_FILES_URL = env.str("CONFMAN_FILES_URL", default="")

STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [path for path in [BASE_DIR / "static" / "dist"] if path.exists()]
STORAGES = {
    "default": shared_files(CONFMAN_FILES_URL)
    if CONFMAN_FILES_URL
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Elsewhere static/dist is served as it is: a manifest could be missing there, and then every page would fail.
    "staticfiles": {
        "BACKEND": "confman.web.transport.static_files.VersionedFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

# --- People who sign in --------------------------------------------------------------------------------


def _session_limits(kind: str, default: list[int]) -> tuple[timedelta, timedelta]:
    """Return how long sessions of this kind of user may be idle, and how long they may last."""
    hours = env.list(f"CONFMAN_{kind}_SESSION_HOURS", cast=int, default=default)
    if len(hours) != 2 or not 0 < hours[0] <= hours[1]:
        raise ImproperlyConfigured(
            f"CONFMAN_{kind}_SESSION_HOURS must be two numbers of hours, such as "
            f"{default[0]},{default[1]}: at rest, and in all, which is no less."
        )
    return timedelta(hours=hours[0]), timedelta(hours=hours[1])


# For operators of the server; for everyone else with an account; for a phone with the ticket, opened by a link.
CONFMAN_SESSION_LIMITS = {
    "staff": _session_limits("STAFF", [2, 12]),
    "account": _session_limits("ACCOUNT", [12, 14 * 24]),
    "link": _session_limits("LINK", [7 * 24, 30 * 24]),
}
# The command that scans a file on its standard input: exit code 0 for clean, 1 for malicious.
CONFMAN_SCANNER = shlex.split(env.str("CONFMAN_SCANNER", default=""))
# True if a conference's team needs a second factor, as operators of the server always do.
CONFMAN_TEAM_NEEDS_SECOND_FACTOR = env.bool("CONFMAN_TEAM_NEEDS_SECOND_FACTOR", default=False)
# True if anyone may create an account, and with it a conference. Invited users have accounts already.
CONFMAN_OPEN_SIGNUP = env.bool("CONFMAN_OPEN_SIGNUP", default=not PRODUCTION)
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if TLS else "http"
# --- Mail and jobs -------------------------------------------------------------------------------------

# The embedded default writes each mail as a file into the data folder: no service to start.
EMAIL_CONFIG = env.email_url("CONFMAN_EMAIL_URL", default="filemail://")
# A provider's web service instead, by anymail's name for it, with settings ANYMAIL_… of its own.
CONFMAN_EMAIL_PROVIDER = env.str("CONFMAN_EMAIL_PROVIDER", default="")
ANYMAIL = provider_settings(os.environ) if CONFMAN_EMAIL_PROVIDER else {}
if CONFMAN_EMAIL_PROVIDER:
    if env.str("CONFMAN_EMAIL_URL", default=""):
        raise ImproperlyConfigured(
            "CONFMAN_EMAIL_URL and CONFMAN_EMAIL_PROVIDER name two ways for mail to leave; set one of them."
        )
    EMAIL_CONFIG["EMAIL_BACKEND"] = provider_backend(CONFMAN_EMAIL_PROVIDER)
# It has the settings of Django by their names: EMAIL_HOST, EMAIL_PORT and so on.
vars().update(EMAIL_CONFIG)
if EMAIL_CONFIG["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
    EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("CONFMAN_FROM_EMAIL", default="confman@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# A return address of its own for each mail (VERP), as name+token@host; empty: mails are returned to their sender.
CONFMAN_BOUNCE_ADDRESS = env.str("CONFMAN_BOUNCE_ADDRESS", default="")
# The mailbox of returned mails, as imaps://name:password@host/INBOX; empty: they are piped into receivebounce.
CONFMAN_BOUNCE_MAILBOX = env.str("CONFMAN_BOUNCE_MAILBOX", default="")

# While registration is in practice mode, mail to participants stays in the outbox and is not sent.
CONFMAN_HOLD_PRACTICE_MAIL = env.bool("CONFMAN_HOLD_PRACTICE_MAIL", default=True)

# Webhooks may lead to these private networks (10.1.0.0/16), and nowhere else inside; and to addresses without TLS.
CONFMAN_WEBHOOK_NETWORKS = env.list("CONFMAN_WEBHOOK_NETWORKS", default=[])
CONFMAN_WEBHOOK_HTTP = env.bool("CONFMAN_WEBHOOK_HTTP", default=False)

# Kinds of jobs that a worker does: those that someone waits for may have a worker of their own.
CONFMAN_WORKER_KINDS = env.list("CONFMAN_WORKER_KINDS", default=list(JobKind))
if not CONFMAN_WORKER_KINDS or set(CONFMAN_WORKER_KINDS) - set(JobKind):
    raise ImproperlyConfigured(
        f"CONFMAN_WORKER_KINDS must be some of {', '.join(JobKind)}, separated by commas."
    )
Q_CLUSTER = {
    "name": "confman",
    "label": "Jobs",
    "orm": "default",
    "workers": env.int("CONFMAN_WORKERS", default=2),
    # A job that takes longer is killed and comes again after `retry`; hence jobs are short and idempotent.
    "timeout": 240,
    "retry": 300,
    "max_attempts": 5,
    "ack_failures": False,
    "poll": 1,
    "save_limit": 1000,
    "catch_up": False,
}

# With less free disk space for the data folder than this, /readyz answers 503.
CONFMAN_MIN_FREE_MB = env.int("CONFMAN_MIN_FREE_MB", default=200)

# Prometheus asks /metrics with this token; without one nothing is measured.
CONFMAN_METRICS_TOKEN = env.str("CONFMAN_METRICS_TOKEN", default="")

# --- Backups -------------------------------------------------------------------------------------------

# The folder for scheduled backups; without it there are none.
CONFMAN_BACKUPS = env.str("CONFMAN_BACKUPS", default="")
CONFMAN_BACKUP_HOURS = env.int("CONFMAN_BACKUP_HOURS", default=24)
# The number of days and weeks for which the last backup is kept.
CONFMAN_BACKUP_DAILY = env.int("CONFMAN_BACKUP_DAILY", default=14)
CONFMAN_BACKUP_WEEKLY = env.int("CONFMAN_BACKUP_WEEKLY", default=8)

# --- Seals (docs/operation/seals.md) -----------------------------------------------------------------------------

# The path of a PKCS#12 file, or pkcs11:… for a device; empty: nothing is sealed.
CONFMAN_SEAL_KEY = env.str("CONFMAN_SEAL_KEY", default="")
CONFMAN_SEAL_PASSWORD = env.str("CONFMAN_SEAL_PASSWORD", default="")
# A server of trusted time (RFC 3161), asked for each seal.
CONFMAN_SEAL_TIMESTAMPS = env.str("CONFMAN_SEAL_TIMESTAMPS", default="")
# The folder with the certificates of earlier keys, by which older seals are verified.
CONFMAN_SEAL_CERTIFICATES = env.str("CONFMAN_SEAL_CERTIFICATES", default="")

# --- Pictures and letters of documents -----------------------------------------------------------------

# Whole font files and flags as drawings, which come as npm packages.
_MODULES = BASE_DIR / "node_modules"
CONFMAN_FONTS_DIR = Path(env.str("CONFMAN_FONTS_DIR", default=str(_MODULES / "@expo-google-fonts")))
CONFMAN_FLAGS_DIR = Path(env.str("CONFMAN_FLAGS_DIR", default=str(_MODULES / "flag-icons" / "flags")))

# --- The log -------------------------------------------------------------------------------------------

_JSON = env.str("CONFMAN_LOG_FORMAT", default="plain") == "json"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "confman.web.logs.JsonFormatter" if _JSON else "confman.web.logs.SecretlessFormatter",
            "format": "{message}" if _JSON else "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "filters": {"refusals": {"()": "confman.web.logs.RefusalInOneLine"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["refusals"]}
    },
    "root": {"handlers": ["console"], "level": env.str("CONFMAN_LOG_LEVEL", default="WARNING")},
    "loggers": {
        # A line for each request: page, status and milliseconds.
        "confman.requests": {
            "level": "INFO" if env.bool("CONFMAN_LOG_REQUESTS", default=False) else "WARNING"
        }
    },
}
