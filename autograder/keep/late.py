"""What lateness costs: by a rule that was given for the lesson, else by the course's plugin for nbgrader.

One reckoning for tables, pages, exports, the gradebook and stock nbgrader: from the due date, the student's
extension, the time of submission and the points.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass

from autograder.intake.times import parse_stamp
from autograder.keep.record import ClassRecord

_A_DAY = 24 * 60 * 60
_PER_DAY = re.compile(
    r"(\d+(?:\.\d+)?)(?: points?)?(?: ?/ ?| an? | per )day(?:,? (?:at most|up to) (\d+(?:\.\d+)?)(?: points?)?)?"
)


@dataclass(frozen=True)
class LateRule:
    """What lateness costs: `points` for each day that has begun, at most `most`."""

    points: float
    most: float = math.inf

    def costs(self, seconds: float) -> float:
        """What so many seconds cost."""
        return min(self.points * math.ceil(seconds / _A_DAY), self.most)


def rule_named(text: str) -> LateRule:
    """The rule that a text names: "nothing", "zero", "10 a day", "10/day, at most 50". Raises ValueError."""
    words = " ".join(text.lower().split())
    if words in ("nothing", "none"):
        return LateRule(0.0)
    if words == "zero":
        return LateRule(math.inf)
    if not (match := _PER_DAY.fullmatch(words)):
        raise ValueError(f"{text!r} names no penalty")
    return LateRule(float(match[1]), float(match[2]) if match[2] else math.inf)


@dataclass(frozen=True)
class Late:
    """When a lesson is due for a student, by how many seconds it came later, and the points that this costs.

    `extended` says whether the student has an extension.
    """

    due: dt.datetime | None = None
    seconds: float = 0.0
    penalty: float = 0.0
    extended: bool = False


def lateness(record: ClassRecord, student: str, lesson: str, time: str | None, score: float | None) -> Late:
    """What one submission's lateness is and costs; `time` is its timestamp, `score` all its points before that."""
    due = record.due_for(student, lesson)
    extended = (student, lesson) in record.extensions
    try:
        seconds = (parse_stamp(time.encode()) - due).total_seconds() if due and time else 0.0
    except ValueError:
        seconds = 0.0
    if seconds <= 0:
        return Late(due, extended=extended)
    if score is None:
        return Late(due, seconds, extended=extended)
    if given := record.penalties.get(lesson):
        costs = rule_named(given).costs(seconds)
    else:
        from autograder.keep.gradebook.late import by_plugin  # here, as nbgrader takes a while to import

        costs = by_plugin(student, score, seconds)
    return Late(due, seconds, min(max(costs, 0.0), max(score, 0.0)), extended)
