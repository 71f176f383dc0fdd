"""Has someone asked the run to stop? Ctrl-C and SIGTERM are heeded between documents, not within one."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Becomes true once, when the run is asked to stop."""

    def __init__(self) -> None:
        self._asked = False

    def __bool__(self) -> bool:
        return self._asked

    def ask(self) -> None:
        """Have the run stop at the next document."""
        self._asked = True


@contextmanager
def stopping() -> Iterator[Stop]:
    """Within it, the first signal only asks; a second one interrupts at once, as KeyboardInterrupt.

    Elsewhere than in the main thread signals are left as they are: only `ask` stops the run.
    """
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def heed(number: int, frame: FrameType | None) -> None:
        if stop:
            raise KeyboardInterrupt
        stop.ask()

    before = {number: signal.signal(number, heed) for number in _SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
