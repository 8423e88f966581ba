"""Tests of the tests: habits and mutants of chosen lessons, what is said of them, and docs/grading-tests.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.author.answers import read_bank
from autograder.author.habit_runs import HabitReport, try_habits
from autograder.author.habits import HABITS
from autograder.author.mutant_runs import MutantReport, try_mutants
from autograder.author.verify import FIRST_SEED
from autograder.compare.exercises import read_gradable
from autograder.compare.reference import build_reference
from autograder.course.folders import Course
from autograder.engines.engine import Grader


@dataclass(frozen=True)
class Selection:
    """What is to be tried: habits, mutants; of one exercise (`cell`) alone; each habit on all answers (`full`)."""

    habits: bool = False
    mutants: bool = False
    cell: str | None = None
    full: bool = False


@dataclass(frozen=True)
class GradingTests:
    """What habits and mutants found out."""

    habits: tuple[HabitReport, ...] = ()
    mutants: tuple[MutantReport, ...] = ()

    @property
    def failures(self) -> list[str]:
        """Right answers that lost something by a habit, and mutants that lost nothing, each with its lesson."""
        return [f"{r.lesson}: {text}" for r in (*self.habits, *self.mutants) for text in r.failures]


def try_lessons(course: Course, lessons: Iterable[str], grader: Grader, asked: Selection) -> GradingTests:
    """Try habits and mutants on these lessons. Raises CourseError where a lesson or its bank is broken."""
    references, banks = {}, {}
    lessons = list(lessons)
    grader.progress.step("Running the reference solutions", len(lessons))
    for name in lessons:
        banks[name] = [a for a in read_bank(course, name) if asked.cell in (None, a.exercise)]
        references[name] = build_reference(read_gradable(course, name), FIRST_SEED, grader.limits)
        grader.progress.advance(name)
    return GradingTests(
        tuple(try_habits(references, banks, grader, asked.full, asked.cell)) if asked.habits else (),
        tuple(try_mutants(references, grader, asked.cell)) if asked.mutants else (),
    )


# ---------------------------------------------------------------- what is said of it


def grading_tests_text(found: GradingTests) -> str:
    """A line for each lesson, and for each exercise with mutants; then all that failed."""
    lines = []
    for habits in found.habits:
        lines.append(
            f"{habits.lesson}: {habits.kept} of {habits.tried} answers with a habit kept everything, "
            f"{habits.exempt} more are excused ({habits.runs} runs)"
        )
    for mutants in found.mutants:
        lines.append(f"{mutants.lesson}: mutants ({mutants.runs} runs)")
        for e in mutants.exercises:
            lines.append(
                f"  {e.exercise:20} {e.caught:3} of {e.made:3} caught, {e.equal:2} equal  {_share(e)}"
            )
    lines += [f"NO  {failure}" for failure in found.failures] or ["All as they should be."]
    return "\n".join(lines) + "\n"


def _share(tally) -> str:
    different = tally.made - tally.equal
    return f"{100 * tally.caught / different:.0f} %" if different else "–"


_HABITS = (
    "## Habits",
    "| Lesson | Runs | Answers changed | Kept everything | Excused |",
    "|---|---:|---:|---:|---:|",
)
_LOST = ("## Habits that cost something", "| Lesson | What |", "|---|---|")
_MUTANTS = (
    "## Mutants",
    "| Lesson | Exercise | Mutants | Caught | Equal | Survive | Caught, of those that differ |",
    "|---|---|---:|---:|---:|---:|---:|",
)
_SURVIVORS = ("## Survivors", "| Lesson | Exercise | The changed line |", "|---|---|---|")

_OPENING = """\
# Tests of the tests

Written by `autograder verify --habits --mutants --write`; with a lesson's name, its rows alone.

\
A **habit** is a change that keeps a right answer right. Every right answer must keep all its points with it, \
and pass its visible check. A **mutant** is the reference's answer with one thing changed. It should lose points. \
One that does not is a survivor: the exercise needs another probe, or the change makes no difference, \
and the bank says why ("equal").
"""


def write_document(path: Path, found: GradingTests) -> None:
    """Put what was found into the document; what it says of other lessons stays."""
    old = path.read_text(encoding="utf-8") if path.is_file() else ""
    rows: dict[tuple[str, ...], list[tuple]] = {_HABITS: [], _LOST: [], _MUTANTS: [], _SURVIVORS: []}
    for h in found.habits:
        rows[_HABITS].append((h.lesson, h.runs, h.tried, h.kept, h.exempt))
        rows[_LOST] += [(h.lesson, _code(text)) for text in h.failures]
    for m in found.mutants:
        for e in m.exercises:
            numbers = (e.made, e.caught, e.equal, len(e.survivors), _share(e))
            rows[_MUTANTS].append((m.lesson, e.exercise, *numbers))
            rows[_SURVIVORS] += [(m.lesson, e.exercise, _code(text)) for text in e.survivors]
    tried = {_HABITS: found.habits, _LOST: found.habits, _MUTANTS: found.mutants, _SURVIVORS: found.mutants}
    parts = [_OPENING]
    for section, made in rows.items():
        names = {report.lesson for report in tried[section]}
        kept = [line for line in _rows(old, section[0]) if line.split("|")[1].strip() not in names]
        new = [f"| {' | '.join(map(str, row))} |" for row in made]
        lines = sorted(kept + new, key=lambda line: line.split("|")[1])
        parts.append(
            "\n".join([section[0], "", *(section[1:] if lines else ()), *(lines or ["None."])]) + "\n"
        )
    parts.append("\n".join(["## The habits", "", *(f"- {habit.name}" for habit in HABITS)]) + "\n")
    path.write_text("\n".join(parts), encoding="utf-8")


def _rows(document: str, heading: str) -> Iterator[str]:
    """The rows of the table below a heading."""
    _, _, below = document.partition(f"{heading}\n")
    table = below.partition("\n## ")[0]
    return (line for line in table.split("\n")[3:] if line.startswith("|"))


def _code(text: str) -> str:
    """A text as code in a table's cell."""
    return f"`{text.replace('|', '¦').replace('`', chr(39))}`"
