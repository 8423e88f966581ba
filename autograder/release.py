"""Release: from solutions/ to lessons/, the same bytes on every run and every machine."""

from __future__ import annotations

import fnmatch
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder import lesson_source
from autograder.course import Course
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


def released(source: bytes, name: str = "the notebook") -> bytes:
    """The lesson that students get for a source notebook, as the bytes of its file.

    Raises CourseError for a source that cannot be released: which cell, and what to do.
    """
    from nbconvert.exporters import NotebookExporter
    from nbgrader.preprocessors import SaveCells
    from traitlets.config import Config

    from autograder.nbgrader_release import PREPROCESSORS, configure

    notebook = lesson_source.parse(source, name)
    config = Config()
    configure(config)
    config.Exporter.default_preprocessors = []
    exporter = NotebookExporter(config=config)
    for preprocessor in PREPROCESSORS:
        if preprocessor is not SaveCells:
            exporter.register_preprocessor(preprocessor)
    text, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": name}})
    return text.encode("utf-8")


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

    If any source is unfit, nothing is written at all. Files of lessons/ that no source stands for
    are left where they are: `differences` names them.
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


def stale(course: Course, lessons: list[str]) -> list[Path]:
    """The files of lessons/ that differ from a fresh release, are missing, or are left over."""
    return [difference.path for difference in differences(course, lessons)]


def index(course: Course) -> bytes:
    """lessons/README.md: what there is, and how a lesson works."""
    rows = []
    for lesson in course.lesson_names():
        source = course.source(lesson)
        name = _shown(course, source)
        said = lesson_source.opening(lesson_source.parse(read(source), name), name)
        link = f"[{_cell(said.title)}]({lesson}/{lesson}.ipynb)"
        rows.append(f"| {link} | {_cell(said.question)} | {said.minutes} |")
    template = (Path(__file__).parent / "bundle_files" / "lessons-readme.md").read_text(encoding="utf-8")
    return template.replace("{{rows}}", "\n".join(rows)).encode("utf-8")


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that it is either the old one or the new one, never a part. Raises CourseError."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise CourseError(
            f"Cannot write {path}: {reason}.", "See that its folder can be written to."
        ) from error


def _lesson_files(course: Course, lesson: str) -> dict[PurePosixPath, bytes]:
    """The released notebook of one lesson, and the files beside it that its students need."""
    from autograder.nbgrader_release import secret_lines

    folder = course.solutions / lesson
    source = course.source(lesson)
    # The notebook first: what is wrong with it is said first.
    notebook = read(source)
    files = {PurePosixPath(lesson, source.name): released(notebook, _shown(course, source))}
    secret = secret_lines(lesson_source.parse(notebook, _shown(course, source)))
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
    from autograder.nbgrader_release import IGNORED

    def ignored(name: str) -> bool:
        return any(fnmatch.fnmatchcase(name, pattern) for pattern in IGNORED)

    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not ignored(name)]
        found += [Path(folder, name) for name in names if not ignored(name)]
    return sorted(found)


def read(path: Path) -> bytes:
    """A file's content. Raises CourseError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CourseError(
            f"Cannot read {path}: {error.strerror or error}.", "See that the file is there."
        ) from error


def _shown(course: Course, path: Path) -> str:
    return path.relative_to(course.root).as_posix()


def _cell(text: str) -> str:
    """Text for a cell of a Markdown table."""
    return text.replace("|", "\\|")
