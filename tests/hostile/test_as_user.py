"""Where the tests run as root: all of the hostile tests, run as an ordinary user, the levels side by side."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from support.places import ROOT, TESTS

from autograder.run.kernels.level import Level
from autograder.run.kernels.server import SERVER_VARIABLE
from hostile.as_user import USERS, how_to_run_as_user

HERE = TESTS / "hostile"


def run_as_user(level: Level) -> subprocess.CompletedProcess[str]:
    """The hostile tests of one level, as its user."""
    with tempfile.TemporaryDirectory(prefix="lab-user-", dir="/tmp") as home:
        os.chown(home, USERS[level], USERS[level])
        left_out = ("PYTEST_", "XDG_", SERVER_VARIABLE)
        environment = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        environment |= {"HOME": home, "TMPDIR": home, "PYTHONDONTWRITEBYTECODE": "1"}
        words = how_to_run_as_user(USERS[level])
        command = [*words, sys.executable, "-m", "pytest", str(HERE), "-q", "-p", "no:cacheprovider"]
        # What is killed in the middle is no matter of accounts: that is run as root alone.
        command += ["-p", "no:xdist", "--ignore", str(HERE / "test_killed.py"), "-k", level]
        command += ["--durations=20", "-rfEsP"]
        return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)


@pytest.mark.as_root
@pytest.mark.timeout(1800)  # all the others together, on a machine that may be busy
@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="this is an ordinary user already")
def test_all_hostile_tests_as_an_ordinary_user() -> None:
    if how_to_run_as_user() is None:
        pytest.skip("no ordinary user can run this Python here (it takes setpriv, and mostly bubblewrap)")
    # Most of their time they wait for deadlines of seconds.
    with ThreadPoolExecutor(len(USERS)) as threads:
        done = dict(zip(USERS, threads.map(run_as_user, USERS), strict=True))
    for level, run in done.items():
        print(f"{level}:\n{run.stdout}")
        assert run.returncode == 0, run.stdout[-20_000:] + run.stderr[-5_000:]
        assert "passed" in run.stdout
