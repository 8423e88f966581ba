"""What a run of the tests leaves behind is seen, a daemon that left its session, too."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from support.places import TESTS

LEAVE = """
import json, os, sys, tempfile

sys.path.insert(0, sys.argv[1])
from support import leftovers

watch = leftovers.Watch()
clean = watch.left()
tempfile.mkdtemp(prefix="lab-")
tempfile.mkdtemp(prefix="of-a-browser-")
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.close(1)
        os.execvp("sleep", ["sleep", "20"])
    os._exit(0)
os.wait()
leftovers.becomes(lambda: watch._processes() and "sleep" in watch._processes()[0])
left = watch.left()
for pid in leftovers.below(os.getpid()):
    os.kill(pid, 9)
watch.close()
print(json.dumps([clean, left, watch.folder.exists()]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_daemon_and_a_file_are_seen() -> None:
    command = [sys.executable, "-c", LEAVE, str(TESTS)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    clean, left, exists = json.loads(done.stdout)
    assert clean == [] and not exists
    assert [line.split()[0] for line in left] == ["process", "file:"]
    assert "sleep" in left[0] and "lab-" in left[1]
