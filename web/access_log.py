"""The log of requests, one line each, as `name=value` or as JSON; and their count for the metrics.

    time=2026-11-30T09:12:03.114Z id=5f0c2d9a41be client=203.0.113.7 method=GET path="/search?q=ferry" status=200 …

A value that has anything but letters, digits and a few signs is a JSON string in ASCII, so that nothing in an address
can end the line, begin another or move the cursor of a terminal.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from web.proxies import REQUEST_ID
from web.serving import ROUTE, SERVING

MAX_PATH_CHARS = 2_000
"""How much of an address is logged."""

_PLAIN = re.compile(r"[A-Za-z0-9._:/+-]+")


class SiteLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """The logger of gunicorn with our line for each request. A subclass sets `as_json`."""

    as_json = False

    def access(self, resp: Any, req: Any, environ: Mapping[str, Any], request_time: timedelta) -> None:
        """Log and count a request whose answer was sent, or handed to the system."""
        status, seconds = int(str(resp.status).partition(" ")[0]), request_time.total_seconds()
        serving = environ.get(SERVING)
        if serving is not None and serving.metrics is not None:
            serving.metrics.count_request(environ.get(ROUTE, ""), environ["REQUEST_METHOD"], status, seconds)
        if self.cfg.accesslog:
            line = {
                "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "id": environ.get(REQUEST_ID, ""),
                "client": environ.get("REMOTE_ADDR", ""),
                "method": environ["REQUEST_METHOD"],
                "path": environ.get("RAW_URI", "")[:MAX_PATH_CHARS],
                "status": status,
                "bytes": resp.sent or 0,
                "seconds": round(seconds, 4),
            }
            self.access_log.info("%s", json.dumps(line) if self.as_json else format_line(line))


def format_line(values: Mapping[str, object]) -> str:
    """Return the values as `name=value`, quoted where they must be.

    >>> format_line({"status": 200, "path": "/search?q=a b", "client": ""})
    'status=200 path="/search?q=a b" client=""'
    """
    return " ".join(f"{name}={_quoted(str(value))}" for name, value in values.items())


def _quoted(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text)
