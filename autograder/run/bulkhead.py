"""A bulkhead: what a student sent is read in a process that may be lost, and nothing else with it.

Everything on the trusted side that reads a student's bytes (the notebook, the kernel's messages, the records, the
text of a page) is called through a `Bulkhead`: a process of its own, which is reused until something ends it. It is
watched from outside, because neither a regular expression nor NumPy hears a signal: each call has a deadline, a
share of the processor and of memory. Whatever ends the process, or an exception of any kind, ends that call alone
(`Ended`), and the next one finds a fresh process.

Reused, and not forked for each call: the processes that start it have threads, servers and open databases, which a
fork would copy; a call costs a fraction of a millisecond; and it is the same on every system.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from queue import SimpleQueue
from typing import IO, Any

import psutil

from autograder.errors import CourseError
from autograder.run.kernels.server import SERVER_VARIABLE, end_process
from autograder.safe.text import clean_line

#: Seconds between looks at what the process takes.
_LOOK = 0.2
_LENGTH = struct.Struct(">Q")
#: NumPy's libraries would start a thread for each core, which wait for one another turning round: for small matrices
#: twice the processor's time, and each process has a core to itself.
_ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")} | {
    "VECLIB_MAXIMUM_THREADS": "1"
}
#: Signals that come from outside: what a process reads does not make it end like this.
_FROM_OUTSIDE = {
    getattr(signal, name, None) for name in ("SIGKILL", "SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT")
}


@dataclass(frozen=True)
class Allowance:
    """What one call may take: `seconds` by the clock, `cpu` seconds of the processor, bytes of `memory`."""

    seconds: float = 120.0
    cpu: float = 60.0
    memory: int = 1 << 30


class Ended(Exception):
    """A call was ended by what it was given to read. Says why, as the end of a sentence that begins with "it"."""


class Lost(Exception):
    """The process died twice of something else: nobody knows what the call would have returned."""


@dataclass(frozen=True)
class Kept:
    """Stands, among a call's arguments, for a value that the process was given before."""

    key: str


@dataclass
class _Process:
    """A process that has been started, and which values it was given."""

    popen: subprocess.Popen[bytes]
    has: set[str] = field(default_factory=set)
    verdict: str = ""

    def kill(self, verdict: str) -> None:
        self.verdict = self.verdict or verdict
        self.popen.kill()


class Bulkhead:
    """A process behind which to call functions. One call at a time; others wait. `close` it at the end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: _Process | None = None
        self._kept: dict[str, bytes] = {}
        self._closed = False

    def keep(self, key: str, value: Any) -> Kept:
        """Give the process a value that many calls need, once. `key` is the value's own: the same, the same value."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = pickle.dumps(value)
        return Kept(key)

    def call(self, function: Callable[..., Any], *arguments: Any, allowance: Allowance = Allowance()) -> Any:
        """What `function`, of a module's top level, returns there. Raises Ended, Lost, and CourseError as it does."""
        request = pickle.dumps((function, arguments, os.environ.get(SERVER_VARIABLE)))
        needed = [argument.key for argument in arguments if isinstance(argument, Kept)]
        with self._lock:
            for _ in range(2):
                reply = self._ask(request, needed, allowance)
                if reply is not None:
                    return _value(reply)
        raise Lost("the process that graded it died, twice")

    def close(self) -> None:
        """End the process, also under a call. Calls that come later are refused."""
        self._closed = True
        process = self._process
        if process is None:
            return
        if self._lock.acquire(blocking=False):  # idle: it may tidy up
            self._end()
            self._lock.release()
        else:
            process.kill("it was ended")

    def _ask(self, request: bytes, needed: list[str], allowance: Allowance) -> bytes | None:
        """The process's answer; None if it died of something else. Raises Ended, and Lost once it is closed."""
        if self._closed:
            raise Lost("the process that grades was ended")
        if self._process is None or self._process.popen.poll() is not None:
            self._end()
            self._process = _start()
        process = self._process
        done = threading.Event()
        watch = threading.Thread(target=_watch, args=(process, allowance, done), daemon=True)
        watch.start()
        try:
            values = {key: self._kept[key] for key in needed if key not in process.has}
            _write(process.popen.stdin, pickle.dumps(values))
            _write(process.popen.stdin, request)
            process.has.update(values)
            reply = _read(process.popen.stdout)
        except OSError:
            reply = None
        finally:
            done.set()
            watch.join()
        if reply is None:
            return self._what_it_died_of()
        if reply[:1] == _RAISED or process.verdict or _grown(process, allowance):
            self._end()
        return reply

    def _what_it_died_of(self) -> None:
        process = self._process
        assert process is not None
        self._end()
        if process.verdict and not self._closed:
            raise Ended(process.verdict)
        code = process.popen.returncode
        if code < 0 and -code not in _FROM_OUTSIDE:
            raise Ended(f"crashed the grader's process ({signal.Signals(-code).name})")

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            end_process(process.popen)


@cache
def own_bulkhead() -> Bulkhead:
    """The one that this process keeps for whatever needs one now and then."""
    bulkhead = Bulkhead()
    atexit.register(bulkhead.close)
    return bulkhead


# ---------------------------------------------------------------- from outside


def _start() -> _Process:
    # The paths are this process's, as multiprocessing has it; but no script of the caller's is run again.
    code = f"import json, sys; sys.path[:] = json.loads(sys.argv[1]); from {__name__} import serve; serve()"
    return _Process(
        subprocess.Popen(
            [sys.executable, "-c", code, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | _ONE_THREAD,
            stderr=subprocess.DEVNULL,  # what libraries say of a student's work is no business of the terminal's
            start_new_session=True,  # Ctrl-C is for whoever started it
        )
    )


def _watch(process: _Process, allowance: Allowance, done: threading.Event) -> None:
    """Kill the process when a call takes more than it may."""
    began = time.monotonic()
    seen = psutil.Process(process.popen.pid)
    with contextlib.suppress(psutil.Error):  # it has ended
        cpu, memory = _cpu(seen), seen.memory_info().rss
        while not process.verdict and not done.wait(_LOOK):
            if time.monotonic() - began > allowance.seconds:
                process.kill(f"took longer than {allowance.seconds:g} s")
            elif _cpu(seen) - cpu > allowance.cpu:
                process.kill(f"took more than {allowance.cpu:g} s of the grader's own time")
            elif seen.memory_info().rss - memory > allowance.memory:
                process.kill(f"took more than {allowance.memory >> 20} MiB of the grader's memory")


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _grown(process: _Process, allowance: Allowance) -> bool:
    """Whether it holds so much that the next call should find a fresh one."""
    try:
        return psutil.Process(process.popen.pid).memory_info().rss > allowance.memory
    except psutil.Error:
        return True


def _value(reply: bytes) -> Any:
    content = pickle.loads(reply[1:])
    if reply[:1] == _RETURNED:
        return content
    if isinstance(content, CourseError):
        raise content
    raise Ended(content)


# ---------------------------------------------------------------- inside


_RETURNED, _RAISED = b"+", b"-"


def serve() -> None:
    """Answer calls, until one raises or the pipe is closed."""
    asked, told = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):  # nothing that is printed may get among the answers
        os.dup2(nothing, descriptor)
    waiting: SimpleQueue[tuple[bytes, bytes] | None] = SimpleQueue()
    busy = threading.Event()
    threading.Thread(target=_listen, args=(asked, waiting, busy), daemon=True).start()
    values: dict[str, Any] = {}
    while (request := waiting.get()) is not None:
        reply = _answer(*request, values)
        busy.clear()
        _write(told, reply)
        if reply[:1] == _RAISED:
            return


def _listen(
    asked: IO[bytes], waiting: SimpleQueue[tuple[bytes, bytes] | None], busy: threading.Event
) -> None:
    """Take in requests. Where nobody is left to answer, end."""
    while (values := _read(asked)) is not None and (request := _read(asked)) is not None:
        busy.set()
        waiting.put((values, request))
    if busy.is_set():
        os._exit(1)
    waiting.put(None)


def _answer(given: bytes, request: bytes, values: dict[str, Any]) -> bytes:
    try:
        values.update({key: pickle.loads(value) for key, value in pickle.loads(given).items()})
        function, arguments, server = pickle.loads(request)
        if server is not None:
            os.environ[SERVER_VARIABLE] = server
        known = (values[a.key] if isinstance(a, Kept) else a for a in arguments)
        return _RETURNED + pickle.dumps(function(*known))
    except CourseError as error:
        return _RAISED + pickle.dumps(error)
    except MemoryError:
        return _RAISED + pickle.dumps("took more memory than there is")
    except BaseException as error:  # of any kind: it was raised by what was read
        said = f"stopped the grader with {type(error).__name__}: {error}"
        return _RAISED + pickle.dumps(clean_line(said, 300).rstrip(".: "))


def _write(pipe: IO[bytes] | None, content: bytes) -> None:
    assert pipe is not None
    pipe.write(_LENGTH.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def _read(pipe: IO[bytes] | None) -> bytes | None:
    """The next message; None where the pipe ends before it does."""
    assert pipe is not None
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    content = pipe.read(size)
    return content if len(content) == size else None
