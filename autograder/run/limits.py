"""What a run may take, and what ended one that took more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Limits:
    """What one submission may take: seconds, bytes and numbers.

    `cell` is for one cell, `notebook` for all cells of all reruns, `start` for a kernel. `output_bytes` and
    `outputs` count everything that arrives, records too. `memory` holds for all its processes together.
    """

    cell: float = 60.0
    notebook: float = 600.0
    start: float = 180.0
    output_bytes: int = 64 << 20
    outputs: int = 10_000
    memory: int = 4 << 30
    scratch: int = 256 << 20
    processes: int = 256


class Ending(StrEnum):
    """What ended a run before its last cell. The last two are the grader's trouble, not the notebook's doing."""

    CRASHED = "crashed"  # the kernel ended, and nothing of ours ended it
    TIMED_OUT = "timed out"
    MEMORY = "memory"
    PROCESSES = "processes"
    DISK = "disk"
    OUTPUT = "output"
    MALFORMED = "malformed"  # the kernel sent what no kernel sends
    NO_START = "no start"
    LOST = "lost"  # the fork server went, and the kernel with it


@dataclass(frozen=True)
class Stop:
    """Where and why a run ended before its last cell. `cell` is "" where it had not begun."""

    index: int
    cell: str
    reason: str
    kind: Ending = Ending.CRASHED

    @property
    def ours(self) -> bool:
        """Whether the grader had trouble of its own."""
        return self.kind in (Ending.NO_START, Ending.LOST)


#: What a flag begins with that no honest notebook earns.
TAMPERING = "tampered: "
