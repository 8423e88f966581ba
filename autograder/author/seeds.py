"""The reference from other seeds: what luck decides, and what it must not.

Two kinds of luck are in a grade. The probes of a class are its own: nobody's answer may be right with some of
them only. And training begins with random weights: the lesson sets their seed in a locked cell, but who draws
a number more, or has other versions, trains from others; a threshold must leave room for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.compare.checks.base import (
    Check,
    Context,
    Exercise,
    context_of,
)
from autograder.compare.exercises import exercises_of
from autograder.compare.mistakes import Mistakes
from autograder.compare.probes import wire_probes
from autograder.compare.records import Raised, Records, decode_records
from autograder.compare.reference import Reference, build_reference, unmeant_errors
from autograder.compare.result import Finding, Margin, Outcome
from autograder.course.cells import Kind, grade_id, kind
from autograder.course.lesson import Lesson
from autograder.run.limits import Limits
from autograder.run.notebook import Transcript, execute

#: set_random_seed( … ) where it is called, with one pair of brackets inside.
_SEED = re.compile(r"((?<!def )\bset_random_seed\(\s*(?:seed\s*=)?)((?:[^()]|\([^()]*\))+)\)")
#: What the n-th other seed adds to the lesson's own: more than any lesson has seeds in a row.
_APART = 1000


def reseeded(notebook: NotebookNode, number: int) -> NotebookNode:
    """The notebook (changed in place) with `number` thousands added to every seed of keras.utils.set_random_seed."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = _SEED.sub(rf"\g<1>\g<2> + {number * _APART})", cell.source)
    return notebook


@dataclass(frozen=True)
class SeedRun:
    """What the reference did from one other seed: of its probes, and of its training.

    `lost` are marks that it lost, in words; `flaky` checks that said something else of a second run of the
    very same notebook; `tied` checks that are right only beside a reference of the same seed; `margins` by
    check; `remarks` cells that raised, visible checks among them.
    """

    number: int
    lost: tuple[str, ...]
    flaky: tuple[str, ...]
    tied: tuple[str, ...]
    margins: tuple[tuple[str, tuple[Margin, ...]], ...]
    remarks: tuple[str, ...]


def try_seed(standard: Reference, number: int, limits: Limits) -> SeedRun:
    """Run a lesson's reference twice more: with other probes, and with other probes and another training seed.

    Raises CourseError where the reference does not run, or not pass its own checks, with these probes.
    """
    lesson = standard.lesson
    here = build_reference(lesson, standard.probe_seed + number * _APART, limits, Mistakes())
    again = _judged(lesson, here.records, standard.records, {})
    # What a function returns depends on the probes, which are others.
    flaky = [
        _say(exercise, check, finding)
        for exercise, check, finding in again
        if finding.outcome is not Outcome.RIGHT and here.records[exercise.id, check.name].kind != "function"
    ]
    notebook = reseeded(lesson.source, number)
    has_seeds = notebook != lesson.source
    probes = here.probes
    transcript = execute(notebook, lesson.files, wire_probes(probes), limits)
    records, flags = decode_records(transcript.records)
    lost, tied, margins = list(flags), [], []
    if transcript.stop:
        lost.append(f"the run ended at cell {transcript.stop.cell!r}: {transcript.stop.reason}")
    itself = {(e.id, c.name, c.shown): f for e, c, f in _judged(lesson, records, records, probes)}
    for exercise, check, finding in _judged(lesson, records, here.records, probes):
        margins.append((_where(exercise, check), finding.margins))
        if finding.outcome is Outcome.RIGHT:
            continue
        if has_seeds and itself[exercise.id, check.name, check.shown].outcome is Outcome.RIGHT:
            tied.append(_where(exercise, check))
        else:
            lost.append(_say(exercise, check, finding))
    remarks = tuple(_raised(notebook, transcript))
    return SeedRun(number, tuple(lost), tuple(flaky), tuple(tied), tuple(margins), remarks)


def _where(exercise: Exercise, check: Check) -> str:
    return f"{exercise.id} · {check.shown}"


def _say(exercise: Exercise, check: Check, finding: Finding) -> str:
    return f"{_where(exercise, check)} ({finding.outcome}: {finding.message})"


def _judged(
    lesson: Lesson, answers: Records, reference: Records, probes: dict[str, tuple]
) -> Iterator[tuple[Exercise, Check, Finding]]:
    """Every check's finding on `answers`, a run of the reference solution, beside `reference`."""
    cells = lesson.source.cells
    for exercise in exercises_of(lesson):
        for check in exercise.checks:
            context = context_of(exercise, check, (reference, answers), probes, cells)
            yield exercise, check, _finding(exercise, check, answers, context)


def _finding(exercise: Exercise, check: Check, answers: Records, context: Context) -> Finding:
    record = answers.get((exercise.id, check.name))
    if record is None:
        return Finding(Outcome.NOT_RUN, "nothing was recorded")
    if isinstance(record.value, Raised):
        return Finding(Outcome.RAISED, f"{record.value.type}: {record.value.message}")
    try:
        return check.compare(record.value, context.reference[exercise.id, check.name].value, context)
    except Exception as error:  # as in grading: a check's fault is a finding
        return Finding(Outcome.TYPE, f"the check fails: {type(error).__name__}: {error}")


def _raised(notebook: NotebookNode, transcript: Transcript) -> Iterator[str]:
    """Cells that raised although they should not, in words."""
    for cell, error in unmeant_errors(notebook, transcript):
        what = "the visible check says no in" if kind(cell) is Kind.TEST else "an error in"
        # The numbers in the message are the seed's own.
        yield f"{what} {grade_id(cell) or cell.id} ({error[0]})"
