"""Mistakes known by name: what the bank's wrong answers record under a class's probes.

A wrong answer is run where the lesson's own answer will stand, in a copy of the notebook's names, and is then
recorded as a student's is. All of them run in one kernel, in which no student's code ever does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.compare.checks.base import Check, Exercise, context_of
from autograder.compare.exercises import exercises_of
from autograder.compare.probes import derive_probes, wire_probes
from autograder.compare.records import Raised, Record, Records, decode_records
from autograder.compare.result import Outcome
from autograder.course.answers import Answer
from autograder.course.cells import HIDDEN_TESTS, Kind, grade_id, kind, regions
from autograder.course.lesson import Lesson
from autograder.course.skipping import TAG
from autograder.errors import CourseError
from autograder.run.limits import Limits
from autograder.run.notebook import SentRecord, Transcript, execute

#: So many draws of an exercise's probes are tried before its author is asked for better ones.
DRAWS = 12


@dataclass(frozen=True)
class KnownMistake:
    """A wrong answer of the bank: what is said of it, and what it recorded, by name, where that is wrong."""

    says: str
    records: Mapping[str, Any]

    def contradicted(self, exercise: Exercise, runs: tuple[Records, Records]) -> bool:
        """Whether a student has a record right that this answer has wrong: then theirs is another mistake."""
        reference, answers = runs
        for check in exercise.checks:
            key = exercise.id, check.name
            if check.name in self.records and key in answers and not isinstance(answers[key].value, Raised):
                right = reference[key].value
                if check.same(answers[key].value, right) and not check.same(self.records[check.name], right):
                    return True
        return False

    def agreements(self, exercise: Exercise, runs: tuple[Records, Records]) -> int:
        """In how many of an exercise's records a student has what this answer has."""
        reference, answers = runs
        number = 0
        for check in exercise.checks:
            key = exercise.id, check.name
            if key in reference and key in answers and not isinstance(answers[key].value, Raised):
                here = self.records.get(check.name, reference[key].value)
                number += check.same(answers[key].value, here)
        return number


@dataclass(frozen=True)
class Mistakes:
    """What is known of a lesson's mistakes in one class, by exercise.

    `draws` says which draw of its probes tells every wrong answer from the right one.
    """

    draws: Mapping[str, int] = field(default_factory=dict)
    known: Mapping[str, tuple[KnownMistake, ...]] = field(default_factory=dict)

    def said(self, exercise: Exercise, check: Check, runs: tuple[Records, Records]) -> str:
        """What is said of a wrong record, "" if nothing is known; `runs` are the reference's records, the student's.

        Whoever has made a mistake has all its records wrong. Of several that recorded the same, it is the one that
        agrees in the exercise's other records, too.
        """
        mine = runs[1][exercise.id, check.name].value
        known = [
            mistake
            for mistake in self.known.get(exercise.id, ())
            if check.name in mistake.records
            and check.same(mine, mistake.records[check.name])
            and not mistake.contradicted(exercise, runs)
        ]
        return max(known, key=lambda mistake: mistake.agreements(exercise, runs)).says if known else ""


class Untold(CourseError):
    """A wrong answer records what the right one does, whatever probes are drawn."""


def find_mistakes(lesson: Lesson, seed: int, limits: Limits) -> Mistakes:
    """Run the wrong answers of a lesson, and choose probes that tell each from the right one.

    Raises Untold naming the answer, where no draw tells one; CourseError where they do not run.
    """
    open_exercises = tried_exercises(lesson)
    draws: dict[str, int] = {}
    known: dict[str, tuple[KnownMistake, ...]] = {}
    # The first draw does for nearly every class: the others are tried together, in one more run.
    for numbers in (range(1), range(1, DRAWS)):
        if not open_exercises:
            break
        probes = [probes_of_draw(lesson, seed, number) for number in numbers]
        for number, rehearsal in zip(numbers, rehearse(lesson, open_exercises, probes, limits), strict=True):
            for exercise in open_exercises:
                if exercise.id not in draws and not rehearsal.untold(exercise):
                    draws[exercise.id] = number
                    known[exercise.id] = tuple(rehearsal.known(exercise))
        open_exercises = [e for e in open_exercises if e.id not in draws]
    if open_exercises:
        untold = rehearsal.untold(open_exercises[0])[0]
        raise Untold(
            f"No draw of {DRAWS} tells the wrong answer {str(untold)!r} of {lesson.name} from the right one.",
            "Add probes that do to `decisive` of a check in the key, or call the answer right.",
        )
    return Mistakes(draws, known)


def tried_exercises(lesson: Lesson) -> list[Exercise]:
    """The exercises whose wrong answers are known by what they record."""
    answered = {answer.exercise for answer in lesson.wrong_answers}
    return [
        exercise
        for exercise in exercises_of(lesson)
        if exercise.id in answered
        and exercise.runs_wrong_answers
        and any(check.knows_mistakes for check in exercise.checks)
    ]


def probes_of_draw(lesson: Lesson, seed: int, number: int) -> dict[str, tuple]:
    """A class's probes, all of the same draw."""
    exercises = exercises_of(lesson)
    return derive_probes(exercises, seed, {exercise.id: number for exercise in exercises})


# ---------------------------------------------------------------- a run with the wrong answers in it


@dataclass(frozen=True)
class Rehearsal:
    """What the reference and each wrong answer recorded with one draw of probes."""

    cells: Sequence[NotebookNode]
    probes: Mapping[str, tuple]
    right: Records
    wrong: Mapping[Answer, Records]

    def untold(self, exercise: Exercise) -> list[Answer]:
        """The wrong answers to an exercise that every check of it takes for right."""
        return [a for a in self.wrong if a.exercise == exercise.id and self._passes(a, exercise)]

    def _passes(self, answer: Answer, exercise: Exercise) -> bool:
        others = {key: record for key, record in self.right.items() if key[0] != exercise.id}
        runs = (self.right, others | self.wrong[answer])
        cells = [
            _with_text(cell, answer) if grade_id(cell) == answer.exercise else cell for cell in self.cells
        ]
        for check in exercise.checks:
            wrong, right = self._pair(answer, exercise, check)
            if wrong is None or right is None:
                return False
            context = context_of(exercise, check, runs, self.probes, cells)
            try:
                found = check.compare(wrong.value, right.value, context)
            except Exception:  # as in grading: what cannot be compared is not right
                return False
            if found.outcome is not Outcome.RIGHT:
                return False
        return True

    def known(self, exercise: Exercise) -> Iterator[KnownMistake]:
        """The mistakes of an exercise that are known by name."""
        for answer in self.wrong:
            if answer.exercise == exercise.id and answer.named:
                records = {}
                for check in exercise.checks:
                    wrong, right = self._pair(answer, exercise, check)
                    if wrong is not None and right is not None and not check.same(wrong.value, right.value):
                        records[check.name] = wrong.value
                yield KnownMistake(answer.message, records)

    def _pair(self, answer: Answer, exercise: Exercise, check: Check) -> tuple[Record | None, Record | None]:
        """The answer's record and the reference's, where they can be compared."""
        wrong = self.wrong[answer].get((exercise.id, check.name))
        right = self.right.get((exercise.id, check.name))
        if wrong is None or right is None or wrong.kind != right.kind or isinstance(wrong.value, Raised):
            return None, right
        return wrong, right


def rehearse(
    lesson: Lesson, exercises: Sequence[Exercise], draws: Sequence[Mapping[str, tuple]], limits: Limits
) -> list[Rehearsal]:
    """Run the reference with the wrong answers to these exercises in it, once for all draws of probes.

    Raises CourseError where the run does not come to its end.
    """
    names = [exercise.id for exercise in exercises]
    answers = [answer for answer in lesson.wrong_answers if answer.exercise in names]
    read = {name for exercise in exercises for check in exercise.checks for name, _ in check.reads}
    recorded = {check.name for e in exercises_of(lesson) if e.id in {*names, *read} for check in e.checks}
    pooled = {
        name: tuple(probe for draw in draws for probe in draw[name]) for name in draws[0] if name in recorded
    }
    notebook = lesson.source
    cells = notebook.cells
    notebook.cells = _rehearsed(cells, answers, {*names, *read})
    transcript = execute(notebook, lesson.files, wire_probes(pooled), limits, f"test-{names[-1]}")
    _must_end(lesson, transcript, answers)
    right, wrong = _records(transcript, answers)
    rehearsals = []
    for number, draw in enumerate(draws):
        first = {name: sum(len(before[name]) for before in draws[:number]) for name in pooled}
        part = {name: slice(first[name], first[name] + len(draw[name])) for name in pooled}
        of_draw = {answer: _part(records, part) for answer, records in wrong.items()}
        rehearsals.append(Rehearsal(cells, draw, _part(right, part), of_draw))
    return rehearsals


def _must_end(lesson: Lesson, transcript: Transcript, answers: Sequence[Answer]) -> None:
    for stop in transcript.stops:
        number = stop.cell.removeprefix(_CELL)
        what = answers[int(number)] if stop.cell.startswith(_CELL) else stop.cell
        raise CourseError(
            f"The wrong answers of {lesson.name} did not run: {str(what)!r} ended the run, because {stop.reason}.",
            "Mend the answer, or leave it out.",
        )


#: What the cells of wrong answers are called, before their number.
_CELL = "wrong-answer-"

# Names that no demonstration binds: else it would be thought to be used, and run.
_TRY = """\
def _try_answer(_name, _text, _tests):
    import contextlib, io, linecache
    _names = dict(globals())
    _text = get_ipython().transform_cell(_text)
    linecache.cache[_name] = len(_text), None, _text.splitlines(True), _name  # AutoGraph reads functions' source
    with contextlib.redirect_stdout(io.StringIO()):
        # As in a notebook: what a failed cell leaves undefined is missing in its check.
        with contextlib.suppress(Exception):
            exec(compile(_text, _name, "exec"), _names)
        exec(_tests, _names)


_try_answer({name!r}, {text!r}, {tests!r})
"""


def _rehearsed(
    cells: Sequence[NotebookNode], answers: Sequence[Answer], recorded: Set[str]
) -> list[NotebookNode]:
    """A notebook's cells with the wrong answers before the right ones; of its checks only those of `recorded`.

    A right answer to another exercise is run where some cell uses what it binds, as a demonstration is.
    """
    made = []
    for cell in cells:
        if kind(cell) is Kind.STUDENT and grade_id(cell) not in recorded:
            tags = [*cell.metadata.get("tags", ()), TAG]
            cell = NotebookNode({**cell, "metadata": NotebookNode({**cell.metadata, "tags": tags})})
        if kind(cell) is not Kind.TEST or grade_id(cell).removeprefix("test-") in recorded:
            made += [*_cells_before(cell, cells, answers), cell]
    return made


def _cells_before(
    cell: NotebookNode, cells: Sequence[NotebookNode], answers: Sequence[Answer]
) -> list[NotebookNode]:
    """The cells that try the wrong answers to an exercise, to stand before the cell of its right one."""
    made = []
    for number, answer in enumerate(answers):
        if answer.exercise == grade_id(cell):
            test = next(c.source for c in cells if grade_id(c) == f"test-{answer.exercise}")
            name = f"{_CELL}{number}"
            tests = "\n".join(regions(test, HIDDEN_TESTS))
            # Longer than what is searched for names: a demonstration is not run for a wrong answer.
            texts = {"text": f"{answer.text:<201}", "tests": f"{tests:<201}"}
            source = _TRY.format(name=f"<{name}>", **texts)
            metadata = {"nbgrader": {"grade_id": name}}
            made.append(nbformat.v4.new_code_cell(source, id=name, metadata=metadata))
    return made


def _with_text(cell: NotebookNode, answer: Answer) -> NotebookNode:
    return NotebookNode({**cell, "source": answer.text})


def _records(transcript: Transcript, answers: Sequence[Answer]) -> tuple[Records, dict[Answer, Records]]:
    """What the reference recorded, and what each answer did."""
    sent: dict[str, list[SentRecord]] = {f"{_CELL}{number}": [] for number in range(len(answers))}
    rest = []
    for record in transcript.records:
        sent.get(record.test_cell or "", rest).append(record)
    wrong = {}
    for answer, records in zip(answers, sent.values(), strict=True):
        own = (dataclasses.replace(record, test_cell=f"test-{answer.exercise}") for record in records)
        wrong[answer] = decode_records(tuple(own))[0]
    return decode_records(tuple(rest))[0], wrong


def _part(records: Records, part: Mapping[str, slice]) -> Records:
    """Records with the results for one draw's probes."""
    return {
        key: dataclasses.replace(record, value=record.value[part[key[1]]])
        if key[1] in part and isinstance(record.value, list)
        else record
        for key, record in records.items()
    }
