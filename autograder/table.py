"""The class as a table: one row per student and lesson, as CSV that is safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.clean import clean_line, clean_text
from autograder.result import Result

COLUMNS = (
    "student",
    "lesson",
    "state",
    "points",
    "max_points",
    "written_points",
    "written_max_points",
    "total",
    "awaiting_marker",
    "flags",
    "stop",
)


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
    def graded(self) -> bool:
        """Whether there is a score."""
        return self.result is not None and self.result.points is not None

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
        if self.result is None or self.result.points is None or self.awaiting_marker:
            return None
        return self.result.points + (self.written_points or 0.0)


def table(rows: Iterable[Row]) -> str:
    """The rows as CSV text (comma, \\r\\n), with a header. What has no value yet is an empty cell, not 0."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        result = row.result
        writer.writerow(
            (
                harmless(row.student),
                harmless(row.lesson),
                row.state,
                _number(result.points if result else None),
                _number(result.max_points if row.graded and result else None),
                _number(row.written_points),
                _number(row.written_max_points if row.graded else None),
                _number(row.total),
                "yes" if row.awaiting_marker else "no",
                harmless("; ".join(clean_line(flag, 300) for flag in result.flags) if result else ""),
                harmless(clean_line(result.stop, 600) if result else ""),
            )
        )
    return out.getvalue()


def table_bytes(rows: Iterable[Row]) -> bytes:
    """The CSV as a file's bytes: UTF-8 with a byte order mark.

    Without the mark Excel reads UTF-8 as the local 8-bit encoding and spoils every accented name; LibreOffice
    and pandas skip it, Python's csv wants `encoding="utf-8-sig"`.
    """
    return table(rows).encode("utf-8-sig", errors="replace")


# Also after a semicolon, where some locales begin a new cell; and the full-width forms of = + - @, which
# Excel takes for the plain ones in East Asian locales.
_FORMULA = re.compile("(^|;)([ \u00a0\u3000]*)(?=[=+\\-@＝＋－＠])")


def harmless(text: str) -> str:
    """`text` for one cell: on one line, and with an apostrophe where a spreadsheet would read a formula."""
    return _FORMULA.sub(r"\1'\2", re.sub("[\n\t]", " ", clean_text(text)))


def _number(value: float | None) -> str:
    return "" if value is None else f"{round(value, 4):g}"
