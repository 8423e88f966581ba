"""The reference side of a lesson: its source, its key, and what its own run recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder.compare.checks.base import (
    Check,
    Context,
    Exercise,
    context_of,
)
from autograder.compare.exercises import exercises_of
from autograder.compare.mistakes import Mistakes, find_mistakes
from autograder.compare.probes import derive_probes, wire_probes
from autograder.compare.records import Raised, Records, decode_records
from autograder.compare.result import Outcome
from autograder.course.cells import grade_id
from autograder.course.lesson import Lesson
from autograder.errors import CourseError
from autograder.run.limits import Limits
from autograder.run.notebook import Transcript, execute


@dataclass(frozen=True)
class Reference:
    """A lesson with what its reference solution recorded under this class's probes, and what its wrong answers did."""

    lesson: Lesson
    probe_seed: int
    records: Records
    mistakes: Mistakes = field(default_factory=Mistakes)

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """What is asked, and how it is judged."""
        return exercises_of(self.lesson)

    @property
    def probes(self) -> Mapping[str, tuple]:
        """This class's arguments for students' functions."""
        return derive_probes(self.exercises, self.probe_seed, self.mistakes.draws)

    @property
    def hash(self) -> str:
        """Identifies what a submission was compared with."""
        return reference_hash(self.lesson, self.probe_seed)


def reference_hash(lesson: Lesson, seed: int) -> str:
    """A reference's identity, known before it has run."""
    # With its name: a lesson may be the copy of another one, and the two have results of their own.
    return hashlib.sha256(f"{lesson.name} {lesson.hash} {seed}".encode()).hexdigest()


def build_reference(lesson: Lesson, seed: int, limits: Limits, mistakes: Mistakes | None = None) -> Reference:
    """Run the reference solution and keep what it recorded; then the wrong answers, unless `mistakes` are known.

    Raises CourseError where the solution does not run to its end, or leaves out a record that the key
    asks for: a lesson that cannot grade its own solution must not grade anybody.
    """
    records = _run_reference(lesson, seed, limits, mistakes or Mistakes())
    if mistakes is None:
        mistakes = find_mistakes(lesson, seed, limits)
        if any(mistakes.draws.values()):
            # Some mistake passed for right with the first probes: others were drawn.
            records = _run_reference(lesson, seed, limits, mistakes)
    return Reference(lesson, seed, records, mistakes)


def _run_reference(lesson: Lesson, seed: int, limits: Limits, mistakes: Mistakes) -> Records:
    source = lesson.source
    exercises = exercises_of(lesson)
    probes = derive_probes(exercises, seed, mistakes.draws)
    transcript = execute(source, lesson.files, wire_probes(probes), limits)
    where = f"solutions/{lesson.name}/{lesson.name}.ipynb"
    _must_run(where, source, transcript)
    records, flags = decode_records(transcript.records)
    if flags:
        raise CourseError(f"The reference in {where} records wrongly: {flags[0]}.", "Mend its hidden tests.")
    for exercise in exercises:
        for check in exercise.checks:
            _must_have(where, exercise.id, check, records)
            context = context_of(exercise, check, (records, records), probes, source.cells)
            _must_pass(where, exercise.id, check, context)
    return records


def _must_run(where: str, source: NotebookNode, transcript: Transcript) -> None:
    for stop in transcript.stops:
        raise CourseError(
            f"The reference in {where} ended at cell {stop.cell!r}: {stop.reason}.", "Mend the lesson."
        )
    for cell, error in unmeant_errors(source, transcript):
        raise CourseError(
            f"The reference in {where} fails in cell {grade_id(cell) or cell.id!r}: {error[0]}: {error[1][:200]}.",
            "Mend the lesson.",
        )


def unmeant_errors(
    notebook: NotebookNode, transcript: Transcript
) -> Iterator[tuple[NotebookNode, tuple[str, str]]]:
    """The cells that raised although they should not, each with its error's type and message."""
    for index, cell in enumerate(notebook.cells):
        error = transcript.error(index) if cell.cell_type == "code" else None
        if error and "raises-exception" not in cell.metadata.get("tags", []):
            yield cell, error


def _must_have(where: str, exercise: str, check: Check, records: Records) -> None:
    record = records.get((exercise, check.name))
    if record is None:
        raise CourseError(
            f"Test cell 'test-{exercise}' of {where} records no {check.name!r}, which the grading key checks.",
            "Add the record to the cell's hidden tests, or take the check out of the key.",
        )
    if isinstance(record.value, Raised):
        raise CourseError(
            f"The reference's own record {check.name!r} in 'test-{exercise}' of {where} raised "
            f"{record.value.type}: {record.value.message}.",
            "Mend the lesson.",
        )
    if record.entered is None and any(rule.needs_entered for rule in check.rules):
        raise CourseError(
            f"The check {check.name!r} of {exercise!r} asks what the function enters, which 'test-{exercise}' of "
            f"{where} does not record.",
            "Write entered=True in its call of the recorder.",
        )


def _must_pass(where: str, exercise: str, check: Check, context: Context) -> None:
    """The reference compared with itself: finds faults of the key before a student does."""
    value = context.reference[exercise, check.name].value
    try:
        finding = check.compare(value, value, context)
    except Exception as error:
        raise CourseError(
            f"The check {check.name!r} of {exercise!r} in {where} fails: {type(error).__name__}: {error}.",
            "Mend the key.",
        ) from error
    if finding.outcome is not Outcome.RIGHT:
        raise CourseError(
            f"The reference in {where} does not pass its own check {check.name!r} of {exercise!r}: {finding.message}",
            "Mend the key or the solution.",
        )
