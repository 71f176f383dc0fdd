"""Graceful shutdown: Ctrl-C and SIGTERM stop a run between two documents, never within one."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_POLL_SECONDS = 0.25

_thread = threading.local()
"""`stops`: the stop signals of the work that a thread is doing, the outermost first."""
_interruptible_blocks: list[None] = []
"""One entry for each `interruptible` block that the main thread is in."""


class StopSignal:
    """A flag that becomes true once, when a run is asked to stop. `signal` is the first signal that asked, if any."""

    def __init__(self) -> None:
        self._requested = False
        self.signal: int | None = None

    def __bool__(self) -> bool:
        return self._requested

    def request(self, number: int | None = None) -> None:
        """Have the run stop at the next document; `number` is the signal that asks for it."""
        if not self._requested:
            self._requested, self.signal = True, number


@contextmanager
def stop_on_signals(stop: StopSignal | None = None) -> Iterator[StopSignal]:
    """Turn the first signal within the block into a request to `stop`; a second one raises KeyboardInterrupt at once.

    In threads other than the main one signals are left as they are: only `StopSignal.request` stops the run.
    """
    stop = StopSignal() if stop is None else stop
    before: tuple[StopSignal, ...] = getattr(_thread, "stops", ())
    _thread.stops = (*before, stop)
    try:
        with _signal_handlers(stop):
            yield stop
    finally:
        _thread.stops = before


@contextmanager
def _signal_handlers(stop: StopSignal) -> Iterator[None]:
    if not _in_main_thread():
        yield
        return

    def handle(number: int, frame: FrameType | None) -> None:
        again = bool(stop)
        stop.request(number)
        if again or _interruptible_blocks:
            raise KeyboardInterrupt

    before = {number: signal.signal(number, handle) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def interruptible() -> Iterator[None]:
    """Let even the first signal interrupt the block: for waits on others, which leave nothing half done.

    Raises KeyboardInterrupt if a stop was requested before. Signals reach the main thread alone; what waits in another
    thread calls its `stop_checker` now and then.
    """
    if stop_checker()():
        raise KeyboardInterrupt
    if not _in_main_thread():
        yield
        return
    _interruptible_blocks.append(None)
    try:
        yield
    finally:
        _interruptible_blocks.pop()


def stop_checker() -> Callable[[], bool]:
    """Return a function that says, in any thread, whether the work of the current thread was asked to stop."""
    stops: tuple[StopSignal, ...] = getattr(_thread, "stops", ())
    return lambda: any(stops)


def sleep(seconds: float) -> None:
    """Sleep, or raise KeyboardInterrupt as soon as the work of this thread is asked to stop."""
    is_stopped, end = stop_checker(), time.monotonic() + seconds
    while not is_stopped():
        left = end - time.monotonic()
        if left <= 0:
            return
        time.sleep(min(left, _POLL_SECONDS))
    raise KeyboardInterrupt


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
