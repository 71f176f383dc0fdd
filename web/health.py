"""What tells a monitor how the site is: health checks and metrics."""

import ipaddress
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from search.errors import DatelineError
from web.context import serving, site
from web.errors import NoSuchPage, NotAllowedHere
from web.proxies import FORWARDED

if TYPE_CHECKING:
    from prometheus_client import Metric

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz", strict_slashes=False)
def healthz() -> Response:
    """Answer 200 while the process is alive."""
    return _answer({"status": "ok"})


@blueprint.get("/readyz", strict_slashes=False)
def readyz() -> Response:
    """Answer 200 when the index can be searched, otherwise the problem with its own status."""
    stats = site().searcher.stats()
    return _answer({"status": "ok", "generation": stats.generation, "articles": stats.articles})


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return the metrics for Prometheus, to the clients that the setting `metrics_from` names."""
    server = serving()
    if server is None or server.metrics is None:
        raise NoSuchPage("This site counts no metrics (setting server.metrics_from).")
    if request.environ.get(FORWARDED) or not _is_in(request.remote_addr, server.settings.metrics_from):
        raise NotAllowedHere("The metrics are for the addresses of the setting server.metrics_from alone.")
    response = Response(server.metrics.text(_figures), content_type="text/plain; version=0.0.4; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_in(address: str | None, networks: tuple[str, ...]) -> bool:
    try:
        client = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    mapped = client.ipv4_mapped if isinstance(client, ipaddress.IPv6Address) else None
    return any((mapped or client) in ipaddress.ip_network(network) for network in networks)


def _figures() -> "Iterator[Metric]":
    """Yield the state of index and sources. What cannot be read is missing, as a metric that is absent alerts too."""
    from web.metrics import gauge

    readable = 1
    try:
        stats = site().searcher.stats()
    except DatelineError:
        readable = 0
    else:
        yield gauge("dateline_index_articles", "Articles in the index.", stats.articles)
        yield gauge("dateline_index_info", "The generation of the index.", 1, generation=stats.generation)
        if stats.updated is not None:
            moment = stats.updated.timestamp()
            yield gauge("dateline_index_updated_timestamp_seconds", "When the index was last changed.", moment)
    yield gauge("dateline_index_readable", "Whether the index can be read.", readable)
    state = _status()
    if state is not None:
        runs = [source["last_run"] for source in state["sources"]]
        failed = sum(run is not None and run["state"] in ("failed", "interrupted") for run in runs)
        yield gauge("dateline_sources", "Sources, configured or on record.", len(runs))
        yield gauge("dateline_sources_failed", "Sources whose last run failed.", failed)
        yield gauge("dateline_documents_failed", "Documents that could not be read.", state["archive"]["failures"])


def _status() -> "dict[str, Any] | None":
    try:
        return dict(status()) if (status := site().status) is not None else None
    except DatelineError:
        return None


def _answer(body: dict[str, object]) -> Response:
    response = Response(json.dumps(body) + "\n", content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
