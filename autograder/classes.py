"""Read this first: what is done with a class, on one page. Taken in → run → compared → kept → shown."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from autograder.compare.exercises import read_gradable
from autograder.compare.probes import probe_seed
from autograder.compare.reference import Reference, reference_hash
from autograder.compare.result import Result
from autograder.course.folders import Classroom, Course
from autograder.course.lesson import Lesson, titles_of
from autograder.engines.engine import Grader, Job, ReferenceJob
from autograder.grading import taken_apart
from autograder.intake.submissions import HandedIn, find_submissions, strays, unread
from autograder.keep.gradebook.flow import settle
from autograder.keep.gradebook.writer import GradebookWriter
from autograder.keep.identity import mistakes_key, result_key, taken_key
from autograder.keep.journal import Journal
from autograder.keep.lock import only_run
from autograder.keep.record import ClassRecord, read_record
from autograder.keep.secret import class_secret
from autograder.show.preview import Change, change_of
from autograder.show.publish import ClassGrades, Publisher, write_class
from autograder.show.rows import (
    Row,
    as_handed_in,
    class_rows,
    unreadable,
)


def grade_class(course: Course, classroom: Classroom, names: list[str], grader: Grader) -> ClassGrades:
    """Grade every submission of the lessons `names`, but for what has been graded before.

    A student's trouble becomes a row; only the course's or the class folder's own faults raise CourseError.
    A second run waits for the first, and finds its results.
    """
    handed_in = _begun(find_submissions(classroom, names))
    with only_run(classroom, grader.progress.note):
        return _grade(course, classroom, names, handed_in, grader)


def _grade(
    course: Course, classroom: Classroom, names: list[str], handed_in: list[HandedIn], grader: Grader
) -> ClassGrades:
    for stray in strays(classroom, course.lesson_names())[:10]:
        grader.progress.note(f"submitted/{stray} lies in no lesson's folder, and is not graded.")
    lessons = _read(course, classroom, handed_in)
    journal, writer = Journal(classroom), GradebookWriter(classroom, grader.progress.note)
    keys = _Keys(lessons, journal, grader)
    work = _look_up(handed_in, read_record(journal), keys)
    with writer.open():
        record = settle(classroom, writer)  # what people wrote is kept before anything is written
        writer.register(asked.lesson for asked in lessons.values())
        titles = {name: asked.lesson.title for name, asked in lessons.items()}
        publisher = Publisher(journal, writer, record, titles)
        rows = {(h.student, h.lesson): Row(h.student, h.lesson, None) for h in handed_in}
        for item, result, key in _results(work, keys):
            rows[item.student, item.lesson] = publisher.publish(item, result, key)
            grader.progress.advance(f"{item.student} · {item.lesson}")
        settle(classroom, writer)
    graded = tuple(rows.values())
    # The class page and the table show the other lessons, too, as they were published last.
    every = course.lesson_names()
    rest = [name for name in every if name not in names]
    others = class_rows(classroom, rest) if rest else ()
    shown = sorted((*graded, *others), key=lambda row: (row.lesson, row.student))
    return dataclasses.replace(write_class(classroom, shown, titles_of(course, every)), rows=graded)


def preview(course: Course, classroom: Classroom, names: list[str], grader: Grader) -> list[Change]:
    """Whose score would change if the class were graded now. Writes nothing but the journal."""
    handed_in = _begun(find_submissions(classroom, names))
    lessons = _read(course, classroom, handed_in)
    journal = Journal(classroom)
    keys = _Keys(lessons, journal, grader)
    published = journal.published()
    changes = []
    for item, result, _ in _results(_look_up(handed_in, read_record(journal), keys), keys):
        stamp = published.get((item.student, item.lesson))
        changes.append(change_of(item, journal.get(stamp.split()[0]) if stamp else None, result))
        grader.progress.advance(f"{item.student} · {item.lesson}")
    return sorted(filter(None, changes), key=lambda change: (change.lesson, change.student))


# ---------------------------------------------------------------- taken in


@dataclass(frozen=True)
class _ClassLesson:
    """A lesson with this class's probes. `hash` is its reference's, known before the reference has run."""

    lesson: Lesson
    seed: int
    hash: str


def _begun(handed_in: list[HandedIn]) -> list[HandedIn]:
    """Without the lessons that nobody has handed in yet: no reason to report a class of missing notebooks."""
    begun = {h.lesson for h in handed_in if h.path or h.problem}
    return [h for h in handed_in if h.lesson in begun] or handed_in


def _read(course: Course, classroom: Classroom, handed_in: list[HandedIn]) -> dict[str, _ClassLesson]:
    """The lessons of these submissions, by name. Raises CourseError where one is broken."""
    secret = class_secret(classroom)
    lessons = {}
    for name in dict.fromkeys(h.lesson for h in handed_in):
        lesson = read_gradable(course, name)
        seed = probe_seed(secret, lesson)
        lessons[name] = _ClassLesson(lesson, seed, reference_hash(lesson, seed))
    return lessons


# ---------------------------------------------------------------- run, compared, kept


@dataclass
class _Work:
    """What is known already, each with its key in the journal; and what must run, by student and lesson."""

    known: list[tuple[HandedIn, str]] = field(default_factory=list)
    to_run: dict[tuple[str, str], HandedIn] = field(default_factory=dict)


class _Keys:
    """Results' keys in the journal: of what grading takes of a notebook, which is looked for once and then known."""

    def __init__(self, lessons: Mapping[str, _ClassLesson], journal: Journal, grader: Grader) -> None:
        self.lessons, self.journal, self.grader = lessons, journal, grader
        self.taken = journal.taken()

    def of(self, item: HandedIn, content: bytes) -> str:
        asked = self.lessons[item.lesson]
        same = taken_key(content, asked.hash)
        if same not in self.taken:
            self.taken[same] = taken_apart(content, asked.lesson)
            self.journal.put_taken(same, self.taken[same])
        return result_key(self.taken[same], asked.hash, self.grader.limits, self.grader.engine.level)


def _look_up(handed_in: list[HandedIn], record: ClassRecord, keys: _Keys) -> _Work:
    work = _Work()
    for item in handed_in:
        key = ""
        try:
            if item.path:
                item = _read_as(item, content := item.read(), record)
                key = keys.of(item, content)
        except OSError as error:
            item = unread(item, error)
        if item.path is None:
            work.known += [(item, "")] if item.problem else []
        elif key in keys.journal:
            work.known.append((item, key))
        else:
            if not work.to_run:
                keys.grader.engine.prepare()  # at the first: what it begins goes on beside the other look-ups
            work.to_run[item.student, item.lesson] = item
    return work


def _read_as(item: HandedIn, content: bytes, record: ClassRecord) -> HandedIn:
    """With the hash of its bytes; and with the time that the record knows, where its timestamp.txt is lost."""
    digest = hashlib.sha256(content).hexdigest()
    known = "" if item.timestamp or item.untimed else record.time_of(item.student, item.lesson, digest)
    return dataclasses.replace(item, sha256=digest, timestamp=item.timestamp or known or None)


def _results(work: _Work, keys: _Keys) -> Iterator[tuple[HandedIn, Result, str]]:
    """Each submission's result and its key: from the journal, else graded now and kept there first of all."""
    journal, grader = keys.journal, keys.grader
    running = {item.lesson for item in work.to_run.values()}
    references = _references(
        [keys.lessons[name] for name in keys.lessons if name in running], journal, grader
    )
    grader.progress.step("Grading", len(work.known) + len(work.to_run))
    # Results are read one by one: a class of thousands must not be in memory at once.
    for item, key in work.known:
        result = journal.get(key) if key else unreadable(item)
        yield item, as_handed_in(item, result), key
    gone: list[HandedIn] = []
    running_as: dict[tuple[str, str], tuple[HandedIn, str]] = {}

    def jobs() -> Iterator[Job]:
        for place, item in work.to_run.items():
            try:
                content = item.read()
            except OSError as error:
                gone.append(unread(item, error))
                continue
            # Of these bytes: they may be others than a while ago.
            item = dataclasses.replace(item, sha256=hashlib.sha256(content).hexdigest())
            running_as[place] = item, keys.of(item, content)
            yield Job(place, keys.lessons[item.lesson].hash, content)

    for job, result in grader.engine.grade(jobs(), references, grader.limits):
        item, key = running_as.pop(job.key)
        # Somebody else may have handed in the same: what is kept, and was shown, is never changed.
        if (kept := journal.get(key)) is None:
            journal.put(key, result)
        yield item, as_handed_in(item, kept or result), key
    for item in gone:
        yield item, as_handed_in(item, unreadable(item)), ""


def _references(lessons: list[_ClassLesson], journal: Journal, grader: Grader) -> dict[str, Reference]:
    """Run the reference solutions of the lessons that have something to grade; wrong answers once for each class."""
    if not lessons:
        return {}
    grader.progress.step("Running the reference solutions", len(lessons))
    keys = {asked.hash: mistakes_key(asked.hash, grader.limits, grader.engine.level) for asked in lessons}
    jobs = [ReferenceJob(r.lesson, r.seed, journal.mistakes(keys[r.hash])) for r in lessons]
    references = {}
    for job, reference in zip(jobs, grader.engine.references(jobs, grader.limits), strict=True):
        if job.mistakes is None:
            journal.put_mistakes(keys[reference.hash], reference.mistakes)
        references[reference.hash] = reference
        grader.progress.advance(reference.lesson.name)
    return references
