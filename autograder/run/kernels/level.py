"""How closely this machine can shut a student's kernel in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from enum import StrEnum
from functools import cache
from pathlib import Path

from autograder.errors import CourseError
from autograder.run.kernels.sandbox import bubblewrap, readable_around, readable_paths, recorder_folder

#: Forces a level; for the tests, and for a machine whose probe says too much.
LEVEL_VARIABLE = "TRAINING_LAB_ISOLATION"
#: An account that nobody has.
_UNPRIVILEGED = 64_999


class Level(StrEnum):
    """From closed to open; see SECURITY.md for what each one keeps out."""

    NAMESPACES = "namespaces"
    LANDLOCK = "landlock"
    NONE = "none"

    @property
    def described(self) -> str:
        """The level in a report's words."""
        return {
            Level.NAMESPACES: "namespaces (bubblewrap), Landlock and seccomp",
            Level.LANDLOCK: "Landlock and seccomp",
            Level.NONE: "none (an ordinary process of the instructor's)",
        }[self]


@cache
def best_level() -> Level:
    """The closest level that this machine offers, probed once; TRAINING_LAB_ISOLATION names another."""
    forced = os.environ.get(LEVEL_VARIABLE)
    if forced:
        return Level(forced)
    if not landlock_version():
        return Level.NONE
    return Level.NAMESPACES if namespaces_work() else Level.LANDLOCK


def require_isolation(allow_none: bool) -> Level:
    """The level at which untrusted work will run. Raises CourseError if it is none and that was not asked for."""
    level = best_level()
    if level is Level.NONE and not allow_none:
        raise CourseError(
            "This machine cannot shut students' notebooks in: they could read, change and send whatever you can.",
            "Install bubblewrap (`autograder doctor` says more), grade on Linux, or, if you trust every "
            "notebook of the class, say --allow-unisolated.",
        )
    return level


def require_out_of_reach(*folders: Path) -> None:
    """Refuse to run untrusted work beside these folders where every kernel could read them. Raises CourseError."""
    for folder in folders:
        around = readable_around(folder) if best_level() is not Level.NONE else None
        if around is not None:
            raise CourseError(
                f"{folder.resolve()} lies in {around}, which notebooks may read for Python's sake: they could read "
                "the keys, the gradebook and one another's work.",
                "Move it to a folder of its own (your home, /srv or /home, for one) and run the command there.",
            )


def require_readable(level: Level) -> None:
    """Refuse to start kernels under an account that cannot read their Python. Raises CourseError."""
    if level is not Level.LANDLOCK or account() is None:
        return  # bubblewrap shows it to that account; or the account is the one that runs this
    for path in (sys.prefix, sys.base_prefix, recorder_folder()):
        closed = closed_folder(Path(path))
        if closed is not None:
            raise CourseError(
                f"You are root, so kernels run under account {account()}, to which {closed} is closed: they cannot "
                f"read {path}, which they need.",
                "Install bubblewrap, which shows it to them (Debian, Ubuntu: apt install bubblewrap), grade as an "
                f"ordinary user, or install Python and the course outside {closed}, in /opt, for one.",
            )


def closed_folder(path: Path) -> Path | None:
    """The first folder on the way to this one, or itself, that other accounts may not pass; None if they may."""
    path = path.resolve()
    return next((f for f in (*reversed(path.parents), path) if not f.stat().st_mode & 0o001), None)


def landlock_version() -> int:
    """Landlock's ABI version as the running Linux tells it; 0 where there is none, or seccomp is not known."""
    if sys.platform != "linux":
        return 0
    from autograder.run.kernels.inside import seccomp

    try:
        import landlockpy

        return landlockpy.abi_version() if seccomp.supported() else 0
    except (ImportError, OSError):
        return 0


@cache
def namespaces_work() -> bool:
    """Whether bubblewrap can make namespaces here, and a process in them can make its own."""
    if sys.platform != "linux" or shutil.which("bwrap") is None:
        return False
    with tempfile.TemporaryDirectory(prefix="lab-") as hub:
        inside = ["unshare", "--user", "--mount", "--net", "--ipc", "--pid", "--fork", "--mount-proc", "true"]
        try:
            command = [*bubblewrap(Path(hub), readable_paths(), account()), *inside]
            done = subprocess.run(command, capture_output=True, timeout=20, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return False
    return done.returncode == 0


def account() -> int | None:
    """The account that kernels run under if it is not the grader's own: root's limits bind nobody."""
    return _UNPRIVILEGED if sys.platform == "linux" and os.getuid() == 0 else None
