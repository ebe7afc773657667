"""Settings that are missing, contradict one another, or leave an installation unsafe."""

import ipaddress
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

from confman.doctor.diagnoses import Diagnosis, fault, ok, warning

_HERE = {"localhost", "127.0.0.1", "::1"}


def django_checks() -> Iterator[Diagnosis]:
    """Report Django's own checks, in production with those of `check --deploy`."""
    results = checks.run_checks(include_deployment_checks=settings.PRODUCTION)
    serious = [result for result in results if result.level >= checks.WARNING and not result.is_silenced()]
    for result in serious:
        level = fault if result.level >= checks.ERROR else warning
        yield level("checks", f"{result.msg} ({result.id})", result.hint or "See docs/operation/running.md.")
    if not serious:
        yield ok("checks", "Django's checks find nothing.")


def kind() -> Iterator[Diagnosis]:
    """Report the kind of installation."""
    if settings.DEBUG:
        yield warning(
            "environment",
            "Errors are shown with the code around them.",
            "Take CONFMAN_DEBUG away, but on your own machine.",
        )
    elif settings.PRODUCTION:
        yield ok("environment", "This is a production server.")
    else:
        yield ok("environment", "This is an embedded installation, for one machine or a trial.")


def secret_keys() -> Iterator[Diagnosis]:
    """Look at the keys, without naming them."""
    file = Path(settings.DATA_DIR) / "secret-key"
    if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield fault(
            "secret key",
            f"Others on this machine can read {file}.",
            f"chmod 600 {file}, and make it again if they did.",
        )
    else:
        yield ok(
            "secret key",
            "It is set." if settings.PRODUCTION else "It is kept in the data folder, for its owner alone.",
        )
    if settings.PRODUCTION and not settings.FIELD_ENCRYPTION_KEYS:
        yield warning(
            "field keys",
            "The protected fields (passports, visas) are sealed by the secret key.",
            "Set CONFMAN_FIELD_KEYS, then run `confman rotatefieldkeys`, or a new secret key loses them.",
        )
    else:
        yield ok("field keys", "The protected fields have a key.")


def addresses() -> Iterator[Diagnosis]:
    """Look at the names under which it is reached, and at the proxy in front."""
    base = urlsplit(settings.BASE_URL)
    hosts = settings.ALLOWED_HOSTS
    diagnoses = []
    if "*" in hosts:
        diagnoses.append(
            warning("address", "It answers to any host name.", "Name its own in CONFMAN_ALLOWED_HOSTS.")
        )
    elif not any(
        base.hostname == host or (host[:1] == "." and f".{base.hostname}".endswith(host)) for host in hosts
    ):
        diagnoses.append(
            fault(
                "address",
                f"It does not answer to {base.hostname}, to which its links lead.",
                "Name the host of CONFMAN_BASE_URL in CONFMAN_ALLOWED_HOSTS.",
            )
        )
    if f"{base.scheme}://{base.netloc}" not in settings.CSRF_TRUSTED_ORIGINS:
        diagnoses.append(
            fault(
                "address",
                f"Forms from {base.scheme}://{base.netloc} may be refused.",
                "Name CONFMAN_BASE_URL in CONFMAN_TRUSTED_ORIGINS, or leave that out.",
            )
        )
    if settings.PRODUCTION and (base.scheme != "https" or base.hostname in _HERE):
        diagnoses.append(
            fault(
                "address",
                f"Links in mails lead to {settings.BASE_URL}.",
                "Set CONFMAN_BASE_URL to the address that people see, with https://.",
            )
        )
    if settings.PRODUCTION and not settings.CONFMAN_TRUSTED_PROXIES:
        diagnoses.append(
            warning(
                "proxy",
                "No proxy is trusted: all visitors behind one share the limits of attempts.",
                "Set CONFMAN_TRUSTED_PROXIES to the number of proxies in front.",
            )
        )
    yield from diagnoses or [ok("address", f"People reach it at {settings.BASE_URL}.")]


def connected_systems() -> Iterator[Diagnosis]:
    """Look at the settings of webhooks."""
    for network in settings.CONFMAN_WEBHOOK_NETWORKS:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError:
            yield fault(
                "webhooks",
                f"{network} is no network.",
                "Write CONFMAN_WEBHOOK_NETWORKS as in 10.1.0.0/16,fd00::/8.",
            )
    if settings.PRODUCTION and settings.CONFMAN_WEBHOOK_HTTP:
        yield warning(
            "webhooks",
            "Webhooks may lead to http://, where anyone in between reads them.",
            "Take CONFMAN_WEBHOOK_HTTP away.",
        )
