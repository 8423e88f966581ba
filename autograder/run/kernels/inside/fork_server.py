"""Kernels out of a process that has the course's packages in memory already.

A script, run inside the sandbox by the Python of the course:

    python -P fork_server.py SETTINGS.json

It imports the heavy packages once, then forks one kernel for each request. It runs no TensorFlow operation
(a child of a process that did hangs), opens no ZeroMQ context, starts no thread and holds no secret: its
memory is copied into every student's process.

Each request is one connection to its Unix socket: a JSON object {desk, environment, limits}. The answer is
{"pid": N}, then, when the kernel has ended, {"exit": code, "kind": word, "reason": text}. Closing the
connection ends the kernel and everything that it started. The server ends when its standard input does: its
owner holds the other end.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import inspect
import json
import os
import select
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

#: Seconds between two looks at a kernel's memory and disk.
_LOOK = 0.25
#: Connections that may wait for a kernel to begin.
_BACKLOG = 16


def main(settings: dict[str, Any]) -> None:
    """Import, listen, fork."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # supervisors are reaped as they end
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the owner's to answer
    _become(settings["become"])
    # ipykernel imports debugpy in each kernel, 0.1 s, for a debugger that nobody will attach: it takes a no.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    for name in settings["preload"]:
        importlib.import_module(name)
    # The first traceback of a process asks `inspect` for the file of each of 4,000 modules: 0.2 s, once.
    inspect.getmodule(main.__code__)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(settings["address"])
    os.chmod(settings["address"], 0o600)
    listener.listen(128)
    # What is in memory now is never looked at by the collector again, so its pages stay shared.
    gc.collect()
    gc.freeze()
    os.write(1, b"ready\n")
    while True:
        ready, _, _ = select.select([listener, 0], [], [])
        if 0 in ready:
            return  # the owner is gone
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            os.close(0)
            _supervise(connection, settings)
        connection.close()


def _become(uid: int | None) -> None:
    """Started as root: go on as an ordinary user, without any of root's powers."""
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)


# --- the supervisor of one kernel: a process of its own, which runs none of the student's code ---------------


def _supervise(connection: socket.socket, settings: dict[str, Any]) -> NoReturn:
    code, kind, reason = 1, "lost", "the kernel's supervisor failed"
    kernel = 0
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, _end)
        closing.die_with_parent(signal.SIGTERM)
        os.setsid()
        request = json.loads(connection.recv(1 << 16) or b"null")
        if request is None:
            os._exit(0)
        if settings["level"] == "namespaces":
            closing.leave_namespaces()
        else:
            closing.adopt_orphans()
        kernel = os.fork()
        if kernel == 0:
            _become_kernel(connection, request, settings)
        connection.send(json.dumps({"pid": kernel}).encode())
        code, kind, reason = _watch(connection, kernel, request, settings["level"])
    except _ToldToEnd:
        code, kind, reason = -signal.SIGTERM, "lost", "the fork server ended"
    except Exception as error:
        kind, reason = "lost", f"the kernel's supervisor failed ({type(error).__name__}: {error})"
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if kernel:
            code = _end_all(kernel, code)
        try:
            connection.send(json.dumps({"exit": code, "kind": kind, "reason": reason}).encode())
        except OSError:
            pass  # nobody is listening any more
        os._exit(0)


class _ToldToEnd(Exception):
    pass


def _end(*_: object) -> NoReturn:
    raise _ToldToEnd


def _watch(
    connection: socket.socket, kernel: int, request: dict[str, Any], level: str
) -> tuple[int, str, str]:
    """Wait until the kernel ends, is no longer wanted, or takes too much; returns exit code, kind and reason.

    The kinds are those of Ending in run/limits.py; "" where nothing of ours ended it.
    """
    limits = request["limits"]
    desk = Path(request["desk"])
    ended = os.pidfd_open(kernel)
    looks = 0
    while True:
        ready, _, _ = select.select([connection, ended], [], [], _LOOK)
        if ended in ready:
            break
        if connection in ready:
            return -signal.SIGKILL, "", "it was ended"
        looks += 1
        below = usage.descendants()
        if usage.memory(below, limits["memory"], level == "namespaces") > limits["memory"]:
            return -signal.SIGKILL, "memory", f"it used more than {limits['memory'] >> 20} MiB of memory"
        if level != "landlock":
            continue  # the rest is limited, or nothing is
        if usage.threads(below) > limits["processes"]:
            much = f"it started more than {limits['processes']} processes and threads"
            return -signal.SIGKILL, "processes", much
        if looks % 4 == 0 and (much := usage.too_much_on(desk, below, limits["scratch"])):
            return -signal.SIGKILL, "disk", much
    _, status = os.waitpid(kernel, 0)
    return os.waitstatus_to_exitcode(status), "", ""


def _end_all(kernel: int, code: int) -> int:
    """Kill the kernel and every process that came of it; returns the kernel's exit code."""
    # In namespaces the kernel is process 1: all others go with it. Elsewhere they are in its process group,
    # which they cannot leave, and, once orphaned, children of this process.
    while True:
        for kill, target in ((os.kill, kernel), (os.killpg, kernel)):
            try:
                kill(target, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass
        try:
            pid, status = os.waitpid(-1, 0)
        except ChildProcessError:
            return code
        if pid == kernel and code == 0:
            code = os.waitstatus_to_exitcode(status)


# --- the kernel itself -----------------------------------------------------------------------------------------


def _become_kernel(connection: socket.socket, request: dict[str, Any], settings: dict[str, Any]) -> NoReturn:
    """In a fresh fork: shut the doors, then be an ordinary ipykernel."""
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        closing.die_with_parent()
        connection.close()
        nothing = os.open("/dev/null", os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        os.closerange(3, 1024)
        os.setsid()
        with contextlib.suppress(OSError):
            # If the machine runs out of memory, it is this process that goes.
            Path("/proc/self/oom_score_adj").write_text("1000")
        _listen(Path(request["desk"], "run", "kernel.json"))
        _close_in(request, settings)
        _start_over(request, settings["recorder"])
        from ipykernel.kernelapp import IPKernelApp

        IPKernelApp.launch_instance(argv=sys.argv[1:])
    except SystemExit as leave:
        os._exit(leave.code if isinstance(leave.code, int) else 0)
    except BaseException:
        pass  # nobody could read it
    os._exit(1)


def _listen(connection_file: Path) -> None:
    """Make the kernel's five sockets before it is shut in: it may make nothing in their folder, on the real disk."""
    import zmq

    said = json.loads(connection_file.read_text(encoding="utf-8"))
    listening: dict[str, socket.socket] = {}
    for name in ("shell", "iopub", "stdin", "control", "hb"):
        path = f"{said['ip']}-{said[f'{name}_port']}"
        made = listening[f"ipc://{path}"] = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.bind(path)
        made.listen(_BACKLOG)

    class Socket(zmq.Socket):
        def bind(self, address: str) -> Any:
            if ready := listening.pop(address, None):
                self.setsockopt(zmq.USE_FD, ready.detach())
            return super().bind(address)

    zmq.Context._socket_class = Socket


def _close_in(request: dict[str, Any], settings: dict[str, Any]) -> None:
    desk, limits, level = Path(request["desk"]), request["limits"], settings["level"]
    if level == "namespaces":
        closing.private_files(desk, Path(settings["hub"]), settings["readable"], limits["scratch"])
    if level != "none":
        most = limits["processes"]
        if level != "namespaces":
            # The limit counts everything that this account runs: it is a fuse, and the supervisor the measure.
            most = 2 * most + usage.threads_of(os.getuid())
        closing.limit(limits["memory"], most, limits["scratch"], limits["cpu"], usage.MOST_DESCRIPTORS)
        closing.drop_capabilities()
        closing.landlock(settings["readable"], desk, alone=level != "namespaces")
        seccomp.install(alone=level != "namespaces", pid=os.getpid())


def _start_over(request: dict[str, Any], recorder: str) -> None:
    """Undo what a fork shares: environment, working folder, random states, command line."""
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(Path(request["desk"], "work"))
    import random
    import tempfile

    import numpy

    random.seed()
    numpy.random.seed()  # else every kernel would draw the same numbers
    time.tzset()
    tempfile.tempdir = None  # else the server's, where this process may not write
    sys.argv = ["ipykernel_launcher", "-f", str(Path(request["desk"], "run", "kernel.json"))]
    sys.argv += ["--HistoryManager.hist_file=:memory:"]
    paths = [recorder, *(path for path in sys.path if path and path != recorder)]
    # The working folder, where IPython would put it: it does not, because the server itself runs without it.
    # Lessons import modules that lie beside their notebook.
    packages = (i for i, path in enumerate(paths) if path.endswith(("site-packages", "dist-packages")))
    paths.insert(next(packages, len(paths)), "")
    sys.path[:] = paths
    commands.use_pipes()
    gc.enable()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    import closing
    import commands
    import seccomp
    import usage

    del sys.path[0]
    with open(sys.argv[1], encoding="utf-8") as settings_file:
        main(json.load(settings_file))
