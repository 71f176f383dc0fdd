"""What the server gives to the application: limits and counts that all its processes share."""

from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from web.rate_limit import RateLimiter
from web.settings import ServerSettings

if TYPE_CHECKING:  # a command that shows the settings need not load the library
    from web.metrics import ServerMetrics

EXTENSION = "dateline.serving"
"""Under which name the application has it."""
SERVING = "dateline.serving"
"""Where the environment of a request has it."""
ROUTE = "dateline.route"
"""Where the environment of a request has the rule of its address, once the application has found it."""


@dataclass(frozen=True, slots=True)
class Serving:
    """The settings of the server, and what it limits and counts; None for what is turned off."""

    settings: ServerSettings
    limiter: "RateLimiter | None" = None
    metrics: "ServerMetrics | None" = None
    crawlers: BoundedSemaphore | None = None
    exports: BoundedSemaphore | None = None
