"""The address from which a request comes."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the sender's network address: what our own proxy wrote down, where there is one, else the peer's.

    Each proxy appends whom it heard from, so of `X-Forwarded-For` only the last CONFMAN_TRUSTED_PROXIES entries are
    ours; those before them anyone may write.
    """
    proxies = settings.CONFMAN_TRUSTED_PROXIES
    hops = request.headers.get("X-Forwarded-For", "").split(",") if proxies else []
    if len(hops) >= proxies > 0:
        try:
            return str(ip_address(hops[-proxies].strip()))
        except ValueError:
            pass
    return request.META.get("REMOTE_ADDR", "")


def comes_from_this_machine(request: HttpRequest) -> bool:
    """Tell whether the sender is this machine itself: a program that watches it, or somebody who works on it."""
    try:
        return ip_address(client_address(request)).is_loopback
    except ValueError:
        return False
