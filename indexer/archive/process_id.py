"""The process that reads a source, and whether it is still alive, as far as this machine can tell.

A process on another machine is known by its heartbeat alone. A process of this machine that was killed is known to be
dead at once, so that nobody waits for its lease to end.
"""

import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

_PROC = Path("/proc")
_DEAD_STATES = frozenset("ZX")


@dataclass(frozen=True, slots=True)
class ProcessId:
    """A process: its machine (by name, and by a digest, since machines may share a name), its number, its start."""

    host: str
    machine: str
    process: int
    began: str

    def __str__(self) -> str:
        return f"{self.machine} {self.process} {self.began} {self.host}"

    @classmethod
    def parse(cls, text: str) -> "ProcessId | None":
        """Return the inverse of `str`; None for other texts."""
        parts = text.split(" ", 3)
        if len(parts) != 4 or not parts[1].isdecimal():
            return None
        return cls(host=parts[3], machine=parts[0], process=int(parts[1]), began=parts[2])

    @property
    def description(self) -> str:
        """The process in words, such as `process 4711 on server1`."""
        return f"process {self.process} on {self.host}"

    @property
    def is_known_dead(self) -> bool:
        """Whether it ran on this machine and no longer exists. False where that cannot be told."""
        if self.machine != _machine():
            return False
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False
        state, began = _state_and_start(self.process)
        return state in _DEAD_STATES or (began != self.began and "0" not in (began, self.began))


def current_process() -> ProcessId:
    """Return the process that calls this."""
    process = os.getpid()
    return ProcessId(socket.gethostname() or "localhost", _machine(), process, _state_and_start(process)[1])


@cache
def _machine() -> str:
    """Return a digest of the machine since its last boot, and of the namespace of process numbers within it.

    Containers may share a host's name.
    """
    parts = [socket.gethostname()]
    with suppress(OSError):
        parts.append((_PROC / "sys/kernel/random/boot_id").read_text("ascii"))
        parts.append(str((_PROC / "self/ns/pid").readlink()))
    return blake2b("".join(parts).encode(), digest_size=6).hexdigest()


def _state_and_start(process: int) -> tuple[str, str]:
    """Return a process's state and its start, in clock ticks since the machine booted; "" and "0" if unknown."""
    try:
        fields = (_PROC / str(process) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        return fields[0], fields[19]
    except (OSError, IndexError):
        return "", "0"
