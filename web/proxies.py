"""What reverse proxies say of a request, which is believed only where the settings say that there are some.

Anyone can send `X-Forwarded-For` and the like. With no proxy they are taken out of the request; with some, the last of
each value is that of the nearest proxy, and only as many are read as there are proxies.
"""

import ipaddress
import re
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

Wsgi = Callable[..., Iterable[bytes]]
"""An application as PEP 3333 has it."""

REQUEST_ID = "dateline.request_id"
"""Where the environment of a request has its number."""
FORWARDED = "dateline.forwarded"
"""Where it says that a proxy sent the request, though none is trusted: the address may be the proxy's own."""

_CLAIMS = (
    "HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO", "HTTP_X_REAL_IP", "HTTP_X_REQUEST_ID",
)  # fmt: skip
_USABLE_ID = re.compile(r"[A-Za-z0-9._=+/-]{1,80}")
"""A number of a proxy's that can stand in a log and in a header."""


class TrustedProxies:
    """A WSGI application that hands requests on with the client's address, host and scheme, and with a number.

    `count` is how many reverse proxies there are in front. The number is theirs if they gave one.
    """

    def __init__(self, app: Wsgi, count: int) -> None:
        self._count = count
        self._app = ProxyFix(app, x_for=count, x_proto=count, x_host=count) if count else app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """See PEP 3333."""
        given = environ.get("HTTP_X_REQUEST_ID", "") if self._count else ""
        environ[REQUEST_ID] = given if _USABLE_ID.fullmatch(given) else new_request_id()
        # The pages are at the root of their host.
        environ.pop("HTTP_X_FORWARDED_PREFIX", None)
        if not self._count:
            environ[FORWARDED] = any(name in environ for name in (*_CLAIMS, "HTTP_VIA"))
            for name in _CLAIMS:
                environ.pop(name, None)
        return self._app(environ, start_response)


def new_request_id() -> str:
    """Return a number for a request."""
    return uuid.uuid4().hex[:12]


def client_network(address: str | None) -> str:
    """Return whom an address stands for: itself, or of IPv6 the /64, which one subscriber has; "" for no address."""
    try:
        parsed = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is None:
            return str(ipaddress.ip_network((parsed, 64), strict=False))
        parsed = parsed.ipv4_mapped
    return str(parsed)
