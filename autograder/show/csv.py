"""The class as a table: one row per student and lesson, as CSV that is safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from autograder.safe.text import clean_line, harmless
from autograder.show.rows import Row, few

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


def table(rows: Iterable[Row]) -> str:
    """The rows as CSV text (comma, \\r\\n), with a header. What has no value yet is an empty cell, not 0."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        result = row.result
        writer.writerow(
            (
                harmless(row.student[:300]),
                harmless(row.lesson[:300]),
                row.state,
                _number(result.points if result else None),
                _number(result.max_points if row.graded and result else None),
                _number(row.written_points),
                _number(row.written_max_points if row.graded else None),
                _number(row.total),
                "yes" if row.awaiting_marker else "no",
                harmless("; ".join(few(result.flags)) if result else ""),
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


def _number(value: float | None) -> str:
    return "" if value is None else f"{round(value, 4):g}"
