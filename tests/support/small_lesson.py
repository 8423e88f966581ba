"""A small, correct lesson for tests: to be changed in one place, so that one thing is wrong with it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.compare.reference import Reference, build_reference
from autograder.course.folders import Course
from autograder.course.lesson import read_lesson, released
from autograder.run.limits import Limits
from support.places import ROOT

LESSON = "01-small"

OPENING = """# How long is it?

**The question:** how long is a list of two things?

Afterwards you can count to two. You need a little Python. It takes 5 to 10 minutes."""

STUDENT = """# Count the things in `things`.
### BEGIN SOLUTION
number_of_things = sum(1 for thing in things)
### END SOLUTION"""

TEST = """### BEGIN HIDDEN TESTS
import _record
_record.value("number", lambda: number_of_things)
### END HIDDEN TESTS

assert number_of_things == 2, "count the things, not their letters\""""

WRITTEN = """### BEGIN SOLUTION
Because there are exactly two of them, the sun and the moon.
### END SOLUTION"""


KEY = """\
from autograder.key import Exercise, Value

exercises = [Exercise("count", "Count things", [Value("number", hint="Count on your fingers.")])]
"""


def graded(cell_type: str, name: str, source: str, flags: str, points: float | None = None) -> NotebookNode:
    """A cell with nbgrader metadata. `flags` names those that are set, of grade, solution and locked."""
    meta = {flag: flag in flags.split() for flag in ("grade", "solution", "locked")}
    meta |= {"grade_id": name, "schema_version": 3, "task": False, "cell_type": cell_type}
    if points is not None:
        meta["points"] = points
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}[cell_type]
    return make(source, id=name, metadata={"nbgrader": meta})


def student(name: str = "count", source: str = STUDENT) -> NotebookNode:
    """A student cell with its reference."""
    return graded("code", name, source, "solution")


def check(name: str = "test-count", source: str = TEST, points: float = 100) -> NotebookNode:
    """A test cell."""
    return graded("code", name, source, "grade locked", points)


def given(
    name: str = "given-things", source: str = 'things = ["sun", "moon"]\nprint(len(things[0]))'
) -> NotebookNode:
    """A locked cell that has been run."""
    cell = graded("code", name, source, "locked")
    cell.execution_count = 1
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text="3\n")]
    return cell


def text(name: str, source: str) -> NotebookNode:
    """A Markdown cell."""
    return nbformat.v4.new_markdown_cell(source, id=name)


def number(cells: Iterable[NotebookNode]) -> None:
    """Make code cells look as if they had been run from the top, as a lesson's are."""
    for count, cell in enumerate((c for c in cells if c.cell_type == "code"), start=1):
        cell.execution_count = count


def notebook(*cells: NotebookNode) -> NotebookNode:
    """A source notebook of these cells, or the correct one."""
    cells = cells or (
        text("text-opening", OPENING),
        given(),
        text("text-count", "Now count. Ωμέγα, 中文 and é are only here to be kept."),
        student(),
        check(),
        graded("markdown", "written-why", WRITTEN, "grade solution", 2),
    )
    metadata = {
        "kernelspec": {"display_name": "somebody's kernel", "language": "python", "name": "my-kernel"},
        "language_info": {"name": "python", "version": "3.11.2"},
        "widgets": {},
        "authors": [{"name": "somebody"}],
    }
    number(cells)
    made = nbformat.v4.new_notebook(cells=list(cells), metadata=metadata)
    made.nbformat_minor = 5
    return made


def source(made: NotebookNode | None = None) -> bytes:
    """The bytes of a notebook's file, faults and all: nbformat would mend some."""
    return json.dumps(made or notebook(), ensure_ascii=False, indent=1).encode("utf-8")


def course(root: Path, made: NotebookNode | None = None, lesson: str = LESSON) -> Course:
    """A course in `root` with one lesson, its key and a data file. May be called again for another lesson."""
    folder = root / "solutions" / lesson
    folder.mkdir(parents=True)
    (folder / f"{lesson}.ipynb").write_bytes(source(made))
    (folder / "key.py").write_text(KEY)
    (folder / "data").mkdir()
    (folder / "data" / "stars.csv").write_text("name\nsun\n")
    (root / "lessons").mkdir(exist_ok=True)
    (root / "classroom").mkdir(exist_ok=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    return Course(root)


def reference(folder: Path) -> Reference:
    """The tiny lesson with its reference run; `folder` is for its course."""
    return build_reference(read_lesson(course(folder / "course"), LESSON), 1, Limits())


def submission(answer: str | None = None, why: str | None = None) -> bytes:
    """The tiny lesson as a student hands it in."""
    notebook = json.loads(released(source()))
    for cell in notebook["cells"]:
        if cell["id"] == "count" and answer is not None:
            cell["source"] = answer
        if cell["id"] == "written-why" and why is not None:
            cell["source"] = why
    return json.dumps(notebook).encode()


def saved_again(content: bytes) -> bytes:
    """The same notebook as an editor writes it anew: run, with other counts, outputs, metadata and ids of cells."""
    notebook = json.loads(content)
    notebook["metadata"] = {"language_info": {"name": "python", "version": "3.13.1"}, "toc": {}}
    for count, cell in enumerate(notebook["cells"]):
        cell["metadata"]["collapsed"] = False
        cell["id"] = f"{count}"
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
        if cell["cell_type"] == "code":
            cell["execution_count"] = 40 + count
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "2\n"}]
    return json.dumps(notebook, indent=4).encode()
