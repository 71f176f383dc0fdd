"""Here is the name of a host: to which addresses may a connection go?

A page from outside must not lead the program to what only this machine can reach: its own services, the neighbours in
its network, a cloud's metadata. So a name is resolved once, what it stands for is checked, and only that is dialled.
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from indexer.fetch.response import FetchError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Sequence[str]]

# The registries of special-purpose addresses, by hand: what Python counts as private differs between its versions.
REFUSED: tuple[tuple[str, str], ...] = (
    ("0.0.0.0/8", "unspecified"),
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "private"),
    ("127.0.0.0/8", "loopback"),
    ("168.63.129.16/32", "metadata"),
    ("169.254.0.0/16", "link-local"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "reserved"),
    ("192.0.2.0/24", "reserved"),
    ("192.88.99.0/24", "reserved"),
    ("192.168.0.0/16", "private"),
    ("198.18.0.0/15", "reserved"),
    ("198.51.100.0/24", "reserved"),
    ("203.0.113.0/24", "reserved"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved"),
    ("::/128", "unspecified"),
    ("::1/128", "loopback"),
    ("::/96", "reserved"),
    ("64:ff9b:1::/48", "private"),
    ("100::/64", "reserved"),
    ("2001::/23", "reserved"),
    ("2001:db8::/32", "reserved"),
    ("3fff::/20", "reserved"),
    ("5f00::/16", "reserved"),
    ("fc00::/7", "private"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "private"),
    ("ff00::/8", "multicast"),
)
_REFUSED = tuple((ipaddress.ip_network(text), word) for text, word in REFUSED)
_MAPPED = IPv6Network("::ffff:0:0/96")
_TRANSLATED = IPv6Network("64:ff9b::/96")
_6TO4 = IPv6Network("2002::/16")
_METADATA = (ipaddress.ip_address("169.254.169.254"), ipaddress.ip_address("fd00:ec2::254"))


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host by the system's own resolver. Raises OSError, UnicodeError for what is no name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))


class Guard:
    """Knows which addresses may be dialled."""

    def __init__(self, allowed: Sequence[Network] = (), resolve: Resolve = resolve) -> None:
        """`allowed` are networks that may be dialled although they are private."""
        self._allowed, self._resolve = tuple(allowed), resolve

    def addresses(self, host: str, port: int) -> list[str]:
        """Where a connection to the host may go, in the resolver's order.

        Raises FetchError `refused-address` when any of its addresses must not be dialled, `unreachable` when it has
        none. Of a host in an allowed network, the addresses within it are given and the others left out.
        """
        try:
            found = [ipaddress.ip_address(text) for text in self._resolve(host, port)]
        except (OSError, UnicodeError, ValueError) as error:
            found = []
            cause: Exception | None = error
        else:
            cause = None
        if not found:
            raise FetchError("unreachable", f"The host {host} has no address.", passing=True) from cause
        opened = [address for address in found if self._is_allowed(address)]
        if opened:
            return [str(address) for address in opened]
        for address in found:
            kind = refused_as(address)
            if kind:
                raise FetchError(
                    "refused-address",
                    f"The host {host} is at the {kind} address {address}, which is not fetched from."
                    " If that is meant, open its network with fetch.allow_networks.",
                )
        return [str(address) for address in found]

    def _is_allowed(self, address: Address) -> bool:
        return any(
            each in network for each in (address, *_within(address)) for network in self._allowed
        )  # an address of the other family is in no network


def refused_as(address: Address) -> str | None:
    """Why an address is not dialled, in a word; None for one that is. Addresses carried within it are looked at too."""
    for each in (*_within(address), address):
        if each in _METADATA:
            return "metadata"
        word = next((word for network, word in _REFUSED if each in network), None)
        if word:
            return word
    return None


def _within(address: Address) -> tuple[IPv4Address, ...]:
    """The IPv4 address to which a packet for an IPv6 address is carried on, where it is such a one."""
    if isinstance(address, IPv4Address):
        return ()
    number = int(address)
    if address in _MAPPED or address in _TRANSLATED:
        return (IPv4Address(number & 0xFFFFFFFF),)
    if address in _6TO4:
        return (IPv4Address((number >> 80) & 0xFFFFFFFF),)
    if (number >> 32) & 0xFCFFFFFF == 0x5EFE:  # ISATAP
        return (IPv4Address(number & 0xFFFFFFFF),)
    return ()
