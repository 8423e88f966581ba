"""Functions to be called behind a bulkhead, where they do what no reader should. Each is bounded by itself."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from autograder.errors import CourseError


def echo(value: Any) -> Any:
    print("this is no answer", flush=True)
    os.write(1, b"nor is this")
    os.write(2, b"and this is nobody's business")
    return value


def process() -> int:
    return os.getpid()


def server() -> str:
    return os.environ.get("TRAINING_LAB_FORK_SERVER", "")


def stumbles(*_: Any) -> None:
    """In place of any function."""
    raise KeyError("\x1b]0;a student's words\x07")


def raises(kind: type[BaseException], *arguments: Any) -> None:
    raise kind(*arguments)


def recurses(depth: int = 0) -> int:
    return recurses(depth + 1) + 1


def course_is_broken() -> None:
    raise CourseError("The course is broken.", "Mend it.")


def dies(number: int) -> None:
    if number == signal.SIGHUP:
        signal.signal(number, signal.SIG_DFL)  # tests that run under nohup ignore it
    os.kill(os.getpid(), number)
    time.sleep(60)


def dies_once(marker: str) -> str:
    if not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "alive"


def crashes(*_: Any) -> None:
    """In place of any function."""
    ctypes.string_at(0)


def computes(seconds: float) -> None:
    """Keeps the processor busy in C, where no signal's handler runs."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pow(3, 200_000)


def waits(seconds: float) -> None:
    time.sleep(seconds)


def takes(size: int) -> int:
    held = [bytearray(b"x") * (1 << 20) for _ in range(size >> 20)]
    time.sleep(20)
    return len(held)


def keeps(size: int) -> None:
    """Holds memory after it has returned."""
    sys.modules[__name__].__dict__.setdefault("held", []).append(bytearray(b"x") * size)


def returns_what_cannot_be_sent() -> Any:
    return lambda: None
