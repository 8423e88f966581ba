"""What works on this machine: isolation, each part of it proved by trying; versions; data."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import platform, python_version

import nbformat

from autograder.course.folders import Course
from autograder.errors import CourseError
from autograder.run.kernels.level import (
    Level,
    account,
    best_level,
    landlock_version,
    namespaces_work,
)
from autograder.run.kernels.sandbox import readable_around, readable_folders
from autograder.run.limits import Limits
from autograder.run.notebook import Transcript, execute

_MARKER = "a secret of the instructor's"


@dataclass(frozen=True)
class Proof:
    """One thing looked at: what, what was found, and whether that is as it should be."""

    what: str
    found: str
    good: bool = True


def examine() -> Iterator[tuple[str, list[Proof]]]:
    """Look at this machine, section by section."""
    level = best_level()
    yield "Isolation of students' notebooks", [_level(level), *_offered()]
    if level is not Level.NONE:
        yield (
            "What a notebook can do (tried just now, in a closed kernel)",
            [*_proved(level), *_within_reach()],
        )
    yield "Versions", [Proof("Python", python_version()), *map(_package, _PACKAGES)]
    yield "Data", [_digits(), _mnist()]


_PACKAGES = (
    "tensorflow",
    "keras",
    "numpy",
    "scikit-learn",
    "nbgrader",
    "jupyterlab",
    "ipykernel",
    "nbclient",
)


def _level(level: Level) -> Proof:
    if level is Level.NAMESPACES:
        return Proof("level", level.described)
    if sys.platform != "linux":
        more = "closed kernels need Linux; on this system grade only work that you would run yourself"
    elif shutil.which("bwrap") is None:
        more = "install bubblewrap for more (Debian, Ubuntu: apt install bubblewrap)"
    else:
        more = "bubblewrap is there, but may make no namespaces (a container, or Ubuntu's AppArmor profile)"
    return Proof("level", f"{level.described}; {more}", level is not Level.NONE)


def _offered() -> list[Proof]:
    root = f"; kernels run under account {account()}, since the grader is root" if account() else ""
    return [
        Proof("system", platform() + root),
        Proof("bubblewrap", "makes namespaces" if namespaces_work() else "no namespaces"),
        Proof("Landlock", f"ABI {landlock_version()}" if landlock_version() else "not in this Linux"),
    ]


def _package(name: str) -> Proof:
    try:
        return Proof(name, version(name))
    except PackageNotFoundError:
        return Proof(name, "not installed", good=False)


def _digits() -> Proof:
    from sklearn.datasets import load_digits

    return Proof("Digits", f"{len(load_digits().target):,} images, part of scikit-learn")


def _mnist() -> Proof:
    cache = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras"), "datasets", "mnist.npz")
    return Proof(
        "MNIST",
        f"in Keras's cache ({cache})" if cache.is_file() else "not in Keras's cache; lesson 05 fetches it",
    )


def _proved(level: Level) -> list[Proof]:
    try:
        return prove(level)
    except CourseError as error:
        return [Proof("starts", f"no ({error})", good=False)]


#: What is in a class's or a course's folder, or in that of nbgrader's exchange, and hardly in another.
_TELLTALE = {"gradebook.db", "submitted", "nbgrader_config.py", "inbound"}
#: Folders of programs, which nobody keeps a class in; and how far down to look.
_PROGRAMS = {"bin", "include", "lib", "lib32", "lib64", "libexec", "sbin", "site-packages"}
_DEEPEST = 5


def _within_reach() -> list[Proof]:
    """This course and its class, and whatever classes lie in a folder that kernels may read."""
    found = _classes(readable_folders())
    with contextlib.suppress(CourseError):
        course = Course.find()
        found += [folder for folder in (course.root, course.default_class) if readable_around(folder)]
    if not found:
        return [Proof("reads a course or class in a folder of programs", "no (there is none)")]
    shown = ", ".join(str(folder) for folder in dict.fromkeys(found[:5]))
    where = f"yes: {shown}; move it to a folder of its own, in a home or /srv, for one"
    return [Proof("reads a course or class in a folder of programs", where, good=False)]


def _classes(folders: Iterable[Path]) -> list[Path]:
    found = []
    for top in folders:
        for place, below, files in os.walk(top):
            depth = len(Path(place).relative_to(top).parts)
            if _TELLTALE & {*below, *files}:
                found.append(Path(place))
            below[:] = [name for name in below if depth < _DEEPEST and name not in _PROGRAMS]
    return found


def prove(level: Level) -> list[Proof]:
    """Try, from inside a closed kernel, what must not succeed."""
    with tempfile.TemporaryDirectory(prefix="training-lab-doctor-") as folder, _listener() as (port, heard):
        secret = Path(folder, "secret.txt")
        secret.write_text(_MARKER)
        free = shutil.disk_usage(tempfile.gettempdir()).free
        read = _tried(f"print(open({str(secret)!r}).read())")
        written = _tried(f"open({str(secret)!r}, 'a').write('x')")
        network = _tried(f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 2).sendall(b'x')")
        process = _tried(
            "import os, signal\n"
            f"for pid in ({os.getpid()}, os.getppid()):\n"
            "    try:\n        os.kill(pid, 0)\n"
            "        if pid > 1: print('reached', pid)\n"
            "    except OSError as error: print(type(error).__name__)"
        )
        disk = _tried(
            "with open('big', 'wb') as file:\n"
            "    for _ in range(64): file.write(bytes(1 << 20)); file.flush()\nprint('written')",
            Limits(scratch=16 << 20),
        )
        memory = _tried("hoard = bytearray(2 << 30)\nprint('taken')", Limits(memory=1 << 30))
        lost = free - shutil.disk_usage(tempfile.gettempdir()).free
        return [
            _judged("reads a file of yours", read, _MARKER),
            _judged("writes to a file of yours", written, None, secret.read_text() == _MARKER),
            _judged("reaches the network", network, None, not heard),
            _judged("signals a process of yours", process, "reached"),
            _judged("fills the disk", disk, "written", lost < 8 << 20),
            _judged("takes memory without end", memory, "taken"),
        ]


def _tried(code: str, limits: Limits | None = None) -> Transcript:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    return execute(notebook, {}, {}, limits or Limits(cell=20, notebook=40))


def _judged(what: str, transcript: Transcript, telltale: str | None, kept: bool = True) -> Proof:
    """Good if the attempt failed: an error, a stop, or at least no sign of success."""
    shown = "".join(str(output.get("text", "")) for output in transcript.outputs[0])
    error = transcript.error(0)
    if not kept or (telltale and telltale in shown):
        return Proof(what, "yes", good=False)
    said = (
        f"{error[0]}: {error[1]}"
        if error
        else transcript.stops[0].reason
        if transcript.stops
        else shown.strip().replace("\n", ", ")
    )
    return Proof(what, f"no ({said})")


@contextlib.contextmanager
def _listener() -> Iterator[tuple[int, list[bytes]]]:
    """A TCP listener on loopback, with all that it hears."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    heard.append(b"connected")
                    connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield server.getsockname()[1], heard
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
