"""What was handed in, found by the code of its receipt."""

from __future__ import annotations

from autograder.course.folders import Classroom
from autograder.intake.receipt import receipt, same_code
from autograder.intake.times import parse_stamp, shown
from autograder.keep.journal import Journal
from autograder.keep.record import AttemptRecord, read_record
from autograder.safe.text import clean_line
from autograder.show.rows import Stamp


def found_text(classroom: Classroom, code: str) -> str:
    """A line for each notebook that was handed in with this receipt; "" for none."""
    journal = Journal(classroom)
    published = {who: Stamp.read(line) for who, line in journal.published().items()}
    attempts = [a for several in read_record(journal).attempts.values() for a in several]
    found = [a for a in attempts if same_code(receipt(a.sha256, a.time), code)]
    return "".join(f"{_line(a, published.get((a.student, a.lesson)))}\n" for a in found)


def _line(attempt: AttemptRecord, graded: Stamp | None) -> str:
    time = shown(parse_stamp(attempt.time.encode())) if attempt.time else "at a time that nobody noted"
    counts = graded is not None and (graded.sha256, graded.timestamp) == (attempt.sha256, attempt.time)
    said = "This is what was graded." if counts else "This is not what was graded last."
    return (
        f"{clean_line(attempt.student, 60)} · {attempt.lesson}: handed in {time}, "
        f"SHA-256 {attempt.sha256}. {said}"
    )
