"""Putting submissions into the class's folder. The one part of `collect` that writes."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from autograder.collect.plan import (
    Action,
    InPlace,
    Seen,
    Step,
)
from autograder.collect.roster import Student
from autograder.collect.sources import Refused, Source
from autograder.course.files import write_atomically
from autograder.course.folders import Classroom
from autograder.errors import CourseError
from autograder.intake.times import parse_stamp, read_stamp_file, stamp
from autograder.keep.record import ClassRecord

#: Beside submitted/, where neither `autograder grade` nor nbgrader looks: every notebook that another one replaced.
EARLIER = "submitted-earlier"


def in_place(classroom: Classroom, record: ClassRecord, student: str, lesson: str) -> InPlace:
    """What the class has for one student and lesson, and had, as its record says. Follows no link."""
    folder = classroom.submitted / student / lesson
    if problem := classroom.obstacle(folder) or classroom.obstacle(_earlier(classroom, student, lesson)):
        return InPlace(problem=problem)
    path = folder / f"{lesson}.ipynb"
    if path.is_symlink() or (path.exists() and not path.is_file()):
        return InPlace(problem=f"{_shown(classroom, path)} is in the way and no plain file: move it away")
    if not path.exists():
        return InPlace()
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return InPlace(problem=f"{_shown(classroom, path)} cannot be read ({error.strerror or error})")
    names = (p.stem.rpartition("-")[2] for p in _earlier(classroom, student, lesson).glob("*-*.ipynb"))
    earlier = {name for name in names if re.fullmatch("[0-9a-f]{12}", name)}
    earlier |= {attempt.sha256 for attempt in record.attempts.get((student, lesson), ())} - {digest}
    time = read_stamp(folder / "timestamp.txt")
    if time is None and (known := record.time_of(student, lesson, digest)):
        time = parse_stamp(known.encode())
    return InPlace(digest, time, earlier=frozenset(earlier))


def read_stamp(path: Path) -> dt.datetime | None:
    """The time in a timestamp.txt, or None."""
    try:
        return parse_stamp(read_stamp_file(path))
    except (OSError, ValueError):
        return None


def put(step: Step, classroom: Classroom, source: Source) -> None:
    """Carry out one step. Raises Refused where the source is no longer what was planned for, CourseError else."""
    student, lesson = step.student.id, step.lesson
    folder = classroom.submitted / student / lesson
    path, stamped = folder / f"{lesson}.ipynb", folder / "timestamp.txt"
    for other in step.aside:
        _keep_aside(classroom, student, lesson, _read(other, source), other.time)
    if step.action is Action.OLDER:
        _keep_aside(classroom, student, lesson, _read(step.seen, source), step.time)
        return
    if step.action in (Action.COLLECTED, Action.REPLACED):
        content = _read(step.seen, source)
        if step.action is Action.REPLACED:
            _keep_aside(classroom, student, lesson, path.read_bytes(), read_stamp(stamped))
        # Between the two writes a kill must not leave the new notebook with the old one's time.
        stamped.unlink(missing_ok=True)
        write_atomically(path, content)
    if step.action is not Action.UNCHANGED and step.time is not None:
        write_atomically(stamped, f"{stamp(step.time)}\n".encode())


def make_folders(classroom: Classroom, students: Iterable[Student]) -> list[str]:
    """A folder for each student, so that who handed in nothing reads "missing". Returns what was in the way."""
    remarks = []
    for student in students:
        folder = classroom.submitted / student.id
        if problem := classroom.obstacle(folder):
            remarks.append(problem)
            continue
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CourseError(
                f"Cannot make {folder}: {error.strerror or error}.", "See that its folder can be written to."
            ) from error
    return remarks


def _read(seen: Seen, source: Source) -> bytes:
    content = source.read(seen.owned.entry)
    if hashlib.sha256(content).hexdigest() != seen.sha256:
        raise Refused("it changed while it was being collected: collect again")
    return content


def _earlier(classroom: Classroom, student: str, lesson: str) -> Path:
    return classroom.root / EARLIER / student / lesson


def _keep_aside(
    classroom: Classroom, student: str, lesson: str, content: bytes, time: dt.datetime | None
) -> None:
    """Keep a notebook that is not the one to grade, named by its time and its hash."""
    when = time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H%M%SZ") if time else "time-unknown"
    digest, folder = hashlib.sha256(content).hexdigest()[:12], _earlier(classroom, student, lesson)
    if time is None and any(folder.glob(f"*-{digest}.ipynb")):
        return  # it is there, and its time is known
    path = folder / f"{when}-{digest}.ipynb"
    if not path.is_file():
        write_atomically(path, content)


def _shown(classroom: Classroom, path: Path) -> str:
    return path.relative_to(classroom.root).as_posix()
