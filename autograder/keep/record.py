"""What is known of a class beside results: students, due dates, extensions, marks, and what was handed in when.

It lies in the journal (class.jsonl), a line for each thing that was said, and the last line on a thing holds.
nbgrader's gradebook, the pages and the tables are made from it. What Formgrader and nbgrader write into the
gradebook is brought back here before anything is shown: see gradebook/flow.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from autograder.keep.journal import Journal
from autograder.keep.lines import add_lines, read_lines
from autograder.keep.marks import Marks

Who = tuple[str, str]
"""A student and a lesson."""


@dataclass(frozen=True)
class Extension:
    """Seconds that one student has beyond a lesson's due date, and why."""

    seconds: float
    why: str = ""


@dataclass(frozen=True)
class Person:
    """A student as the gradebook knows one."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""


@dataclass(frozen=True)
class AttemptRecord:
    """A notebook that was handed in: its SHA-256, and when, as timestamp.txt says it; "" where nobody knows."""

    student: str
    lesson: str
    sha256: str
    time: str


@dataclass(frozen=True)
class ClassRecord:
    """All of it, as the last lines say. `lines` is how many were read, `roster` the class list's own CSV."""

    due: Mapping[str, dt.datetime] = field(default_factory=dict)
    penalties: Mapping[str, str] = field(default_factory=dict)
    extensions: Mapping[Who, Extension] = field(default_factory=dict)
    marks: Mapping[Who, Marks] = field(default_factory=dict)
    students: Mapping[str, Person] = field(default_factory=dict)
    attempts: Mapping[Who, tuple[AttemptRecord, ...]] = field(default_factory=dict)
    roster: str | None = None
    lines: int = 0

    def due_for(self, student: str, lesson: str) -> dt.datetime | None:
        """When the lesson is due for this student."""
        due, more = self.due.get(lesson), self.extensions.get((student, lesson))
        return due + dt.timedelta(seconds=more.seconds) if due and more else due

    def knows(self, attempt: AttemptRecord) -> bool:
        """Whether it is no news: of a notebook that is known, no time says nothing."""
        known = self.attempts.get((attempt.student, attempt.lesson), ())
        return any(a.sha256 == attempt.sha256 and attempt.time in ("", a.time) for a in known)

    def time_of(self, student: str, lesson: str, sha256: str) -> str:
        """When this notebook was handed in, as far as is known; "" else."""
        known = (a.time for a in self.attempts.get((student, lesson), ()) if a.sha256 == sha256 and a.time)
        return max(known, default="")


# ---------------------------------------------------------------- lines

Line = Mapping[str, Any]


def due_line(lesson: str, time: dt.datetime | None) -> Line:
    """A lesson's due date, or that it has none."""
    return {"kind": "due", "lesson": lesson, "time": time.astimezone(dt.UTC).isoformat() if time else ""}


def penalty_line(lesson: str, rule: str) -> Line:
    """What lateness costs in a lesson; "" for what the course's nbgrader_config.py says."""
    return {"kind": "penalty", "lesson": lesson, "rule": rule}


def extension_line(who: Who, extension: Extension) -> Line:
    """A student's extension; 0 seconds take it away."""
    return {"kind": "extension", "student": who[0], "lesson": who[1], **dataclasses.asdict(extension)}


def marks_line(who: Who, marks: Marks) -> Line:
    """All of a student's marks for a lesson."""
    return {"kind": "marks", "student": who[0], "lesson": who[1], **marks.as_plain()}


def student_line(person: Person) -> Line:
    """A student of the class."""
    return {"kind": "student", **dataclasses.asdict(person)}


def attempt_line(attempt: AttemptRecord) -> Line:
    """A notebook that was handed in."""
    return {"kind": "attempt", **dataclasses.asdict(attempt)}


def roster_line(csv: str) -> Line:
    """The class list, as its file says it."""
    return {"kind": "roster", "csv": csv}


def note(journal: Journal, lines: Iterable[Line]) -> None:
    """Add lines to the class's record. Raises CourseError."""
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    add_lines(journal.folder / "class.jsonl", [{**line, "noted": now} for line in lines])


# ---------------------------------------------------------------- read


def read_record(journal: Journal, first: int | None = None) -> ClassRecord:
    """The class's record, or as it was after its `first` lines. Raises CourseError."""
    found: dict[str, dict[Any, Any]] = defaultdict(dict)
    attempts: dict[Who, dict[AttemptRecord, None]] = defaultdict(dict)
    count = 0
    for line in _earlier_versions(journal) if first != 0 else ():
        _read(line, found, attempts)
    for line in islice(read_lines(journal.folder / "class.jsonl", checked=True), first):
        count += 1
        _read(line, found, attempts)
    return ClassRecord(
        {lesson: time for lesson, time in found["due"].items() if time},
        {lesson: rule for lesson, rule in found["penalty"].items() if rule},
        {who: extension for who, extension in found["extension"].items() if extension.seconds},
        found["marks"],
        found["student"],
        {who: tuple(several) for who, several in attempts.items()},
        found["roster"].get(""),
        count,
    )


def _earlier_versions(journal: Journal) -> Iterator[dict[str, Any]]:
    """The file of marks that versions before this record wrote."""
    for line in read_lines(journal.folder / "marks.jsonl"):
        yield {"kind": "marks", **line}


def _read(
    line: dict[str, Any], found: dict[str, dict], attempts: dict[Who, dict[AttemptRecord, None]]
) -> None:
    """Take in one line; one that is none of ours says nothing."""
    try:
        match line["kind"]:
            case "due":
                time = dt.datetime.fromisoformat(line["time"]) if line["time"] else None
                found["due"][_text(line["lesson"])] = time and time.astimezone(dt.UTC)
            case "penalty":
                found["penalty"][_text(line["lesson"])] = _text(line["rule"])
            case "extension":
                found["extension"][_who(line)] = Extension(_number(line["seconds"]), _text(line["why"]))
            case "marks":
                found["marks"][_who(line)] = _marks(line)
            case "student":
                fields = {f.name: _text(line[f.name]) for f in dataclasses.fields(Person)}
                found["student"][fields["id"]] = Person(**fields)
            case "attempt":
                attempt = AttemptRecord(*_who(line), _text(line["sha256"]), _text(line["time"]))
                attempts[_who(line)][attempt] = None
            case "roster":
                found["roster"][""] = _text(line["csv"])
    except (KeyError, AttributeError, TypeError, ValueError, OverflowError):
        return


def _marks(line: dict[str, Any]) -> Marks:
    return Marks(
        {_text(k): _number(v) for k, v in line["points"].items()},
        {_text(k): _text(v) for k, v in line["comments"].items()},
        frozenset(map(_text, _list(line["waiting"]))),
        {_text(k): _number(v) for k, v in line.get("extra", {}).items()},
        {_text(k): _text(v) for k, v in line.get("answers", {}).items()},
    )


def _who(line: dict[str, Any]) -> Who:
    return _text(line["student"]), _text(line["lesson"])


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _number(value: Any) -> float:
    if not math.isfinite(value):
        raise ValueError
    return float(value)
