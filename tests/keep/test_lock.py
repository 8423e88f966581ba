"""One run at a time: the second waits for the first, and a run that dies holds nobody up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support.places import ROOT

from autograder.course.folders import Classroom
from autograder.keep.lock import only_run

HOLD = """
import sys
from pathlib import Path
from autograder.course.folders import Classroom
from autograder.keep.lock import only_run
with only_run(Classroom(Path(sys.argv[1])), print):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_second_run_waits_and_says_so_and_a_dead_one_lets_go(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        notes = []

        def note(what: str) -> None:
            notes.append(what)
            other.kill()

        with only_run(Classroom(tmp_path), note):
            assert notes == ["Another run is grading this class: waiting until it is done."]
    with only_run(Classroom(tmp_path), notes.append):
        assert len(notes) == 1
