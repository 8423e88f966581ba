"""Sources to collect, and what became of their files."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

from autograder.collect.run import Collected, Order, collect
from autograder.course.folders import Classroom, Course
from support import small_lesson
from support.small_lesson import submission

LESSON = small_lesson.LESSON
GOOD = submission("number_of_things = 2")
OTHER = submission("number_of_things = 3")
LATER = submission("number_of_things = 4")


def collect_into(
    course: Course, classroom: Classroom, source, lesson: str | None = None, roster: str | None = None, **more
) -> Collected:
    """Collect a source (a zip's files as name → content, or a path) into the class."""
    place = course.root.parent
    path = source if isinstance(source, Path) else zipped(place / "source.zip", source)
    given = None
    if roster is not None:
        given = place / "class.csv"
        given.write_text(roster, encoding="utf-8")
    return collect(course, classroom, Order(path, lesson, given, **more), dt.UTC)


def zipped(path: Path, files) -> Path:
    """A zip of files: (name or ZipInfo, content) pairs, or a mapping."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items() if isinstance(files, dict) else files:
            made.writestr(name, content)
    return path


def entry(name: str, when=(2026, 3, 1, 12, 0, 0), mode: int = 0o100644, method: int = zipfile.ZIP_DEFLATED):
    """A zip's entry with a date and a mode."""
    info = zipfile.ZipInfo(name, when)
    info.external_attr, info.compress_type, info.create_system = mode << 16, method, 3
    return info


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but the gradebook, by relative path."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not p.name.startswith("gradebook.db")
    }


def put_in(classroom: Classroom, student: str) -> bytes:
    return (classroom.submitted / student / LESSON / f"{LESSON}.ipynb").read_bytes()


def outcomes(collected: Collected) -> dict[str, str]:
    return {step.student.id: step.action.value for step in collected.plan.steps}


def why(collected: Collected) -> str:
    """The one reason why a file was left."""
    (left,) = collected.plan.left
    return left.why
