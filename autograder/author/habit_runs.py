"""Every habit put on right answers, and what it cost them: each must keep all points and pass its visible check."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import nbformat

from autograder.author.answers import Trial, solved, trials, unspoilt
from autograder.author.habits import HABITS, Answered, Habit
from autograder.author.splicing import tree_of
from autograder.compare.reference import Reference
from autograder.compare.result import ExerciseResult, Outcome, Result
from autograder.course.answers import Answer, parse_exemptions
from autograder.course.cells import Kind, kind
from autograder.course.lesson import Lesson
from autograder.engines.engine import Grader, Job
from autograder.safe.text import clean_line


@dataclass(frozen=True)
class Worn:
    """A notebook whose answers have a habit: those of `answers`, the reference's for all other exercises.

    `changed` are the exercises whose cells the habit changed; with `only`, no other than that one.
    """

    habit: Habit
    answers: tuple[Answer, ...]
    only: str = ""
    notebook: bytes = b""
    changed: frozenset[str] = frozenset()

    @classmethod
    def make(cls, lesson: Lesson, habit: Habit, answers: tuple[Answer, ...], only: str = "") -> Worn:
        """The notebook as it is handed in."""
        notebook, changed = _handed_in(
            lesson, habit, {a.exercise: a.text.rstrip("\n") for a in answers}, only
        )
        return cls(habit, answers, only, notebook, frozenset(changed))

    def title(self, exercise: str) -> str:
        """What stood in an exercise's cell."""
        own = [a.title for a in self.answers if a.exercise == exercise]
        return f"{exercise}: {own[0] if own else 'the reference'}"


def _handed_in(lesson: Lesson, habit: Habit, texts: Mapping[str, str], only: str) -> tuple[bytes, list[str]]:
    made = lesson.released
    source = {cell.id: cell for cell in lesson.source.cells}
    texts = {cell.id: texts.get(cell.id, solved(source[cell.id])) for cell in _answer_cells(made.cells)}
    given = [cell.source for cell in made.cells if kind(cell) is Kind.GIVEN]
    taken = _names([*given, *texts.values()])
    cells, changed = [], []
    for cell in made.cells:
        if kind(cell) is Kind.WRITTEN:
            cell.source = solved(source[cell.id])
        if cell.id not in texts:
            cells.append(cell)
            continue
        before = Answered(texts[cell.id], untouched=cell.source, taken=taken)
        left = habit.change(before) if only in ("", cell.id) else before
        if left != before:
            changed.append(cell.id)
        cells += _cells(cell, left)
    made.cells = cells
    return json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8"), changed


def _answer_cells(cells: Iterable[nbformat.NotebookNode]) -> Iterator[nbformat.NotebookNode]:
    return (cell for cell in cells if kind(cell) is Kind.STUDENT)


def _names(texts: Iterable[str]) -> frozenset[str]:
    """All names that these cells mention at all."""
    trees = [tree_of(text) for text in texts]
    return frozenset(n.id for tree in trees if tree for n in ast.walk(tree) if isinstance(n, ast.Name))


def _cells(cell: nbformat.NotebookNode, left: Answered) -> Iterator[nbformat.NotebookNode]:
    """The cells that stand for an answer's."""
    if left.above:
        yield nbformat.v4.new_code_cell(left.above, id=f"{cell.id}-above")
    if left.copy:
        yield nbformat.NotebookNode({**cell, "source": left.copy, "id": f"{cell.id}-copy"})
    yield nbformat.NotebookNode({**cell, "source": left.text})
    if left.below:
        yield nbformat.v4.new_code_cell(left.below, id=f"{cell.id}-below")


@dataclass
class HabitReport:
    """What habits cost the right answers of a lesson: how many were tried, how many lost nothing, which did.

    `exempt` are those that the bank gives a reason for.
    """

    lesson: str
    runs: int = 0
    tried: int = 0
    kept: int = 0
    exempt: int = 0
    failures: list[str] = field(default_factory=list)


#: Nothing is changed: what such a run loses is the bank's fault, not a habit's.
_NONE = Habit("no habit", lambda left: left)


def try_habits(
    references: Mapping[str, Reference],
    banks: Mapping[str, list[Answer]],
    grader: Grader,
    full: bool = False,
    cell: str | None = None,
    habits: Sequence[Habit] = HABITS,
) -> list[HabitReport]:
    """Put each habit on the right answers of each lesson, or on those to one exercise (`cell`).

    The bank's answers are shared out among the habits, a run for each; with `full`, each habit meets them all.
    """
    reports = {name: HabitReport(name) for name in references}
    work: list[tuple[str, Worn]] = []
    for name, reference in references.items():
        tries = [Trial(()), *trials(reference, [a for a in banks[name] if a.right])]
        for number, habit in enumerate(habits):
            shared = number % len(tries)
            # Those that the habit changes nothing in are passed by.
            worn = (
                Worn.make(reference.lesson, habit, trial.answers, cell or "")
                for trial in (*tries[shared:], *tries[:shared])
            )
            changed = [(name, one) for one in worn if one.changed]
            work += changed if full else changed[:1]
    doubted = []
    for name, worn, result in _graded("Grading right answers with habits", work, references, grader):
        reports[name].runs += 1
        lost = _losses(worn, result)
        for exercise in worn.changed:
            if exercise in lost:
                doubted.append((name, Worn.make(references[name].lesson, worn.habit, worn.answers, exercise)))
            else:
                reports[name].tried += 1
                reports[name].kept += 1
    plain = _losing_anyway(doubted, references, grader)
    for name, worn, result in _graded(
        "Grading by themselves those that lost something", doubted, references, grader
    ):
        _note(reports[name], references[name].lesson, worn, result, plain[name])
    return list(reports.values())


def _note(report: HabitReport, lesson: Lesson, worn: Worn, result: Result, plain: frozenset[str]) -> None:
    report.runs += 1
    title = worn.title(worn.only)
    if title in plain:
        return
    report.tried += 1
    why = _losses(worn, result).get(worn.only)
    exempt = {(e.exercise, e.title) for e in parse_exemptions(lesson.answers_text) if e.kind == "habit"}
    if why is None:
        report.kept += 1
    elif (worn.only, worn.habit.name) in exempt:
        report.exempt += 1
    else:
        report.failures.append(f"{title}, with {worn.habit.name!r}: {why}")


def _losing_anyway(
    doubted: list[tuple[str, Worn]], references: Mapping[str, Reference], grader: Grader
) -> dict[str, frozenset[str]]:
    """The answers that lose something without any habit, of the notebooks that are in doubt."""
    notebooks = {(name, worn.answers) for name, worn in doubted}
    work = [(name, Worn.make(references[name].lesson, _NONE, answers)) for name, answers in notebooks]
    found: dict[str, frozenset[str]] = dict.fromkeys(references, frozenset())
    for name, worn, result in _graded("Grading them without habits", work, references, grader):
        found[name] |= {worn.title(exercise) for exercise in _losses(worn, result)}
    return found


def _losses(worn: Worn, result: Result) -> dict[str, str]:
    """The exercises that lost something, with why."""
    if not result.exercises:
        return dict.fromkeys(worn.changed, f"the notebook was not graded: {result.stop}")
    found = {e.id: _lost(e) for e in result.exercises if not e.written}
    return {exercise: why for exercise, why in found.items() if why}


def _lost(exercise: ExerciseResult) -> str:
    if not unspoilt(exercise):
        says = next(
            (f"{v.outcome}: {v.message}" for v in exercise.verdicts if v.outcome is not Outcome.RIGHT), ""
        )
        return clean_line(f"{exercise.points:g} of {exercise.max_points:g} points ({says})", 300)
    return clean_line(f"the visible check says no: {exercise.visible}", 300) if exercise.visible else ""


def _graded(
    what: str, work: list[tuple[str, Worn]], references: Mapping[str, Reference], grader: Grader
) -> Iterator[tuple[str, Worn, Result]]:
    grader.progress.step(what, len(work))
    jobs = (
        Job((name, str(number)), references[name].hash, worn.notebook)
        for number, (name, worn) in enumerate(work)
    )
    known = {reference.hash: reference for reference in references.values()}
    for job, result in grader.engine.grade(jobs, known, grader.limits):
        name, worn = work[int(job.key[1])]
        grader.progress.advance(f"{name}  {worn.habit.name}  {worn.only or '–'}")
        yield name, worn, result
