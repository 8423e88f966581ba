"""One notebook through three stages: taken in, run, compared. All that a grade depends on lies below this file.

All three read what a student sent, so `grade_apart` has them done behind a bulkhead, and says what became of a
submission that ended it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder import __version__
from autograder.compare.exercises import read_gradable
from autograder.compare.graded_notebook import graded_notebook
from autograder.compare.judge import judge
from autograder.compare.probes import wire_probes
from autograder.compare.reference import Reference, build_reference
from autograder.compare.result import Result, State
from autograder.course.folders import Course
from autograder.course.lesson import Lesson
from autograder.errors import CourseError
from autograder.intake.notebook import Canonical, canonical, with_hidden_tests
from autograder.intake.reading import Unreadable, read_submission
from autograder.run.bulkhead import Allowance, Bulkhead, Ended, Lost, own_bulkhead
from autograder.run.kernels.level import best_level, require_isolation, require_out_of_reach
from autograder.run.kernels.server import fork_server
from autograder.run.limits import Limits
from autograder.run.notebook import Transcript, execute
from autograder.safe.quiet import quiet


def grade(
    notebook: bytes | str | Path,
    lesson: Lesson | str,
    limits: Limits | None = None,
    allow_unisolated: bool = False,
) -> Result:
    """Grade one notebook, for a script of an instructor's own: `autograder.grade("ada.ipynb", "03")`.

    `notebook` is a file's path or its bytes, `lesson` a lesson that was read or its name in the course around
    the working directory, which may be shortened. The reference runs once in a process, with probes of the
    process's own. Nothing is written anywhere. Raises CourseError for a lesson that is not there or broken, and
    where this machine cannot shut notebooks in, unless `allow_unisolated`; OSError for a file that cannot be read.
    """
    require_isolation(allow_unisolated)
    if not isinstance(lesson, Lesson):
        course = Course.find()
        require_out_of_reach(course.root)
        lesson = read_gradable(course, course.select((lesson,))[0])
    content = notebook if isinstance(notebook, bytes) else Path(notebook).read_bytes()
    limits = limits or Limits()
    return grade_apart(content, reference_once(lesson, _OWN_SEED, limits), limits)


#: The seed of the probes of `grade`: nobody's to know.
_OWN_SEED = secrets.randbits(64)


@lru_cache(maxsize=16)
def reference_once(lesson: Lesson, seed: int, limits: Limits) -> Reference:
    """The lesson's reference, run when it is first asked for in this process."""
    return build_reference(lesson, seed, limits)


def grade_apart(
    submission: bytes,
    reference: Reference,
    limits: Limits,
    until: str | None = None,
    bulkhead: Bulkhead | None = None,
) -> Result:
    """`grade_submission` behind a bulkhead (this process's own, unless another is given): whatever a submission does.

    One that ends the process which reads it is graded again without its run, so that its answers are shown and
    everything is "not run"; one that is too much even so is unreadable. Raises Lost where the process died of
    something else, and the grader knows nothing.
    """
    bulkhead = bulkhead or own_bulkhead()
    if sys.platform == "linux":
        with contextlib.suppress(
            CourseError
        ):  # this process's, so that it outlives the one behind the bulkhead
            fork_server()
    known = bulkhead.keep(reference.hash, reference)
    running = Allowance(seconds=limits.start + limits.notebook + Allowance.seconds)
    try:
        return bulkhead.call(grade_submission, submission, known, limits, until, allowance=running)
    except Ended as end:
        why = f"What the notebook sent could not be read to its end, so nothing of it counts: it {end}."
    try:
        return bulkhead.call(grade_unrun, submission, known, limits, why)
    except Ended as end:
        why = f"reading the notebook {end}"
        return Result(state=State.UNREADABLE, stop=why, **_identity(submission, reference, limits))


def taken_apart(submission: bytes, lesson: Lesson, bulkhead: Bulkhead | None = None) -> str:
    """A hash of what grading takes of a submission: its canonical cells, behind a bulkhead as in `grade_apart`.

    The same for a notebook that was only saved again, with other outputs, counts or metadata. What cannot be read
    is told by its bytes.
    """
    bulkhead = bulkhead or own_bulkhead()
    text = bulkhead.keep(hashlib.sha256(lesson.released_text.encode()).hexdigest(), lesson.released_text)
    try:
        return bulkhead.call(taken_hash, submission, text)
    except (Ended, Lost):
        return hashlib.sha256(submission).hexdigest()


def taken_hash(submission: bytes, released_text: str) -> str:
    """The same, here."""
    try:
        taken = canonical(read_submission(submission), _released(released_text))
    except Unreadable:
        return hashlib.sha256(submission).hexdigest()
    cells = [(cell.id, cell.cell_type, cell.source) for cell in taken.notebook.cells]
    said = json.dumps((cells, sorted(taken.student_cells), dict(taken.answers), taken.flags))
    return hashlib.sha256(said.encode()).hexdigest()


@lru_cache(maxsize=16)
def _released(text: str) -> NotebookNode:
    return nbformat.reads(text, as_version=4)


@quiet()
def grade_submission(
    submission: bytes, reference: Reference, limits: Limits, until: str | None = None
) -> Result:
    """Grade a submission. What a student handed in may make this raise, or end the process: see `grade_apart`.

    `until` names the last cell to run (for trying out one exercise); what comes after it is "not run".
    """
    began = time.monotonic()
    lesson, identity = reference.lesson, _identity(submission, reference, limits)
    try:
        taken = canonical(read_submission(submission), lesson.released)
    except Unreadable as reason:
        return Result(state=State.UNREADABLE, stop=str(reason), **identity)

    probes = reference.probes
    complete = with_hidden_tests(taken.notebook, lesson.source)
    transcript = execute(complete, lesson.files, wire_probes(probes), limits, until)
    if transcript.stop and transcript.stop.ours:
        why = f"the grader had trouble of its own: {transcript.stop.reason}"
        return Result(state=State.NOT_GRADED, stop=why, **identity)

    result = _compared(reference, taken, transcript, probes, identity)
    return replace(result, seconds=time.monotonic() - began)


def grade_unrun(submission: bytes, reference: Reference, limits: Limits, why: str) -> Result:
    """The result of a submission whose run could not be read, and `why`, in a sentence."""
    taken = canonical(read_submission(submission), reference.lesson.released)
    nothing = Transcript(tuple(() for _ in taken.notebook.cells), (), None, 0.0)
    identity = _identity(submission, reference, limits)
    result = _compared(reference, taken, nothing, reference.probes, identity)
    return replace(result, state=State.PARTLY_GRADED, stop=why)


def _compared(
    reference: Reference,
    taken: Canonical,
    transcript: Transcript,
    probes: Mapping[str, tuple],
    identity: dict,
) -> Result:
    """The result of what a run brought back, but for how long it took."""
    judged = judge(reference, taken, transcript, probes)
    return Result(
        state=judged.state,
        exercises=judged.exercises,
        flags=judged.flags,
        stop=judged.stop,
        notebook=graded_notebook(taken, transcript, judged.exercises),
        **identity,
    )


def _identity(submission: bytes, reference: Reference, limits: Limits) -> dict[str, Any]:
    """What every result says of itself, whatever became of the submission."""
    return {
        "lesson": reference.lesson.name,
        "submission_hash": hashlib.sha256(submission).hexdigest(),
        "reference_hash": reference.hash,
        "graded_by": graded_by(limits),
    }


#: The packages whose versions stand at the foot of a page.
_SHOWN = ("tensorflow", "keras", "numpy", "nbgrader")


@cache
def graded_by(limits: Limits) -> tuple[tuple[str, str], ...]:
    """(name, value) of what grades in this process. To be asked where notebooks run: a cluster may differ."""
    allowed = (
        f"{limits.cell:g} s a cell, {limits.notebook:g} s a notebook, {limits.memory >> 20} MiB of memory"
    )
    return (
        ("Grader", f"Training Lab {__version__}, Python {python_version()}"),
        ("Packages", ", ".join(f"{name} {version(name)}" for name in _SHOWN)),
        ("Isolation", best_level().described),
        ("Limits", allowed),
    )
