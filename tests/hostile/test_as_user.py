"""Where the tests run as root: all of the hostile tests, run as an ordinary user."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

import pytest
from support.places import ROOT, TESTS

from autograder.run.kernels.server import SERVER_VARIABLE
from hostile.as_user import USER, how_to_run_as_user


@pytest.mark.as_root
@pytest.mark.timeout(1800)  # all the others together, at both levels, on a machine that may be busy
@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="this is an ordinary user already")
def test_all_hostile_tests_as_an_ordinary_user() -> None:
    words = how_to_run_as_user()
    if words is None:
        pytest.skip("no ordinary user can run this Python here (it takes setpriv, and mostly bubblewrap)")
    here = TESTS / "hostile"
    with tempfile.TemporaryDirectory(prefix="lab-user-", dir="/tmp") as home:
        os.chown(home, USER, USER)
        left_out = ("PYTEST_", "XDG_", SERVER_VARIABLE)
        environment = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        environment |= {"HOME": home, "TMPDIR": home, "PYTHONDONTWRITEBYTECODE": "1"}
        command = [*words, sys.executable, "-m", "pytest", str(here), "-q", "-p", "no:cacheprovider"]
        # What is killed in the middle is no matter of accounts: that is run as root alone.
        command += ["-p", "no:xdist", "--ignore", str(here / "test_killed.py"), "--durations=10", "-rfEsP"]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
        print(done.stdout)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-5_000:]
    assert "passed" in done.stdout
