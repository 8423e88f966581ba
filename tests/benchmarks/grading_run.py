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

from autograder.course.folders import Course

#: Runs the command, and says at its end what this process (not its workers) used.
_WRAPPED = """
import json, resource, sys
from autograder.cli import main
try:
    main(standalone_mode=True)
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    open({path!r}, "w").write(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


@dataclass(frozen=True)
class Took:
    """Seconds by the clock; of the driver's own process seconds of CPU and MiB at most; what it printed."""

    seconds: float
    driver_seconds: float
    driver_peak: float
    output: str


def autograder(course: Course, *arguments: str) -> Took:
    """Run a command of the project's. Raises RuntimeError with its message where it fails."""
    with tempfile.NamedTemporaryFile("r", suffix=".json") as usage:
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", _WRAPPED.format(path=usage.name), *arguments],
            cwd=course.root,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - began
        if done.returncode:
            raise RuntimeError(f"autograder {' '.join(arguments)}: {done.stderr[-2000:]}")
        cpu, peak = json.loads(Path(usage.name).read_text())
    return Took(seconds, cpu, peak / 1024, done.stdout)


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
