"""A network that answers when a test says so."""

from collections.abc import Callable

from playwright.sync_api import Page, Route

FRAGMENT = "**/search/fragment?*"
SUGGEST = "**/api/v1/suggest?*"


class Holding:
    """Keeps the requests of a page for these addresses until they are let go to the real server."""

    def __init__(self, page: Page, addresses: str) -> None:
        self._page = page
        self.held: list[Route] = []
        page.route(addresses, lambda route: self.held.append(route))

    def wait_for(self, count: int) -> None:
        """Wait until so many requests were made."""
        until(self._page, lambda: len(self.held) >= count)

    def release(self, index: int) -> None:
        """Let a request go."""
        self.held[index].continue_()

    def wait_for_abort(self, index: int) -> None:
        """Wait until the page has given a request up, so that no answer to it can come."""
        until(self._page, lambda: self.held[index].request.failure == "net::ERR_ABORTED")


def until(page: Page, condition: Callable[[], bool]) -> None:
    """Wait until a condition holds, while the page goes on; the test fails if it never does."""
    for _ in range(1500):
        if condition():
            return
        page.wait_for_timeout(20)
    raise AssertionError("This did not happen in 30 seconds.")
