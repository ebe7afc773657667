"""Limit the addresses of webhooks: those of the internet, and those that the operator lists."""

import ipaddress
import socket
from typing import Any

from django.conf import settings

from confman.webhooks.models import DeliveryFault

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Addresses of IPv6 in which a gateway finds one of IPv4 (RFC 6052).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(Exception):
    """The address takes no messages."""

    def __init__(self, fault: DeliveryFault, detail: str) -> None:
        super().__init__(detail)
        self.fault, self.detail = fault, detail


def require_scheme(scheme: str) -> None:
    """Check that an address is https, or http where the operator allows it. Raises AddressRefused."""
    if scheme != "https" and not (scheme == "http" and settings.CONFMAN_WEBHOOK_HTTP):
        raise AddressRefused(DeliveryFault.PLAIN, scheme)


def require_open(address: str) -> None:
    """Check that an IP address is one of the internet, or listed by the operator. Raises AddressRefused."""
    ip_address = ipaddress.ip_address(address.partition("%")[0])
    if not (is_of_the_internet(ip_address) or any(ip_address in network for network in allowed_networks())):
        raise AddressRefused(DeliveryFault.ADDRESS, address)


def is_of_the_internet(address: Address) -> bool:
    """Tell whether an address, and any address of IPv4 inside it, is public."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address.is_site_local or not all(is_of_the_internet(embedded) for embedded in inner if embedded):
            return False
        if address.ipv4_mapped is not None:
            return True
    return address.is_global and not (address.is_multicast or address.is_reserved)


def allowed_networks() -> list[Any]:
    """Return the private networks that the operator lists."""
    return [ipaddress.ip_network(network, strict=False) for network in settings.CONFMAN_WEBHOOK_NETWORKS]


def literal(host: str) -> str:
    """Return the IP address that a host is; empty if it is a name. Raises AddressRefused for one in another writing."""
    if host.replace(".", "").isdigit() and len(host.split(".")) != 4:
        raise AddressRefused(DeliveryFault.ADDRESS, host)
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        return ""


def resolve_host(host: str, port: int) -> list[str]:
    """Return the IP addresses of a name, as the system knows them. Raises OSError."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_rest, address in answers))
