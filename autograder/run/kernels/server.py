"""Starts the fork server in its sandbox, and finds the one that is there.

One server serves all workers of a machine. Whoever needs a kernel first starts it and owns it: it ends when
its owner does. Processes that the owner starts find it by an environment variable.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from autograder.errors import CourseError
from autograder.run.kernels.level import Level, account, best_level, require_readable
from autograder.run.kernels.sandbox import (
    INSIDE,
    bubblewrap,
    readable_paths,
    recorder_folder,
)

#: Names the server's folder to the processes that its owner starts.
SERVER_VARIABLE = "TRAINING_LAB_FORK_SERVER"
#: What the lessons import, and a kernel. Not matplotlib_inline.backend_inline, which must see its kernel.
PRELOAD = (
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "IPython.core.debugger",
    "IPython.extensions.storemagic",
    "sqlite3",
    "stack_data",  # for tracebacks
    "numpy",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "sklearn.datasets",
    "sklearn.metrics",
    "sklearn.model_selection",
    "tensorflow",
    "keras",
)
#: All that the server, and so a kernel, sees of the environment, but for what a run adds.
#: One thread a kernel, so that kernels side by side don't fight and sums are added in the same order everywhere.
FIXED_ENVIRONMENT = {
    "CUDA_VISIBLE_DEVICES": "-1",
    "JPY_PARENT_PID": "1",  # anything else makes ipykernel look for a parent in its own namespace, and leave
    "JUPYTER_PLATFORM_DIRS": "1",
    "KERAS_BACKEND": "tensorflow",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
}
_PREFIX = "training-lab-"
#: Seconds to import TensorFlow on a slow disk.
_START = 180.0
#: Seconds in which a process must have ended whose standard input did.
_GRACE = 5.0


@dataclass(frozen=True)
class KernelLimits:
    """What one notebook's processes may use. Bytes, but for `processes` (and threads) and `cpu` (seconds)."""

    memory: int = 4 << 30
    processes: int = 256
    scratch: int = 256 << 20
    cpu: int = 3600


@dataclass
class ForkServer:
    """A running fork server: its folder holds its socket and a desk for each kernel."""

    hub: Path
    level: Level
    uid: int | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    lock: IO[bytes] | None = field(default=None, repr=False)

    @property
    def address(self) -> str:
        return str(self.hub / "server")

    def alive(self) -> bool:
        """Whether it still answers."""
        if self.process is not None and self.process.poll() is not None:
            return False
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
            try:
                connection.connect(self.address)
            except OSError:
                return False
        return True

    def new_desk(self) -> Path:
        """A folder for one kernel, with its own work, home and tmp. Whoever asked for it removes it."""
        desk = Path(tempfile.mkdtemp(prefix="k", dir=self.hub))
        for name in ("work", "home", "tmp", "mpl", "run"):
            (desk / name).mkdir()
        return desk

    def request(self, desk: Path, environment: dict[str, str], limits: KernelLimits) -> socket.socket:
        """Ask for a kernel; the connection that is returned stands for it (see inside/fork_server.py)."""
        if self.uid is not None:
            for path in (desk, *desk.rglob("*")):
                os.chown(path, self.uid, self.uid, follow_symlinks=False)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        connection.connect(self.address)
        message = {
            "desk": str(desk),
            "environment": FIXED_ENVIRONMENT | environment,
            "limits": vars(limits),
        }
        connection.send(json.dumps(message).encode())
        return connection

    def close(self) -> None:
        """End the server and every kernel that came of it."""
        if self.process is not None:
            end_process(self.process)
            remove_tree(self.hub)
            self.process = None
        if self.lock is not None:
            self.lock.close()
            self.lock = None


_lock = threading.Lock()
_own: ForkServer | None = None


def fork_server() -> ForkServer:
    """The machine's fork server: the one that this process or its owner has, else a new one of this process's.

    Raises CourseError if it does not start.
    """
    global _own
    with _lock:
        named = os.environ.get(SERVER_VARIABLE)
        if _own is not None and str(_own.hub) == named and _own.alive():
            return _own
        found = _found(Path(named)) if named else None
        if found is not None:
            return found
        if _own is not None:
            _own.close()
        _own = start_server(best_level())
        os.environ[SERVER_VARIABLE] = str(_own.hub)
        return _own


def _found(hub: Path) -> ForkServer | None:
    try:
        settings = json.loads((hub / "settings.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    server = ForkServer(hub, Level(settings["level"]), settings["uid"])
    return server if server.alive() else None


@atexit.register
def close_own_server() -> None:
    """End the server that this process owns, if it owns one."""
    global _own
    with _lock:
        if _own is not None:
            _own.close()
            if os.environ.get(SERVER_VARIABLE) == str(_own.hub):
                del os.environ[SERVER_VARIABLE]
            _own = None


def start_server(level: Level) -> ForkServer:
    """Start a fork server at this level and wait until it is ready. Raises CourseError."""
    require_readable(level)
    # A socket's path is limited to about 100 characters.
    place = Path(tempfile.gettempdir() if len(tempfile.gettempdir()) <= 40 else "/tmp")
    _sweep(place)
    hub = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
    lock = _locked(hub / "lock")
    fonts = hub / "mpl"
    give_fonts(fonts)
    uid = account() if level is not Level.NONE else None
    if uid is not None:
        for path in (hub, fonts, *fonts.iterdir()):
            os.chown(path, uid, uid)
    readable = readable_paths()
    settings = {
        "address": str(hub / "server"),
        "become": uid if level is Level.LANDLOCK else None,
        "hub": str(hub),
        "level": str(level),
        "preload": PRELOAD,
        "readable": readable,
        "recorder": str(recorder_folder()),
        "uid": uid,
    }
    settings_file = hub / "settings.json"
    settings_file.write_text(json.dumps(settings), encoding="utf-8")
    command = [sys.executable, "-P", str(INSIDE / "fork_server.py"), str(settings_file)]
    if level is Level.NAMESPACES:
        command = [*bubblewrap(hub, readable, uid), *command]
    log = hub / "log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={
                "PATH": "/usr/bin:/bin",
                "LANG": "C.UTF-8",
                "HOME": str(hub),
                "MPLCONFIGDIR": str(fonts),
                **FIXED_ENVIRONMENT,
            },
            cwd="/",
        )
    server = ForkServer(hub, level, uid, process, lock)
    timer = threading.Timer(_START, process.kill)
    timer.start()
    assert process.stdout is not None
    answer = process.stdout.readline()
    timer.cancel()
    if answer != b"ready\n":
        said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        server.close()
        raise CourseError(
            f"The kernels' fork server did not start ({level}): {said[-1] if said else 'it said nothing'}.",
            "See: autograder doctor",
        )
    return server


def _locked(path: Path) -> IO[bytes] | None:
    """The file, locked for as long as this process lives; None if another process has the lock."""
    import fcntl  # not on Windows, where this module is imported for its limits only

    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def _sweep(place: Path) -> None:
    """Remove what servers left whose owners were killed before they could."""
    for hub in place.glob(f"{_PREFIX}*"):
        try:
            if hub.stat().st_uid not in (os.getuid(), account()) or not (hub / "lock").exists():
                continue
            lock = _locked(hub / "lock")
        except OSError:
            continue  # somebody else's
        if lock is not None:
            remove_tree(hub)
            lock.close()


def end_process(process: subprocess.Popen[bytes]) -> None:
    """End a process that ends when its standard input does; one that does not is killed."""
    assert process.stdin is not None and process.stdout is not None
    with contextlib.suppress(OSError):
        process.stdin.close()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()


def remove_tree(folder: Path) -> None:
    """Remove a folder that a student's code wrote in: folders too deep for Python, or closed to their owner."""
    try:
        shutil.rmtree(folder)
    except (OSError, RecursionError):
        for command in (["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
            if shutil.which(command[0]):
                subprocess.run([*command, "--", str(folder)], capture_output=True, check=False)


def give_fonts(folder: Path) -> None:
    """A new folder for Matplotlib: without a list of them it reads every font of the machine, a second each time."""
    import matplotlib

    folder.mkdir()
    for font_list in Path(matplotlib.get_cachedir()).glob("fontlist-*.json"):
        shutil.copy(font_list, folder)


def describe(connection_reply: bytes) -> dict[str, Any]:
    """A reply of the server's, read."""
    return json.loads(connection_reply) if connection_reply else {}
