"""Find what students handed in, in a class's folder. Reads names and sizes; opens nothing but notebooks."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from autograder.course.folders import Classroom
from autograder.errors import CourseError
from autograder.intake.notebook import MAX_BYTES


@dataclass(frozen=True)
class HandedIn:
    """One student's work on one lesson, as it lies on disk.

    `path` is None where there is no notebook to grade, and `problem` says why in words; with neither,
    nothing was handed in. `flags` are oddities for the instructor.
    """

    student: str
    lesson: str
    path: Path | None = None
    problem: str = ""
    flags: tuple[str, ...] = ()

    def read(self) -> bytes:
        """The notebook's bytes, at most one more than will be read of any submission."""
        assert self.path is not None
        with self.path.open("rb") as file:
            return file.read(MAX_BYTES + 1)

    @property
    def timestamp(self) -> str | None:
        """The text of timestamp.txt, where nbgrader keeps the time of submission; None where there is none."""
        stamp = self.path.parent / "timestamp.txt" if self.path else None
        if stamp is None or stamp.is_symlink() or not stamp.is_file():
            return None
        return stamp.read_text(encoding="utf-8", errors="replace")[:100].strip() or None


def find_submissions(classroom: Classroom, lessons: list[str]) -> list[HandedIn]:
    """For each student of the class and each lesson what was handed in, sorted by lesson and student.

    Raises CourseError where the class folder has no students at all.
    """
    if not classroom.root.exists():
        raise CourseError(
            f"There is no class folder {classroom.root}.", "Name the class's folder with --class DIR."
        )
    if not classroom.root.is_dir():
        raise CourseError(
            f"{classroom.root} is a file, not a class folder.", "Name the class's folder with --class DIR."
        )
    if not classroom.submitted.is_dir():
        raise CourseError(
            f"{classroom.root} has no folder submitted/.",
            "Put each notebook at submitted/STUDENT/LESSON/LESSON.ipynb below it.",
        )
    try:
        students = sorted(p.name for p in classroom.submitted.iterdir() if _is_student(p))
    except OSError as error:
        raise CourseError(
            f"Cannot read {classroom.submitted}: {error.strerror}.", "Check its permissions."
        ) from error
    if not students:
        raise CourseError(
            f"Nothing was handed in: {classroom.submitted} has no student's folder.",
            "Put each notebook at submitted/STUDENT/LESSON/LESSON.ipynb.",
        )
    return [_handed_in(classroom, student, lesson) for lesson in lessons for student in students]


def _is_student(path: Path) -> bool:
    return not path.name.startswith(".") and (path.is_symlink() or path.is_dir())


# Formgrader writes a student's id into its pages as it stands: between these, it could become script there.
_UNSAFE_IN_IDS = frozenset("\"'<>&\\`")


def id_problem(student: str) -> str:
    """Why `student` cannot be a student's id, which is the name of a folder and is shown in pages; else ""."""
    if not student.isprintable() or _UNSAFE_IN_IDS & set(student):
        return "the id has quotes, < > & \\ ` or a character that cannot be seen"
    if "/" in student or student.startswith(".") or student != student.strip():
        return "the id has a slash, or begins with a dot, or begins or ends with a space"
    if not student or len(student.encode("utf-8", errors="replace")) > 200:
        return "the id is empty, or longer than 200 bytes"
    return ""


def _handed_in(classroom: Classroom, student: str, lesson: str) -> HandedIn:
    folder = classroom.submitted / student / lesson
    if not student.isprintable() or _UNSAFE_IN_IDS & set(student):
        return HandedIn(
            student, lesson, problem="the student's folder has a name with quotes, < > & \\ ` or worse"
        )
    for part in (folder.parent, folder):
        if part.is_symlink():
            return HandedIn(
                student, lesson, problem=f"the folder {part.name!r} is a link; links are not followed"
            )
    if not folder.is_dir():
        return HandedIn(student, lesson)
    try:
        notebooks = sorted(p for p in folder.iterdir() if p.suffix == ".ipynb")
    except OSError as error:
        return HandedIn(student, lesson, problem=f"the folder cannot be read ({error.strerror})")
    named = folder / f"{lesson}.ipynb"
    if named in notebooks:
        chosen, flags = named, ()
        if len(notebooks) > 1:
            flags = (f"{len(notebooks)} notebooks were handed in; {named.name} was graded",)
    elif len(notebooks) == 1:
        chosen, flags = notebooks[0], (f"the notebook was handed in as {notebooks[0].name!r}",)
    elif notebooks:
        names = ", ".join(p.name for p in notebooks[:5])
        return HandedIn(student, lesson, problem=f"several notebooks, none called {named.name}: {names}")
    else:
        return HandedIn(student, lesson, problem="the folder holds no notebook")
    if chosen.is_symlink():
        return HandedIn(
            student, lesson, problem=f"{chosen.name} is a link; links are not followed", flags=flags
        )
    if not chosen.is_file() or not os.access(chosen, os.R_OK):
        return HandedIn(student, lesson, problem=f"{chosen.name} cannot be read", flags=flags)
    return HandedIn(student, lesson, chosen, flags=flags)
