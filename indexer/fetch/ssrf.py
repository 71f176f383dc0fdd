"""The guard against requests to private addresses (SSRF): from a host's name to the addresses that may be connected to.

A page from outside must not lead the program to what only this machine can reach: its own services, its neighbours in
the network, a cloud's metadata service. So a name is resolved once, its addresses are checked, and only these are
connected to.
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from indexer.fetch.response import FetchError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Sequence[str]]

# The IANA registries of special-purpose addresses, and two more. They are not left to `ipaddress.is_global`, which
# differs between patch levels of Python and lets 192.88.99.0/24, 64:ff9b:1::/48, 3fff::/20 and others through.
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
_REFUSED = tuple((ipaddress.ip_network(text), kind) for text, kind in REFUSED)
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_6TO4 = IPv6Network("2002::/16")
_METADATA = (ipaddress.ip_address("169.254.169.254"), ipaddress.ip_address("fd00:ec2::254"))


def resolve(host: str, port: int) -> list[str]:
    """Return a host's addresses by the system's resolver. Raises OSError, or UnicodeError for what is no host name."""
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in entries))


class AddressGuard:
    """Decides which addresses may be connected to."""

    def __init__(self, allowed: Sequence[Network] = (), resolve: Resolve = resolve) -> None:
        """Let connections go to the networks `allowed` although they are private."""
        self._allowed, self._resolve = tuple(allowed), resolve

    def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses to which a connection to the host may go, in the resolver's order.

        If any of them lies in an allowed network, only those that do are returned. Raises FetchError `refused-address`
        when any of them must not be connected to, `unreachable` when there is none.
        """
        cause: Exception | None = None
        resolved: list[Address] = []
        try:
            resolved = [ipaddress.ip_address(text) for text in self._resolve(host, port)]
        except (OSError, UnicodeError, ValueError) as error:
            cause = error
        if not resolved:
            raise FetchError("unreachable", f"The host {host} has no address.", temporary=True) from cause
        if allowed := [address for address in resolved if self._is_allowed(address)]:
            return [str(address) for address in allowed]
        for address in resolved:
            if kind := refusal(address):
                raise FetchError(
                    "refused-address",
                    f"The host {host} is at the {kind} address {address}, which is not fetched from."
                    " If that is intended, allow its network with fetch.allow_networks.",
                )
        return [str(address) for address in resolved]

    def _is_allowed(self, address: Address) -> bool:
        return any(
            each in network for each in (address, *_embedded(address)) for network in self._allowed
        )  # an address of the other family is in no network


def refusal(address: Address) -> str | None:
    """Return why an address must not be connected to, in a word such as `loopback`; None for one that may be.

    An IPv4 address that an IPv6 address carries within it is looked at too.
    """
    for each in (*_embedded(address), address):
        if each in _METADATA:
            return "metadata"
        if kind := next((kind for network, kind in _REFUSED if each in network), None):
            return kind
    return None


def _embedded(address: Address) -> tuple[IPv4Address, ...]:
    """Return the IPv4 address to which a packet for an IPv6 address is carried on, if it is of such a kind."""
    if isinstance(address, IPv4Address):
        return ()
    number = int(address)
    if address in _MAPPED or address in _NAT64:
        return (IPv4Address(number & 0xFFFFFFFF),)
    if address in _6TO4:
        return (IPv4Address((number >> 80) & 0xFFFFFFFF),)
    if (number >> 32) & 0xFCFFFFFF == 0x5EFE:  # ISATAP
        return (IPv4Address(number & 0xFFFFFFFF),)
    return ()
