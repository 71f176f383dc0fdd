"""Which addresses a connection may go to: every family, every disguise, every redirect."""

import socket
import ssl
from collections.abc import Callable
from ipaddress import ip_address, ip_network

import httpcore
import pytest

from indexer.fetch.client import Fetcher
from indexer.fetch.response import FetchError
from indexer.fetch.ssrf import REFUSED, AddressGuard, refusal, resolve
from tests.indexer.fetch.server import Reply, Site

Make = Callable[..., Fetcher]


def guard(*found: str, allowed: tuple[str, ...] = ()) -> AddressGuard:
    return AddressGuard([ip_network(each) for each in allowed], lambda host, port: found)


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("0.0.0.0", "unspecified"),
        ("10.1.2.3", "private"),
        ("172.31.255.255", "private"),
        ("192.168.1.1", "private"),
        ("100.64.0.1", "private"),
        ("100.100.100.200", "private"),
        ("127.0.0.1", "loopback"),
        ("127.8.8.8", "loopback"),
        ("169.254.1.1", "link-local"),
        ("169.254.169.254", "metadata"),
        ("168.63.129.16", "metadata"),
        ("192.0.0.192", "reserved"),
        ("192.0.2.1", "reserved"),
        ("198.19.0.1", "reserved"),
        ("224.0.0.1", "multicast"),
        ("239.255.255.250", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("fe80::1", "link-local"),
        ("fc00::1", "private"),
        ("fd00:ec2::254", "metadata"),
        ("fec0::1", "private"),
        ("ff02::1", "multicast"),
        ("2001:db8::1", "reserved"),
        ("2001:0:7f00:1::1", "reserved"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:10.0.0.1", "private"),
        ("::ffff:169.254.169.254", "metadata"),
        ("::127.0.0.1", "reserved"),
        ("64:ff9b::7f00:1", "loopback"),
        ("64:ff9b::a9fe:a9fe", "metadata"),
        ("64:ff9b:1::1", "private"),
        ("2002:7f00:1::", "loopback"),
        ("2002:c0a8:101::1", "private"),
        ("2a00:1450::5efe:a00:1", "private"),
    ],
)
def test_addresses_of_no_public_server_are_refused(address: str, word: str) -> None:
    assert refusal(ip_address(address)) == word
    with pytest.raises(FetchError, match=word) as caught:
        guard(address).addresses("trap.example", 80)
    assert caught.value.reason == "refused-address"
    assert not caught.value.temporary


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "64:ff9b::808:808", "::ffff:8.8.8.8"]
)
def test_public_addresses_are_connected_to(address: str) -> None:
    assert guard(address).addresses("news.example", 443) == [str(ip_address(address))]


def test_the_ends_of_each_network_are_refused_and_python_agrees() -> None:
    for text, _ in REFUSED:
        network = ip_network(text)
        for address in (network[0], network[-1]):
            assert refusal(address), address
    for number in range(256):
        for rest in ("0.0.1", "64.0.1", "168.0.1", "254.0.1", "18.0.1", "31.0.1", "0.2.1"):
            address = ip_address(f"{number}.{rest}")
            if not address.is_global:
                assert refusal(address), address


def test_one_bad_address_spoils_a_host() -> None:
    with pytest.raises(FetchError, match=r"10\.0\.0\.1"):
        guard("93.184.216.34", "10.0.0.1").addresses("two-faced.example", 80)


def test_an_allowed_network_is_connected_to_and_only_it() -> None:
    assert guard("127.0.0.1", allowed=("127.0.0.0/8",)).addresses("localhost", 80) == ["127.0.0.1"]
    assert guard("::1", "127.0.0.1", allowed=("127.0.0.0/8",)).addresses("localhost", 80) == ["127.0.0.1"]
    assert guard("::ffff:10.0.0.1", allowed=("10.0.0.0/8",)).addresses("wiki", 80) == ["::ffff:a00:1"]
    assert guard("fd00::1", allowed=("fd00::/8",)).addresses("wiki", 80) == ["fd00::1"]
    with pytest.raises(FetchError, match="private"):
        guard("10.0.0.1", allowed=("127.0.0.0/8",)).addresses("wiki", 80)


def test_a_host_without_address_is_unreachable() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    for each in (AddressGuard((), unknown), guard()):
        with pytest.raises(FetchError) as caught:
            each.addresses("gone.example", 80)
        assert (caught.value.reason, caught.value.temporary) == ("unreachable", True)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "localhost"])
def test_loopback_under_other_names_is_refused(host: str, new_fetcher: Make) -> None:
    with pytest.raises(FetchError) as caught:
        new_fetcher(allow_networks=[]).get(f"http://{host}:9/")
    assert caught.value.reason == "refused-address"


def test_octal_numbers_are_no_host(new_fetcher: Make) -> None:
    with pytest.raises(FetchError) as caught:
        new_fetcher(allow_networks=[]).get("http://0177.0.0.1:9/")
    assert caught.value.reason == "bad-address"


def test_nothing_is_sent_to_a_refused_address(site: Site, new_fetcher: Make) -> None:
    site["/a"] = "secret"
    with pytest.raises(FetchError, match=r"loopback address 127\.0\.0\.1, .*allow_networks"):
        new_fetcher(allow_networks=[]).get(site.url("/a"))
    assert site.asked == []


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest/meta-data/", "http://[::1]:{port}/b", "http://10.0.0.1/", "http://0/"]
)
def test_a_redirect_to_a_private_address_is_refused(site: Site, fetcher: Fetcher, target: str) -> None:
    site["/a"] = Reply("", 302, headers={"Location": target.format(port=site.port)})
    with pytest.raises(FetchError) as caught:
        fetcher.get(site.url("/a"))
    assert caught.value.reason == "refused-address"
    assert site.paths() == ["/a"]


def test_the_connection_goes_to_the_address_that_was_checked(site: Site, new_fetcher: Make) -> None:
    """A name that answers otherwise at the second look gains nothing: there is no second look."""
    site["/a"] = "<p>x"
    looks: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        looks.append(host)
        return ["127.0.0.1"] if len(looks) == 1 else ["169.254.169.254"]

    fetcher = new_fetcher(resolve=rebinding, robots=False)
    assert fetcher.get(site.url("/a", host="news.example")).data == b"<p>x"
    assert looks == ["news.example"]
    assert site.asked[-1].headers["Host"] == f"news.example:{site.port}"
    with pytest.raises(FetchError, match="metadata"):
        fetcher.get(site.url("/a", host="news.example"))


def test_the_certificate_is_checked_against_the_name(new_fetcher: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses: list[str] = []
    names: list[tuple[str | None, bool]] = []

    class Stream(httpcore.MockStream):
        def start_tls(
            self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
        ) -> httpcore.NetworkStream:
            names.append((server_hostname, ssl_context.check_hostname))
            return self

    def connect_tcp(backend: object, address: str, *more: object) -> Stream:
        addresses.append(address)
        return Stream([b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<p>x"])

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect_tcp)
    fetcher = new_fetcher(resolve=lambda host, port: ["127.0.0.1"], robots=False)
    assert fetcher.get("https://news.example/a").data == b"<p>x"
    assert (addresses, names) == (["127.0.0.1"], [("news.example", True)])


def test_the_next_address_is_dialled_when_the_first_cannot_be_reached(site: Site, new_fetcher: Make) -> None:
    site["/a"] = "<p>x"
    fetcher = new_fetcher(resolve=lambda host, port: ["127.0.0.9", "127.0.0.1"])
    assert fetcher.get(site.url("/a", host="news.example")).data == b"<p>x"


def test_the_system_resolver_gives_plain_addresses() -> None:
    assert "127.0.0.1" in resolve("127.0.0.1", 80)
