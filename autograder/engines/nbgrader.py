"""Stock `nbgrader autograde` and Formgrader's button, led through the same code as `autograder grade`.

nbgrader's lists of preprocessors are configurable. In place of Execute stands one that grades the
submitted file against the reference; nbgrader's own then save the scores. Its exchange is nbgrader's own, too.
"""

from __future__ import annotations

import glob
from functools import partial
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeReleaseFeedback
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from traitlets import Bool, Float
from traitlets.config import Config
from traitlets.log import get_logger

from autograder.compare.exercises import read_gradable
from autograder.compare.probes import probe_seed
from autograder.compare.reference import reference_hash
from autograder.compare.result import Result
from autograder.course.folders import Classroom, Course
from autograder.errors import CourseError
from autograder.grading import grade_apart, reference_once, taken_apart
from autograder.keep.gradebook.flow import settle
from autograder.keep.gradebook.late import LatePenalties
from autograder.keep.gradebook.writer import COURSE_ID, GradebookWriter, find_alembic
from autograder.keep.identity import result_key
from autograder.keep.journal import Journal
from autograder.keep.secret import class_secret
from autograder.run.kernels.level import require_isolation, require_out_of_reach
from autograder.run.limits import Limits
from autograder.safe.text import clean_line
from autograder.show.exchange import SECRET, TIME


class GradeAgainstReference(NbGraderPreprocessor):
    """Replaces the notebook by the graded one: run, compared, reduced to what is safe to show."""

    cell_seconds = Float(Limits.cell, help="Longest time for one cell, in seconds.").tag(config=True)
    notebook_seconds = Float(Limits.notebook, help="Longest time for one notebook, in seconds.").tag(
        config=True
    )
    allow_unisolated = Bool(
        False, help="Run notebooks even where this machine cannot shut them in. For work that you trust."
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Grade the file that was handed in (nbgrader's copy has lost what intake wants to see)."""
        level = require_isolation(self.allow_unisolated)
        names = resources["nbgrader"]
        folders = CourseDirectory(parent=self)
        classroom = Classroom(Path(folders.root, folders.submitted_directory).resolve().parent)
        require_out_of_reach(Path(folders.root), classroom.root)
        submitted = Path(
            folders.format_path(folders.submitted_directory, names["student"], names["assignment"])
        )
        limits = Limits(cell=self.cell_seconds, notebook=self.notebook_seconds)
        lesson = read_gradable(Course(Path(folders.root)), names["assignment"])
        seed = probe_seed(class_secret(classroom), lesson)
        content = (submitted / f"{names['notebook']}.ipynb").read_bytes()
        taken = taken_apart(content, lesson)
        journal, key = Journal(classroom), result_key(taken, reference_hash(lesson, seed), limits, level)
        result = journal.get(key)
        if result is None:
            result = grade_apart(content, reference_once(lesson, seed, limits), limits)
            journal.put(key, result)
        lines = remarks(names["student"], result)
        if result.points is None:
            raise CourseError(f"{lines[-1]}.", "Ask for the notebook again.")
        for line in lines:
            self.log.warning("%s", line)
        return nbformat.reads(result.notebook, as_version=4), resources


def remarks(student: str, result: Result) -> list[str]:
    """A line for each flag and, last, for what did not run: what a student wrote moves no cursor."""
    said = (*result.flags, *((result.stop,) if result.stop else ()))
    return [f"{clean_line(student, 60)}: {clean_line(remark, 300)}" for remark in said]


class ReleaseFeedback(ExchangeReleaseFeedback):
    """nbgrader's own, which stops at the first student whose work did not come through the exchange."""

    def copy_files(self) -> None:
        """Release the pages of those whose work did, student by student; name the others."""
        for folder in sorted(map(Path, glob.glob(self.src_path))):
            if all((folder / name).is_file() for name in (SECRET, TIME)):
                self.src_path = glob.escape(str(folder))
                super().copy_files()
            else:
                student = clean_line(folder.parent.name, 60)
                self.log.warning(
                    "%s did not hand in through the exchange: send the page another way", student
                )


def register_unknown(course: Course, classroom: Classroom, assignment: str, **_: object) -> None:
    """Make the gradebook know a lesson before it is graded, if it does not: nbgrader refuses it otherwise.

    nbgrader hides what its hooks raise, so that is logged.
    """
    try:
        writer = GradebookWriter(classroom)
        if classroom.gradebook.is_file():
            with Gradebook(classroom.db_url, COURSE_ID) as gradebook:
                try:
                    gradebook.find_notebook(assignment, assignment)
                    return
                except MissingEntry:
                    pass
        writer.register([read_gradable(course, assignment)])
        settle(classroom)
    except CourseError as error:
        get_logger().error("%s", error.line)


def configure(config: Config) -> None:
    """Set nbgrader's lists and hooks (for nbgrader_config.py, once it has named the folders)."""
    find_alembic()
    folders = config.CourseDirectory
    classroom = Classroom(Path(folders.root, folders.submitted_directory).resolve().parent)
    config.Autograde.pre_convert_hook = partial(register_unknown, Course(Path(folders.root)), classroom)
    config.ExchangeFactory.release_feedback = ReleaseFeedback
    config.Autograde.sanitize_preprocessors = [ClearOutput]
    config.Autograde.autograde_preprocessors = [
        GradeAgainstReference,
        SaveAutoGrades,
        LatePenalties,
        CheckCellMetadata,
    ]
