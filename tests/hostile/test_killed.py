"""The fork server, or a kernel, is killed while a class is graded: the class is graded all the same."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.leftovers import becomes, below, processes

from autograder.course.folders import Course
from autograder.run.kernels.level import Level, best_level
from autograder.run.kernels.server import SERVER_VARIABLE

_ANSWER = "import time\ntime.sleep(2)\nnumber_of_things = 2"
_STUDENTS = 4


@pytest.fixture
def grading(
    small_course: Course, hand_in: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> Iterator[subprocess.Popen[str]]:
    """A class of right answers being graded, two notebooks at once, with a fork server of its own."""
    if best_level() is Level.NONE:
        pytest.skip("this machine cannot close kernels in")
    for number in range(_STUDENTS):
        hand_in(f"student-{number}", _ANSWER)
    monkeypatch.delenv(SERVER_VARIABLE, raising=False)
    # nbgrader calls `alembic` by name for a new gradebook.
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    command = [sys.executable, "-m", "autograder", "grade", "--jobs", "2", "--json"]
    before = below(os.getpid())
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=small_course.root
    ) as process:
        yield process
        if process.poll() is None:
            process.kill()
    assert becomes(lambda: below(os.getpid()) <= before), below(os.getpid()) - before


def fork_servers(ancestor: int) -> list[int]:
    """The servers below a process. Its supervisors and kernels are forks of it, and have its command line."""
    parents, found = processes(), set()
    for pid in below(ancestor):
        try:
            words = Path("/proc", str(pid), "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"python" in os.path.basename(words[0]) and any(
            word.endswith(b"fork_server.py") for word in words
        ):
            found.add(pid)
    return sorted(pid for pid in found if parents.get(pid) not in found)


def kernels(server: int) -> list[int]:
    """The kernels at work: each is the child of a supervisor, which is a child of the server."""
    parents = processes()
    return sorted(pid for pid, parent in parents.items() if parents.get(parent) == server)


@pytest.mark.as_root
@pytest.mark.parametrize("victim", ["the fork server", "a kernel"])
def test_a_class_is_graded_all_the_same(grading: subprocess.Popen[str], victim: str) -> None:
    def two_at_work() -> list[int]:
        # The reference is run before them, alone.
        return [s for s in fork_servers(grading.pid) if len(kernels(s)) >= 2]

    assert becomes(lambda: two_at_work() or grading.poll() is not None, 120)
    assert grading.poll() is None, grading.communicate()
    (server,) = two_at_work()
    os.kill(server if victim == "the fork server" else kernels(server)[0], signal.SIGKILL)
    told, errors = grading.communicate(timeout=300)
    assert grading.returncode == 0, errors
    rows = [row for row in json.loads(told)["rows"] if row["student"].startswith("student-")]
    assert [(row["state"], row["points"]) for row in rows] == [("graded", 100)] * _STUDENTS, told
