"""Where the project's own files are."""

from pathlib import Path

from autograder.course.folders import Course

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
#: The course of this repository.
COURSE = Course(ROOT)
