"""One run at a time: whoever grades a class holds its lock, and who comes second waits."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from autograder.course.folders import Classroom
from autograder.errors import CourseError

#: Seconds between looks at a lock that another run holds.
_LOOK = 0.2


@contextmanager
def only_run(classroom: Classroom, note: Callable[[str], None] = lambda what: None) -> Iterator[None]:
    """Hold the class's lock; wait for it, and say so. It goes with the process, however that ends."""
    with _opened(classroom, "lock") as file:
        told = False
        while not _locked(file):
            if not told:
                note("Another run is grading this class: waiting until it is done.")
                told = True
            time.sleep(_LOOK)
        yield


@contextmanager
def only_server(classroom: Classroom) -> Iterator[None]:
    """Be the one server of a class. Raises CourseError where another one is; grading goes on beside it."""
    with _opened(classroom, "server-lock") as file:
        if not _locked(file):
            raise CourseError(
                f"Another server serves the class {classroom.root}.", "One is enough: end it first."
            )
        yield


def _opened(classroom: Classroom, name: str) -> TextIO:
    path = classroom.root / ".autograder" / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a")
    except OSError as error:
        raise CourseError(
            f"Cannot write {path}: {error.strerror or error}.", "Check its permissions."
        ) from error


def _locked(file: TextIO) -> bool:
    """Take the lock, if nobody else has it. Where the file system knows no locks there is none to wait for."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        pass
    return True
