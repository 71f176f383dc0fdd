"""Which process reads a source, and is it still alive, as far as this machine can tell?

Elsewhere only the heartbeat tells. Here a process that was killed is known for dead at once, so that nobody waits.
"""

import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

_PROC = Path("/proc")
_DEAD = frozenset("ZX")


@dataclass(frozen=True, slots=True)
class Holder:
    """A process: the machine (by name, and by a digest that tells apart what shares a name), its number, its start."""

    host: str
    machine: str
    process: int
    began: str

    def __str__(self) -> str:
        return f"{self.machine} {self.process} {self.began} {self.host}"

    @classmethod
    def parse(cls, text: str) -> "Holder | None":
        """The inverse of `str`; None for what no holder wrote."""
        parts = text.split(" ", 3)
        if len(parts) != 4 or not parts[1].isdecimal():
            return None
        return cls(host=parts[3], machine=parts[0], process=int(parts[1]), began=parts[2])

    @property
    def shown(self) -> str:
        """As a person reads it."""
        return f"process {self.process} on {self.host}"

    @property
    def surely_dead(self) -> bool:
        """Whether it ran on this machine and is no more. False where that cannot be told."""
        if self.machine != _machine():
            return False
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False
        state, began = _looked_up(self.process)
        return state in _DEAD or (began != self.began and "0" not in (began, self.began))


def me() -> Holder:
    """The process that asks."""
    process = os.getpid()
    return Holder(socket.gethostname() or "localhost", _machine(), process, _looked_up(process)[1])


@cache
def _machine() -> str:
    """A boot of a machine, and within it what shares process numbers: containers may share a host's name."""
    parts = [socket.gethostname()]
    with suppress(OSError):
        parts.append((_PROC / "sys/kernel/random/boot_id").read_text("ascii"))
        parts.append(str((_PROC / "self/ns/pid").readlink()))
    return blake2b("".join(parts).encode(), digest_size=6).hexdigest()


def _looked_up(process: int) -> tuple[str, str]:
    """The state of a process and when it began, in ticks since the start of the machine; "" and "0" if unknown."""
    try:
        fields = (_PROC / str(process) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        return fields[0], fields[19]
    except (OSError, IndexError):
        return "", "0"
