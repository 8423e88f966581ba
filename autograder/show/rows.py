"""A class as it was last published: its rows out of the journal. Grades nothing and changes nothing."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from autograder.compare.result import Result, State
from autograder.course.folders import Classroom
from autograder.intake.reading import Unreadable, read_submission
from autograder.intake.submissions import HandedIn, find_submissions, unread
from autograder.keep.gradebook.marks import Marks, all_marks, kept, with_marks
from autograder.keep.journal import Journal
from autograder.run.bulkhead import Ended, own_bulkhead
from autograder.safe.text import clean_line

NOT_GRADED_YET = "handed in, but not graded yet"
NOT_IN_THE_JOURNAL = (
    "its result is not in the journal any more; the next run of `autograder grade` makes it again"
)


@dataclass(frozen=True)
class Published:
    """One student's lesson as it was published last, whole.

    `result` is None where nothing was handed in. `marks` are a person's, and already part of the result.
    `stamp` is what the journal notes of the publication: its first word is the result's key. "" where nothing
    was published; then the result says what is known without grading: unreadable, or not graded.
    """

    handed_in: HandedIn
    result: Result | None
    marks: Marks = field(default_factory=Marks)
    stamp: str = ""


def class_rows(classroom: Classroom, lessons: list[str]) -> tuple[Row, ...]:
    """The rows of a class as last published, sorted by lesson and student: one for each student and lesson.

    Lessons in which nothing was handed in have no rows. A person's marks are those that the gradebook holds
    now. Raises CourseError where the class's folder has no students, or the gradebook or the journal cannot
    be read.
    """
    return tuple(row_of(classroom, found) for found in published(classroom, lessons))


def published(classroom: Classroom, lessons: list[str]) -> Iterator[Published]:
    """Every student's lesson as it was published last, one at a time: each holds a whole notebook."""
    journal = Journal(classroom)
    stamps = journal.published()
    marks = kept(journal) | all_marks(classroom)
    found = find_submissions(classroom, lessons)
    begun = {h.lesson for h in found if h.path or h.problem or (h.student, h.lesson) in stamps}
    for handed_in in found:
        if handed_in.lesson in begun:
            who = (handed_in.student, handed_in.lesson)
            yield _published(journal, handed_in, stamps.get(who, ""), marks.get(who, Marks()))


def _published(journal: Journal, handed_in: HandedIn, stamp: str, marks: Marks) -> Published:
    if not stamp or handed_in.problem:
        return Published(handed_in, _ungraded(handed_in))
    result = journal.get(stamp.split()[0])
    if result is None:
        result = Result(handed_in.lesson, State.NOT_GRADED, stop=NOT_IN_THE_JOURNAL)
    return Published(handed_in, with_marks(as_handed_in(handed_in, result), marks), marks, stamp)


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
    """The result with what was odd about the way in which the notebook was handed in."""
    return dataclasses.replace(result, flags=(*handed_in.flags, *result.flags))


def row_of(classroom: Classroom, found: Published) -> Row:
    """The row, without what only the feedback page shows: answers, pictures, the notebook."""
    handed_in, result = found.handed_in, found.result
    page = classroom.feedback_page(handed_in.student, handed_in.lesson)
    shown = page.relative_to(classroom.root).as_posix() if result and page.is_file() else ""
    return Row(handed_in.student, handed_in.lesson, light(result) if result else None, shown)


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
