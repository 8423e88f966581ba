"""What a command imports before it is done: the seconds that it takes to start are those."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support.small_class import hand_in

from autograder.course.folders import Course

STARTED = """
import sys
from autograder.cli import main
try:
    main({arguments!r})
finally:
    print(*sorted(sys.modules))
"""
#: What takes a tenth of a second and more.
HEAVY = {
    "nbgrader",
    "nbconvert",
    "sqlalchemy",
    "numpy",
    "jupyter_client",
    "nbclient",
    "distributed",
    "tensorflow",
}


def imported(folder: Path, *arguments: str) -> set[str]:
    """The modules that a command has imported at its end."""
    done = subprocess.run(
        [sys.executable, "-c", STARTED.format(arguments=list(arguments))],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.splitlines()[-1].split())


def test_help_imports_the_commands_alone(tmp_path: Path) -> None:
    found = imported(tmp_path, "grade", "--help")
    assert {name for name in found if name.startswith("autograder.")} == {
        "autograder.cli",
        "autograder.course",
        "autograder.course.folders",
        "autograder.errors",
    }
    assert not found & {*HEAVY, "nbformat", "rich"}


def test_a_report_is_made_without_what_grading_needs(small_course: Course) -> None:
    hand_in(small_course, "ada", "number_of_things = 2")
    found = imported(small_course.root, "report")
    assert (small_course.default_class / "report.html").is_file()
    assert "autograder.show.report" in found and not found & HEAVY
