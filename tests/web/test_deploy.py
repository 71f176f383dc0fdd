"""The configurations of docs/deploy.md, run as they stand but for paths and ports, with a certificate made here."""

import configparser
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import brotli
import pytest

from search.article import to_record
from tests.web.articles import ARTICLES
from tests.web.running import ROOT, Running, started

HOST = "archive.example.org"
PAGE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.findall(rf"^```{language}\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert len(found) == 1, language
    return str(found[0])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def replaced(text: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


Answer = tuple[HTTPResponse, bytes]


@dataclass
class Site:
    """Dateline behind a proxy that speaks TLS on `port`, and leads there from `plain`."""

    port: int
    plain: int
    certificate: Path
    direct: Running
    names: list[str] = field(default_factory=list)

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[HTTPResponse, bytes]:
        context = ssl.create_default_context(cafile=str(self.certificate))
        connection = HTTPConnection(HOST)
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        connection.sock = context.wrap_socket(plain, server_hostname=HOST)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        answer = response.read()
        connection.close()
        return response, answer


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -keyout privkey.pem -out fullchain.pem"
    names = ["-addext", f"subjectAltName=DNS:{HOST}"]
    subprocess.run([*command.split(), *names], cwd=folder, check=True, capture_output=True)
    return folder / "fullchain.pem"


@contextmanager
def dateline(folder: Path) -> Iterator[Running]:
    """Serve the test articles with the settings of the page."""
    settings = replaced(block("toml"), {"/var/lib/dateline": str(folder / "data"), "port = 8000": "port = 0"})
    (folder / "dateline.toml").write_text(settings + "workers = 2\n")
    (folder / "stories.jsonl").write_text("".join(json.dumps(to_record(article)) + "\n" for article in ARTICLES))
    program = [sys.executable, "-m", "dateline", "--config", str(folder / "dateline.toml")]
    subprocess.run([*program, "index", str(folder / "stories.jsonl")], cwd=ROOT, check=True, capture_output=True)
    with started([*program, "serve"], ROOT) as site:
        yield site


@contextmanager
def proxied(command: list[str], folder: Path, *ports: int) -> Iterator[None]:
    """Run a proxy until the end."""
    with (folder / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log, cwd=folder) as process:
        try:
            end = time.monotonic() + 60
            while not all(map(accepts, ports)):
                assert process.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < end, (folder / "log").read_text()
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait(30)


def accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def behind_nginx(folder: Path, certificate: Path) -> Iterator[Site]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed")
    port, plain = free_port(), free_port()
    with dateline(folder) as direct:
        (folder / "dateline.conf").write_text(
            replaced(
                block("nginx"),
                {
                    "127.0.0.1:8000;": f"127.0.0.1:{direct.port};",
                    "    listen [::]:80;\n": "",
                    "    listen [::]:443 ssl http2;\n": "",
                    "listen 80;": f"listen 127.0.0.1:{plain};",
                    "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
                    "/etc/letsencrypt/live/archive.example.org/": f"{certificate.parent}/",
                },
            )
        )
        # As root, nginx would give up its rights, and could not write into the folder of the test.
        user = "user root;" if os.geteuid() == 0 else ""
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
        (folder / "nginx.conf").write_text(
            f"{user} daemon off; pid {folder}/pid; error_log stderr; events {{}}\n"
            f"http {{ access_log off; {temporary} include {folder}/dateline.conf; }}\n"
        )
        with proxied(
            [program, "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", "stderr"], folder, port, plain
        ):
            yield Site(port, plain, certificate, direct)


@contextmanager
def behind_caddy(folder: Path, certificate: Path) -> Iterator[Site]:
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("caddy is not installed")
    port, plain = free_port(), free_port()
    with dateline(folder) as direct:
        (folder / "Caddyfile").write_text(
            replaced(
                block("caddyfile"),
                {
                    "{\n\tservers {": f"{{\n\tadmin off\n\tstorage file_system {folder}/storage\n"
                    f"\thttp_port {plain}\n\thttps_port {port}\n\tdefault_bind 127.0.0.1\n\tservers {{",
                    f"\n{HOST} {{": f"\n{HOST} {{\n\ttls {certificate} {certificate.with_name('privkey.pem')}",
                    "reverse_proxy 127.0.0.1:8000": f"reverse_proxy 127.0.0.1:{direct.port}",
                },
            )
        )
        command = [program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
        with proxied(command, folder, port, plain):
            yield Site(port, plain, certificate, direct)


@pytest.fixture(scope="module", params=[behind_nginx, behind_caddy])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, certificate: Path) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("deployed")
    with request.param(folder, certificate) as running:
        yield running


def test_http_leads_to_https(site: Site) -> None:
    connection = HTTPConnection("127.0.0.1", site.plain, timeout=60)
    connection.request("GET", "/search?q=ferry", headers={"Host": HOST})
    response = connection.getresponse()
    assert response.status in (301, 308)
    assert re.fullmatch(rf"https://{HOST}(:\d+)?/search\?q=ferry", response.headers["Location"])
    connection.close()


def test_pages_come_with_their_headers(site: Site) -> None:
    response, body = site.ask("/search?q=flood")
    assert response.status == 200
    assert b"Flood" in body
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "ETag", "Vary"):
        assert len(response.headers.get_all(name) or ()) == 1, name
    assert not re.search(r"gunicorn|/\d", response.headers.get("Server", ""))


def test_links_begin_with_the_public_address(site: Site) -> None:
    told = {"X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "http", "X_Forwarded_Prefix": "/evil"}
    body = site.ask("/api/v1/search?q=flood&page_size=1", **told)[1]
    assert json.loads(body)["links"]["self"] == f"https://{HOST}/api/v1/search?q=flood&page_size=1"
    assert b"evil" not in body


def test_the_number_of_a_request_is_that_of_the_proxy(site: Site) -> None:
    told = {"X_Forwarded_For": "198.51.100.1", "X_Request_Id": "spoofed", "Forwarded": "for=198.51.100.1"}
    site.names.append(site.ask("/healthz", **told)[0].headers["X-Request-Id"])
    assert site.names[-1] != "spoofed"


def test_compression_and_tags_pass(site: Site) -> None:
    response, body = site.ask("/search?q=flood", Accept_Encoding="br, gzip")
    assert response.headers["Content-Encoding"] == "br"
    assert b"Flood" in brotli.decompress(body)
    tag = response.headers["ETag"]
    unchanged, nothing = site.ask("/search?q=flood", Accept_Encoding="br, gzip", If_None_Match=tag)
    assert (unchanged.status, nothing) == (304, b"")


def test_an_export_comes_whole(site: Site) -> None:
    response, body = site.ask("/api/v1/export?fields=title")
    lines = [json.loads(line) for line in body.splitlines()]
    assert response.status == 200
    assert lines[-1] == {"end_of_export": True, "articles": len(ARTICLES)}
    assert len(lines) == len(ARTICLES) + 1


def test_long_searches_pass_and_longer_ones_are_refused(site: Site) -> None:
    long = "flood+" * 20_000
    assert site.ask(f"/help?q={long}")[0].status == 200
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    assert site.ask("/api/v1/search?fields=id", "POST", f"q={long}".encode(), **form)[0].status == 200
    # Caddy 2.6 says 502 of a form that it does not pass on.
    assert site.ask("/api/v1/search", "POST", b"q=" + b"x" * 400_000, **form)[0].status in (413, 502)


def test_metrics_are_read_on_this_machine_alone(site: Site) -> None:
    assert site.ask("/metrics")[0].status == 404
    status, _, body = site.direct.get("/metrics")
    assert status == 200
    assert b"dateline_index_readable 1.0" in body


def test_the_log_has_the_numbers_that_clients_got(site: Site) -> None:
    site.direct.stop()
    assert any(f"id={number} client=127.0.0.1 " in line for line in site.direct.log for number in site.names)
    assert not [line for line in site.direct.log if "198.51.100" in line or "spoofed" in line]


def test_the_service_starts_and_reloads_the_program() -> None:
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(next(text for text in re.findall(r"^```ini\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)))
    service = unit["Service"]
    assert service["ExecStart"].endswith("/dateline --config /etc/dateline.toml serve")
    assert service["ExecReload"] == "/bin/kill -HUP $MAINPID"
    assert int(service["TimeoutStopSec"]) > 30, "gunicorn gives requests 30 seconds to end"
