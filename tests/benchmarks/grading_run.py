"""`autograder` as a user runs it, and what it took: seconds, the driver's own work and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from autograder.course.folders import Course

#: Runs the command, and says at its end what this process (not its workers) used.
_WRAPPED = """
import json, resource, sys
from autograder.cli import main
try:
    main(standalone_mode=True)
finally:
    own, others = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = [used.ru_utime + used.ru_stime for used in (own, others)]
    open({path!r}, "w").write(json.dumps([*cpu, own.ru_maxrss]))
"""


@dataclass(frozen=True)
class Took:
    """Seconds by the clock; of the driver's own process seconds of CPU and MiB at most; what it printed.

    `worker_seconds` are CPU seconds of the processes that it started and waited for: those that read what students
    sent, and the fork server, but no kernel. `busy` is the share of all cores that was in use, by whomever.
    """

    seconds: float
    driver_seconds: float
    driver_peak: float
    output: str
    worker_seconds: float
    busy: float


def autograder(course: Course, *arguments: str) -> Took:
    """Run a command of the project's. Raises RuntimeError with its message where it fails."""
    with tempfile.NamedTemporaryFile("r", suffix=".json") as usage:
        began, before = time.perf_counter(), psutil.cpu_times()
        done = subprocess.run(
            [sys.executable, "-c", _WRAPPED.format(path=usage.name), *arguments],
            cwd=course.root,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        seconds, after = time.perf_counter() - began, psutil.cpu_times()
        if done.returncode:
            raise RuntimeError(f"autograder {' '.join(arguments)}: {done.stderr[-2000:]}")
        cpu, workers, peak = json.loads(Path(usage.name).read_text())
    return Took(seconds, cpu, peak / 1024, done.stdout, workers, _busy(before, after))


def _busy(before: Any, after: Any) -> float:
    """The share of the processor's time between the two that was used."""
    idle = sum(getattr(after, name, 0) - getattr(before, name, 0) for name in ("idle", "iowait"))
    return 1 - idle / (sum(after) - sum(before))


def start(course: Course, *arguments: str) -> subprocess.Popen[bytes]:
    """Begin a command of the project's, in a session of its own, so that it can be killed with its workers."""
    return subprocess.Popen(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=course.root,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def environment() -> dict[str, str]:
    """This process's, but for the fork server: each run starts its own, as it does for a user."""
    left_out = ("TRAINING_LAB_FORK_SERVER", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    scripts = str(Path(sys.executable).parent)
    return {**kept, "PATH": os.pathsep.join((scripts, kept["PATH"]))}
