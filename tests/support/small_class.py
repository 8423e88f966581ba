"""A class of the small lesson, graded by the command itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.course.folders import Classroom, Course


def run(course: Course, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of this environment in the course's folder."""
    scripts = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": os.pathsep.join((str(scripts), os.environ["PATH"])),
        "COLUMNS": "100",
    }
    return subprocess.run(
        [str(scripts / command[0]), *command[1:]],
        cwd=course.root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


def grade(course: Course, *more: str) -> dict[str, dict]:
    """`autograder grade --json`, as rows by student."""
    done = run(course, "autograder", "grade", "--json", "--cell-seconds", "5", *more)
    assert done.returncode == 0, done.stderr
    return {row["student"]: row for row in json.loads(done.stdout)["rows"]}


def book(course: Course) -> Gradebook:
    return Gradebook(Classroom(course.default_class).db_url, "training-lab")
