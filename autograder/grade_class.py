"""Grade a class: find what was handed in, run it, keep the grades, write the pages."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from autograder.class_pages import ClassGrades, Stamp, write_class, write_feedback
from autograder.class_rows import as_handed_in, class_rows, light, unreadable
from autograder.clean import clean_line
from autograder.course import Classroom, Course
from autograder.engine import Engine, Job
from autograder.errors import CourseError
from autograder.execution import Limits
from autograder.gradebook import GradebookWriter, with_marks
from autograder.journal import Journal, result_key
from autograder.marks import Marks, keep, kept
from autograder.progress import Progress
from autograder.reference import Lesson, Reference, probe_seed, read_lesson, reference_hash
from autograder.result import Result, State
from autograder.secret import class_secret
from autograder.submissions import HandedIn, find_submissions
from autograder.table import Row


def grade_class(
    course: Course,
    classroom: Classroom,
    lessons: list[str],
    limits: Limits,
    engine: Engine,
    progress: Progress,
) -> ClassGrades:
    """Grade every submission of these lessons on `engine`, but for what has been graded before.

    A student's trouble becomes a row; only the course's or the class folder's own faults raise CourseError.
    """
    found, read = _to_grade(course, classroom, lessons)
    journal, writer = Journal(classroom), GradebookWriter(classroom, progress.note)
    plan = _plan(found, read, journal, limits, engine)
    with writer.open():
        before = kept(journal) | (marks := writer.marks())
        keep(journal, marks)  # before anything is written
        writer.register(lesson.lesson for lesson in read.values())
        texts = {name: r.lesson for name, r in read.items()}
        desk = _Publisher(classroom, journal, writer, before, texts)
        rows = {(h.student, h.lesson): Row(h.student, h.lesson, None) for h in found}
        for handed_in, result, key in _results(plan, read, journal, limits, engine, progress):
            rows[handed_in.student, handed_in.lesson] = desk.publish(handed_in, result, key)
            progress.advance(f"{handed_in.student} · {handed_in.lesson}")
    graded = tuple(rows.values())
    return dataclasses.replace(_write_class(course, classroom, lessons, graded), rows=graded)


def _write_class(
    course: Course, classroom: Classroom, lessons: list[str], graded: tuple[Row, ...]
) -> ClassGrades:
    """The class page and the table: what was graded now, and the other lessons as they were published last."""
    others = [name for name in course.lesson_names() if name not in lessons]
    rows = (*graded, *(class_rows(course, classroom, others) if others else ()))
    titles = {name: _title(course, name) for name in {row.lesson for row in rows}}
    return write_class(classroom, sorted(rows, key=lambda row: (row.lesson, row.student)), titles)


def _title(course: Course, lesson: str) -> str:
    # A fault in a lesson that is not being graded is no reason to stop here.
    with contextlib.suppress(CourseError):
        return read_lesson(course, lesson).title
    return lesson


@dataclass(frozen=True)
class Change:
    """What grading anew would change for one student: points then and now, and the exercises that differ."""

    student: str
    lesson: str
    before: float | None
    after: float | None
    because: tuple[str, ...]


def preview(
    course: Course,
    classroom: Classroom,
    lessons: list[str],
    limits: Limits,
    engine: Engine,
    progress: Progress,
) -> list[Change]:
    """Whose score would change if the class were graded now. Writes nothing but the journal."""
    found, read = _to_grade(course, classroom, lessons)
    journal = Journal(classroom)
    published = journal.published()
    changes = []
    plan = _plan(found, read, journal, limits, engine)
    for handed_in, result, _ in _results(plan, read, journal, limits, engine, progress):
        progress.advance(f"{handed_in.student} · {handed_in.lesson}")
        stamp = published.get((handed_in.student, handed_in.lesson))
        old = journal.get(stamp.split()[0]) if stamp else None
        change = _change(handed_in, old, result)
        if change is not None:
            changes.append(change)
    return sorted(changes, key=lambda change: (change.lesson, change.student))


def _change(handed_in: HandedIn, old: Result | None, new: Result) -> Change | None:
    before = {e.id: e for e in old.exercises} if old else {}
    because = []
    for exercise in new.exercises:
        was = before.pop(exercise.id, None)
        if exercise.written or (was is not None and was.points == exercise.points):
            continue
        verdict = next((v for v in exercise.verdicts if v.message), None)
        why = f" ({verdict.name}: {clean_line(verdict.message, 160)})" if verdict else ""
        then = f"{was.points:g}" if was is not None and was.points is not None else "–"
        because.append(f"{exercise.title}: {then} → {exercise.points:g}{why}")
    because += [f"{e.title}: no longer in the lesson" for e in before.values()]
    then = old.points if old else None
    if then == new.points and not because:
        return None
    return Change(handed_in.student, handed_in.lesson, then, new.points, tuple(because))


@dataclass(frozen=True)
class _Read:
    """A lesson as it will be graded; `hash` is its reference's, known before the reference has run."""

    lesson: Lesson
    seed: int

    @property
    def hash(self) -> str:
        return reference_hash(self.lesson, self.seed)


def _to_grade(
    course: Course, classroom: Classroom, lessons: list[str]
) -> tuple[list[HandedIn], dict[str, _Read]]:
    found = find_submissions(classroom, lessons)
    # A lesson that nobody has handed in yet is no reason to report a class of missing notebooks.
    begun = [
        name for name in lessons if any(h.lesson == name and (h.path or h.problem) for h in found)
    ] or lessons
    secret = class_secret(classroom)
    read = {}
    for name in begun:
        lesson = read_lesson(course, name)
        read[name] = _Read(lesson, probe_seed(secret, lesson))
    return [h for h in found if h.lesson in begun], read


@dataclass(frozen=True)
class _Plan:
    """What is known already, and what must run, by student and lesson; each with its key in the journal."""

    known: list[tuple[HandedIn, str]]
    to_run: dict[tuple[str, str], tuple[HandedIn, str]]


def _plan(
    found: list[HandedIn], read: Mapping[str, _Read], journal: Journal, limits: Limits, engine: Engine
) -> _Plan:
    plan = _Plan([], {})
    for handed_in in found:
        if handed_in.path is not None:
            key = result_key(handed_in.read(), read[handed_in.lesson].hash, limits, engine.level)
            if key in journal:
                plan.known.append((handed_in, key))
            else:
                plan.to_run[handed_in.student, handed_in.lesson] = (handed_in, key)
        elif handed_in.problem:
            plan.known.append((handed_in, ""))
    if plan.to_run:
        engine.prepare()
    return plan


def _results(
    plan: _Plan,
    read: Mapping[str, _Read],
    journal: Journal,
    limits: Limits,
    engine: Engine,
    progress: Progress,
) -> Iterator[tuple[HandedIn, Result, str]]:
    """Each submission's result and its key: from the journal, else graded now and kept there first of all."""
    known, to_run = plan.known, plan.to_run
    references = _references(
        [read[name] for name in read if any(k[1] == name for k in to_run)], limits, engine, progress
    )
    progress.step("Grading", len(known) + len(to_run))
    # Results are read one by one: a class of thousands must not be in memory at once.
    for handed_in, key in known:
        result = journal.get(key) if key else unreadable(handed_in)
        yield handed_in, as_handed_in(handed_in, result), key
    queue = (Job(key, h.lesson, h.read()) for key, (h, _) in to_run.items())
    for job, result in engine.grade(queue, references, limits):
        handed_in, key = to_run[job.key]
        journal.put(key, result)
        yield handed_in, as_handed_in(handed_in, result), key


def _references(
    read: list[_Read], limits: Limits, engine: Engine, progress: Progress
) -> dict[str, Reference]:
    """Run the reference solutions of the lessons that have something to grade."""
    if not read:
        return {}
    progress.step("Running the reference solutions", len(read))
    references = {}
    for reference in engine.references([(r.lesson, r.seed) for r in read], limits):
        references[reference.lesson.name] = reference
        progress.advance(reference.lesson.name)
    return references


@dataclass(frozen=True)
class _Publisher:
    """Puts results where people look: the gradebook, nbgrader's folders, the feedback pages."""

    classroom: Classroom
    journal: Journal
    writer: GradebookWriter
    before: Mapping[tuple[str, str], Marks]
    lessons: Mapping[str, Lesson]
    published: Mapping[tuple[str, str], str] = field(init=False)
    settled: frozenset[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "published", self.journal.published())
        object.__setattr__(self, "settled", self.writer.settled())

    def publish(self, handed_in: HandedIn, result: Result, key: str) -> Row:
        """Write what is not there yet; returns the student's row, without what only the pages need."""
        who = (handed_in.student, handed_in.lesson)
        marks = self.before.get(who, Marks())
        page = self.classroom.feedback_page(*who)
        time = handed_in.timestamp
        stamp = Stamp.now(key, time, marks, handed_in.flags)
        if not key or self.published.get(who) != str(stamp) or who not in self.settled or not page.is_file():
            if result.points is not None:
                marks = self.writer.save(handed_in.student, result, time, marks)
                stamp = Stamp.now(key, time, marks, handed_in.flags)
            elif result.state is State.UNREADABLE:
                # The score of an earlier file must not stand for this one.
                self.writer.remove(*who)
            title = self.lessons[handed_in.lesson].title
            write_feedback(self.classroom, who[0], with_marks(result, marks), marks, title, time)
            if key and self.published.get(who) != str(stamp):
                self.journal.publish(*who, str(stamp))
        return Row(*who, light(with_marks(result, marks)), page.relative_to(self.classroom.root).as_posix())
