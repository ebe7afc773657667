"""The address from which a request comes."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the sender's network address: as our own proxy recorded it, if there is one, otherwise that of the peer.

    Each proxy appends the address it heard from, so only the last CONFMAN_TRUSTED_PROXIES entries of `X-Forwarded-For`
    are ours; anyone may write the earlier ones.
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
    """Tell whether the request comes from this machine itself: a monitor, or someone working on it.

    What passed a proxy that is not named as ours comes from anywhere, though that proxy may stand on this machine.
    """
    if not settings.CONFMAN_TRUSTED_PROXIES and "X-Forwarded-For" in request.headers:
        return False
    try:
        return ip_address(client_address(request)).is_loopback
    except ValueError:
        return False
