"""The class as a table: one row per student and lesson, as CSV that is safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

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
    "extra_credit",
    "late_penalty",
    "score",
    "awaiting_marker",
    "flags",
    "stop",
)


def table(rows: Iterable[Row]) -> str:
    """The rows as CSV text, with a header. What has no value yet is an empty cell, not 0."""
    return text_of([COLUMNS, *map(_line, rows)])


def _line(row: Row) -> tuple[str, ...]:
    result = row.result
    return (
        harmless(row.student[:300]),
        harmless(row.lesson[:300]),
        row.state,
        number(row.points),
        number(result.max_points if row.graded and result else None),
        number(row.written_points),
        number(row.written_max_points if row.graded else None),
        number(row.total),
        number(row.beside.extra if row.graded else None),
        number(row.beside.late.penalty if row.graded else None),
        number(row.score),
        "yes" if row.awaiting_marker else "no",
        harmless("; ".join(few(result.flags)) if result else ""),
        harmless(clean_line(result.stop, 600) if result else ""),
    )


def table_bytes(rows: Iterable[Row]) -> bytes:
    """The CSV as a file's bytes."""
    return as_bytes(table(rows))


def text_of(rows: Iterable[Sequence[str]]) -> str:
    """Cells as CSV text (comma, \\r\\n)."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def as_bytes(text: str) -> bytes:
    """CSV text as UTF-8 with a byte order mark.

    Without the mark Excel reads UTF-8 as the local 8-bit encoding and spoils every accented name; LibreOffice
    and pandas skip it, Python's csv wants `encoding="utf-8-sig"`.
    """
    return text.encode("utf-8-sig", errors="replace")


def number(value: float | None) -> str:
    """A number of points as a cell: at most four decimals; "" for none."""
    return "" if value is None else f"{round(value, 4):g}"
