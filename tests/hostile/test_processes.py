"""Rows 11, 16 and 17: other processes are out of reach, bombs are bounded, daemons end."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from support.leftovers import becomes

from autograder.run.kernels.server import ForkServer
from autograder.run.limits import Limits
from hostile.closed import attempts, of_server, reasons, run, shown


@pytest.mark.as_root
def test_other_processes_are_out_of_reach(server: ForkServer) -> None:
    """Signals, ptrace, limits, priorities, /proc: of the grader, the fork server, a sibling, a bystander."""
    idle = of_server(server)
    with (
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as bystander,
        ThreadPoolExecutor(1) as other,
    ):
        sibling = other.submit(run, "import time; time.sleep(4)", "print('fine')")
        assert becomes(lambda: len(of_server(server) - idle) >= 2)  # its supervisor and itself
        victims = sorted({os.getpid(), os.getppid(), bystander.pid, *of_server(server)})
        mine = (os.getpid(), bystander.pid)
        before = [(resource.prlimit(pid, resource.RLIMIT_NOFILE), os.sched_getaffinity(pid)) for pid in mine]
        gained = attempts("processes.py", victims)
        transcript = sibling.result()
        assert bystander.poll() is None
        after = [(resource.prlimit(pid, resource.RLIMIT_NOFILE), os.sched_getaffinity(pid)) for pid in mine]
        assert os.getpriority(os.PRIO_PROCESS, bystander.pid) == os.getpriority(os.PRIO_PROCESS, 0)
        bystander.communicate(b"\n")
    assert gained == {}
    assert after == before
    assert transcript.stop is None and not transcript.left_out and "fine" in shown(transcript, 1)


@pytest.mark.as_root
def test_no_rights_are_to_be_had(server: ForkServer) -> None:
    """No namespace, mount, capability, kernel program or key of the session's; the filter is on."""
    assert attempts("alone.py") == {}


FORKS = """
import os, time

made, end = 0, time.time() + 3
while time.time() < end and made < 3000:
    try:
        pid = os.fork()
    except OSError:
        time.sleep(0.05)
        continue
    if pid == 0:
        time.sleep(600)
        os._exit(0)
    made += 1
print("MADE", made)
"""
THREADS = """
import threading, time

made = 0
for _ in range(3000):
    try:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        made += 1
    except RuntimeError:
        break
print("MADE", made)
"""
#: Needs new threads while the bombs go off.
INNOCENT = """
import threading, time

time.sleep(0.5)
thread = threading.Thread(target=print)
thread.start()
thread.join()
"""


@pytest.mark.as_root
def test_process_and_thread_bombs_are_bounded_and_others_go_on(server: ForkServer) -> None:
    limits = Limits(cell=10, notebook=30, processes=100)
    with ThreadPoolExecutor(1) as other:
        innocent = other.submit(run, *[INNOCENT] * 6, "print('fine')")
        for bomb in (FORKS, THREADS):
            transcript = run(bomb, limits=limits)
            made = [int(number) for number in re.findall(r"MADE (\d+)", shown(transcript))]
            # Without namespaces, the limit itself is a fuse at twice as many: the watchdog comes round in time.
            bounded = made and made[0] <= 2 * limits.processes
            assert "processes" in reasons(transcript) or bounded, (reasons(transcript), made)
        transcript = innocent.result()
    assert transcript.stop is None and not transcript.left_out
    assert "fine" in shown(transcript, 6)


def test_a_daemon_ends_with_its_kernel(server: ForkServer) -> None:
    """A double fork, in a session of its own where it may have one, that no longer dies with its parent."""
    idle = of_server(server)
    daemon = """
    import ctypes, os, time

    def let_go():
        death_signal = 1
        ctypes.CDLL(None).prctl(death_signal, 0, 0, 0, 0)

    let_go()
    if os.fork() == 0:
        let_go()
        try:
            os.setsid()
        except OSError:
            pass
        if os.fork() == 0:
            let_go()
            time.sleep(600)
        os._exit(0)
    time.sleep(0.5)
    print("MADE")
    """
    assert "MADE" in shown(run(daemon))
    assert becomes(lambda: of_server(server) <= idle), of_server(server) - idle


def test_a_command_runs_without_a_terminal_and_is_shut_in_like_its_kernel(server: ForkServer) -> None:
    transcript = run(
        "!echo one", "x = !echo two\nprint(x)", "%%bash\necho three", "!echo > /usr/four; kill 1; tty"
    )
    assert [shown(transcript, cell).strip() for cell in range(3)] == ["one", "['two']", "three"]
    assert not transcript.left_out and transcript.stop is None
    assert shown(transcript, 3).count("not") >= 2, shown(transcript, 3)
    assert "four" not in os.listdir("/usr")
