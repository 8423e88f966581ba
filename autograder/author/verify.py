"""Grade the tests: does every notebook whose worth is known get what it deserves?

A lesson is judged by what grading does to notebooks that were made for it: the reference, the answers of the
bank, notebooks with nothing in them. The plain form tries several answers in one run and fits a test run; an
answer that got something else there than it deserves is tried by itself, and that counts; if it was a right
one, so are all that ran with it. The full form tries each by itself and to the end, then all again with other
probes, the reference from many seeds, and the wrong answers with the probes of many classes.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TypeVar

from autograder.author.answers import (
    Answer,
    Trial,
    Tried,
    alone,
    judged,
    read_bank,
    trials,
)
from autograder.author.demands import unheld_demands
from autograder.author.known_worth import Special, specials, wrong_with_reference
from autograder.author.probing import SecretRuns, alike, try_secrets
from autograder.author.rules import Draft, breaches, unread_records
from autograder.author.seeds import SeedRun, try_seed
from autograder.author.verify_table import LessonReport, Verification
from autograder.compare.exercises import exercises_of, read_gradable
from autograder.compare.mistakes import Mistakes, Untold
from autograder.compare.reference import Reference, build_reference
from autograder.compare.result import ExerciseResult, Margin, Result
from autograder.course.folders import Course
from autograder.course.lesson import Lesson
from autograder.engines.engine import Grader, Job
from autograder.errors import CourseError
from autograder.run.limits import Limits

#: Probes of their own on every run would make a flake out of what should be a finding.
FIRST_SEED = 2026
#: With the probes of how many classes the wrong answers are run.
SECRETS = 200
#: How many seeds the reference is run from. Another one of each kind for each: of its training, and of the probes.
SEEDS = 20


@dataclass(frozen=True)
class Extent:
    """How much is tried: the answers to one `cell` alone, or all; the plain form or the `full` one, with `seeds`."""

    cell: str | None = None
    full: bool = False
    seeds: int = SEEDS


def verify(course: Course, lessons: Iterable[str], grader: Grader, extent: Extent = Extent()) -> Verification:
    """Grade the tests of these lessons.

    What is wrong with a lesson or its bank is a failure in the report; so is each rule that a lesson breaks,
    unless one exercise alone is asked for. Raises CourseError where that exercise is unknown.
    """
    cell, full, seeds = extent.cell, extent.full, extent.seeds
    reports = {name: LessonReport(name) for name in lessons}
    banks: dict[str, list[Answer]] = {}
    read: dict[str, Lesson] = {}
    for name, report in reports.items():
        try:
            lesson = read_gradable(course, name)
            report.exercises = len(exercises_of(lesson))
            if cell is None:
                draft = Draft.of(lesson)
                report.failures += map(str, breaches(draft))
                report.remarks += unread_records(draft)
            answers = read_bank(course, name)
            _must_fit(lesson, answers)
            report.failures += unheld_demands(exercises_of(lesson), answers)
        except CourseError as error:
            report.failures.append(error.line)
            continue
        banks[name] = [a for a in answers if cell in (None, a.exercise)]
        if cell is not None and not banks[name]:
            raise CourseError(
                f"The bank of {name} has no answer to {cell!r}.", "Name an exercise by its cell's id."
            )
        read[name] = lesson
    # References run from this process, which starts the kernels' fork server: workers find it.
    references = _references(list(read.values()), 2 if full else 1, grader, reports)
    work = [
        item
        for name in read
        if name in references
        for item in _work(references[name], banks[name], full, special=cell is None)
    ]
    for name, runs in references.items():
        reports[name].failures += alike(runs[0])
    _try(work, references, reports, grader)
    if full and cell is None:
        _try_secrets(references, reports, grader)
    if full and cell is None and seeds:
        _try_seeds(references, seeds, reports, grader)
    return Verification(tuple(reports.values()))


def _must_fit(lesson: Lesson, answers: list[Answer]) -> None:
    unknown = {a.exercise for a in answers} - {e.id for e in exercises_of(lesson)}
    if unknown:
        raise CourseError(
            f"The bank of {lesson.name} answers {min(unknown)!r}, which is no exercise of its key.",
            "Mend its answers.py.",
        )


T = TypeVar("T")
R = TypeVar("R")


def _side_by_side(work: Callable[[T], R], items: list[T], jobs: int) -> Iterator[tuple[T, R | CourseError]]:
    """Run `work` on threads, as it is done; a CourseError is a result. The work itself is a kernel's."""

    def caught(item: T) -> R | CourseError:
        try:
            return work(item)
        except CourseError as error:
            return error

    with ThreadPoolExecutor(jobs) as threads:
        futures = {threads.submit(caught, item): item for item in items}
        for future in as_completed(futures):
            yield futures[future], future.result()


#: Lesson → the runs of its reference, each with probes of its own.
References = dict[str, list[Reference]]


def _references(
    lessons: list[Lesson],
    runs: int,
    grader: Grader,
    reports: Mapping[str, LessonReport],
) -> References:
    """Each lesson's reference, `runs` times; without the lessons in which one of these did not run."""
    items = [(lesson, run) for lesson in lessons for run in range(runs)]
    grader.progress.step("Running the reference solutions", len(items))
    found: dict[tuple[str, int], Reference] = {}
    for (lesson, run), reference in _side_by_side(
        lambda item: _reference(item[0], FIRST_SEED + item[1], grader.limits, reports[item[0].name]),
        items,
        grader.engine.workers,
    ):
        if isinstance(reference, CourseError):
            reports[lesson.name].failures.append(reference.line)
        else:
            found[lesson.name, run] = reference
        grader.progress.advance(lesson.name)
    return {
        lesson.name: [found[lesson.name, run] for run in range(runs)]
        for lesson in lessons
        if all((lesson.name, run) in found for run in range(runs))
    }


def _reference(lesson: Lesson, seed: int, limits: Limits, report: LessonReport) -> Reference:
    """A lesson's reference; where a wrong answer is told by no probes, which is a failure, without its mistakes."""
    try:
        return build_reference(lesson, seed, limits)
    except Untold as error:
        report.failures.append(error.line)
        return build_reference(lesson, seed, limits, Mistakes())


# ---------------------------------------------------------------- what is graded


@dataclass(frozen=True)
class Attempt:
    """One run: a trial of the bank's answers or a special notebook, against run `run` of its lesson's reference."""

    reference: Reference
    trial: Trial | Special
    run: int = 0

    @property
    def lesson(self) -> Lesson:
        """Whose run it is."""
        return self.reference.lesson

    def job(self, key: tuple[str, str]) -> Job:
        """What the pool is given."""
        until = self.trial.until if isinstance(self.trial, Trial) else None
        own = self.trial.notebook if isinstance(self.trial, Special) else self.trial.submission(self.lesson)
        return Job(key, self.reference.hash, own, until)


def _work(runs: list[Reference], answers: list[Answer], full: bool, special: bool) -> Iterator[Attempt]:
    """The runs that try one lesson's answers; `runs` are those of its reference."""
    first = runs[0]
    if special:
        yield from (Attempt(first, notebook) for notebook in specials(first.lesson, full))
    if not full:
        yield from (Attempt(first, trial) for trial in trials(first, answers))
        return
    # Beside another wrong answer, one that spoils that one's exercise would not be noticed.
    yield from (Attempt(first, alone(answer)) for answer in answers)
    # Again, with other probes: what is right, or wrong, is so for any.
    yield from (Attempt(runs[1], trial, run=1) for trial in trials(first, answers))


class _Bookkeeper:
    """Writes down what became of each run."""

    def __init__(self, reports: Mapping[str, LessonReport]) -> None:
        self.reports = reports
        self.first: dict[tuple[str, str], Tried] = {}
        #: Answers that got something else than they deserve beside others: the same, each by itself.
        self.doubted: list[Attempt] = []

    def note(self, work: Attempt, result: Result) -> Iterator[str]:
        """Put a result into its lesson's report; yields a line for each thing that was found out."""
        report = self.reports[work.lesson.name]
        if isinstance(work.trial, Special):
            yield self._special(report, work.trial, result)
            return
        all_tried = judged(work.trial, result)
        shared, whole = len(all_tried) > 1, work.trial.until is None
        # Where a right answer lost marks, any of those that ran with it may have taken them.
        suspects = whole and any(tried.complaint for tried in all_tried)
        for tried in all_tried:
            if shared and (suspects or tried.complaint):
                self.doubted.append(dataclasses.replace(work, trial=alone(tried.answer, whole)))
            else:
                yield self._answer(report, tried, again=work.run > 0)

    def _special(self, report: LessonReport, special: Special, result: Result) -> str:
        wrong = special.wrong(result)
        report.notebooks.add(not wrong)
        report.failures += [f"{special.name}: {text}" for text in wrong]
        if special.wrong is wrong_with_reference:
            _keep_margins(report, result.exercises, special.name)
        return _line(not wrong, result.points, result.max_points, special.name, "; ".join(wrong))

    def _answer(self, report: LessonReport, tried: Tried, again: bool) -> str:
        answer, exercise = tried.answer, tried.exercise
        other = self.first.setdefault((report.lesson, str(answer)), tried)
        if other is not tried and (other.exercise.points, other.own == "") != (
            exercise.points,
            tried.own == "",
        ):
            report.flakes.append(f"{answer} was judged otherwise in a second run: {_twice(other, tried)}")
        if not again:
            (report.right if answer.right else report.wrong).add(not tried.complaint)
            if tried.complaint:
                report.failures.append(f"{answer}: {tried.complaint} (told: {tried.told or 'nothing'})")
            elif answer.right:
                _keep_margins(report, (exercise,), f"answer {answer.title!r}")
                if exercise.visible:
                    report.remarks.append(
                        f"{answer} has full marks, but its visible check says no: {exercise.visible}"
                    )
            elif answer.breaks and not exercise.visible:
                report.remarks.append(f"{answer} loses marks, but its visible check takes it")
        name = f"{answer}{', again' if again else ''}"
        return _line(not tried.complaint, exercise.points, exercise.max_points, name, tried.complaint)


def _keep_margins(report: LessonReport, exercises: Iterable[ExerciseResult], source: str) -> None:
    for exercise in exercises:
        for verdict in exercise.verdicts:
            report.keep(f"{exercise.id} · {verdict.name}", verdict.margins, source)


def _twice(*runs: Tried) -> str:
    return ", then ".join(f"{t.exercise.points:g} points ({t.own or 'as it should be'})" for t in runs)


def _line(good: bool, points: float | None, out_of: float, what: str, complaint: str) -> str:
    marks = f"{'–' if points is None else format(points, 'g')}/{out_of:g}"
    return f"{'ok' if good else 'NO'}  {marks:>7}  {what}  {complaint}".rstrip()


def _try(
    work: list[Attempt],
    references: References,
    reports: Mapping[str, LessonReport],
    grader: Grader,
) -> None:
    book = _Bookkeeper(reports)
    known = {reference.hash: reference for runs in references.values() for reference in runs}
    what = "Grading notebooks that deserve a known grade"
    while work:
        grader.progress.step(what, len(work))
        queue = (w.job((w.lesson.name, str(i))) for i, w in enumerate(work))
        for job, result in grader.engine.grade(queue, known, grader.limits):
            done = work[int(job.key[1])]
            # A line of the log is short; what is wrong stands in full below the table.
            found = " | ".join(book.note(done, result)) or "beside others"
            grader.progress.advance(f"{done.lesson.name}  {found}")
        work, book.doubted = book.doubted, []
        what = "Grading by themselves answers that got something else beside others"


def _try_secrets(references: References, reports: Mapping[str, LessonReport], grader: Grader) -> None:
    lessons = [runs[0].lesson for runs in references.values()]
    grader.progress.step(f"Running wrong answers with the probes of {SECRETS} classes", len(lessons))
    seeds = range(FIRST_SEED, FIRST_SEED + SECRETS)
    for lesson, found in _side_by_side(
        lambda lesson: try_secrets(lesson, seeds, grader.limits), lessons, grader.engine.workers
    ):
        if isinstance(found, CourseError):
            found = SecretRuns(Counter(), (found.line,))
        reports[lesson.name].failures += found.untold
        reports[lesson.name].remarks += [
            f"{exercise}: probes were drawn again, to tell every wrong answer, in {number} of {SECRETS} classes"
            for exercise, number in found.again.items()
        ]
        grader.progress.advance(lesson.name)


def _try_seeds(
    references: References,
    seeds: int,
    reports: Mapping[str, LessonReport],
    grader: Grader,
) -> None:
    items = [(runs[0], n) for runs in references.values() for n in range(1, seeds + 1)]
    margins: list[tuple[LessonReport, str, str, tuple[Margin, ...]]] = []
    grader.progress.step("Running the references from other seeds", len(items))
    for (reference, number), found in _side_by_side(
        lambda item: try_seed(*item, grader.limits), items, grader.engine.workers
    ):
        report = reports[reference.lesson.name]
        where = f"seed {number}"
        if isinstance(found, CourseError):
            found = SeedRun(number, (found.line,), (), (), (), ())
        report.seeds.add(not (found.lost or found.flaky))
        report.failures += [f"the reference from {where} lost marks: {text}" for text in found.lost]
        report.flakes += [
            f"the reference was judged otherwise in run {number}: {text}" for text in found.flaky
        ]
        margins += [(report, check, where, room) for check, room in found.margins]
        for check in found.tied:
            report.tied[check] = report.tied.get(check, 0) + 1
        for remark in found.remarks:
            report.raised[remark] = report.raised.get(remark, 0) + 1
        says = "; ".join((*found.lost, *found.flaky))
        grader.progress.advance(f"{reference.lesson.name}, {where}  {says or 'ok'}")
    for report, check, where, room in margins:
        # Of a check that is tied to its seed, what another seed happened to pass by says nothing.
        if check not in report.tied:
            report.keep(check, room, where)
