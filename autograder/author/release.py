"""Release: from solutions/ to lessons/, the same bytes on every run and every machine."""

from __future__ import annotations

import fnmatch
import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.author.rules import require_releasable
from autograder.course.files import read, write_atomically
from autograder.course.folders import Course
from autograder.course.lesson import read_lesson, read_opening
from autograder.errors import CourseError

#: The page that a student sees first.
INDEX = PurePosixPath("README.md")


@dataclass(frozen=True)
class Difference:
    """A file of lessons/ that is not what a release would write: it "differs", is "missing", "left over"."""

    path: Path
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


def released_files(course: Course, lessons: list[str]) -> dict[PurePosixPath, bytes]:
    """Everything that releasing these lessons writes: path below lessons/ → content. Nothing is written.

    The index is always that of the whole course.
    """
    files: dict[PurePosixPath, bytes] = {}
    for lesson in lessons:
        files |= _lesson_files(course, lesson)
    files[INDEX] = index(course)
    return dict(sorted(files.items()))


def release(course: Course, lessons: list[str]) -> list[Path]:
    """Write these lessons and the index into lessons/; return the files whose content changed.

    If any source is unfit, breaks a rule of release, or has a key that does not fit it, nothing is written at
    all. Files of lessons/ that no source stands for are left where they are: `differences` names them.
    """
    written = []
    for relative, content in released_files(course, lessons).items():
        path = course.lessons / relative
        if not (path.is_file() and path.read_bytes() == content):
            write_atomically(path, content)
            written.append(path)
    return written


def differences(course: Course, lessons: list[str]) -> list[Difference]:
    """How lessons/ differs from what releasing these lessons would write.

    With every lesson of the course selected, whole folders that have no source are left over, too.
    """
    expected = {course.lessons / p: content for p, content in released_files(course, lessons).items()}
    found = []
    for path, content in expected.items():
        if not path.is_file():
            found.append(Difference(path, "missing"))
        elif path.read_bytes() != content:
            found.append(Difference(path, "differs"))
    everything = set(lessons) >= set(course.lesson_names())
    for root in [course.lessons] if everything else [course.lessons / name for name in lessons]:
        found += [Difference(path, "left over") for path in relevant_files(root) if path not in expected]
    return sorted(found, key=lambda d: d.path)


def index(course: Course) -> bytes:
    """lessons/README.md: what there is, and how a lesson works."""
    rows = []
    for lesson in course.lesson_names():
        said = read_opening(course, lesson)
        link = f"[{_cell(said.title)}]({lesson}/{lesson}.ipynb)"
        rows.append(f"| {link} | {_cell(said.question)} | {said.minutes} |")
    template = (Path(__file__).parent / "bundle_files" / "lessons-readme.md").read_text(encoding="utf-8")
    return template.replace("{{rows}}", "\n".join(rows)).encode("utf-8")


def _lesson_files(course: Course, lesson: str) -> dict[PurePosixPath, bytes]:
    """The released notebook of one lesson, and the files beside it that its students need."""
    from autograder.course.preprocessors import secret_lines

    folder = course.solutions / lesson
    source = course.source(lesson)
    # The notebook first: what is wrong with it is said first.
    written = read_lesson(course, lesson)
    require_releasable(written)
    files = {PurePosixPath(lesson, source.name): written.released_text.encode("utf-8")}
    secret = secret_lines(written.source)
    for path in relevant_files(folder):
        relative = PurePosixPath(path.relative_to(course.solutions).as_posix())
        if path == source:
            continue
        if path.suffix == ".ipynb":
            raise CourseError(
                f"{_shown(course, path)} would not be cleared of its solutions.",
                f"A lesson is one notebook, {lesson}.ipynb: move the other one out of its folder.",
            )
        files[relative] = read(path)
        lines = {line.strip() for line in files[relative].decode("utf-8", errors="replace").splitlines()}
        if lines & secret:
            raise CourseError(
                f"{_shown(course, path)} shows a line of a solution: {min(lines & secret)}.",
                "Students get this file: take the line out.",
            )
    return files


def relevant_files(root: Path) -> list[Path]:
    """The files below a folder that a release is about (no caches, no key), in order; [] if there is none."""
    from autograder.course.preprocessors import IGNORED

    def ignored(name: str) -> bool:
        return any(fnmatch.fnmatchcase(name, pattern) for pattern in IGNORED)

    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not ignored(name)]
        found += [Path(folder, name) for name in names if not ignored(name)]
    return sorted(found)


def _shown(course: Course, path: Path) -> str:
    return path.relative_to(course.root).as_posix()


def _cell(text: str) -> str:
    """Text for a cell of a Markdown table."""
    return text.replace("|", "\\|")
