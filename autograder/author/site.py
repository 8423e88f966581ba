"""The course's site: the released lessons with their pictures, without answers, and the documents."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import nbformat
from nbformat import NotebookNode

from autograder.author.release import index, relevant_files
from autograder.course.cells import Kind, kind
from autograder.course.files import read, write_atomically
from autograder.course.flow import names_of
from autograder.course.folders import Course
from autograder.course.lesson import Lesson, read_lesson
from autograder.errors import CourseError

_FILES = Path(__file__).parent / "site_files"
#: What stands on the site besides the lessons, in this order.
DOCUMENTS = (
    "docs/instructors.md",
    "docs/architecture.md",
    "docs/cluster.md",
    "docs/benchmarks.md",
    "docs/sources.md",
)


def site_files(course: Course) -> dict[PurePosixPath, bytes]:
    """What Sphinx makes the site of: path → content."""
    lessons = course.lesson_names()
    documents = [name for name in DOCUMENTS if (course.root / name).is_file()]
    files = {
        PurePosixPath(path.relative_to(_FILES).as_posix()): read(path) for path in relevant_files(_FILES)
    }
    first = files[PurePosixPath("index.md")].decode("utf-8")
    for word, pages in (("lessons", [f"lessons/{n}/{n}" for n in lessons]), ("docs", documents)):
        first = first.replace(f"{{{{{word}}}}}", "\n".join(page.removesuffix(".md") for page in pages))
    files[PurePosixPath("index.md")] = first.encode("utf-8")
    files[PurePosixPath("lessons/README.md")] = index(course)
    for name in lessons:
        shown = with_pictures(read_lesson(course, name))
        files[PurePosixPath("lessons", name, f"{name}.ipynb")] = nbformat.writes(shown).encode("utf-8")
    for path in [course.root / name for name in documents] + sorted((course.root / "docs").glob("*.png")):
        files[PurePosixPath(path.relative_to(course.root).as_posix())] = read(path)
    return files


def with_pictures(lesson: Lesson) -> NotebookNode:
    """The released lesson, with what its provided cells show as long as no answer is in it."""
    shown = lesson.released
    source = {cell.id: cell for cell in lesson.source.cells}
    of_answers: set[str] = set()  # the names that an answer makes, or what is made of one
    for cell in shown.cells:
        if cell.cell_type != "code":
            continue
        names = names_of(source[cell.id].source)
        if kind(cell) is Kind.STUDENT or (names.before | names.later) & of_answers:
            of_answers |= names.bound
        elif kind(cell) is Kind.GIVEN:
            cell.outputs = [output for output in source[cell.id].outputs if _is_for_readers(output)]
        _tell_sphinx(cell)
    return shown


def _tell_sphinx(cell: NotebookNode) -> None:
    """Folded code is folded there, too; a picture's alt text is read from the cell's metadata, not the output's."""
    if cell.metadata.get("jupyter", {}).get("source_hidden"):
        cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
    alts = [of.get("alt") for output in cell.outputs for of in output.get("metadata", {}).values()]
    if any(alts):
        cell.metadata["mystnb"] = {"image": {"alt": next(filter(None, alts))}}


def _is_for_readers(output: NotebookNode) -> bool:
    """Whether an output says something of the lesson: not that error messages are short."""
    return not (output.output_type == "stream" and output.text.startswith("Exception reporting mode"))


def build(course: Course, destination: Path) -> Path:
    """Make the site in a folder, new, empty or an earlier site; returns its first page. Raises CourseError."""
    lacking = [name for name in ("sphinx_book_theme", "myst_nb") if importlib.util.find_spec(name) is None]
    if lacking:
        raise CourseError(
            f"A site needs {' and '.join(lacking)}.", "Install Training Lab with its extra `site`."
        )
    if destination.exists() and any(destination.iterdir()) and not (destination / "searchindex.js").is_file():
        raise CourseError(f"{destination} holds something else.", "Choose a new or an empty folder.")
    files = site_files(course)
    with TemporaryDirectory() as folder:
        for path, content in files.items():
            write_atomically(Path(folder, "src", path), content)
        made = Path(folder, "html")
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-d", Path(folder, "trees")]
        # What the theme and its extensions call of Sphinx that will go one day is no matter of the course's.
        quiet = dict(os.environ, PYTHONWARNINGS="ignore")
        if subprocess.run([*command, Path(folder, "src"), made], env=quiet).returncode:
            raise CourseError("Sphinx could not make the site.", "See above.")
        for name in course.lesson_names():
            # What is downloaded is the lesson as students get it.
            write_atomically(
                made / "_sources" / "lessons" / name / f"{name}.ipynb",
                read_lesson(course, name).released_text.encode("utf-8"),
            )
        shutil.rmtree(destination, ignore_errors=True)
        shutil.copytree(made, destination)
    return destination / "index.html"
