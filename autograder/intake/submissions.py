"""Find what students handed in, in a class's folder. Reads names and sizes; opens nothing but notebooks."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.course.folders import Classroom
from autograder.errors import CourseError
from autograder.intake.reading import MAX_BYTES
from autograder.intake.times import parse_stamp, read_stamp_file, stamp


@dataclass(frozen=True)
class HandedIn:
    """One student's work on one lesson, as it lies on disk.

    `path` is None where there is no notebook to grade, and `problem` says why in words; with neither,
    nothing was handed in. `flags` are oddities for the instructor. `timestamp` is the time of submission as
    nbgrader reads it, None where it is not known. `sha256` is that of the bytes that were read, "" before.
    `untimed`: there is a timestamp.txt that says no time.
    """

    student: str
    lesson: str
    path: Path | None = None
    problem: str = ""
    flags: tuple[str, ...] = ()
    timestamp: str | None = None
    sha256: str = ""
    untimed: bool = False

    def read(self) -> bytes:
        """The notebook's bytes, at most one more than will be read of any submission."""
        assert self.path is not None
        with self.path.open("rb") as file:
            return file.read(MAX_BYTES + 1)

    def digest(self) -> str:
        """The SHA-256 of the notebook; "" where it cannot be read any more."""
        try:
            return hashlib.sha256(self.read()).hexdigest()
        except OSError:
            return ""


def unread(handed_in: HandedIn, error: OSError) -> HandedIn:
    """The same, where the notebook cannot be read any more."""
    why = f"{handed_in.path.name if handed_in.path else 'the notebook'} cannot be read ({error.strerror or error})"
    return dataclasses.replace(handed_in, path=None, problem=why)


def find_submissions(classroom: Classroom, lessons: list[str]) -> list[HandedIn]:
    """For each student of the class and each lesson what was handed in, sorted by lesson and student.

    Raises CourseError where the class folder has no students at all. What is odd about one student's folder is
    that student's `problem`.
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
    twice = _written_twice(students)
    return [_handed_in(classroom, student, lesson, twice) for lesson in lessons for student in students]


def _is_student(path: Path) -> bool:
    return not path.name.startswith(".") and (path.is_symlink() or path.is_dir())


def _written_twice(students: Iterable[str]) -> frozenset[str]:
    """Names that look like another one of the class: an accent may be a part of its letter, or follow it."""
    students = list(students)
    counts = Counter(unicodedata.normalize("NFC", student) for student in students)
    return frozenset(s for s in students if counts[unicodedata.normalize("NFC", s)] > 1)


# Formgrader writes a student's id as it stands into text, into a double-quoted attribute and into a double-quoted
# string of a script: with these it could become script there. An apostrophe ends none of the three.
_UNSAFE_IN_IDS = frozenset('"<>&\\`')


def id_problem(student: str) -> str:
    """Why `student` cannot be a student's id, which is the name of a folder and is shown in pages; else ""."""
    if problem := _unsafe(student):
        return f"the id has {problem}"
    if "/" in student or student.startswith(".") or student != student.strip():
        return "the id has a slash, or begins with a dot, or begins or ends with a space"
    if not student or len(student.encode("utf-8")) > 200:
        return "the id is empty, or longer than 200 bytes"
    return ""


def _unsafe(name: str) -> str:
    """What a name has that neither the gradebook nor Formgrader's pages can hold, in words; else ""."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return "bytes that are no UTF-8"
    if not name.isprintable() or _UNSAFE_IN_IDS & set(name):
        return "a double quote, < > & \\ ` or a character that cannot be seen"
    return ""


def _handed_in(classroom: Classroom, student: str, lesson: str, twice: frozenset[str]) -> HandedIn:
    """What one student's folder holds for a lesson; whatever is odd there is a problem or a flag."""
    try:
        found = _look(classroom, student, lesson)
    except OSError as error:
        return HandedIn(student, lesson, problem=f"the folder cannot be read ({error.strerror or error})")
    if student in twice and (found.path or found.problem):
        flag = "another folder's name looks the same, with its accents written in another way: is it the same student?"
        found = dataclasses.replace(found, flags=(flag, *found.flags))
    return found


def _look(classroom: Classroom, student: str, lesson: str) -> HandedIn:
    """The same, but for the names of others. Raises OSError where the folder cannot be read."""
    nothing = HandedIn(student, lesson)
    folder = classroom.submitted / student / lesson
    if (problem := _unsafe(student)) and os.path.lexists(folder):
        why = f"the student's folder has a name with {problem}: rename it, and grade again"
        return dataclasses.replace(nothing, problem=why)
    for part in (folder.parent, folder):
        if part.is_symlink():
            why = f"the folder {part.name!r} is a link; links are not followed"
            return dataclasses.replace(nothing, problem=why)
    if not folder.is_dir():
        return dataclasses.replace(nothing, problem=_misplaced(folder.parent, lesson))
    names = [p.name for p in folder.iterdir() if is_notebook_name(p.name) or not p.is_dir()]
    chosen, problem, flags = choose(names, lesson)
    if problem:
        return dataclasses.replace(nothing, problem=problem)
    path = folder / chosen
    if path.is_symlink():
        why = f"{chosen} is a link; links are not followed"
        return dataclasses.replace(nothing, problem=why, flags=flags)
    if not path.is_file() or not os.access(path, os.R_OK):
        return dataclasses.replace(nothing, problem=f"{chosen} cannot be read", flags=flags)
    time, doubt = _time(folder / "timestamp.txt")
    return HandedIn(student, lesson, path, flags=(*flags, *doubt), timestamp=time, untimed=bool(doubt))


def _misplaced(folder: Path, lesson: str) -> str:
    """Where in a student's folder a notebook of this lesson lies, if not where it should; else ""."""
    if not folder.is_dir():
        return ""
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or path.name.startswith("."):
            continue
        if is_notebook_name(path.name) and _plain(path.name.partition(".")[0]) == _plain(lesson):
            return f"{path.name} lies in the student's folder itself: put it into {lesson}/"
        if (
            path.is_dir()
            and _plain(path.name) == _plain(lesson)
            and any(map(is_notebook_name, os.listdir(path)))
        ):
            return f"the notebook lies in a folder called {path.name}: rename it to {lesson}"
    return ""


def strays(classroom: Classroom, lessons: Iterable[str]) -> list[str]:
    """Notebooks in students' folders that lie in no lesson's, and bear no lesson's name: nobody looks at them."""
    known, found = {_plain(lesson) for lesson in lessons}, []
    for student in sorted(filter(_is_student, classroom.submitted.iterdir())):
        with contextlib.suppress(OSError):  # that student's row says so
            found += [
                f"{student.name}/{path.name}" for path in sorted(student.iterdir()) if _is_stray(path, known)
            ]
    return found


def _is_stray(path: Path, known: set[str]) -> bool:
    if path.is_symlink() or path.name.startswith(".") or _plain(path.name.partition(".")[0]) in known:
        return False
    return is_notebook_name(path.name) or (path.is_dir() and any(map(is_notebook_name, os.listdir(path))))


def _plain(name: str) -> str:
    """A name without what people write in other ways: capitals, dashes, spaces, numbers of copies."""
    return re.sub(r"[\W_]+", "", re.sub(r" ?\(\d+\)$|-Copy\d+$", "", name)).casefold()


#: What a browser makes of a notebook's name when it takes the file for text.
_RENAMED = re.compile(r".\.ipynb(?: ?\(\d+\))?\.(?:txt|json)", re.IGNORECASE | re.DOTALL)


def is_notebook_name(name: str) -> bool:
    """Whether a file's name is a notebook's: also in capitals, and also as browsers rename one."""
    return name.lower().endswith(".ipynb") or _RENAMED.search(name[-40:]) is not None


def choose(names: Iterable[str], lesson: str) -> tuple[str, str, tuple[str, ...]]:
    """Of a folder's files the notebook to grade, and flags; or "", and why there is none."""
    names = sorted(name for name in names if not name.startswith("."))
    notebooks = [name for name in names if name.endswith(".ipynb")]
    notebooks = notebooks or [name for name in names if is_notebook_name(name)]
    wanted = f"{lesson}.ipynb"
    if wanted in notebooks:
        many = f"{len(notebooks)} notebooks were handed in; {wanted} was graded"
        return wanted, "", (many,) if len(notebooks) > 1 else ()
    if len(notebooks) == 1:
        return notebooks[0], "", (f"the notebook was handed in as {notebooks[0]!r}",)
    if notebooks:
        return "", f"several notebooks, none called {wanted}: {_listed(notebooks)}", ()
    others = [name for name in names if name != "timestamp.txt"]
    return "", f"the folder holds no notebook{f', but {_listed(others)}' if others else ''}", ()


def _listed(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5:,} more" if len(names) > 5 else "")


_STAMP = re.compile(rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})? UTC")


def _time(path: Path) -> tuple[str | None, tuple[str, ...]]:
    """The time in a timestamp.txt; and a flag where there is one that cannot be read surely."""
    if not os.path.lexists(path):
        return None, ()
    try:
        content = read_stamp_file(path)
        time = parse_stamp(content)
        # Ours and nbgrader's own form stays as it was written; every other is brought to it.
        return (content.decode().strip() if _STAMP.fullmatch(content.strip()) else stamp(time)), ()
    except UnicodeDecodeError:
        why = "it is no text"
    except OSError as error:
        why = f"it cannot be read ({error.strerror or error})"
    except ValueError as error:
        why = str(error)
    return None, (f"time unknown: timestamp.txt does not say it in a way that can be read surely ({why})",)
