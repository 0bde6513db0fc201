"""Where a server is found: the addresses that browsers use, and the proxies in front of it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from formcheck.errors import UsageError
from formcheck.runtime.printable import printable_text

HTTP, HTTPS = 80, 443
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>(?:/[A-Za-z0-9._~-]+)*)/?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server is found.

    Attributes:
        scheme: "http" or "https", as the browser sees it.
        hosts: host names, with port where it is not the scheme's own, as the header Host has them.
        prefix: path below which all pages lie, without a slash at its end; "" for none.
    """

    scheme: str
    hosts: frozenset[str]
    prefix: str = ""

    @property
    def origins(self) -> frozenset[str]:
        """Scheme and host of the pages, as the header Origin has them."""
        return frozenset(f"{self.scheme}://{host}" for host in self.hosts)

    @property
    def secure(self) -> bool:
        """Browsers come by TLS only."""
        return self.scheme == "https"

    @property
    def loopback(self) -> bool:
        """Browsers come from this machine only."""
        return all(host.rpartition(":")[0] in LOOPBACK or host in LOOPBACK for host in self.hosts)


def own_place(port: int, *, secure: bool = False) -> Place:
    """The names of this machine for itself."""
    usual = HTTPS if secure else HTTP
    ending = "" if port == usual else f":{port}"
    return Place("https" if secure else "http", frozenset(f"{name}{ending}" for name in LOOPBACK))


def place_of(addresses: Sequence[str]) -> Place:
    """The place that these addresses name, such as ``https://practice.example/formcheck``.

    Raises:
        UsageError: one is no such address, or they differ in more than the host.
    """
    found = [_parts(address) for address in addresses]
    schemes, prefixes = {scheme for scheme, _, _ in found}, {prefix for _, _, prefix in found}
    if len(schemes) != 1 or len(prefixes) != 1:
        raise UsageError(
            "The addresses of --url differ in more than the name",
            "Give the same https:// and the same path for all names",
        )
    return Place(schemes.pop(), frozenset(host for _, host, _ in found), prefixes.pop())


def _parts(address: str) -> tuple[str, str, str]:
    match = _ADDRESS.fullmatch(address)
    if match is None or any(set(part) <= {"."} for part in match["path"].split("/")[1:]):
        raise UsageError(
            f"{printable_text(address)} is no address that browsers can open",
            "Write it as in --url https://practice.example or --url https://example.org/formcheck",
        )
    port = "" if match["port"] is None else str(int(match["port"]))
    usual = str(HTTPS if match["scheme"] == "https" else HTTP)
    return (
        match["scheme"],
        match["host"] + ("" if port in ("", usual) else f":{port}"),
        match["path"],
    )


def alike(networks: Sequence[str]) -> Callable[[str], bool]:
    """Whether an address lies in one of these networks."""
    known = [ipaddress.ip_network(network) for network in networks]

    @lru_cache(4096)
    def lies(address: str) -> bool:
        try:
            return any(ipaddress.ip_address(address) in network for network in known)
        except ValueError:
            return False

    return lies


def checked_proxies(proxies: Sequence[str]) -> tuple[str, ...]:
    """The proxies' addresses, checked: single ones, or networks such as ``10.0.3.0/24``.

    Raises:
        UsageError: one is no address, or is everybody's.
    """
    for proxy in proxies:
        try:
            network = ipaddress.ip_network(proxy)
        except ValueError:
            network = None
        if network is None or network.prefixlen == 0:
            raise UsageError(
                f"{printable_text(proxy)} is no address of a proxy",
                "Name each proxy by its own address, as in --proxy 10.0.3.7 or --proxy 10.0.3.0/28",
            )
    return tuple(proxies)
