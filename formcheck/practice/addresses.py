"""Addresses from which somebody comes, as far as they tell one from another."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

_OF_ONE = 64
"""Bits of an IPv6 address that tell one subscriber from another: each has all addresses below (RFC 6177)."""


@lru_cache(4096)
def network_of(address: str) -> str:
    """What an address has in common with all others of the same place.

    Args:
        address: of a connection, or as a proxy tells it. What is no address is all one place.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _OF_ONE), strict=False))
