"""Which hosts we speak to: none inside our own network, unless the administrator allows it for that account."""

from __future__ import annotations

import ipaddress
import socket
import time

from crm.channels import trouble, wire
from crm.channels.letter import Failed

INSIDE = "gates.inside"
HOUSE_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa", "localdomain")
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits


def connected(host: str, port: int, *, seconds: float, is_inside_allowed: bool) -> socket.socket:
    """A socket to that host: the very address that was looked at, so that no second answer of the DNS counts."""
    until = time.monotonic() + seconds
    try:
        found = wire.places(host, port, until)
    except (OSError, UnicodeError) as error:
        raise Failed(f"{host}: {error}", is_account=True, trouble="smtp.name_unknown") from error
    inside = next((str(target[0]) for *_, target in found if is_inside(str(target[0]))), None)
    if inside is not None and not is_inside_allowed:
        raise Failed(f"{host}: {inside}", is_account=True, trouble=INSIDE)
    try:
        return wire.reached(found, until)
    except OSError as error:
        raise Failed(f"{host}:{port}: {error}", is_account=True, trouble=trouble.of(error)) from error


def is_inside(address: str) -> bool:
    """Whether an address is anything but a public one: loopback, private, link-local, also hidden in IPv6."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        hidden = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in NAT64:
            hidden = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if hidden is not None and is_inside(str(hidden)):
            return True
    return not found.is_global or found.is_multicast or found.is_reserved


def looks_inside(host: str) -> bool:
    """The same of a host as it is written, without asking anybody: numbers in any notation, names of the house."""
    bare = host.strip("[]").rstrip(".").casefold()
    if not bare or bare.rpartition(".")[2] in HOUSE_NAMES:
        return True
    try:
        numbers = socket.getaddrinfo(bare, None, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return "." not in bare  # a name without a dot is one of our own network
    return any(is_inside(str(target[0])) for *_, target in numbers)
