"""Canonical addresses, and the ids by which an article is known however often and from wherever it is read."""

import re
from hashlib import blake2b
from urllib.parse import urlsplit, urlunsplit

_MAX_ID_CHARS = 200
_MAX_URL_CHARS = 2000
_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING_PARAMETER = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|mc_[ce]id|_hs(?:enc|mi)|cmpid|ocid|ito"
    r"|at_(?:medium|campaign|custom\d)|wt_mc|xtor|ncid|smid|guccounter|__twitter_impression",
    re.IGNORECASE,
)


def canonical_url(address: str) -> str | None:
    """Return an http(s) address in canonical form, or None for anything that is no such address.

    Scheme and host in lower case, no default port, no fragment, no tracking parameters. Doing it twice changes nothing.
    """
    address = address.strip()
    if len(address) > _MAX_URL_CHARS or not address.isprintable() or " " in address:
        return None
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host:
        return None
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{port}"
    return urlunsplit((scheme, host, parts.path or "/", _strip_tracking(parts.query), ""))


def is_front_page(url: str) -> bool:
    """Return whether an address names a whole site; many pages wrongly state it as their own."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.path in {"", "/"} and not parts.query


def printable_id(text: str) -> tuple[str, bool]:
    """Return a stated id, or its hash if it is unprintable or over 200 characters long; and whether it was hashed."""
    if len(text) <= _MAX_ID_CHARS and text.isprintable() and text == text.strip():
        return text, False
    return hash_id("id", text), True


def hash_id(*parts: str) -> str:
    """Return a short stable id made of parts: 20 hexadecimal digits."""
    joined = "\0".join(parts)
    return blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def _strip_tracking(query: str) -> str:
    """Return the query without tracking parameters; as it is where it has none."""
    if not query or not any(_TRACKING_PARAMETER.fullmatch(part.partition("=")[0]) for part in query.split("&")):
        return query
    return "&".join(part for part in query.split("&") if not _TRACKING_PARAMETER.fullmatch(part.partition("=")[0]))
