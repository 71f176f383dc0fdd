"""Has someone asked the run to stop? Ctrl-C and SIGTERM are heeded between documents, not within one."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_SLICE = 0.25


_here = threading.local()
"""`stops`: what goes on in a thread and may be asked to stop."""
_waits: list[None] = []
"""One for each `at_once` that the main thread is within."""


class StopSignal:
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
def stopping(stop: StopSignal | None = None) -> Iterator[StopSignal]:
    """Within it, the first signal only asks `stop`; a second one interrupts at once, as KeyboardInterrupt.

    Elsewhere than in the main thread signals are left as they are: only `ask` stops the run.
    """
    stop = StopSignal() if stop is None else stop
    before: tuple[StopSignal, ...] = getattr(_here, "stops", ())
    _here.stops = (*before, stop)
    try:
        with _signalled(stop):
            yield stop
    finally:
        _here.stops = before


@contextmanager
def _signalled(stop: StopSignal) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def heed(number: int, frame: FrameType | None) -> None:
        again = bool(stop)
        stop.ask(number)
        if again or _waits:
            raise KeyboardInterrupt

    before = {number: signal.signal(number, heed) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def at_once() -> Iterator[None]:
    """Within it the first signal interrupts too: for waiting on others, which may be long and leaves nothing half done.

    Raises KeyboardInterrupt when a stop was asked for before. In other threads than the main one signals do not reach;
    what waits there asks `heeding` now and then.
    """
    if heeding()():
        raise KeyboardInterrupt
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _waits.append(None)
    try:
        yield
    finally:
        _waits.pop()


def heeding() -> Callable[[], bool]:
    """Tells, in any thread, whether what goes on in this one has been asked to stop."""
    stops: tuple[StopSignal, ...] = getattr(_here, "stops", ())
    return lambda: any(stops)


def sleep(seconds: float) -> None:
    """Sleep, unless what goes on in this thread is asked to stop: then KeyboardInterrupt is raised."""
    stopped, until = heeding(), time.monotonic() + seconds
    while not stopped():
        left = until - time.monotonic()
        if left <= 0:
            return
        time.sleep(min(left, _SLICE))
    raise KeyboardInterrupt
