"""A class as it was last published: its rows out of the journal. Grades nothing and changes nothing."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from autograder.compare.result import Result, State
from autograder.course.folders import Classroom
from autograder.intake.reading import Unreadable, read_submission
from autograder.intake.submissions import HandedIn, find_submissions, unread
from autograder.intake.times import span
from autograder.keep.gradebook.flow import settle
from autograder.keep.journal import Journal
from autograder.keep.late import Late, lateness
from autograder.keep.marks import Marks, with_marks
from autograder.keep.record import ClassRecord
from autograder.run.bulkhead import Ended, own_bulkhead
from autograder.safe.text import clean_line

NOT_GRADED_YET = "handed in, but not graded yet"
NOT_IN_THE_JOURNAL = (
    "its result is not in the journal any more; the next run of `autograder grade` makes it again"
)


@dataclass(frozen=True)
class Stamp:
    """What one student's page, gradebook row and graded notebook were made from; written as one line.

    `key` is the result's in the journal, `sha256` the notebook's, `timestamp` the time of submission; `pages` and
    `said` are hashes of how pages are made, and of what stands on them beside the result.
    """

    key: str
    pages: str
    sha256: str
    timestamp: str
    said: str

    @classmethod
    def read(cls, line: str) -> Stamp | None:
        """The stamp written as `line`, or None where it is none, or one of an earlier version's."""
        words = line.split(" ")
        if len(words) < 5 or len(words[2]) != 64:
            return None
        return cls(*words[:3], " ".join(words[3:-1]), words[-1])

    def __str__(self) -> str:
        return " ".join((self.key, self.pages, self.sha256, self.timestamp, self.said))


@dataclass(frozen=True)
class Beside:
    """What counts for a student's lesson beside the result: a person's marks, and lateness.

    `before` are the points that an exercise's answer before was given, where a person has not marked the new one.
    """

    marks: Marks = field(default_factory=Marks)
    late: Late = field(default_factory=Late)
    before: Mapping[str, float] = field(default_factory=dict)

    @property
    def extra(self) -> float:
        """Extra credit, over all cells."""
        return sum(self.marks.extra.values())


def standing(record: ClassRecord, handed_in: HandedIn, result: Result, marks: Marks) -> tuple[Result, Beside]:
    """The result with a person's marks, flagged where one waits; and what counts beside it."""
    marked = with_marks(result, marks)
    before = marks.before(marked.exercises)
    titles = {e.id: e.title for e in marked.exercises}
    flags = tuple(f"{titles[e]}: another answer was marked {points:g} before" for e, points in before.items())
    marked = dataclasses.replace(marked, flags=(*marked.flags, *flags))
    score = _score(marked, marks)
    late = lateness(record, handed_in.student, handed_in.lesson, handed_in.timestamp, score)
    return marked, Beside(marks, late, before)


def counted(result: Result, beside: Beside) -> float | None:
    """All points less what lateness costs; None where they are not settled."""
    score = _score(result, beside.marks)
    return None if score is None or result.awaiting_marker else max(0.0, score - beside.late.penalty)


def _score(result: Result, marks: Marks) -> float | None:
    """All points that there are by now, before lateness."""
    if result.points is None:
        return None
    written = sum(e.points or 0.0 for e in result.exercises if e.written)
    return result.points + written + sum(marks.extra.values())


@dataclass(frozen=True)
class Published:
    """One student's lesson as it was published last, whole.

    `result` is None where nothing was handed in; a person's marks are part of it already. `stamp` is what the journal
    notes of the publication, "" where nothing was published; then the result says what is known without grading:
    unreadable, or not graded. The time of submission in `handed_in` is that of the publication.
    """

    handed_in: HandedIn
    result: Result | None
    beside: Beside = field(default_factory=Beside)
    stamp: str = ""

    @property
    def is_old(self) -> bool:
        """Whether another notebook lies there than the one that was graded."""
        graded = self.result.submission_hash if self.result else ""
        return bool(graded) and self.handed_in.path is not None and self.handed_in.digest() != graded


def class_rows(classroom: Classroom, lessons: list[str]) -> tuple[Row, ...]:
    """The rows of a class as last published, sorted by lesson and student: one for each student and lesson.

    Lessons in which nothing was handed in have no rows. A person's marks are those that the gradebook holds
    now. Raises CourseError where the class's folder has no students, or the gradebook or the journal cannot
    be read.
    """
    return tuple(row_of(classroom, found) for found in published(classroom, lessons))


def published(
    classroom: Classroom, lessons: list[str], record: ClassRecord | None = None
) -> Iterator[Published]:
    """Every student's lesson as it was published last, one at a time: each holds a whole notebook.

    What people wrote into the gradebook is brought back first, unless `record` is given: then it was.
    """
    journal = Journal(classroom)
    found = find_submissions(classroom, lessons)
    record = record or settle(classroom)
    stamps = journal.published()
    begun = {h.lesson for h in found if h.path or h.problem or (h.student, h.lesson) in stamps}
    for handed_in in found:
        if handed_in.lesson in begun:
            yield _published(
                journal, record, handed_in, stamps.get((handed_in.student, handed_in.lesson), "")
            )


def _published(journal: Journal, record: ClassRecord, handed_in: HandedIn, line: str) -> Published:
    if not line or handed_in.problem:
        due = record.due_for(handed_in.student, handed_in.lesson)
        return Published(handed_in, _ungraded(handed_in), Beside(late=Late(due)))
    result = journal.get(line.split()[0])
    stamp = Stamp.read(line)
    if stamp:
        handed_in = dataclasses.replace(handed_in, timestamp=stamp.timestamp or None, sha256=stamp.sha256)
    if result is None:
        result = Result(handed_in.lesson, State.NOT_GRADED, stop=NOT_IN_THE_JOURNAL)
    marks = record.marks.get((handed_in.student, handed_in.lesson), Marks())
    marked, beside = standing(record, handed_in, as_handed_in(handed_in, result), marks)
    return Published(handed_in, marked, beside, line)


def _ungraded(handed_in: HandedIn) -> Result | None:
    """What can be said of a submission that no grade was published for, without running it."""
    if handed_in.problem:
        return as_handed_in(handed_in, unreadable(handed_in))
    if handed_in.path is None:
        return None
    try:
        content = handed_in.read()
    except OSError as error:
        return as_handed_in(handed_in, unreadable(unread(handed_in, error)))
    try:
        why = own_bulkhead().call(_why_unreadable, content)
    except Ended as end:
        why = f"reading the notebook {end}"
    state = State.UNREADABLE if why else State.NOT_GRADED
    digest = hashlib.sha256(content).hexdigest()
    return Result(
        handed_in.lesson, state, flags=handed_in.flags, stop=why or NOT_GRADED_YET, submission_hash=digest
    )


def _why_unreadable(content: bytes) -> str:
    try:
        read_submission(content)
    except Unreadable as reason:
        return str(reason)
    return ""


def unreadable(handed_in: HandedIn) -> Result:
    """The result of what is no file that could be graded."""
    return Result(handed_in.lesson, State.UNREADABLE, stop=handed_in.problem)


def as_handed_in(handed_in: HandedIn, result: Result) -> Result:
    """The result with what was odd about the way in which the notebook was handed in, and the hash of its bytes.

    A notebook that was only saved again has the result of the one before.
    """
    digest = handed_in.sha256 if result.submission_hash else ""
    return dataclasses.replace(
        result, flags=(*handed_in.flags, *result.flags), submission_hash=digest or result.submission_hash
    )


def row_of(classroom: Classroom, found: Published) -> Row:
    """The row, without what only the feedback page shows: answers, pictures, the notebook."""
    handed_in, result = found.handed_in, found.result
    page = classroom.feedback_page(handed_in.student, handed_in.lesson)
    shown = page.relative_to(classroom.root).as_posix() if result and page.is_file() else ""
    return Row(handed_in.student, handed_in.lesson, light(result) if result else None, shown, found.beside)


#: Flags that a row holds, and the characters of each. A student can cause thousands.
MAX_FLAGS, MAX_FLAG = 10, 300


def light(result: Result) -> Result:
    """The result without what only the feedback page shows, and with as many flags as somebody reads."""
    exercises = tuple(dataclasses.replace(e, pictures=(), answer="") for e in result.exercises)
    return dataclasses.replace(result, notebook="", exercises=exercises, flags=few(result.flags))


def few(flags: tuple[str, ...]) -> tuple[str, ...]:
    """The first of many flags, on one line each, and how many more there are; few flags as they are."""
    shown = tuple(clean_line(flag, MAX_FLAG) for flag in flags[: MAX_FLAGS + 1])
    more = len(flags) - MAX_FLAGS
    return shown if more <= 1 else (*shown[:-1], f"… and {more:,} more flags")


@dataclass(frozen=True)
class Row:
    """One student's work on one lesson. `result` is None where nothing was handed in.

    `feedback` is the feedback page's path relative to the class page, its parts as they are on disk,
    joined by "/"; empty where there is no page.
    """

    student: str
    lesson: str
    result: Result | None
    feedback: str = ""
    beside: Beside = field(default_factory=Beside)

    @property
    def state(self) -> str:
        """The state in words; "missing" where nothing was handed in."""
        return self.result.state.value if self.result else "missing"

    @property
    def points(self) -> float | None:
        """Points for what is graded automatically, or None where there is no score."""
        return self.result.points if self.result else None

    @property
    def graded(self) -> bool:
        """Whether there is a score."""
        return self.points is not None

    @property
    def written_points(self) -> float | None:
        """Points for written answers, or None where there are none, or not all are marked, or no score is."""
        written = [e for e in self.result.exercises if e.written] if self.result and self.graded else []
        if not written or any(e.points is None for e in written):
            return None
        return sum(e.points or 0.0 for e in written)

    @property
    def written_max_points(self) -> float:
        """Points that written answers could earn."""
        return sum(e.max_points for e in self.result.exercises if e.written) if self.result else 0.0

    @property
    def awaiting_marker(self) -> bool:
        """Whether a person still has to mark something that could be read."""
        return self.graded and self.result is not None and self.result.awaiting_marker

    @property
    def total(self) -> float | None:
        """Automatic and written points, or None where that is not settled yet: never 0 in their place."""
        if self.points is None or self.awaiting_marker:
            return None
        return self.points + (self.written_points or 0.0)

    @property
    def score(self) -> float | None:
        """What counts: the total with extra credit, less what lateness costs; None where the total is."""
        return counted(self.result, self.beside) if self.result else None


def late_words(row: Row) -> list[str]:
    """How late it was and what that costs, in words; nothing where it was not late."""
    late = row.beside.late
    if late.seconds <= 0 or not row.graded:
        return []
    score = f", {row.score:g} count" if row.score is not None else ""
    return [f"{span(late.seconds)} late: {f'−{late.penalty:g}' if late.penalty else 'costs nothing'}{score}"]
