"""Behind a bulkhead: whatever a call does to its process is the end of that call alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from support import behind
from support.leftovers import becomes

from autograder.errors import CourseError
from autograder.run.bulkhead import Allowance, Bulkhead, Ended, Lost

pytestmark = pytest.mark.worker_processes

SMALL = Allowance(seconds=20, cpu=1, memory=200 << 20)


@pytest.fixture
def bulkhead() -> Iterator[Bulkhead]:
    made = Bulkhead()
    yield made
    made.close()


@pytest.mark.parametrize("value", [None, 3, "a", b"\x00" * (5 << 20), {"a": [1, (2, 3)]}])
def test_what_is_returned_comes_back_and_what_is_printed_does_not(
    bulkhead: Bulkhead, value: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    assert bulkhead.call(behind.echo, value) == value
    assert "".join(capfd.readouterr()) == ""


def test_numpy_has_one_thread_there(bulkhead: Bulkhead) -> None:
    assert bulkhead.call(os.getenv, "OPENBLAS_NUM_THREADS") == "1"


def _gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


ENDS: dict[str, tuple[Any, ...]] = {
    "an exception": (behind.raises, ValueError, "of any kind"),
    "one that is no Exception": (behind.raises, BaseException),
    "an exit": (behind.raises, SystemExit, 3),
    "an interrupt": (behind.raises, KeyboardInterrupt),
    "out of memory": (behind.raises, MemoryError),
    "an exception that cannot be sent": (behind.raises, UnicodeDecodeError, "utf-8", b"\xff", 0, 1, "x"),
    "terminal codes": (behind.raises, ValueError, "\x1b]0;title\x07 \x90" * 1_000),
    "no such argument": (behind.process, "one too many"),
    "recursion": (behind.recurses,),
    "a result that cannot be sent": (behind.returns_what_cannot_be_sent,),
    "a crash": (behind.crashes,),
    "an abort": (behind.dies, signal.SIGABRT),
    "a bus error": (behind.dies, signal.SIGBUS),
    "the processor": (behind.computes, 30.0),
    "memory": (behind.takes, 700 << 20),
}


@pytest.mark.parametrize("what", ENDS)
def test_whatever_ends_a_call_ends_that_call_alone(bulkhead: Bulkhead, what: str) -> None:
    before = bulkhead.call(behind.process)
    with pytest.raises(Ended) as ended:
        bulkhead.call(*ENDS[what], allowance=SMALL)
    assert len(str(ended.value)) <= 300 and str(ended.value).isprintable(), str(ended.value)
    assert bulkhead.call(behind.process) != before
    assert _gone(before)


def test_a_call_that_only_waits_ends_by_its_deadline(bulkhead: Bulkhead) -> None:
    with pytest.raises(Ended, match="longer than 1 s"):
        bulkhead.call(behind.waits, 60, allowance=Allowance(seconds=1))


def test_the_same_process_answers_until_it_ends(bulkhead: Bulkhead) -> None:
    assert len({bulkhead.call(behind.process) for _ in range(20)}) == 1


def test_a_process_that_has_grown_is_replaced(bulkhead: Bulkhead) -> None:
    before = bulkhead.call(behind.process)
    for _ in range(2):
        bulkhead.call(behind.keeps, 150 << 20, allowance=Allowance(memory=250 << 20))
    assert bulkhead.call(behind.process) != before


def test_the_courses_own_fault_is_told_as_it_is(bulkhead: Bulkhead) -> None:
    with pytest.raises(CourseError, match=r"^The course is broken\. Mend it\.$"):
        bulkhead.call(behind.course_is_broken)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_a_process_that_others_kill_costs_only_time(bulkhead: Bulkhead, number: int, tmp_path: Path) -> None:
    assert bulkhead.call(behind.dies_once, str(tmp_path / "died")) == "alive"
    with pytest.raises(Lost, match="twice"):
        bulkhead.call(behind.dies, number)
    assert bulkhead.call(behind.echo, 1) == 1


def test_one_that_is_killed_between_calls_is_not_missed(bulkhead: Bulkhead) -> None:
    os.kill(before := bulkhead.call(behind.process), signal.SIGKILL)
    assert bulkhead.call(behind.process) != before


def test_a_value_is_given_once_to_each_process(bulkhead: Bulkhead) -> None:
    known = bulkhead.keep("a", [1, 2])
    assert bulkhead.call(behind.echo, known) == [1, 2]
    bulkhead.keep("a", "the same key is the same value")
    with pytest.raises(Ended):
        bulkhead.call(behind.crashes)
    assert bulkhead.call(behind.echo, known) == [1, 2]


def test_it_hears_of_the_fork_server_that_there_is_now(
    bulkhead: Bulkhead, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("/first", "/second"):
        monkeypatch.setenv("TRAINING_LAB_FORK_SERVER", name)
        assert bulkhead.call(behind.server) == name


def test_once_closed_it_ends_what_runs_and_takes_nothing_more() -> None:
    bulkhead, told = Bulkhead(), []

    def call() -> None:
        try:
            bulkhead.call(behind.waits, 60)
        except Lost as error:
            told.append(error)

    bulkhead.call(behind.process)
    caller = threading.Thread(target=call)
    caller.start()
    assert becomes(lambda: bulkhead._lock.locked())
    bulkhead.close()
    caller.join(10)
    assert told and not caller.is_alive()
    with pytest.raises(Lost):
        bulkhead.call(behind.process)


_OWNER = """
import sys, threading
from support import behind
from autograder.run.bulkhead import Bulkhead
bulkhead = Bulkhead()
print(bulkhead.call(behind.process), flush=True)
if "busy" in sys.argv:
    threading.Thread(target=bulkhead.call, args=(behind.waits, 60), daemon=True).start()
sys.stdin.read()
"""


@pytest.mark.parametrize("work", ["busy", "idle"])
def test_it_goes_with_whoever_started_it(work: str) -> None:
    """Also where its owner's script has no guard against being imported, and is killed."""
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", _OWNER, work], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=paths
    ) as owner:
        pid = int(owner.stdout.readline())
        owner.kill()
    assert becomes(lambda: _gone(pid))
