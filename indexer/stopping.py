"""Has someone asked the run to stop? Ctrl-C and SIGTERM are heeded between documents, not within one."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


_stops: "list[Stop]" = []
"""What is being asked to stop now, the innermost last; the main thread's alone."""
_waits: list[None] = []
"""One for each `at_once` that the main thread is within."""


class Stop:
    """Becomes true once, when the run is asked to stop. `signal` is the first that asked, if one did."""

    def __init__(self) -> None:
        self._asked = False
        self.signal: int | None = None

    def __bool__(self) -> bool:
        return self._asked

    def ask(self, number: int | None = None) -> None:
        """Have the run stop at the next document; `number` is the signal that says so."""
        if not self._asked:
            self._asked, self.signal = True, number


@contextmanager
def stopping(stop: Stop | None = None) -> Iterator[Stop]:
    """Within it, the first signal only asks `stop`; a second one interrupts at once, as KeyboardInterrupt.

    Elsewhere than in the main thread signals are left as they are: only `ask` stops the run.
    """
    stop = Stop() if stop is None else stop
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def heed(number: int, frame: FrameType | None) -> None:
        again = bool(stop)
        stop.ask(number)
        if again or _waits:
            raise KeyboardInterrupt

    before = {number: signal.signal(number, heed) for number in _SIGNALS}
    _stops.append(stop)
    try:
        yield stop
    finally:
        _stops.pop()
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def at_once() -> Iterator[None]:
    """Within it the first signal interrupts too: for waiting on others, which may be long and leaves nothing half done.

    Raises KeyboardInterrupt when a stop was asked for before.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _waits.append(None)
    try:
        if any(_stops):
            raise KeyboardInterrupt
        yield
    finally:
        _waits.pop()
