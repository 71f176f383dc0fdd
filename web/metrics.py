"""Metrics in the format of Prometheus: what the server processes have counted, and the state of index and sources.

Every process counts in files of its own in a folder that they share; whichever answers `/metrics` adds them up.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""How the library learns of the folder."""
_PREFIX = "dateline-metrics-"
_LOCK = "lock"
_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_METHODS = frozenset(("GET", "HEAD", "POST", "OPTIONS"))

Figures = Callable[[], Iterable[Metric]]


class MetricsFolder:
    """A new, empty folder for the counts of one server; those of servers that ended without removing theirs go."""

    def __init__(self, parent: str | None = None) -> None:
        home = Path(parent or tempfile.gettempdir())
        for old in home.glob(f"{_PREFIX}*"):
            _remove_if_abandoned(old)
        made = Path(tempfile.mkdtemp(prefix=f"new-{_PREFIX}", dir=home))
        # Held by the server and, through them, by its processes; it ends with the last of them.
        self._lock = os.open(made / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        # Only now, so that a server that starts at this moment does not take the folder for an abandoned one.
        self.path = made.rename(home / made.name.removeprefix("new-"))

    def remove(self) -> None:
        """Remove the folder."""
        os.close(self._lock)
        shutil.rmtree(self.path, ignore_errors=True)


def _remove_if_abandoned(folder: Path) -> None:
    try:
        if folder.lstat().st_uid != os.getuid() or folder.is_symlink():
            return
        with (folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # in use
        return
    shutil.rmtree(folder, ignore_errors=True)


class ServerMetrics:
    """What one server process counts. `process` numbers it among those that run; a later one may have it again."""

    def __init__(self, folder: Path, process: int) -> None:
        self._folder = folder
        # By number and not by process id: the files of a process that has ended are continued by the next one, so that
        # restarts neither lose counts nor pile up files.
        values.ValueClass = values.MultiProcessValue(lambda: process)  # type: ignore[no-untyped-call]
        own = CollectorRegistry()
        self._requests = Counter(
            "dateline_http_requests",
            "Requests, by route, method and status.",
            ("route", "method", "status"),
            registry=own,
        )
        self._seconds = Histogram(
            "dateline_http_request_seconds",
            "Seconds from a request to the end of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=own,
        )
        self._search = Histogram(
            "dateline_search_seconds", "Seconds that a search took in the engine.", buckets=_SECONDS, registry=own
        )
        self._limited = Counter("dateline_rate_limited_requests", "Requests refused by the rate limit.", registry=own)

    def count_request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered. `route` is the rule of the address, never the address itself."""
        self._requests.labels(route, method if method in _METHODS else "other", str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def count_search(self, seconds: float) -> None:
        """Count a search."""
        self._search.observe(seconds)

    def count_limited(self) -> None:
        """Count a request that the rate limit refused."""
        self._limited.inc()

    def text(self, figures: Figures) -> bytes:
        """Return what all processes have counted, and further figures, as Prometheus reads them."""
        registry = CollectorRegistry()
        MultiProcessCollector(registry, str(self._folder))  # type: ignore[no-untyped-call]
        registry.register(_Figures(figures))
        return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterable[Metric]:
        return self._figures()


def gauge(name: str, meaning: str, value: float, **labels: str) -> Metric:
    """Return a figure of this moment."""
    family = GaugeMetricFamily(name, meaning, labels=list(labels))
    family.add_metric(list(labels.values()), value)
    return family
